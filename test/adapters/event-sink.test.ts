import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { FightSummary } from "#rooms/ports/fights.ts";
import { PostgresEventSink } from "#server/adapters/event-sink.ts";
import { openDatabase } from "#server/platform/prisma.ts";
import { TestOffice } from "./support/office.ts";

const log = { warn() {} };

describe("event sink", () => {
  let office: TestOffice;
  before(async () => {
    office = await TestOffice.open();
  });
  after(() => office.close());

  it("9.2 events are written behind, in batches, and all of them before the end", async () => {
    const sink = new PostgresEventSink(office.prisma, { onLost: assert.fail, log });
    const [characterId] = await office.people(1);
    for (let n = 0; n < 1200; n++) sink.record({ name: "PLAYER_DIED", characterId, payload: { n } });
    assert.equal(sink.waiting, 1200);
    await sink.close();
    assert.equal(sink.waiting, 0);
    assert.equal(await office.prisma.gameEvent.count({ where: { characterId } }), 1200);
  });

  it("9.2 events written without being asked to", async () => {
    const sink = new PostgresEventSink(office.prisma, { onLost: assert.fail, log });
    const [characterId] = await office.people(1);
    sink.record({ name: "PLAYER_DIED", characterId, payload: {} });
    while (sink.waiting > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(await office.prisma.gameEvent.count({ where: { characterId } }), 1);
    await sink.close();
  });

  it("R15 while the database is away the queue is bounded and what does not fit is counted", async () => {
    const lost: string[] = [];
    const away = openDatabase("postgresql://nobody@127.0.0.1:1/none");
    const sink = new PostgresEventSink(away.prisma, { onLost: (name) => lost.push(name), log });
    for (let n = 0; n < 10_050; n++) sink.record({ name: "PLAYER_DIED", payload: {} });
    assert.equal(lost.length, 50);
    await sink.close(1);
    assert.equal(lost.length, 10_050, "what could not be written is counted too");
    await away.close();
  });

  it("1.6 a fight that ended is written with its lines, in the transaction of its event; a fight of nobody keeps no other event", async () => {
    const lost: string[] = [];
    const sink = new PostgresEventSink(office.prisma, { onLost: (name) => lost.push(name), log });
    const [characterId] = await office.people(1);
    const line = { direction: "dealt" as const, ability: "hew", periodic: false, total: 90, hits: 9, criticals: 1, most: 14 };
    const fight: FightSummary = {
      fightId: randomUUID(),
      zoneId: "vale",
      layer: 1,
      startedAt: Date.now() - 12_000,
      endedAt: Date.now(),
      outcome: "peace",
      damageDealt: 120,
      damageTaken: 33,
      healingDone: 0,
      healingTaken: 4,
      kills: 1,
      lines: [line, { ...line, direction: "taken", ability: null, periodic: true, total: 33 }],
    };
    sink.record({ name: "COMBAT_STARTED", characterId, payload: {} });
    sink.record({ name: "COMBAT_ENDED", characterId, payload: fight });
    sink.record({ name: "COMBAT_ENDED", characterId: randomUUID(), payload: { ...fight, fightId: randomUUID() } });
    await sink.close();
    assert.deepEqual(lost, ["COMBAT_ENDED"]);
    const rows = await office.prisma.combatSession.findMany({ where: { characterId }, include: { lines: { orderBy: { line: "asc" } } } });
    assert.equal(rows.length, 1);
    assert.deepEqual([rows[0].id, rows[0].damageDealt, rows[0].kills, rows[0].endedAt.getTime()], [fight.fightId, 120, 1, fight.endedAt]);
    assert.deepEqual(
      rows[0].lines.map((l) => [l.line, l.direction, l.ability, l.total]),
      [
        [1, "dealt", "hew", 90],
        [2, "taken", null, 33],
      ],
    );
    assert.equal(await office.prisma.gameEvent.count({ where: { characterId } }), 2);
  });

  it("9.2 an event that no row can hold does not keep the others", async () => {
    const lost: string[] = [];
    const sink = new PostgresEventSink(office.prisma, { onLost: (name) => lost.push(name), log });
    const [characterId] = await office.people(1);
    sink.record({ name: "GOOD", characterId, payload: { text: "'; DROP TABLE game_events; --" } });
    sink.record({ name: "POISON", characterId, payload: { text: "\u0000" } });
    sink.record({ name: "GOOD", characterId, payload: { n: 2 } });
    await sink.close();
    assert.deepEqual(lost, ["POISON"]);
    assert.equal(await office.prisma.gameEvent.count({ where: { characterId, name: "GOOD" } }), 2);
  });
});
