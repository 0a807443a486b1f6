import assert from "node:assert/strict";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { CombatEventKind, EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { Arena } from "#test/support/arena.ts";
import { COMBAT_CLASSES } from "#test/support/test-abilities.ts";

const slotOf = (ability: string): number => COMBAT_CLASSES.adept.indexOf(ability);

/** An adept at (50, 50) and a dummy 3 m to the east, beside what the test adds. */
function duel(npcs: [number, number][] = [], options: ConstructorParameters<typeof Arena>[0] = {}) {
  const at: [number, number][] = [[53, 50], ...npcs];
  const arena = new Arena({ npcs: at.map((place) => ({ npc: "dummy", at: place })), ...options });
  const id = arena.player(50, 50, { classId: "adept" });
  arena.step();
  const use = (ability: string, target = 0, aim: [number, number] = [0, 0]) => arena.tryUse(id, slotOf(ability), target, aim);
  const damage = (target?: number) => arena.eventsOf(CombatEventKind.DAMAGE, target);
  return { arena, id, i: indexOf(id), dummy: arena.npc(), use, damage };
}

describe("1.6 kinds of abilities", () => {
  it("1.6 a channel costs at once and takes effect every period until it ends", () => {
    const { arena, id, i, dummy, use, damage } = duel();
    arena.set(dummy, { x: 65 });
    assert.equal(use("drill", dummy), null);
    const began = arena.world.tick;
    assert.equal(arena.world.resource[i], 80);
    assert.ok(arena.has(id, EntityFlag.CASTING));
    assert.equal(arena.eventsOf(CombatEventKind.CHANNEL_STARTED)[0].amount, 2000);
    arena.step(60);
    assert.deepEqual(
      damage().map((e) => e.tick - began),
      [10, 20, 30, 40],
    );
    assert.ok(!arena.has(id, EntityFlag.CASTING));
    assert.equal(arena.eventsOf(CombatEventKind.CAST_FINISHED).length, 1);
    assert.equal(use("drill", dummy), "not_ready", "the cooldown runs from the beginning");
    arena.step(19);
    assert.equal(use("drill", dummy), null);
  });

  it("1.6 a channel ends by walking, and when its target is out of range; what it did stays", () => {
    const { arena, id, dummy, use, damage } = duel();
    arena.set(dummy, { x: 65 });
    use("drill", dummy);
    arena.step(15);
    arena.walk(id, -127, 0);
    arena.step(30);
    assert.equal(damage().length, 1);
    assert.equal(arena.eventsOf(CombatEventKind.CAST_INTERRUPTED).length, 1);
    arena.step(60);
    use("drill", dummy);
    arena.set(dummy, { x: 90 });
    arena.step(20);
    assert.equal(damage().length, 1);
    assert.deepEqual(arena.refusals.at(-1)?.code, "out_of_range");
  });

  it("1.6 direct hits shorten a channel, twice at most", () => {
    const arena = new Arena({ npcs: [{ npc: "wolf", at: [52, 50] }] });
    const id = arena.player(50, 50, { classId: "adept" });
    arena.until(() => arena.eventsOf(CombatEventKind.DAMAGE, id).length === 1, 60, "bitten");
    arena.tryUse(id, slotOf("drill"), arena.npc());
    const i = indexOf(id);
    const end = arena.world.castEndTick[i];
    arena.until(() => arena.world.castEndTick[i] !== end, 39, "pushed back");
    assert.equal(end - arena.world.castEndTick[i], 6);
  });

  it("1.6 charges are used one after the other and come back one after the other", () => {
    const { arena, i, dummy, use } = duel();
    const at = i * 12 + slotOf("flurry");
    assert.equal(use("flurry", dummy), null);
    const first = arena.world.tick;
    assert.equal(use("flurry", dummy), null);
    assert.equal(use("flurry", dummy), "not_ready");
    assert.equal(arena.world.readyTick[at], first + 40, "2 s after the first");
    arena.step(first + 39 - arena.world.tick);
    assert.equal(use("flurry", dummy), null);
    assert.equal(use("flurry", dummy), "not_ready");
    arena.step(first + 79 - arena.world.tick);
    assert.equal(use("flurry", dummy), null);
    arena.step(200);
    assert.equal(use("flurry", dummy), null);
    assert.equal(use("flurry", dummy), null, "both are back");
    assert.equal(use("flurry", dummy), "not_ready");
  });

  it("1.6 health is paid for power, but never the last of it; energy is gained by what the ability says", () => {
    const { arena, id, i, dummy, use } = duel();
    arena.set(id, { resource: 50 });
    assert.equal(use("pact", dummy), null);
    assert.equal(arena.health(id), 70);
    assert.ok(Math.abs(arena.world.resource[i] - 65) < 1.5);
    assert.equal(arena.eventsOf(CombatEventKind.ENERGIZE)[0].amount, 15);
    use("pact", dummy);
    arena.set(id, { health: 30 });
    assert.equal(use("pact", dummy), "not_enough_resource");
    assert.equal(arena.health(id), 30);
  });

  it("1.6 an execution waits until its target is weak enough", () => {
    const { arena, dummy, use } = duel();
    assert.equal(use("execute", dummy), "condition_not_met");
    arena.set(dummy, { health: 30_000 });
    assert.equal(use("execute", dummy), "condition_not_met");
    arena.set(dummy, { health: 29_999 });
    assert.equal(use("execute", dummy), null);
  });

  it("1.6 a finisher needs and uses up what was built, and strikes harder for it", () => {
    const { i, arena, dummy, use, damage } = duel();
    use("prime");
    assert.equal(use("finish", dummy), "condition_not_met", "one point of two");
    use("prime");
    use("prime");
    assert.equal(use("finish", dummy), null);
    const [hit] = damage(dummy);
    assert.ok(hit.amount >= 38 && hit.amount <= 42, `${hit.amount} for 10 × (1 + 3)`);
    assert.ok(!arena.world.statusCode.subarray(i * 16, (i + 1) * 16).includes(13));
    assert.equal(use("finish", dummy), "condition_not_met");
  });

  it("1.6 a shared cooldown keeps the whole group waiting", () => {
    const { arena, use } = duel();
    assert.equal(use("potion"), null);
    assert.equal(use("elixir"), "not_ready");
    assert.equal(use("potion"), "not_ready");
    arena.step(57);
    assert.equal(use("elixir"), null);
  });

  it("1.6 a chain jumps to the nearest in sight, weaker each time, to nobody twice", () => {
    const { arena, dummy, use, damage } = duel([
      [56, 50],
      [53, 55],
      [59, 50],
    ]);
    assert.equal(use("fork", dummy), null);
    const amounts = [dummy, arena.npc(1), arena.npc(3)].map((npc) => damage(npc)[0]?.amount ?? 0);
    assert.ok(amounts[0] >= 19 && amounts[1] >= 9 && amounts[1] <= 11 && amounts[2] >= 5 && amounts[2] <= 6, amounts.join());
    assert.equal(damage().length, 3);
    const walled = duel([[56, 50]], { walls: [[54, 40, 1, 20]] });
    walled.use("fork", walled.dummy);
    assert.equal(walled.damage().length, 1, "not through a wall");
  });

  it("1.6 a beam strikes whoever stands on its line, as far as it reaches", () => {
    const { arena, dummy, use, damage } = duel([
      [60, 50.9],
      [58, 51.2],
      [66, 50],
      [47, 50],
    ]);
    assert.equal(use("beam", 0, [55, 50]), null);
    assert.deepEqual(
      damage().map((e) => e.target),
      [dummy, arena.npc(1)].map(indexOf),
    );
  });

  it("1.6 an aimed shot flies straight on and strikes the first in its way", () => {
    const { arena, use, damage } = duel([
      [50, 60],
      [50, 55],
      [50.9, 53],
    ]);
    assert.equal(use("shot", 0, [50, 70]), null);
    arena.step(10);
    assert.deepEqual(
      damage().map((e) => e.target),
      [indexOf(arena.npc(2))],
      "the second stands beside its way, the farther one behind the first",
    );
    use("shot", 0, [70, 70]);
    arena.step(40);
    assert.equal(damage().length, 1, "a miss hits nobody");
    assert.ok(!arena.world.kind.includes(EntityKind.PROJECTILE), "and ends with its range");
  });

  it("1.6 a wall stops an aimed shot", () => {
    const { arena, use, damage } = duel([[50, 60]], { walls: [[45, 55, 10, 1]] });
    use("shot", 0, [50, 70]);
    arena.step(30);
    assert.deepEqual(damage(), []);
  });
});
