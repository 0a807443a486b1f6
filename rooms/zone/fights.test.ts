import assert from "node:assert/strict";
import { Arena } from "#test/support/arena.ts";
import { testZone } from "#test/support/test-zone.ts";
import type { FightSummary } from "#rooms/ports/fights.ts";
import { Fights } from "./fights.ts";
import { Roster } from "./roster.ts";
import type { Session } from "./session.ts";

/** A fighter beside a wolf, and what is told of his fights. */
function stage(npc: string) {
  const arena = new Arena({ npcs: [{ npc, at: [53, 50] }] });
  const told: { name: string; payload: Record<string, unknown> }[] = [];
  const roster = new Roster(arena.world.capacity);
  const id = arena.player(50, 50);
  const session = { characterId: "hero", entity: id } as Session;
  roster.add(session);
  const fights = new Fights({
    services: { events: { record: (event) => told.push(event) }, now: () => arena.world.tick * 50 },
    zone: testZone(),
    layer: 2,
    sim: arena.simulation,
    roster,
  });
  const step = (ticks: number, each = () => {}) => {
    for (let n = 0; n < ticks; n++) {
      each();
      arena.step();
      fights.report();
    }
  };
  const ended = () => told.filter((event) => event.name === "COMBAT_ENDED").map((event) => event.payload as FightSummary);
  return { arena, id, session, fights, told, step, ended };
}

describe("1.6 fights told as one", () => {
  it("1.6 blows are added up and told once, when there is peace again", () => {
    const { arena, id, told, step, ended } = stage("dummy");
    step(20);
    assert.equal(told.length, 0, "peace is not told");
    step(60, () => arena.use(id, 0, arena.npc()));
    assert.equal(told[0].name, "COMBAT_STARTED");
    assert.deepEqual(ended(), []);
    arena.set(id, { x: 90, y: 90 });
    step(500);
    const [fight] = ended();
    const dealt = arena.events.filter((e) => e.kind === 1 && e.source === 2).reduce((all, e) => all + e.amount, 0);
    assert.equal(fight.damageDealt, dealt);
    assert.equal(fight.outcome, "peace");
    assert.ok(fight.endedAt - fight.startedAt >= 5000);
    const line = fight.lines.find((l) => l.direction === "dealt");
    assert.deepEqual([line?.ability, line?.total, line?.hits], ["strike", dealt, 3]);
    assert.deepEqual(told.find((event) => event.name === "DAMAGE_DEALT")?.payload.total, dealt);
    assert.equal(ended().length, 1);
  });

  it("1.6 who is attacked, and dies, is told so; who leaves ends his fight", () => {
    const { arena, id, told, step, ended } = stage("wolf");
    step(40);
    assert.deepEqual(
      told.map((event) => event.name),
      ["COMBAT_STARTED", "PLAYER_ATTACKED"],
    );
    arena.set(id, { health: 1 });
    step(60);
    assert.equal(ended()[0].outcome, "death");
    assert.equal(
      ended()[0].damageTaken,
      arena.events.filter((e) => e.kind === 1).reduce((all, e) => all + e.amount, 0),
    );
    const other = stage("wolf");
    other.step(40);
    other.fights.left(other.session);
    other.fights.left(other.session);
    assert.deepEqual(
      other.ended().map((fight) => fight.outcome),
      ["left"],
    );
  });
});
