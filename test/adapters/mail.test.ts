import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { orderMail } from "#server/outbox/mail.ts";
import { type Compose, MAX_ATTEMPTS, MailDelivery, type MailOutcome } from "#server/outbox/mail-delivery.ts";
import { Breakers } from "#server/platform/breaker.ts";
import { createMailer } from "#server/platform/mailer.ts";
import { type Database, openDatabase } from "#server/platform/prisma.ts";
import { createDatabase } from "#test/support/database.ts";
import { Mailbox } from "#test/support/mailbox.ts";

const FROM = "NECPGAME <play@example.com>";
const greet: Compose = async ({ data }) => ({ subject: "Hello", text: `Dear ${data.name}`, html: `<p>Dear ${data.name}</p>` });

describe("2.1 outgoing mail", () => {
  let database: Database;
  let drop: () => Promise<void>;
  let mailbox: Mailbox;
  let counted: MailOutcome[];
  const said: string[] = [];
  const log = { info: note, warn: note, error: note };
  function note(details: Record<string, unknown>, message: string): void {
    said.push(`${message} ${JSON.stringify(details)}`);
  }

  before(async () => {
    const created = await createDatabase();
    drop = created.drop;
    database = openDatabase(created.url, { poolSize: 4 });
  });
  beforeEach(async () => {
    mailbox = await Mailbox.open();
    counted = [];
    await database.prisma.outgoingMail.deleteMany();
  });
  afterEach(() => mailbox.close());
  after(async () => {
    await database.close();
    await drop();
  });

  const order = (recipient: string, data: Record<string, unknown> = { name: "Ada" }) =>
    orderMail(database.prisma, { kind: "greet", recipient, data });
  const due = () => database.prisma.$executeRaw`UPDATE outgoing_mail SET next_attempt_at = now() WHERE finished_at IS NULL`;
  const rows = () => database.prisma.outgoingMail.findMany({ orderBy: { id: "asc" } });

  async function delivering(work: (deliver: () => Promise<void>) => Promise<void>, url = mailbox.url, compose = greet): Promise<void> {
    const mailer = createMailer({ smtpUrl: url, from: FROM, dir: "", breakers: new Breakers(), log });
    const count = (outcome: MailOutcome) => void counted.push(outcome);
    const delivery = new MailDelivery({ prisma: database.prisma, mailer, composers: { greet: compose }, count, log });
    await work(() => delivery.deliver()).finally(() => mailer.close());
  }

  it("2.1 goes out over SMTP as text and HTML, once, logged in when the address says so", async () => {
    const name = "Æsa, with a name that is long enough to be folded over more than one line of the letter";
    await order("ada@example.com", { name });
    const withLogin = mailbox.url.replace("smtp://", "smtp://us%40er:pass%3Aword@");
    await delivering(async (deliver) => {
      await deliver();
      await deliver();
    }, withLogin);
    const [letter, ...more] = mailbox.received;
    assert.deepEqual(more, []);
    assert.deepEqual([letter.from, letter.to, letter.subject], ["play@example.com", "ada@example.com", "Hello"]);
    assert.equal(letter.text.trim(), `Dear ${name}`);
    assert.equal(letter.html.trim(), `<p>Dear ${name}</p>`);
    assert.deepEqual(mailbox.logins, ["us@er:pass:word"]);
    assert.deepEqual(counted, ["sent"]);
    assert.equal((await rows())[0].outcome, "sent");
  });

  it("2.1 is ordered with what it reports, or not at all", async () => {
    const failing = database.prisma.$transaction(async (tx) => {
      await orderMail(tx, { kind: "greet", recipient: "nobody@example.com" });
      throw new Error("the change failed");
    });
    await assert.rejects(failing, /the change failed/);
    assert.deepEqual(await rows(), []);
  });

  it("2.1 is tried again when the server has no time or is away, and given up after the last try", async () => {
    await order("ada@example.com");
    await delivering((deliver) => deliver(), "smtp://127.0.0.1:1");
    mailbox.refusal = { responseCode: 451, message: "later" };
    await due();
    await delivering((deliver) => deliver());
    const [waiting] = await rows();
    assert.deepEqual([waiting.attempts, waiting.outcome], [2, null]);
    assert.ok(waiting.nextAttemptAt.getTime() > Date.now() + 30_000, "the pauses grow");
    mailbox.refusal = null;
    await due();
    await delivering((deliver) => deliver());
    assert.equal(mailbox.received.length, 1);
    assert.deepEqual(counted, ["retried", "retried", "sent"]);

    await order("ben@example.com");
    await database.prisma.$executeRaw`UPDATE outgoing_mail SET attempts = ${MAX_ATTEMPTS - 1} WHERE finished_at IS NULL`;
    await delivering((deliver) => deliver(), "smtp://127.0.0.1:1");
    const given = (await rows())[1];
    assert.equal(given.outcome, "failed");
    assert.match(given.lastError ?? "", /ECONNREFUSED/);
    assert.equal(counted.at(-1), "failed");
    assert.ok(said.some((line) => line.startsWith("mail given up")));
  });

  it("2.1 to a mailbox that the server does not know is given up at once", async () => {
    mailbox.refusal = { responseCode: 550, message: "no such mailbox" };
    await order("nobody@example.com");
    await delivering((deliver) => deliver());
    assert.deepEqual([(await rows())[0].outcome, counted], ["failed", ["failed"]]);
  });

  it("2.1 is dropped when its writer finds nobody to write to", async () => {
    await order("nobody@example.com");
    await delivering(
      (deliver) => deliver(),
      mailbox.url,
      async () => null,
    );
    assert.deepEqual([(await rows())[0].outcome, mailbox.received.length, counted], ["dropped", 0, ["dropped"]]);
  });

  it("9.3 several processes send each letter once; one that dies leaves its letters to the others", async () => {
    for (let n = 0; n < 50; n++) await order(`player${n}@example.com`);
    await delivering(async (deliver) => {
      await Promise.all([deliver(), deliver(), deliver()]);
    });
    assert.equal(mailbox.received.length, 50);
    assert.equal(new Set(mailbox.received.map(({ to }) => to)).size, 50);
    // died after the claim: the letter is due again when its pause is over
    await order("orphan@example.com");
    const never: Promise<null> = new Promise(() => {});
    await delivering(
      async (deliver) => {
        void deliver();
        while ((await rows()).at(-1)?.attempts !== 1) await new Promise((resolve) => setTimeout(resolve, 5));
      },
      mailbox.url,
      () => never,
    );
    await delivering((deliver) => deliver());
    assert.equal(mailbox.received.length, 50, "not while the other may still be at it");
    await due();
    await delivering((deliver) => deliver());
    assert.equal(mailbox.received.at(-1)?.to, "orphan@example.com");
  });

  it("2.1 without SMTP becomes files that only their owner can read; the log says where", async () => {
    const dir = mkdtempSync(path.join(tmpdir(), "necpgame-mail-"));
    try {
      const mailer = createMailer({ smtpUrl: null, from: FROM, dir: path.join(dir, "mail"), breakers: new Breakers(), log });
      const url = `https://play.example/play/#verify=${"x".repeat(200)}`;
      await mailer.send({ to: "ada@example.com", subject: "Hello", text: url, html: "" });
      const [file] = readdirSync(path.join(dir, "mail")).map((name) => path.join(dir, "mail", name));
      assert.equal(readFileSync(file, "utf8"), `From: ${FROM}\nTo: ada@example.com\nSubject: Hello\n\n${url}\n`);
      assert.ok(said.some((line) => line.includes(file)));
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
