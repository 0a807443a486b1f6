import { mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { createTransport } from "nodemailer";
import type { Breaker, Breakers } from "./breaker.ts";

/** One e-mail, ready to be sent. */
export interface Letter {
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** Sends e-mail. Knows nothing of what it says. */
export interface Mailer {
  /** @throws Error when it was not accepted; see `isRefused` */
  send(letter: Letter): Promise<void>;
  close(): void;
}

export interface MailerLog {
  info(details: Record<string, unknown>, message: string): void;
}

export interface MailerOptions {
  /** smtp://… or smtps://…; null: letters become files. */
  smtpUrl: string | null;
  /** Sender, as in `Name <name@example.com>`. */
  from: string;
  /** Folder of the files. */
  dir: string;
  breakers: Breakers;
  log: MailerLog;
}

/** A mail server that says nothing for this long is given up for now, ms. */
const SILENCE_MS = 8000;

export function createMailer({ smtpUrl, from, dir, breakers, log }: MailerOptions): Mailer {
  return smtpUrl === null ? new FileMailer(from, dir, log) : new SmtpMailer(smtpUrl, from, breakers);
}

/** The server does not know this mailbox: trying again would not help. */
export function isRefused(error: unknown): boolean {
  const { code, responseCode } = (error ?? {}) as { code?: unknown; responseCode?: unknown };
  return code === "EENVELOPE" && typeof responseCode === "number" && responseCode >= 500;
}

class SmtpMailer implements Mailer {
  readonly #transport;
  readonly #from: string;
  readonly #breaker: Breaker;

  constructor(url: string, from: string, breakers: Breakers) {
    this.#from = from;
    this.#breaker = breakers.add("mail", { timeoutMs: 2 * SILENCE_MS, isFailure: (error) => !isRefused(error) });
    const { protocol, hostname, port, username, password } = new URL(url);
    const secure = protocol === "smtps:";
    this.#transport = createTransport({
      pool: true,
      maxConnections: 2,
      host: hostname.replace(/^\[|\]$/g, ""),
      port: Number(port) || (secure ? 465 : 587),
      secure,
      ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
      connectionTimeout: SILENCE_MS,
      greetingTimeout: SILENCE_MS,
      socketTimeout: SILENCE_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(letter: Letter): Promise<void> {
    await this.#breaker.run(() => this.#transport.sendMail({ from: this.#from, ...letter }));
  }

  close(): void {
    this.#transport.close();
  }
}

/** For a server without mail: what would have been sent lies in a folder, and the log says where. */
class FileMailer implements Mailer {
  readonly #from: string;
  readonly #dir: string;
  readonly #log: MailerLog;
  #written = 0;

  constructor(from: string, dir: string, log: MailerLog) {
    this.#from = from;
    this.#dir = path.resolve(dir);
    this.#log = log;
  }

  async send({ to, subject, text }: Letter): Promise<void> {
    // who can read these files can log in as their recipients
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    const name = `${new Date().toISOString().replaceAll(/[:.]/g, "-")}-${process.pid}-${++this.#written}.txt`;
    const file = path.join(this.#dir, name);
    await writeFile(file, `From: ${this.#from}\nTo: ${to}\nSubject: ${subject}\n\n${text}\n`, { mode: 0o600, flag: "wx" });
    this.#log.info({ file, subject }, "no SMTP_URL: mail written to a file");
  }

  close(): void {}
}
