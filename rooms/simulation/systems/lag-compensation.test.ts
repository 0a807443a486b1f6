import assert from "node:assert/strict";
import { type EntityId, indexOf } from "#shared/primitives/entity-id.ts";
import { ActionKind, CombatEventKind } from "#shared/protocol/codes.ts";
import { VIEW_DELAY_STEP_MS } from "#shared/protocol/input.ts";
import { Arena } from "#test/support/arena.ts";

const SWEEP = 6;
const RAIN = 7;
const SHOT = 11;
/** What it reaches around the aim point, m. */
const RAIN_M = 4;

describe("1.6 lag compensation", () => {
  let arena: Arena;
  let shooter: EntityId;
  let runner: EntityId;

  beforeEach(() => {
    arena = new Arena();
    shooter = arena.player(50, 30);
    runner = arena.player(40, 40);
    for (const id of [shooter, runner]) arena.simulation.action(id, { kind: ActionKind.PVP_FLAG, on: true });
  });

  /** Both send an input: the runner runs along x, the shooter says how late he sees. */
  function tick(viewDelayMs: number): void {
    arena.walk(runner, 127, 0);
    arena.walk(shooter, 0, 0, 0x4000, 0, viewDelayMs / VIEW_DELAY_STEP_MS);
    arena.step();
  }

  /** Runs for a second, then rains at so many metres behind the runner. @returns was he hit? */
  function rainBehind(metres: number, viewDelayMs: number): boolean {
    for (let n = 0; n < 20; n++) tick(viewDelayMs);
    const before = arena.events.length;
    arena.use(shooter, RAIN, 0, [arena.x(runner) + 0.3 - metres, arena.y(runner)]);
    tick(viewDelayMs);
    return arena.events.slice(before).some((e) => e.kind === CombatEventKind.DAMAGE && e.target === indexOf(runner));
  }

  it("1.6 an aimed area strikes whom the shooter saw in it", () => {
    // 6 m/s: 200 ms ago he was 1.2 m behind
    assert.equal(rainBehind(RAIN_M + 1.1, 200), true);
  });

  it("1.6 and not whom he did not see there", () => {
    assert.equal(rainBehind(RAIN_M + 1.4, 200), false, "not even then");
  });

  it("1.6 without a late view the present counts", () => {
    assert.equal(rainBehind(RAIN_M + 1.1, 0), false);
  });

  it("1.6 nobody looks back further than 300 ms, whatever his client says", () => {
    assert.equal(rainBehind(RAIN_M + 1.7, 2040), true);
  });

  it("1.6 whatever his client says: 300 ms and no more", () => {
    assert.equal(rainBehind(RAIN_M + 2.1, 2040), false);
  });

  it("1.6 a cone reaches who was before it", () => {
    arena.set(shooter, { x: 46, y: 38 });
    arena.set(runner, { x: 40, y: 40 });
    // the shooter looks along +y; the runner has just left the cone
    while (arena.x(runner) - 46 < 2.3) tick(240);
    const before = arena.events.length;
    arena.use(shooter, SWEEP);
    tick(240);
    assert.ok(arena.events.slice(before).some((e) => e.kind === CombatEventKind.DAMAGE && e.target === indexOf(runner)));
  });

  it("1.6 a straight shot strikes whom the shooter saw in its way", () => {
    const shots: boolean[] = [];
    for (const viewDelayMs of [0, 250]) {
      arena = new Arena();
      shooter = arena.player(46, 38.5, { classId: "adept" });
      runner = arena.player(40, 40);
      for (const id of [shooter, runner]) arena.simulation.action(id, { kind: ActionKind.PVP_FLAG, on: true });
      while (arena.x(runner) - 46 < 0.9) tick(viewDelayMs);
      const before = arena.events.length;
      arena.use(shooter, SHOT, 0, [46, 60]);
      for (let n = 0; n < 30; n++) tick(viewDelayMs);
      shots.push(arena.events.slice(before).some((e) => e.kind === CombatEventKind.DAMAGE && e.target === indexOf(runner)));
    }
    assert.deepEqual(shots, [false, true]);
  });

  it("1.6 NPCs judge by the present, and what they are hit by as well", () => {
    arena = new Arena({ npcs: [{ npc: "dummy", at: [60, 60] }] });
    shooter = arena.player(55, 60);
    arena.walk(shooter, 0, 0, 0, 0, 300 / VIEW_DELAY_STEP_MS);
    arena.step(3);
    arena.use(shooter, RAIN, 0, [60, 60]);
    arena.step();
    assert.equal(arena.eventsOf(CombatEventKind.DAMAGE, arena.npc()).length, 1, "who stands still is where he was");
  });
});
