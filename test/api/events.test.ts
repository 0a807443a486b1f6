import assert from "node:assert/strict";
import path from "node:path";
import { uuidv7 } from "uuidv7";
import { append } from "#server/outbox/append.ts";
import { relayOf, TALLY_TABLE, tally } from "#test/adapters/support/tally.ts";
import { cleanEnv, ROOT, TestProcess } from "#test/support/server.ts";
import { type Player, TestApi } from "./support/api.ts";

const EVENTS = "/api/v1/admin/events";

describe("9.2 events on their way, as operators see them", () => {
  let api: TestApi;
  let admin: Player;
  before(async () => {
    api = await TestApi.start();
    admin = await api.player();
    await api.database.prisma.accountRole.create({ data: { accountId: admin.accountId, role: "admin" } });
    await api.database.pool.query(TALLY_TABLE);
  });
  after(() => api.stop());

  const get = (url: string) => api.get(EVENTS + url, { token: admin.accessToken });
  const act = (event: string, what: string, body: unknown = { reason: "mended" }) =>
    api.post(`${EVENTS}/parked/tally/${event}/${what}`, body, { token: admin.accessToken });

  it("9.2 parked events are listed in pages, tried again or given up, and that is written down", async () => {
    const { prisma } = api.database;
    let broken = true;
    const relay = relayOf(prisma, [
      tally("tally", async () => {
        if (broken) throw new Error("no such title");
      }),
    ]);
    await relay.subscribe();
    const events = [1, 2, 3].map((level) => ({ id: uuidv7(), name: "LEVEL_UP", characterId: uuidv7(), payload: { level } }));
    await append(prisma, ...events);
    const { body: behind } = await get("/subscribers");
    const mine = behind.subscribers.find(({ name }: { name: string }) => name === "tally");
    assert.deepEqual([mine.events, mine.waiting, mine.parked], [["LEVEL_UP", "NPC_DIED"], 3, 0]);
    await prisma.$executeRaw`UPDATE event_deliveries SET attempts = 9`;
    await relay.deliver();
    const first = await get("/parked?limit=2&subscriber=tally");
    assert.deepEqual(
      first.body.items.map(({ event, name, error, attempts, payload }: Record<string, unknown>) => [event, name, error, attempts, payload]),
      events.slice(0, 2).map(({ id, name, payload }) => [id, name, "no such title", 10, payload]),
    );
    const second = await get(`/parked?limit=2&cursor=${first.body.next}`);
    assert.deepEqual([second.body.items.map(({ event }: { event: string }) => event), second.body.next], [[events[2].id], null]);

    broken = false;
    assert.deepEqual((await act(events[0].id, "retry")).body, { state: "waiting" });
    assert.deepEqual((await act(events[1].id, "discard")).body, { state: "discarded" });
    assert.equal(await relay.deliver(), 1);
    for (const what of ["retry", "discard"])
      for (const event of [events[0].id, events[1].id, uuidv7()])
        assert.equal((await act(event, what)).body.code, "parked_event_not_found");
    assert.equal((await act(events[2].id, "retry", { reason: "" })).status, 400);
    assert.equal((await get("/parked")).body.items.length, 1);
    const { rows } = await api.database.pool.query("SELECT event_id FROM tally");
    assert.deepEqual(rows, [{ event_id: events[0].id }]);
    const audit = await api.get("/api/v1/admin/audit?limit=2", { token: admin.accessToken });
    assert.deepEqual(
      audit.body.items.map(({ action, target, after }: Record<string, unknown>) => [action, target, after]),
      [
        ["event.discarded", { type: "event", id: events[1].id }, { state: "discarded", subscriber: "tally" }],
        ["event.retried", { type: "event", id: events[0].id }, { state: "waiting", subscriber: "tally" }],
      ],
    );
  });

  it("9.2 npm run events:replay orders what is asked for, and says what is wrong", async () => {
    const { prisma } = api.database;
    const run = async (...args: string[]) => {
      const script = path.join(ROOT, "scripts/events-replay.ts");
      const process = new TestProcess([script, ...args], cleanEnv({ DATABASE_URL: api.databaseUrl }));
      return { code: await process.exited(), output: process.output };
    };
    const relay = relayOf(prisma, [tally("late")]);
    const event = { id: uuidv7(), name: "NPC_DIED", payload: {} };
    await append(prisma, event);
    await relay.subscribe();
    const done = await run("--subscriber", "late", "--event", event.id);
    assert.deepEqual(done, { code: 0, output: "1 event waits for late\n" });
    const again = await run("--subscriber", "late", "--from", new Date(0).toISOString(), "--to", new Date().toISOString(), "--again");
    assert.deepEqual(again, { code: 0, output: "3 events wait for late\n" });
    assert.equal(await relay.deliver(), 4);
    const wrong = [
      [],
      ["--subscriber", "late"],
      ["--subscriber", "late", "--event", "5"],
      ["--subscriber", "late", "--from", "x"],
      ["--all"],
    ];
    for (const args of wrong) {
      const { code, output } = await run(...args);
      assert.equal(code, 2, output);
      assert.match(output, /^events:replay: .+\nnpm run events:replay -- --subscriber NAME/);
    }
    const unknown = await run("--subscriber", "nobody", "--event", event.id);
    assert.equal(unknown.code, 1);
    assert.match(unknown.output, /^events:replay: nobody called nobody subscribes; there is late, tally\n$/);
  });
});
