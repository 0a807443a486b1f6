import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import type { Tx } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import { operation } from "#test/economy/support/economy.ts";
import { books } from "#test/support/books.ts";
import type { Reply, TestApi } from "./api.ts";

/** Somebody with a character at a mailbox. */
export interface Writer {
  accountId: string;
  token: string;
  id: string;
  name: string;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** What players do with letters, and what they then have. */
export class MailTest {
  readonly api: TestApi;
  readonly #books = books();
  #people = 0;

  constructor(api: TestApi) {
    this.api = api;
  }

  do<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return transact(this.api.database.prisma, work);
  }

  /** @param money of the main currency */
  async writer(money = 10_000n): Promise<Writer> {
    const { accountId, token } = await this.api.visitor("player");
    const n = this.#people++;
    const name = `Writer${LETTERS[Math.floor(n / 26) % 26]}${LETTERS[n % 26]}`;
    const made = await this.api.post("/api/v1/characters", { name, classId: "warden" }, { token });
    assert.equal(made.status, 201, made.text);
    const writer = { accountId, token, id: made.body.id as string, name };
    this.stand(writer);
    if (money > 0n) await this.pay(writer, money);
    return writer;
  }

  /** Where the character is, as its room would say. */
  stand({ id }: Writer, place: { near?: string; alive?: boolean } | null = {}): void {
    if (place === null) this.api.places.delete(id);
    else {
      const near = [{ kind: place.near ?? "mailbox", objectId: "one" }];
      const here = { zoneId: "emberwatch_vale", layer: 0, x: 1, y: 1, alive: place.alive ?? true, inCombat: false, near };
      this.api.places.set(id, { characterId: id, ...here });
    }
  }

  pay({ id }: Writer, amount: bigint): Promise<unknown> {
    const [from, to] = [{ faucet: "operator" }, { character: id }] as const;
    return this.do((tx) => this.#books.ledger.transfer(tx, operation("operator"), [{ from, to, currency: "crowns", amount }]));
  }

  /** @returns the last stack */
  async give({ id }: Writer, templateId: string, quantity = 1): Promise<{ itemId: string; version: number }> {
    return this.do(async (tx) => {
      const character = (await this.#books.items.lockCharacters(tx, [id])).get(id);
      assert.ok(character);
      const [into] = await this.#books.items.deliver(tx, operation("operator"), character, [{ templateId, quantity }]);
      const last = into[into.length - 1];
      return { itemId: last.id, version: last.version };
    });
  }

  async balance({ id }: Writer): Promise<bigint> {
    const balances = await this.#books.ledger.balances(this.api.database.prisma, { character: id });
    return balances.find(({ currency }) => currency === "crowns")?.balance ?? 0n;
  }

  /** [template, quantity] in slot order. */
  async bag({ id }: Writer): Promise<Array<[string, number]>> {
    const where = { ownerType: "character", ownerId: id, place: "bag" };
    const rows = await this.api.database.prisma.characterItem.findMany({ where, orderBy: { slot: "asc" } });
    return rows.map(({ templateId, quantity }) => [templateId, quantity]);
  }

  post(who: Writer, path: string, body?: unknown, key: string = uuidv7()): Promise<Reply> {
    return this.api.post(`/api/v1/mail/${who.id}${path}`, body, { token: who.token, headers: { "idempotency-key": key } });
  }

  send(from: Writer, to: { name: string }, more: object = {}, key?: string): Promise<Reply> {
    return this.post(from, "", { to: to.name, subject: "A letter", ...more }, key);
  }

  /** @returns the letter's id */
  async sent(from: Writer, to: Writer, more: object = {}): Promise<string> {
    const reply = await this.send(from, to, more);
    assert.equal(reply.status, 201, reply.text);
    return reply.body.mailId;
  }

  take(who: Writer, mailId: string, what: object = { what: "all" }): Promise<Reply> {
    return this.post(who, `/${mailId}/take`, what);
  }

  remove(who: Writer, mailId: string): Promise<Reply> {
    const headers = { "idempotency-key": uuidv7() };
    return this.api.send("DELETE", `/api/v1/mail/${who.id}/${mailId}`, undefined, { token: who.token, headers });
  }

  /** Its letters, the newest first. */
  async box(who: Writer): Promise<Reply["body"]> {
    const reply = await this.api.get(`/api/v1/mail/${who.id}`, { token: who.token });
    assert.equal(reply.status, 200, reply.text);
    return reply.body;
  }

  async letter(who: Writer, mailId: string): Promise<Reply["body"]> {
    return (await this.api.get(`/api/v1/mail/${who.id}/${mailId}`, { token: who.token })).body;
  }

  /** Names of the events about a letter, in order. */
  async events(mailId: string): Promise<string[]> {
    const rows = await this.api.database.prisma.gameEvent.findMany({
      where: { payload: { path: ["mailId"], equals: mailId } },
      orderBy: { id: "asc" },
    });
    return rows.map(({ name }) => name);
  }
}
