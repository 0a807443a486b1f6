import assert from "node:assert/strict";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { CombatEventKind, EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { Arena } from "#test/support/arena.ts";

const STRIKE = 0;
const ARROW = 2;
const BASH = 3;
/** Falls on a place, two seconds after it was begun. */
const QUAKE = {
  id: "quake",
  code: 95,
  name: "Quake",
  description: "",
  rangeM: 30,
  target: "point" as const,
  castTimeMs: 2000,
  cooldownMs: 2000,
  area: { shape: "circle" as const, radiusM: 4 },
  effects: [{ kind: "damage" as const, school: "fire" as const, base: 10, powerFactor: 0 }],
};
const flat = (base: number) => ({ base, perLevel: 0 });
const BOSS = {
  id: "ogre",
  code: 91,
  name: "Ogre",
  level: 1,
  stats: { health: flat(10_000), power: flat(10), armour: flat(0), crit: 0, dodge: 0 },
  speedMps: 3,
  aggroRadiusM: 0,
  leashM: 30,
  abilities: ["nova", "spit", "bite"],
  experience: 1000,
  says: { death: "farewell" },
};
const SAYINGS = ["hello", "rage", "farewell", "court"].map((id, n) => ({ id, code: n + 1, text: id }));
const ENCOUNTER = {
  id: "ogre_fight",
  npc: "ogre",
  phases: [
    { name: "One", say: "hello", abilities: ["bite"], timers: [{ ability: "spit", firstMs: 1000, everyMs: 3000 }] },
    {
      name: "Court",
      healthBelow: 0.6,
      say: "court",
      abilities: [],
      summons: [{ npc: "dummy", count: 3, radiusM: 4 }],
      wardWhileAdds: "hasted",
    },
    { name: "Alone", addsDead: true as const, abilities: ["nova", "bite"] },
  ],
  softEnrage: { afterMs: 20_000, everyMs: 10_000, power: 0.5 },
  hardEnrage: { afterMs: 60_000, power: 10, say: "rage" },
};

function fight(): { arena: Arena; id: number; boss: () => number } {
  const arena = new Arena({
    extraNpcs: [BOSS],
    sayings: SAYINGS,
    encounters: [ENCOUNTER],
    npcs: [{ npc: "ogre", at: [50, 50], respawnMs: 20_000 }],
  });
  arena.step();
  const id = arena.player(48, 50);
  const boss = () => arena.simulation.important.ids[0];
  return { arena, id, boss };
}

const phase = (arena: Arena, boss: number) => arena.world.phase[indexOf(boss)];
const adds = (arena: Arena) =>
  Array.from({ length: arena.world.end }, (_, i) => i).filter(
    (i) => arena.world.kind[i] === EntityKind.NPC && arena.world.template[i] === 1,
  );
const said = (arena: Arena) => arena.eventsOf(CombatEventKind.SAY).map((e) => SAYINGS[e.amount - 1].id);

function keepFighting(arena: Arena, id: number, boss: number, ticks: number): void {
  for (let n = 0; n < ticks; n++) {
    arena.set(id, { health: 100 });
    if (n % 20 === 0) arena.use(id, STRIKE, boss);
    arena.step();
  }
}

describe("1.7 boss encounters", () => {
  it("1.7 a boss appears with the first tick, is reported, and known to all as important", () => {
    const arena = new Arena({ extraNpcs: [BOSS], sayings: SAYINGS, encounters: [ENCOUNTER], npcs: [{ npc: "ogre", at: [50, 50] }] });
    assert.equal(arena.simulation.important.count, 0);
    arena.step();
    const { bosses } = arena.simulation.events;
    assert.equal(bosses.count, 1);
    assert.equal(bosses.ids[0], arena.simulation.important.ids[0]);
    arena.step();
    assert.equal(arena.simulation.events.bosses.count, 0, "once");
  });

  it("1.7 phases begin by health and by the death of the summoned; timers strike, priorities change", () => {
    const { arena, id, boss } = fight();
    arena.tryUse(id, STRIKE, boss());
    keepFighting(arena, id, boss(), 100);
    assert.equal(phase(arena, boss()), 1);
    const spits = arena.eventsOf(CombatEventKind.CAST_STARTED).filter((e) => e.ability === 22);
    assert.equal(spits.length, 2, "after 1 s and after 4 s");
    assert.ok(
      arena.eventsOf(CombatEventKind.DAMAGE, id).every((e) => e.ability !== 6),
      "no nova yet",
    );
    arena.set(boss(), { health: 5900 });
    keepFighting(arena, id, boss(), 10);
    assert.equal(phase(arena, boss()), 2);
    assert.equal(adds(arena).length, 3);
    assert.ok(
      adds(arena).every((i) => arena.world.target[i] === id),
      "they attack at once",
    );
    assert.equal(arena.world.speedMmps[indexOf(boss())], 4500, "the ward");
    for (const i of adds(arena)) {
      arena.world.health[i] = 1;
      arena.set(id, { x: arena.world.x[i] + 1, y: arena.world.y[i], health: 100 });
      arena.until(() => arena.tryUse(id, STRIKE, arena.world.id[i]) === null, 60, "struck down");
    }
    arena.set(id, { x: arena.x(boss()) - 2, y: arena.y(boss()) });
    keepFighting(arena, id, boss(), 40);
    assert.equal(phase(arena, boss()), 3);
    assert.equal(arena.world.speedMmps[indexOf(boss())], 3000, "the ward is gone");
    assert.ok(
      arena.eventsOf(CombatEventKind.DAMAGE, id).some((e) => e.ability === 6),
      "the nova",
    );
    assert.deepEqual(said(arena), ["hello", "court"]);
    assert.deepEqual(
      arena.eventsOf(CombatEventKind.PHASE).map((e) => e.amount),
      [1, 2, 3],
    );
  });

  it("1.7 it grows stronger with time, step by step and then for good", () => {
    const { arena, id, boss } = fight();
    arena.tryUse(id, STRIKE, boss());
    keepFighting(arena, id, boss(), 1300);
    assert.deepEqual(
      arena.eventsOf(CombatEventKind.ENRAGE).map((e) => e.amount),
      [150, 200, 250, 300, 1000],
    );
    const blows = arena.eventsOf(CombatEventKind.DAMAGE, id);
    assert.ok(blows[blows.length - 1].amount > blows[0].amount * 4, `${blows[0].amount} at first, ${blows.at(-1)?.amount} at last`);
    assert.ok(said(arena).includes("rage"));
  });

  it("1.7 a wipe resets everything: health, phase, summoned, strength; the next fight begins anew", () => {
    const { arena, id, boss } = fight();
    arena.tryUse(id, STRIKE, boss());
    keepFighting(arena, id, boss(), 500);
    arena.set(boss(), { health: 5000 });
    keepFighting(arena, id, boss(), 10);
    assert.equal(adds(arena).length, 3);
    arena.set(id, { health: 1 });
    arena.until(() => arena.has(id, EntityFlag.DEAD), 200, "the player dies");
    arena.until(() => adds(arena).length === 0, 20, "the summoned vanish");
    assert.equal(phase(arena, boss()), 0);
    arena.until(() => arena.health(boss()) === 10_000, 400, "whole again");
    const again = arena.player(48, 50);
    arena.events.length = 0;
    arena.tryUse(again, STRIKE, boss());
    keepFighting(arena, again, boss(), 40);
    assert.equal(phase(arena, boss()), 1);
    assert.deepEqual(said(arena), ["hello"]);
    const bite = arena.eventsOf(CombatEventKind.DAMAGE, again).find((e) => e.ability === 21);
    assert.ok(bite && bite.amount < 25, "no stronger than at first");
  });

  it("1.7 where a cast will fall is seen before: who leaves the place is spared, and a broken cast leaves no mark", () => {
    const arena = new Arena({
      extraNpcs: [{ ...BOSS, abilities: ["quake"] }],
      extraAbilities: [QUAKE],
      npcs: [{ npc: "ogre", at: [50, 50] }],
    });
    const stays = arena.player(46.5, 50);
    const leaves = arena.player(46.5, 51);
    const ogre = arena.npc(0);
    const marks = () => Array.from({ length: arena.world.end }, (_, i) => i).filter((i) => arena.world.kind[i] === EntityKind.PROJECTILE);
    arena.tryUse(stays, ARROW, ogre);
    arena.until(() => arena.world.castAbility[indexOf(ogre)] === QUAKE.code, 60, "it casts");
    const [mark] = marks();
    assert.deepEqual(
      [arena.world.template[mark], arena.world.flags[mark], Math.round(arena.world.x[mark]), Math.round(arena.world.y[mark])],
      [QUAKE.code, EntityFlag.CASTING, 47, 50],
    );
    arena.set(leaves, { x: 30 });
    arena.until(() => marks().length === 0, 60, "the mark goes");
    assert.equal(arena.eventsOf(CombatEventKind.DAMAGE, stays).length, 1);
    assert.equal(arena.eventsOf(CombatEventKind.DAMAGE, leaves).length, 0);
    arena.until(() => marks().length === 1, 100, "it casts again");
    arena.tryUse(stays, BASH, ogre);
    arena.step(2);
    assert.equal(arena.world.castAbility[indexOf(ogre)], 0, "stunned");
    assert.equal(marks().length, 0);
    arena.step(40);
    assert.equal(arena.eventsOf(CombatEventKind.DAMAGE, stays).length, 1);
  });

  it("1.7 its death takes the summoned along, credits all who fought, and it comes again", () => {
    const { arena, id, boss } = fight();
    const friend = arena.player(48, 51);
    arena.tryUse(id, STRIKE, boss());
    arena.tryUse(friend, STRIKE, boss());
    arena.set(boss(), { health: 5000 });
    keepFighting(arena, id, boss(), 20);
    const dead = boss();
    arena.set(dead, { health: 1 });
    arena.until(
      () => {
        arena.set(id, { health: 100 });
        arena.use(id, STRIKE, dead);
        arena.step();
        return arena.kills.length > 0;
      },
      80,
      "the boss dies",
    );
    assert.deepEqual(new Set(arena.kills[0].credits.map((c) => c.entity)), new Set([id, friend]));
    arena.step(1);
    assert.equal(adds(arena).length, 0);
    assert.ok(said(arena).includes("farewell"));
    arena.until(() => arena.simulation.important.count > 0 && boss() !== dead, 500, "another life");
  });
});
