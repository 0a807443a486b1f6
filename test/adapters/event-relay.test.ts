import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { uuidv7 } from "uuidv7";
import { append } from "#server/outbox/append.ts";
import { MAX_ATTEMPTS } from "#server/outbox/deliveries.ts";
import { lagOfSubscribers } from "#server/outbox/lag.ts";
import { replay } from "#server/outbox/replay.ts";
import { type Database, openDatabase } from "#server/platform/prisma.ts";
import { LocalJobs } from "#server/platform/jobs.ts";
import { createDatabase } from "#test/support/database.ts";
import { cleanEnv, TestProcess } from "#test/support/server.ts";
import { SOAK } from "#test/support/soak.ts";
import { relayOf, TALLY_TABLE, tally } from "./support/tally.ts";

const DYING = fileURLToPath(new URL("support/dying-relay.ts", import.meta.url));
/** Processes that are killed, and events that each of them appends before. */
const [KILLS, EACH] = SOAK ? [200, 1] : [5, 20];
/** Where they die: see dying-relay.ts. */
const DEATHS = ["appended", "handled", "delivered", "appended", "handled"];

describe("9.2 event bus", () => {
  let database: Database;
  let url: string;
  let drop: () => Promise<void>;
  beforeEach(async () => {
    ({ url, drop } = await createDatabase());
    database = openDatabase(url, { poolSize: 8 });
    await database.pool.query(TALLY_TABLE);
  });
  afterEach(async () => {
    await database.close();
    await drop();
  });

  const levelUp = (characterId: string | null = null, by = "") => {
    const id = uuidv7();
    return { id, name: "LEVEL_UP", ...(characterId && { characterId }), payload: { by } };
  };
  /** Effects in the order in which they were made. */
  async function effects(subscriber = "tally"): Promise<string[]> {
    const { rows } = await database.pool.query<{ id: string }>("SELECT event_id AS id FROM tally WHERE subscriber = $1 ORDER BY n", [
      subscriber,
    ]);
    return rows.map(({ id }) => id);
  }
  /** Pauses after failures are over. */
  const due = () => database.prisma.$executeRaw`UPDATE event_deliveries SET next_attempt_at = now()`;

  it("9.2 an event reaches everybody who subscribes to its name, with what it says, and is not delivered twice", async () => {
    const { prisma } = database;
    const given: unknown[] = [];
    const relay = relayOf(prisma, [tally("tally", async (event) => void given.push(event)), tally("other")]);
    await relay.subscribe();
    const [characterId, accountId] = [uuidv7(), uuidv7()];
    const wanted = { id: uuidv7(), name: "NPC_DIED", characterId, accountId, payload: { npcId: "grimjaw", by: "ada" } };
    await append(prisma, wanted, { name: "LOGOUT", payload: {} });
    assert.equal(await relay.deliver(), 2);
    assert.equal(await relay.deliver(), 0);
    assert.deepEqual([await effects(), await effects("other")], [[wanted.id], [wanted.id]]);
    const [{ at, attempts, orderKey, ...told }] = given as [Record<string, unknown>];
    assert.deepEqual(told, wanted);
    assert.ok(at instanceof Date && attempts === 0 && orderKey === characterId);
    assert.equal(await prisma.eventDelivery.count(), 2, "what nobody subscribes to costs nothing");
  });

  it("9.2 an event of a change that is taken back is delivered to nobody", async () => {
    const { prisma } = database;
    const relay = relayOf(prisma, [tally("tally")]);
    await relay.subscribe();
    const failing = prisma.$transaction(async (tx) => {
      await append(tx, levelUp());
      throw new Error("the change failed");
    });
    await assert.rejects(failing, /the change failed/);
    assert.equal(await relay.deliver(), 0);
  });

  it("9.2 an event that commits late is delivered like the others, though later ones were before", async () => {
    const { prisma } = database;
    const relay = relayOf(prisma, [tally("tally")]);
    await relay.subscribe();
    const [late, early] = [levelUp(), levelUp()];
    await prisma.$transaction(async (tx) => {
      await append(tx, late);
      await append(prisma, early);
      assert.equal(await relay.deliver(), 1);
    });
    assert.equal(await relay.deliver(), 1);
    assert.deepEqual(await effects(), [early.id, late.id]);
  });

  it("9.2 events of one character come in order, also through several processes and past failures; others do not wait for them", async () => {
    const { prisma } = database;
    const failed = new Set<string>();
    const subscriber = tally("tally", async ({ id, payload }) => {
      if (payload.by !== "fails first" || failed.has(id)) return;
      failed.add(id);
      throw new Error("not now");
    });
    const relays = Array.from({ length: 3 }, () => relayOf(prisma, [{ ...subscriber, batch: 4 }]));
    await relays[0].subscribe();
    const heroes = Array.from({ length: 5 }, () => uuidv7());
    const events = Array.from({ length: 100 }, (_, n) => levelUp(heroes[n % 5], n % 9 === 0 ? "fails first" : ""));
    await append(prisma, ...events);
    await append(prisma, levelUp(), levelUp());
    for (let done = 0; done < 102; ) {
      await due();
      const handled = await Promise.all(relays.map((relay) => relay.deliver()));
      done += handled.reduce((sum, n) => sum + n, 0);
    }
    const order = await effects();
    assert.equal(new Set(order).size, 102);
    assert.equal(order.length, 102);
    for (const hero of heroes) {
      const own = events.filter(({ characterId }) => characterId === hero).map(({ id }) => id);
      assert.deepEqual(
        order.filter((id) => own.includes(id)),
        own,
      );
    }
    assert.equal(failed.size, 12);
  });

  it("9.2 a poison event is tried with growing pauses, parked after the last, and keeps neither its batch nor its character", async () => {
    const { prisma } = database;
    const said: string[] = [];
    const subscriber = tally("tally", async ({ payload }) => {
      if (payload.by === "poison") throw new Error("cannot be handled \u0000");
    });
    const relay = relayOf(prisma, [subscriber], said);
    await relay.subscribe();
    const hero = uuidv7();
    const [before, poison, after] = [levelUp(hero), levelUp(hero, "poison"), levelUp(hero)];
    const beside = levelUp(uuidv7());
    await append(prisma, before, poison, after, beside);
    await relay.deliver();
    assert.deepEqual((await effects()).sort(), [before.id, beside.id].sort(), "what comes after it waits");
    const row = () =>
      prisma.eventDelivery.findUniqueOrThrow({ where: { eventId_subscriber: { eventId: poison.id, subscriber: "tally" } } });
    const pauses: number[] = [];
    for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
      const waiting = await row();
      assert.deepEqual([waiting.attempts, waiting.state, waiting.lastError], [attempt, "waiting", "cannot be handled "]);
      const [{ pause }] = await prisma.$queryRaw<[{ pause: number }]>`
        SELECT extract(epoch FROM next_attempt_at - now())::float8 AS pause FROM event_deliveries WHERE event_id = ${poison.id}::uuid`;
      pauses.push(pause);
      assert.equal((await lagOfSubscribers(prisma))[0].waiting, 2);
      await due();
      await relay.deliver();
    }
    assert.ok(pauses[8] > 100 && pauses[5] > pauses[2], String(pauses));
    assert.equal((await row()).state, "parked");
    assert.ok(said.some((line) => line.startsWith("an event is parked")));
    assert.ok(said.includes("tally parked 1"));
    await relay.deliver();
    assert.equal((await effects()).at(-1), after.id, "now it comes");
    const [lag] = await lagOfSubscribers(prisma);
    assert.deepEqual([lag.waiting, lag.lagS, lag.parked], [0, 0, 1]);
  });

  it("9.2 one subscriber that fails keeps no other", async () => {
    const { prisma } = database;
    const failing = tally("failing", () => Promise.reject(new Error("always")));
    const relay = relayOf(prisma, [failing, tally("tally")]);
    await relay.subscribe();
    const events = Array.from({ length: 60 }, () => levelUp());
    await append(prisma, ...events);
    await relay.deliver();
    assert.equal((await effects()).length, 60);
    assert.deepEqual(await effects("failing"), []);
  });

  it("9.2 what a process does not know it leaves to those that do", async () => {
    const { prisma } = database;
    const old = relayOf(prisma, [{ ...tally("tally"), events: ["LEVEL_UP"] }]);
    const young = relayOf(prisma, [tally("tally")]);
    await young.subscribe();
    await old.subscribe();
    const kill = { id: uuidv7(), name: "NPC_DIED", payload: {} };
    await append(prisma, kill, levelUp());
    assert.equal(await old.deliver(), 1);
    assert.equal(await young.deliver(), 1);
    assert.equal((await effects()).at(-1), kill.id);
  });

  it("9.2 an append in the process is delivered without waiting for the job; closed, it takes no more", async () => {
    const { prisma } = database;
    const relay = relayOf(prisma, [tally("tally")]);
    const jobs = new LocalJobs({ error: assert.fail });
    const never = { every: () => {}, close: () => jobs.close() };
    await relay.start(never);
    const event = levelUp();
    await prisma.$transaction(async (tx) => {
      await append(tx, event);
      // not committed when it is first looked for
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    while ((await effects()).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await relay.close();
    await append(prisma, levelUp());
    assert.equal(await relay.deliver(), 0);
    assert.deepEqual(await effects(), [event.id]);
  });

  it("9.2 a replay brings what was before somebody subscribed, once; what was handled only when it is told to", async () => {
    const { prisma } = database;
    const early = Array.from({ length: 5 }, () => levelUp());
    await append(prisma, ...early, { name: "LOGOUT", payload: {} });
    await prisma.$executeRaw`UPDATE game_events SET created_at = now() - interval '1 hour' WHERE id = ${early[0].id}::uuid`;
    const relay = relayOf(prisma, [tally("tally")]);
    const [from, to] = [new Date(Date.now() - 600_000), new Date(Date.now() + 600_000)];
    const all = { subscriber: "tally", of: { from, to }, again: false };
    await assert.rejects(replay(prisma, all), /nobody called tally subscribes; there is nobody/);
    await relay.subscribe();
    assert.equal(await replay(prisma, all), 4);
    assert.equal(await replay(prisma, all), 0);
    assert.equal(await relay.deliver(), 4);
    assert.equal(await replay(prisma, all), 0);
    assert.equal(await relay.deliver(), 0);
    assert.deepEqual(
      await effects(),
      early.slice(1).map(({ id }) => id),
    );
    assert.equal(await replay(prisma, { ...all, of: { event: early[0].id } }), 1);
    assert.equal(await relay.deliver(), 1);
    assert.equal(await replay(prisma, { subscriber: "tally", of: { event: early[2].id }, again: true }), 1);
    assert.equal(await relay.deliver(), 1);
    assert.deepEqual((await effects()).slice(4), [early[0].id, early[2].id]);
    const other = relayOf(prisma, [tally("other")]);
    await other.subscribe();
    await assert.rejects(replay(prisma, { ...all, subscriber: "nobody" }), /there is other, tally$/);
  });

  it(`R21 ${KILLS} times killed between commit and publish, between effect and commit, and after, all delivered 3 × over: each effect once`, async function () {
    this.timeout(300_000 + KILLS * 3_000);
    const { prisma, pool } = database;
    const heroes = DEATHS.map(() => uuidv7());
    for (let killed = 0; killed < KILLS; killed += DEATHS.length) {
      const dying = DEATHS.map((when, n) => new TestProcess([DYING, url, heroes[n], `${EACH}`, when], cleanEnv()));
      for (const process of dying) assert.equal(await process.exited(), null, process.output);
    }
    assert.equal(await prisma.gameEvent.count(), KILLS * EACH);
    // the survivors lose their connections, too: 100 events whose effect is made and whose commit never comes
    const cut = new Set<string>();
    const subscriber = tally("tally", async ({ id, payload }, tx) => {
      if (payload.by !== "cut" || cut.has(id)) return;
      cut.add(id);
      await tx.$executeRaw`SELECT pg_terminate_backend(pg_backend_pid())`;
    });
    const relays = Array.from({ length: 3 }, () => relayOf(prisma, [{ ...subscriber, batch: 5 }]));
    await append(prisma, ...Array.from({ length: 100 }, (_, n) => levelUp(n % 2 ? heroes[n % 5] : null, "cut")));
    const waiting = () => prisma.eventDelivery.count({ where: { state: "waiting" } });
    const again = { subscriber: "tally", of: { from: new Date(0), to: new Date(Date.now() + 60_000) }, again: false };
    while ((await waiting()) > 0) {
      await due();
      await replay(prisma, again);
      await Promise.all(relays.map((relay) => relay.deliver().catch(() => 0)));
    }
    assert.equal(cut.size, 100);
    for (let times = 0; times < 3; times++) {
      await replay(prisma, again);
      await Promise.all(relays.map((relay) => relay.deliver()));
    }
    const { rows } = await pool.query<{ events: number; effects: number; parked: number }>(
      `SELECT (SELECT count(DISTINCT event_id)::int FROM tally) AS events, (SELECT count(*)::int FROM tally) AS effects,
        (SELECT count(*)::int FROM event_deliveries WHERE state = 'parked') AS parked`,
    );
    const all = KILLS * EACH + cut.size;
    assert.deepEqual(rows[0], { events: all, effects: all, parked: 0 });
  });
});
