import assert from "node:assert/strict";
import fc from "fast-check";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { EntityFlag, ActionKind } from "#shared/protocol/codes.ts";
import { MAX_STATUSES } from "./world.ts";
import { Arena } from "#test/support/arena.ts";
import { TEST_STATUSES } from "#test/support/test-zone.ts";

const lasting = TEST_STATUSES.filter((s) => s.kind !== "aura" && (s.kind !== "shield" || s.amount));
const duration = fc.integer({ min: 1, max: 600_000 });
const carried = fc.record({
  globalMs: fc.integer({ min: 0, max: 1500 }),
  cooldowns: fc.dictionary(fc.constantFrom("bolt", "bash", "quake", "no_such_ability"), duration),
  charges: fc.constant({}),
  statuses: fc.uniqueArray(fc.constantFrom(...lasting), { maxLength: MAX_STATUSES, selector: (s) => s.id }).chain((list) =>
    fc.tuple(
      ...list.map((s) =>
        fc.record({
          id: fc.constant(s.id),
          stacks: fc.integer({ min: 1, max: s.maxStacks ?? 1 }),
          leftMs: duration,
          pulseMs: fc.constant(s.periodMs ?? 0),
          power: fc.integer({ min: 0, max: 100_000 }),
          shield: fc.constant(s.kind === "shield" ? 42 : 0),
        }),
      ),
    ),
  ),
  pvpMs: fc.oneof(fc.constant(null), fc.constant(0), duration),
});

describe("1.8 what a character carries along", () => {
  it("1.8 property: what is restored in another zone is what was taken along, to the tick, whatever the tick rates", () => {
    fc.assert(
      fc.property(carried, fc.constantFrom(10, 20, 30), fc.integer({ min: 1, max: 500 }), (brought, tickRate, ticks) => {
        const arena = new Arena({ tickRate });
        arena.step(ticks);
        const id = arena.player(50, 50, { carried: brought });
        const again = arena.simulation.luggage.of(id);
        const tickMs = 1000 / tickRate;
        const near = (a: number, b: number) => assert.ok(Math.abs(a - b) <= tickMs + 1, `${a} instead of ${b} at ${tickRate} Hz`);
        near(again.globalMs, brought.globalMs);
        for (const [name, ms] of Object.entries(again.cooldowns)) near(ms, brought.cooldowns[name]);
        assert.ok(!("no_such_ability" in again.cooldowns));
        assert.equal(again.statuses.length, brought.statuses.length);
        for (const [n, status] of again.statuses.entries()) {
          const { leftMs, pulseMs, ...rest } = status;
          const { leftMs: left, pulseMs: pulse, ...same } = brought.statuses[n];
          assert.deepEqual(rest, same);
          near(leftMs, left);
          near(pulseMs, pulse);
        }
        if (brought.pvpMs === null || brought.pvpMs === 0) assert.equal(again.pvpMs, brought.pvpMs);
        else near(again.pvpMs ?? 0, brought.pvpMs);
        arena.step(5);
      }),
      { numRuns: 100 },
    );
  });

  it("1.8 a cooldown, a burning wound and a wish to fight go through two zones; the dead bring nothing", () => {
    const first = new Arena({ npcs: [{ npc: "dummy", at: [52, 50] }] });
    const id = first.player(50, 50);
    first.use(id, 3, first.npc());
    first.simulation.action(id, { kind: ActionKind.PVP_FLAG, on: true });
    first.step(2);
    const brought = first.simulation.luggage.of(id);
    assert.ok(brought.cooldowns.bash > 4000);
    const second = new Arena({});
    const there = second.player(20, 20, { carried: brought });
    assert.ok(second.has(there, EntityFlag.PVP));
    const dummy = second.player(21, 20);
    assert.equal(second.tryUse(there, 3, dummy), "not_ready");
    const dead = second.player(30, 30, { carried: brought, health: 0 });
    assert.equal(second.simulation.luggage.of(dead).statuses.length, 0);
  });

  it("R15 the stamp changes with what is carried, not with time", () => {
    const arena = new Arena({ npcs: [{ npc: "dummy", at: [52, 50] }] });
    const id = arena.player(50, 50);
    const stamps = [arena.simulation.luggage.stamp(id)];
    arena.step(10);
    assert.equal(arena.simulation.luggage.stamp(id), stamps[0]);
    for (const slot of [3, 12]) {
      arena.use(id, slot, arena.npc());
      arena.step();
      stamps.push(arena.simulation.luggage.stamp(id));
    }
    arena.world.statusCode[indexOf(id) * MAX_STATUSES] = 4;
    stamps.push(arena.simulation.luggage.stamp(id));
    assert.ok(new Set(stamps).size >= 3);
  });
});
