import assert from "node:assert/strict";
import { indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { ActionKind, CombatEventKind, EntityFlag, EntityKind, SelfField } from "#shared/protocol/codes.ts";
import { Arena } from "#test/support/arena.ts";

const STRIKE = 0;
const HEAL = 4;

function killWolf(arena: Arena, player: number): void {
  arena.set(arena.npc(), { health: 1 });
  arena.use(player, STRIKE, arena.npc());
  arena.step();
}

describe("1.6 death and life", () => {
  it("1.6 who dies lies there until he releases, then stands whole at the nearest respawn point", () => {
    const arena = new Arena({
      npcs: [{ npc: "wolf", at: [52, 50] }],
      respawnPoints: [
        [10, 10],
        [90, 50],
      ],
    });
    const id = arena.player(55, 50, { health: 5 });
    arena.until(() => arena.deaths.includes(id), 100, "the wolf kills");
    assert.ok(arena.has(id, EntityFlag.DEAD));
    assert.equal(arena.eventsOf(CombatEventKind.DEATH, id)[0].source, indexOf(arena.npc()));
    const [x, y] = [arena.x(id), arena.y(id)];
    for (let n = 0; n < 10; n++) {
      arena.walk(id, 127, 0, 999);
      arena.step();
    }
    assert.deepEqual([arena.x(id), arena.y(id)], [x, y]);
    arena.step(200);
    assert.equal(arena.health(id), 0, "the dead do not heal");
    arena.simulation.action(id, { kind: ActionKind.RELEASE });
    arena.step();
    assert.ok(!arena.has(id, EntityFlag.DEAD));
    assert.equal(arena.health(id), 100);
    assert.ok(Math.hypot(arena.x(id) - 90, arena.y(id) - 50) < 6, "the nearer of the two");
    assert.equal(arena.eventsOf(CombatEventKind.RESPAWN, id).length, 1);
    arena.walk(id, 127, 0);
    arena.step();
    assert.notEqual(arena.world.vx[indexOf(id)], 0);
    assert.equal(arena.deaths.length, 1);
  });

  it("1.6 the living cannot release", () => {
    const arena = new Arena();
    const id = arena.player(50, 50);
    arena.simulation.action(id, { kind: ActionKind.RELEASE });
    arena.step();
    assert.deepEqual(
      arena.refusals.map((r) => r.code),
      ["not_dead"],
    );
  });

  it("1.6 a character that left dead comes back dead", () => {
    const arena = new Arena();
    const id = arena.player(50, 50, { health: 0 });
    assert.ok(arena.has(id, EntityFlag.DEAD));
    assert.equal(arena.world.speedMmps[indexOf(id)], 0);
  });

  it("1.6 a kill earns experience by contribution; the largest owns the loot at first", () => {
    const arena = new Arena({ npcs: [{ npc: "wolf", at: [52, 50] }] });
    const small = arena.player(50, 50);
    const large = arena.player(50, 51);
    arena.tryUse(small, STRIKE, arena.npc());
    for (let n = 0; n < 3; n++) {
      arena.tryUse(large, STRIKE, arena.npc());
      arena.step(20);
      arena.set(small, { health: 100 });
      arena.set(large, { health: 100 });
    }
    while (arena.kills.length === 0) {
      arena.set(small, { health: 100 });
      arena.set(large, { health: 100 });
      arena.tryUse(large, STRIKE, arena.npc());
      arena.step(20);
    }
    const [kill] = arena.kills;
    assert.deepEqual(
      kill.credits.map((c) => c.entity),
      [large, small],
    );
    const total = kill.credits.reduce((sum, c) => sum + c.experience, 0);
    assert.ok(total >= 99 && total <= 100, `${total} of 100`);
    assert.ok(kill.credits[0].experience >= 88 && kill.credits[0].experience <= 92, "9 of 10 blows");
    assert.equal(kill.lootOwner, large);
  });

  it("1.6 healing those who fight counts for half", () => {
    const arena = new Arena({ npcs: [{ npc: "wolf", at: [52, 50] }] });
    const fighter = arena.player(50, 50);
    const healer = arena.player(45, 50);
    arena.tryUse(fighter, STRIKE, arena.npc());
    arena.set(fighter, { health: 40 });
    arena.tryUse(healer, HEAL, fighter);
    arena.step(25);
    killWolf(arena, fighter);
    assert.deepEqual(
      arena.kills[0].credits.map((c) => c.entity),
      [fighter, healer],
    );
    const healed = arena.eventsOf(CombatEventKind.HEAL)[0].amount;
    const dealt = arena.eventsOf(CombatEventKind.DAMAGE, arena.npc()).reduce((sum, e) => sum + e.amount, 0);
    assert.ok(healed > 0 && dealt > 0);
    assert.ok(arena.kills[0].credits[1].experience >= 30, "15 of about 36");
  });

  it("1.6 who left the zone earns nothing and owns nothing", () => {
    const arena = new Arena({ npcs: [{ npc: "wolf", at: [52, 50] }] });
    const gone = arena.player(50, 50);
    const other = arena.player(50, 51);
    arena.tryUse(gone, STRIKE, arena.npc());
    arena.simulation.removePlayer(gone);
    killWolf(arena, other);
    assert.deepEqual(
      arena.kills[0].credits.map((c) => c.entity),
      [other],
    );
    assert.equal(arena.kills[0].lootOwner, other);
  });

  it("1.7 a dead NPC lies for a while, goes, and comes back whole where it belongs", () => {
    const arena = new Arena({ npcs: [{ npc: "wolf", at: [52, 50], respawnMs: 20_000 }] });
    const id = arena.player(50, 50);
    const wolf = arena.npc();
    arena.step(10);
    killWolf(arena, id);
    const died = arena.world.tick;
    arena.until(() => !arena.world.alive(wolf), 400, "the corpse is taken away");
    assert.equal(arena.world.tick - died, 300, "after 15 s");
    arena.simulation.removePlayer(id);
    const next = () => arena.world.id[arena.world.kind.indexOf(EntityKind.NPC)];
    arena.until(() => arena.world.kind.includes(EntityKind.NPC), 400, "the next wolf");
    assert.equal(arena.world.tick - died, 400, "20 s after the death");
    assert.notEqual(next(), wolf);
    assert.deepEqual([arena.x(next()), arena.y(next()), arena.health(next())], [52, 50, 200]);
  });

  it("1.6 the resource always comes back, health only out of combat", () => {
    const arena = new Arena({ npcs: [{ npc: "dummy", at: [52, 50] }] });
    const id = arena.player(50, 50, { health: 50, resource: 10 });
    arena.tryUse(id, STRIKE, arena.npc());
    assert.ok(arena.has(id, EntityFlag.IN_COMBAT));
    arena.step(40);
    assert.ok(arena.world.resource[indexOf(id)] >= 13.9, "2 a second");
    const fighting = arena.health(id);
    assert.ok(fighting <= 50);
    arena.set(id, { x: 5, y: 95 });
    arena.until(() => !arena.has(id, EntityFlag.IN_COMBAT), 600, "forgotten");
    const before = arena.health(id);
    arena.step(40);
    assert.ok(arena.health(id) >= before + 4, "3 % a second");
  });

  it("3.2 an award takes effect in the next tick: level, health, the event", () => {
    const arena = new Arena();
    const id = arena.player(50, 50, { health: 10 });
    arena.step();
    arena.world.selfDirty[indexOf(id)] = 0;
    arena.simulation.award(id, 150, 2);
    assert.equal(arena.world.level[indexOf(id)], 1);
    arena.step();
    assert.deepEqual([arena.world.level[indexOf(id)], arena.world.experience[indexOf(id)]], [2, 150]);
    assert.deepEqual([arena.health(id), arena.world.maxHealth[indexOf(id)]], [110, 110]);
    assert.deepEqual(
      arena.eventsOf(CombatEventKind.LEVEL_UP, id).map((e) => e.amount),
      [2],
    );
    assert.ok(arena.world.selfDirty[indexOf(id)] & SelfField.PROGRESS);
    arena.simulation.award(id, 160, 2);
    arena.step();
    assert.equal(arena.world.experience[indexOf(id)], 160);
    assert.equal(arena.eventsOf(CombatEventKind.LEVEL_UP).length, 1);
  });
});

describe("1.9 drops", () => {
  const spec = { itemCode: 7, quantity: 3, x: 52, y: 50, owner: NOBODY, ownedTicks: 100, expiresInTicks: 200 };

  function take(arena: Arena, id: number, drop: number): string | null {
    arena.simulation.action(id, { kind: ActionKind.INTERACT, target: drop });
    const before = arena.refusals.length;
    arena.step();
    return arena.refusals[before]?.code ?? null;
  }

  it("1.9 a drop shows its item, its number and its owner; picking it up is asked of the office", () => {
    const arena = new Arena();
    const id = arena.player(50, 50);
    const drop = arena.simulation.addDrop({ ...spec, owner: id });
    const i = indexOf(drop);
    assert.deepEqual(
      [arena.world.kind[i], arena.world.template[i], arena.world.level[i], arena.world.target[i]],
      [EntityKind.DROP, 7, 3, id],
    );
    assert.equal(take(arena, id, drop), null);
    assert.deepEqual(arena.pickUps, [{ entity: id, drop }]);
    assert.ok(arena.world.alive(drop), "it lies there until the office has decided");
    arena.simulation.removeDrop(drop);
    assert.equal(take(arena, id, drop), "gone");
  });

  it("1.9 others wait until the owner's time is over", () => {
    const arena = new Arena();
    const owner = arena.player(50, 50);
    const other = arena.player(51, 50);
    const drop = arena.simulation.addDrop({ ...spec, owner });
    assert.equal(take(arena, other, drop), "not_yours");
    arena.step(98);
    assert.equal(take(arena, other, drop), "not_yours", "one tick too early");
    assert.equal(take(arena, other, drop), null);
    assert.equal(arena.world.target[indexOf(drop)], NOBODY);
  });

  it("1.9 an owner who comes back as a new entity can be named again", () => {
    const arena = new Arena();
    const owner = arena.player(50, 50);
    const drop = arena.simulation.addDrop({ ...spec, owner });
    arena.simulation.removePlayer(owner);
    const again = arena.player(50, 50);
    assert.equal(take(arena, again, drop), "not_yours");
    arena.simulation.setDropOwner(drop, again);
    assert.equal(take(arena, again, drop), null);
  });

  it("1.9 too far, dead, or not a thing to take: refused", () => {
    const arena = new Arena({ npcs: [{ npc: "dummy", at: [51, 50] }] });
    const id = arena.player(50, 50);
    const far = arena.simulation.addDrop({ ...spec, x: 53.1 });
    assert.equal(take(arena, id, far), "out_of_range");
    assert.equal(take(arena, id, arena.npc()), "bad_target");
    const dead = arena.player(52, 51, { health: 0 });
    assert.equal(take(arena, dead, far), "dead");
    assert.deepEqual(arena.pickUps, []);
  });

  it("1.9 a drop whose time is over is gone, and reported once", () => {
    const arena = new Arena();
    const drop = arena.simulation.addDrop(spec);
    arena.step(199);
    assert.ok(arena.world.alive(drop));
    arena.step();
    assert.ok(!arena.world.alive(drop));
    arena.step(10);
    assert.deepEqual(arena.expired, [drop]);
  });

  it("1.9 a drop that would lie inside a wall lies beside it", () => {
    const arena = new Arena({ walls: [[52, 48, 1, 5]] });
    const drop = arena.simulation.addDrop({ ...spec, x: 52.5 });
    assert.ok(Math.abs(arena.x(drop) - 52.5) >= 0.99);
  });
});
