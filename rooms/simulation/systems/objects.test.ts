import assert from "node:assert/strict";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { ActionKind, CombatEventKind, EntityFlag, INTERACT_CAST, ObjectState } from "#shared/protocol/codes.ts";
import { isFree, lineOfSight } from "#shared/rules/collision.ts";
import { Simulation } from "../simulation.ts";
import { Arena } from "#test/support/arena.ts";
import { type TestZoneOptions, testZone } from "#test/support/test-zone.ts";

type Spec<K> = Extract<NonNullable<TestZoneOptions["objects"]>[number], { kind: K }>;
const DOOR: Spec<"door"> = { kind: "door", id: "gate", name: "Gate", box: [50, 48, 1, 4], closesAfterMs: 2000 };
const CHEST: Spec<"chest"> = { kind: "chest", id: "box", name: "Box", at: [40, 50], lootTable: "box", respawnMs: 3000, castTimeMs: 500 };
/** A room with one opening, which the door fills. */
const walls: [number, number, number, number][] = [
  [50, 40, 1, 8],
  [50, 52, 1, 8],
];

describe("1.9 world objects", () => {
  it("1.9 a door stops bodies and sight until it is opened, and closes by itself", () => {
    const arena = new Arena({ walls, objects: [DOOR] });
    const id = arena.player(48, 50);
    const door = arena.object(0);
    const { map } = arena.simulation;
    assert.equal(lineOfSight(map, 48, 50, 53, 50), false);
    for (let n = 0; n < 20; n++) {
      arena.walk(id, 127, 0);
      arena.step();
    }
    assert.ok(arena.x(id) < 50);
    assert.equal(arena.tryInteract(id, door), null);
    assert.equal(arena.health(door), ObjectState.USED);
    assert.equal(lineOfSight(map, 48, 50, 53, 50), true);
    for (let n = 0; n < 12; n++) {
      arena.walk(id, 127, 0);
      arena.step();
    }
    assert.ok(arena.x(id) > 51);
    arena.step(40);
    assert.equal(arena.health(door), ObjectState.READY);
    assert.equal(lineOfSight(map, 48, 50, 53, 50), false);
    assert.equal(lineOfSight(testZone({ walls, objects: [DOOR] }).collision, 48, 50, 53, 50), true, "each room has its own map");
  });

  it("1.3 whoever stands in a door that closes is moved to the nearest free place, and told as a teleport", () => {
    const arena = new Arena({ walls, objects: [DOOR], npcs: [{ npc: "dummy", at: [47, 50] }] });
    const id = arena.player(48, 50);
    arena.tryInteract(id, arena.object(0));
    arena.set(id, { x: 50.5, y: 50.5 });
    arena.set(arena.npc(), { x: 50.5, y: 49.5 });
    arena.step(45);
    for (const who of [id, arena.npc()]) assert.ok(isFree(arena.simulation.map, arena.x(who), arena.y(who)), `stands at ${arena.x(who)}`);
    assert.ok(arena.distance(id, arena.object(0)) < 2.5);
    assert.deepEqual(
      arena
        .eventsOf(CombatEventKind.TELEPORT)
        .map((e) => e.source)
        .sort(),
      [indexOf(arena.npc()), indexOf(id)].sort(),
    );
  });

  it("1.9 what takes a key or a skill is used with the tick after it was granted, by the first alone", () => {
    const gathering = { profession: "mining", easyAt: 10 };
    const arena = new Arena({
      walls,
      objects: [
        { ...DOOR, locked: true, key: "coin" },
        { kind: "gather_node", id: "ore", name: "Ore", at: [47, 52], look: "ore", lootTable: "box", respawnMs: 3000, gathering },
      ],
    });
    const { simulation } = arena;
    const id = arena.player(48, 50);
    for (const object of [0, 1]) {
      assert.equal(arena.tryInteract(id, arena.object(object)), null);
      assert.equal(arena.health(arena.object(object)), ObjectState.READY, "nothing happens before the office has said so");
      assert.equal(simulation.grantUse(object), true);
      assert.equal(simulation.grantUse(object), false, "somebody else was first");
      arena.step();
      assert.equal(arena.health(arena.object(object)), ObjectState.USED);
      assert.equal(simulation.grantUse(object), false);
    }
    assert.equal(lineOfSight(simulation.map, 48, 50, 53, 50), true);
    assert.equal(arena.tryInteract(id, arena.object(0)), null, "who is inside closes it without a key");
    assert.equal(arena.health(arena.object(0)), ObjectState.READY);
    arena.step(70);
    assert.equal(arena.health(arena.object(1)), ObjectState.READY);
  });

  it("1.9 a locked door opens by its lever alone; levels and distances are checked", () => {
    const arena = new Arena({
      walls,
      objects: [
        { ...DOOR, locked: true },
        { kind: "lever", id: "lever", name: "Lever", at: [45, 50], opens: "gate" },
        { kind: "sign", id: "notice", name: "Notice", at: [45, 52], text: "Beware.", minLevel: 3 },
      ],
    });
    const id = arena.player(46, 50);
    assert.equal(arena.tryInteract(id, arena.object(0)), "out_of_range");
    arena.set(id, { x: 48 });
    assert.equal(arena.tryInteract(id, arena.object(0)), "locked");
    assert.equal(arena.tryInteract(id, arena.object(2)), "out_of_range");
    arena.set(id, { x: 45.5, y: 51 });
    assert.equal(arena.tryInteract(id, arena.object(2)), "level_too_low");
    arena.simulation.award(id, 500, 3);
    arena.step();
    assert.equal(arena.tryInteract(id, arena.object(2)), null);
    assert.deepEqual(arena.interactions, [{ entity: id, target: arena.object(2), kind: "sign", serviceId: "notice", text: "Beware." }]);
    assert.equal(arena.tryInteract(id, arena.object(1)), null);
    assert.equal(arena.health(arena.object(0)), ObjectState.USED);
    assert.equal(arena.tryInteract(id, arena.object(1)), "not_ready");
  });

  it("1.9 opening a chest takes its time, comes to the office once, and it is full again later", () => {
    const arena = new Arena({ objects: [CHEST] });
    const [a, b] = [arena.player(41, 50), arena.player(39, 50)];
    const chest = arena.object(0);
    assert.equal(arena.tryInteract(a, chest), null);
    assert.equal(arena.world.castAbility[indexOf(a)], INTERACT_CAST);
    assert.ok(arena.has(a, EntityFlag.CASTING));
    assert.equal(arena.tryInteract(a, chest), "casting");
    arena.step(2);
    assert.equal(arena.tryInteract(b, chest), null);
    arena.step(20);
    assert.deepEqual(
      arena.finds.map((find) => [find.entity, find.object]),
      [[a, 0]],
    );
    assert.equal(arena.refusals.at(-1)?.code, "not_ready", "the second was too late");
    assert.equal(arena.health(chest), ObjectState.USED);
    arena.step(60);
    assert.equal(arena.health(chest), ObjectState.READY);
    assert.ok(!arena.has(a, EntityFlag.CASTING));
  });

  it("1.9 who stops and opens a chest opens it, however many of his strides wait; one after it breaks it off", () => {
    for (const walksOn of [false, true]) {
      const arena = new Arena({ objects: [CHEST] });
      const id = arena.player(41, 50);
      const target = { kind: ActionKind.SET_TARGET, target: id } as const;
      arena.step();
      for (let n = 0; n < 6; n++) arena.walk(id, -10, 0);
      arena.walk(id, 0, 0);
      arena.simulation.action(id, { kind: ActionKind.INTERACT, target: arena.object(0) });
      arena.simulation.action(id, target);
      if (walksOn) arena.walk(id, 127, 0);
      arena.step(2);
      assert.ok(!arena.has(id, EntityFlag.CASTING), "the strides come first");
      assert.notEqual(arena.world.target[indexOf(id)], id, "and what he did after it comes after it");
      arena.step(20);
      assert.equal(arena.world.target[indexOf(id)], id);
      assert.equal(arena.finds.length, walksOn ? 0 : 1);
    }
  });

  it("1.9 moving, harm, stuns, death and a change of mind break the work off", () => {
    const arena = new Arena({ objects: [CHEST], npcs: [{ npc: "wolf", at: [40, 53] }] });
    const id = arena.player(41, 50);
    const chest = arena.object(0);
    arena.until(
      () => arena.health(id) < 100 || (!arena.has(id, EntityFlag.CASTING) && arena.tryInteract(id, chest) === null && false),
      100,
      "no bite",
    );
    arena.step(2);
    assert.ok(!arena.has(id, EntityFlag.CASTING));
    assert.equal(arena.finds.length, 0);
    const quiet = new Arena({ objects: [CHEST] });
    const other = quiet.player(41, 50);
    for (const breaks of [() => quiet.walk(other, 0, 127), () => quiet.simulation.action(other, { kind: ActionKind.CANCEL_CAST })]) {
      assert.equal(quiet.tryInteract(other, quiet.object(0)), null);
      breaks();
      quiet.step(12);
      assert.equal(quiet.finds.length, 0);
    }
  });

  it("1.9 a shrine heals, then rests; a portal leads across the zone, but not out of a fight", () => {
    const arena = new Arena({
      objects: [
        { kind: "shrine", id: "shrine", name: "Shrine", at: [40, 50], heals: 0.5, status: "hasted", cooldownMs: 1000 },
        { kind: "portal", id: "portal", name: "Portal", at: [40, 52], to: { at: [90.5, 90.5] } },
      ],
    });
    const id = arena.player(41, 51);
    arena.set(id, { health: 10 });
    assert.equal(arena.tryInteract(id, arena.object(0)), null);
    assert.ok(arena.health(id) >= 58);
    assert.equal(arena.world.speedMmps[indexOf(id)], 9000);
    assert.equal(arena.tryInteract(id, arena.object(0)), "not_ready");
    arena.world.flags[indexOf(id)] |= EntityFlag.IN_COMBAT;
    assert.equal(arena.tryInteract(id, arena.object(1)), "in_combat");
    arena.world.flags[indexOf(id)] &= ~EntityFlag.IN_COMBAT;
    assert.equal(arena.tryInteract(id, arena.object(1)), null);
    assert.deepEqual([arena.x(id), arena.y(id)], [90.5, 90.5]);
    arena.step(20);
    assert.equal(arena.health(arena.object(0)), ObjectState.READY);
  });

  it("1.6 whoever touched a resurrection stone comes back there", () => {
    const arena = new Arena({ objects: [{ kind: "resurrection_stone", id: "stone", name: "Stone", at: [80, 80] }] });
    const id = arena.player(80, 81);
    assert.equal(arena.tryInteract(id, arena.object(0)), null);
    assert.equal(arena.interactions[0].kind, "bound");
    const dead = arena.player(50, 50, { health: 0 });
    arena.simulation.action(dead, { kind: ActionKind.RELEASE });
    arena.step();
    assert.ok(arena.y(dead) < 20, "the others at the respawn point");
    arena.simulation.removePlayer(dead);
    arena.set(id, { x: 30, y: 30, health: 0 });
    arena.world.flags[indexOf(id)] |= EntityFlag.DEAD;
    arena.simulation.action(id, { kind: ActionKind.RELEASE });
    arena.step();
    assert.ok(arena.distance(id, arena.object(0)) < 6);
  });

  it("1.7 an NPC does not walk through a closed door, and comes when it opens", () => {
    const arena = new Arena({
      walls: [
        [50, 0, 1, 48],
        [50, 52, 1, 48],
      ],
      objects: [{ ...DOOR, closesAfterMs: 60_000 }],
      npcs: [{ npc: "wolf", at: [47, 50] }],
    });
    const id = arena.player(54, 50);
    arena.step(60);
    assert.ok(arena.x(arena.npc()) < 50);
    assert.equal(arena.tryInteract(id, arena.object(0)), "out_of_range");
    arena.set(id, { x: 52.5 });
    assert.equal(arena.tryInteract(id, arena.object(0)), null);
    arena.until(() => arena.distance(id, arena.npc()) < 2.4, 100, "it stayed behind the open door");
  });

  it("1.1 a saved state restores what doors are open", () => {
    const zone = testZone({ walls, objects: [DOOR] });
    const arena = new Arena({ walls, objects: [DOOR] });
    const id = arena.player(48, 50);
    arena.tryInteract(id, arena.object(0));
    const saved = new Uint8Array(arena.world.savedSize);
    arena.world.save(saved);
    const again = new Simulation(zone, { seed: 9, capacity: 256 });
    again.restore(saved, new Map());
    assert.equal(lineOfSight(again.map, 48, 50, 53, 50), true);
    for (let n = 0; n < 50; n++) again.step();
    arena.step(50);
    assert.equal(again.world.hash(), arena.world.hash());
    assert.equal(lineOfSight(again.map, 48, 50, 53, 50), false);
  });

  it("1.9 what is no object, or gone, is refused", () => {
    const arena = new Arena({ objects: [CHEST], npcs: [{ npc: "dummy", at: [41, 51] }] });
    const id = arena.player(41, 50);
    assert.equal(arena.tryInteract(id, arena.npc()), "bad_target");
    assert.equal(arena.tryInteract(id, 0x7fffffff), "gone");
    arena.set(id, { health: 0 });
    arena.world.flags[indexOf(id)] |= EntityFlag.DEAD;
    assert.equal(arena.tryInteract(id, arena.object(0)), "dead");
  });
});
