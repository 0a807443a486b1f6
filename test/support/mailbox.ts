import type { AddressInfo } from "node:net";
import PostalMime from "postal-mime";
import { SMTPServer, type SMTPServerAuthentication, type SMTPServerAuthenticationResponse } from "smtp-server";

export interface Received {
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** A mail server on loopback that keeps what it is given. */
export class Mailbox {
  readonly received: Received[] = [];
  /** Answered to every recipient; null: all are welcome. */
  refusal: { responseCode: number; message: string } | null = null;
  readonly logins: string[] = [];
  readonly #server: SMTPServer;

  private constructor() {
    this.#server = new SMTPServer({
      disabledCommands: ["STARTTLS"],
      allowInsecureAuth: true,
      authOptional: true,
      onAuth: (
        { username, password }: SMTPServerAuthentication,
        _session,
        done: (e: null, r: SMTPServerAuthenticationResponse) => void,
      ) => {
        this.logins.push(`${username}:${password}`);
        done(null, { user: username });
      },
      onRcptTo: (_address, _session, done) => done(this.refusal && Object.assign(new Error(this.refusal.message), this.refusal)),
      onData: (stream, _session, done) => {
        void read(stream).then((message) => {
          this.received.push(message);
          done();
        }, done);
      },
    });
  }

  static async open(): Promise<Mailbox> {
    const mailbox = new Mailbox();
    await new Promise<void>((listening) => mailbox.#server.listen(0, "127.0.0.1", listening));
    return mailbox;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`;
  }

  /** Waits for a letter; mocha's time limit ends the wait. */
  async letter(to: string, wanted: RegExp): Promise<Received> {
    for (;;) {
      const found = this.received.find((one) => one.to === to && wanted.test(one.subject));
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  close(): Promise<void> {
    return new Promise((closed) => this.#server.close(closed));
  }
}

async function read(stream: AsyncIterable<Buffer>): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  const { from, to, subject, text, html } = await PostalMime.parse(Buffer.concat(chunks));
  return { from: from?.address ?? "", to: to?.[0]?.address ?? "", subject: subject ?? "", text: text ?? "", html: html ?? "" };
}
