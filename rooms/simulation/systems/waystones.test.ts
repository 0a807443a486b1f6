import assert from "node:assert/strict";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { ActionKind, CombatEventKind, EntityFlag, INTERACT_CAST } from "#shared/protocol/codes.ts";
import { Arena } from "#test/support/arena.ts";
import type { TestZoneOptions } from "#test/support/test-zone.ts";
import { Simulation } from "../simulation.ts";
import { testZone } from "#test/support/test-zone.ts";

type Objects = NonNullable<TestZoneOptions["objects"]>;
type At = [number, number];
const stone = (code: number, at: At, more: object = {}): Objects[number] => ({
  kind: "waystone",
  id: `stone_${code}`,
  code,
  name: `Stone ${code}`,
  at,
  arrive: [at[0] + 1.5, at[1] + 0.5],
  ...more,
});
const SLOW = 1;
const QUICK = 2;
const FAR = 127;
const WORLD: TestZoneOptions = {
  objects: [stone(SLOW, [20, 20], { castTimeMs: 1000 }), stone(QUICK, [80, 80]), stone(3, [20, 80], { minLevel: 3 })],
  otherZones: [
    {
      id: "otherland",
      name: "Otherland",
      widthM: 60,
      heightM: 60,
      interest: { radiusM: 40, hysteresisM: 4 },
      entry: { at: [30, 30], radiusM: 2 },
      respawnPoints: [[20, 20]],
      objects: [stone(FAR, [7, 8])],
    },
  ],
};

describe("1.8 way stones", () => {
  it("1.8 touching one reports it, at once: as new until the house has written it, then as known", () => {
    const arena = new Arena(WORLD);
    const id = arena.player(21, 20);
    assert.equal(arena.tryInteract(id, arena.object(0)), null);
    assert.equal(arena.tryTravel(id, QUICK), "waystone_unknown", "touched is not discovered");
    assert.equal(arena.simulation.discoverWaystone(id, SLOW), true);
    assert.equal(arena.simulation.discoverWaystone(id, SLOW), false);
    assert.equal(arena.tryInteract(id, arena.object(0)), null);
    assert.deepEqual(
      arena.interactions.map(({ kind, serviceId }) => [kind, serviceId]),
      [
        ["waystone_discovered", "stone_1"],
        ["waystone", "stone_1"],
      ],
    );
    assert.equal(arena.tryInteract(arena.player(24, 20), arena.object(0)), "out_of_range");
    const low = arena.player(21, 80);
    assert.equal(arena.tryInteract(low, arena.object(2)), "level_too_low");
    assert.equal(arena.tryTravel(low, SLOW), "level_too_low");
  });

  it("1.8 within the zone: after the time it takes, to the place where one arrives, told as a teleport", () => {
    const arena = new Arena(WORLD);
    const id = arena.player(21, 20, { waystones: [QUICK, SLOW] });
    assert.equal(arena.tryTravel(id, QUICK), null);
    assert.equal(arena.world.castAbility[indexOf(id)], INTERACT_CAST);
    assert.equal(arena.tryTravel(id, QUICK), "casting");
    arena.until(() => arena.x(id) > 50, 25, "the journey");
    assert.deepEqual([arena.x(id), arena.y(id)], [81.5, 80.5]);
    assert.deepEqual(
      arena.eventsOf(CombatEventKind.TELEPORT).map(({ source }) => source),
      [indexOf(id)],
    );
    assert.equal(arena.tryTravel(id, SLOW), null, "one stands within reach of the next, which takes no time");
    assert.deepEqual([arena.x(id), arena.y(id)], [21.5, 20.5]);
    assert.deepEqual(arena.departures, []);
  });

  it("1.8 to another zone: the house is asked, with the place where one arrives there", () => {
    const arena = new Arena(WORLD);
    const id = arena.player(81, 80, { waystones: [FAR] });
    assert.equal(arena.tryTravel(id, FAR), null);
    assert.deepEqual(arena.departures, [{ entity: id, home: false, zoneId: "otherland", x: 8.5, y: 8.5 }]);
    assert.deepEqual([arena.x(id), arena.y(id)], [81, 80]);
  });

  it("1.8 undiscovered, unknown, this one, out of reach, fighting, dead, stunned: refused, and nobody goes anywhere", () => {
    const arena = new Arena({ ...WORLD, npcs: [{ npc: "dummy", at: [82, 82] }] });
    const all = { waystones: [SLOW, QUICK, FAR] };
    const refused = (id: number, to: number, code: string) => {
      const before = [arena.x(id), arena.y(id)];
      assert.equal(arena.tryTravel(id, to), code);
      assert.deepEqual([arena.x(id), arena.y(id)], before);
    };
    refused(arena.player(81, 80, { waystones: [SLOW, 31, 32, 64] }), FAR, "waystone_unknown");
    const id = arena.player(81, 80, all);
    for (const none of [0, 4, 128, 0xffff]) refused(id, none, "bad_target");
    refused(id, QUICK, "bad_target");
    refused(arena.player(84, 80, all), SLOW, "out_of_range");
    refused(arena.player(81, 80, { ...all, health: 0 }), SLOW, "dead");
    arena.use(id, 0, arena.npc());
    arena.step();
    assert.ok(arena.has(id, EntityFlag.IN_COMBAT));
    refused(id, SLOW, "in_combat");
    refused(id, FAR, "in_combat");
    const stunned = arena.player(81, 80, all);
    arena.world.flags[indexOf(stunned)] |= EntityFlag.STUNNED;
    refused(stunned, SLOW, "incapacitated");
    assert.deepEqual(arena.departures, []);
  });

  it("1.8 moving, harm, a change of mind and a fight break it off; strides sent before it come first", () => {
    const breaks: ((arena: Arena, id: number) => void)[] = [
      (arena, id) => arena.walk(id, 127, 0),
      (arena, id) => arena.simulation.action(id, { kind: ActionKind.CANCEL_CAST }),
      (arena, id) => arena.set(id, { health: arena.health(id) - 1 }),
      (arena, id) => {
        for (let n = 0; n < 25; n++) {
          arena.world.flags[indexOf(id)] |= EntityFlag.IN_COMBAT;
          arena.step();
        }
        assert.equal(arena.refusals.at(-1)?.code, "in_combat");
      },
    ];
    for (const [n, broken] of breaks.entries()) {
      const arena = new Arena(WORLD);
      const id = arena.player(21, 20, { waystones: [QUICK] });
      assert.equal(arena.tryTravel(id, QUICK), null);
      broken(arena, id);
      arena.step(30);
      assert.ok(arena.x(id) < 30, `break ${n}`);
      assert.ok(!arena.has(id, EntityFlag.CASTING));
    }
    const arena = new Arena(WORLD);
    const id = arena.player(20, 20, { waystones: [QUICK] });
    for (let n = 0; n < 4; n++) arena.walk(id, 20, 0);
    assert.equal(arena.tryTravel(id, QUICK), null);
    assert.ok(!arena.has(id, EntityFlag.CASTING));
    arena.until(() => arena.x(id) > 50, 40, "the journey");
  });

  it("1.8 who begins to work after he has set out works, and goes nowhere", () => {
    const chest: Objects[number] = {
      kind: "chest",
      id: "box",
      name: "Box",
      at: [22, 20],
      lootTable: "box",
      respawnMs: 3000,
      castTimeMs: 500,
    };
    const arena = new Arena({ ...WORLD, objects: [...(WORLD.objects ?? []), chest] });
    const id = arena.player(21, 20, { waystones: [QUICK] });
    arena.tryTravel(id, QUICK);
    arena.simulation.action(id, { kind: ActionKind.CANCEL_CAST });
    assert.equal(arena.tryInteract(id, arena.object(3)), null);
    arena.step(30);
    assert.ok(arena.x(id) < 30);
    assert.equal(arena.finds.length, 1);
  });

  it("1.1 what is discovered is part of the state, and nobody inherits it", () => {
    const arena = new Arena(WORLD);
    const id = arena.player(81, 80, { waystones: [FAR] });
    arena.step();
    const saved = new Uint8Array(arena.world.savedSize);
    arena.world.save(saved);
    const again = new Simulation(testZone(WORLD), { seed: 9, capacity: 256 });
    again.restore(saved, new Map([[id, "Tester"]]));
    assert.equal(again.discoverWaystone(id, FAR), false);
    arena.simulation.removePlayer(id);
    const heir = arena.player(81, 80);
    assert.equal(indexOf(heir), indexOf(id));
    assert.equal(arena.tryTravel(heir, FAR), "waystone_unknown");
  });
});
