import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import { Tokens } from "#server/modules/auth/tokens.ts";
import { EconomyService } from "#server/modules/economy/economy.service.ts";
import { discrepanciesIn } from "#test/economy/support/economy.ts";
import { type Reply, type TestApi, TOKEN_SECRET } from "./api.ts";
import { MailTest, type Writer } from "./mail.ts";

/** What characters do who stand before somebody, or at something, of the world. */
export class Customers {
  readonly api: TestApi;
  /** Makes characters, gives them things, and says what they have. */
  readonly people: MailTest;

  constructor(api: TestApi) {
    this.api = api;
    this.people = new MailTest(api);
  }

  /** @param money of the main currency */
  async customer(money = 100_000n): Promise<Writer> {
    return this.people.writer(money);
  }

  /** All that was done so far adds up. */
  async booksAddUp(): Promise<void> {
    const { pool, prisma } = this.api.database;
    assert.deepEqual(await discrepanciesIn(pool), []);
    assert.deepEqual(await new EconomyService({ prisma, now: Date.now }).check(), { findings: [], frozen: false });
  }

  /** Beside an object of a zone, as its room would say; null: not in the world. */
  stand({ id }: Writer, at: { zone: string; object: string; kind: string; alive?: boolean } | null): void {
    if (at === null) {
      this.api.places.delete(id);
      return;
    }
    const near = [{ kind: at.kind, objectId: at.object }];
    const here = { zoneId: at.zone, layer: 1, x: 1, y: 1, alive: at.alive ?? true, inCombat: false, near };
    this.api.places.set(id, { characterId: id, ...here });
  }

  /** Time goes on; those named have new access tokens then. */
  async pass(ms: number, ...people: Writer[]): Promise<void> {
    this.api.pass(ms);
    for (const who of people) {
      const { accountId } = who;
      const { id } = await this.api.database.prisma.authSession.findFirstOrThrow({ where: { accountId } });
      const tokens = new Tokens(TOKEN_SECRET, () => this.api.now);
      who.token = await tokens.sign({ accountId, sessionId: id, roles: ["player"], verified: false });
    }
  }

  post(who: Writer, path: string, body: object, key: string = uuidv7()): Promise<Reply> {
    return this.api.post(path, body, { token: who.token, headers: { "idempotency-key": key } });
  }

  async get(who: Writer, path: string): Promise<Reply["body"]> {
    return (await this.api.get(path, { token: who.token })).body;
  }

  /** What somebody has in one of his places, in slot order. */
  at({ id }: Writer, place: string) {
    return this.api.database.prisma.characterItem.findMany({
      where: { ownerType: "character", ownerId: id, place },
      orderBy: { slot: "asc" },
    });
  }

  /** Sum of what a faucet has given, or a sink taken. */
  async flow(name: string): Promise<bigint> {
    const { rows } = await this.api.database.pool.query(
      "SELECT coalesce(sum(amount), 0)::bigint AS sum FROM currency_entries WHERE owner_type IN ('faucet', 'sink') AND owner_id = $1",
      [name],
    );
    return BigInt(rows[0].sum);
  }
}
