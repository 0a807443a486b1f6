import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import { PostgresRevocations } from "#server/adapters/revocations.ts";
import { type Database, openDatabase } from "#server/platform/prisma.ts";
import { Relay } from "#test/support/relay.ts";
import { createDatabase, type TestDatabase } from "#test/support/database.ts";

describe("2.2 who watches log-ins is told of their end", () => {
  let created: TestDatabase;
  let relay: Relay;
  /** Past the relay. */
  let direct: Database;
  let database: Database;
  let revocations: PostgresRevocations;
  const said: string[] = [];
  let told: [string, string][] = [];
  before(async () => {
    created = await createDatabase();
    relay = await Relay.start(new URL(created.url));
    direct = openDatabase(created.url, { poolSize: 2 });
    database = openDatabase(relay.url, { poolSize: 2 });
  });
  beforeEach(() => {
    told = [];
    said.length = 0;
    const log = (_details: unknown, message: string) => void said.push(message);
    revocations = new PostgresRevocations(database.prisma, { info: log, warn: log, error: log });
  });
  afterEach(() => revocations.close());
  after(async () => {
    await database.close();
    await direct.close();
    await relay.cut();
    await created.drop();
  });

  async function session(expiresInMs = 3600_000): Promise<string> {
    const id = uuidv7();
    const account = await direct.prisma.account.create({ data: { email: `${id}@test.example`, passwordHash: "none" } });
    const expiresAt = new Date(Date.now() + expiresInMs);
    await direct.prisma.authSession.create({ data: { id, accountId: account.id, refreshHash: new Uint8Array(32), expiresAt } });
    return id;
  }
  const revoke = (id: string, revokedReason: string | null, revokedAt = new Date()) =>
    direct.prisma.authSession.update({ where: { id }, data: { revokedAt, revokedReason } });
  const watch = (id: string, as = id) => revocations.watch(id, (code) => void told.push([as, code]));
  const tellsOf = async (count: number) => {
    for (let n = 0; told.length < count; n++) {
      assert.ok(n < 3000, `told ${told.length} of ${count}; said ${said.join("; ")}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it("2.2 logged out, banned, suspended, expired, erased, however late the watch and whatever time the mark bears", async () => {
    const [live, out, banned, suspended, gone, before] = await Promise.all([1, 2, 3, 4, 5, 6].map(() => session()));
    const expired = await session(-1);
    await revoke(before, "revoked", new Date(Date.now() - 3600_000));
    for (const id of [live, out, banned, suspended, gone, before, expired]) watch(id);
    assert.deepEqual(told, [], "never before watch() returns");
    await tellsOf(2);
    await revoke(out, "logged_out", new Date(Date.now() + 3600_000));
    await revoke(banned, "banned");
    await revoke(suspended, "suspended", new Date(0));
    await direct.prisma.account.deleteMany({ where: { sessions: { some: { id: gone } } } });
    await tellsOf(6);
    assert.deepEqual(Object.fromEntries(told), {
      [before]: "session_ended",
      [expired]: "session_ended",
      [out]: "session_ended",
      [banned]: "banned",
      [suspended]: "suspended",
      [gone]: "session_ended",
    });
    await revoke(live, "logged_out");
    await tellsOf(7);
    assert.equal(told.length, 7, "each once");
  });

  it("2.2 every seat of one log-in is told, but not one that has left; a throw in one keeps nothing from the others", async () => {
    const id = await session();
    watch(id, "first");
    revocations.watch(id, () => {
      throw new Error("told badly");
    });
    watch(id, "third")();
    watch(id, "second");
    await revoke(id, "revoked");
    await tellsOf(2);
    assert.deepEqual(
      told.map(([as]) => as),
      ["first", "second"],
    );
    assert.deepEqual(said, ["somebody whose session has ended could not be told"]);
  });

  it("R14 while the database is away nobody is told and nobody is forgotten; it is logged once", async () => {
    const [a, b] = [await session(), await session()];
    watch(a);
    await relay.cut();
    while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await revoke(a, "revoked");
    await revoke(b, "banned");
    watch(b);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.deepEqual([told.length, said.length], [0, 1]);
    await relay.listen();
    await tellsOf(2);
    assert.deepEqual(Object.fromEntries(told), { [a]: "session_ended", [b]: "banned" });
    assert.deepEqual(said, [
      "ended sessions cannot be looked up; it is tried again until they can",
      "ended sessions can be looked up again",
    ]);
  });
});
