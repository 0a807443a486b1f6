import assert from "node:assert/strict";
import type { EntityId } from "#shared/primitives/entity-id.ts";
import { ActionKind, EntityFlag, type ErrorCode } from "#shared/protocol/codes.ts";
import { Arena } from "#test/support/arena.ts";

const STRIKE = 0;
const HEAL = 4;
const NOVA = 5;

describe("1.6 players who fight players", () => {
  let arena: Arena;
  let ann: EntityId;
  let bob: EntityId;
  function start(options: ConstructorParameters<typeof Arena>[0] = {}): void {
    arena = new Arena({ safe: [[0, 0, 10, 10]], ...options });
    ann = arena.player(50, 50);
    bob = arena.player(52, 50);
  }
  beforeEach(() => start());

  function flag(id: EntityId, on: boolean): ErrorCode | null {
    arena.simulation.action(id, { kind: ActionKind.PVP_FLAG, on });
    arena.step();
    return arena.refusals.find((r) => r.tick === arena.world.tick && r.entity === id)?.code ?? null;
  }

  it("1.6 only those who both want it can hurt each other, alone or in an area", () => {
    assert.equal(flag(ann, true), null);
    assert.equal(arena.tryUse(ann, STRIKE, bob), "bad_target");
    assert.equal(arena.tryUse(ann, NOVA), null);
    assert.equal(arena.health(bob), 100);
    flag(bob, true);
    arena.step(25);
    assert.equal(arena.tryUse(ann, STRIKE, bob), null);
    const hurt = arena.health(bob);
    assert.ok(hurt < 100);
    arena.step(25);
    assert.equal(arena.tryUse(ann, NOVA), null);
    assert.ok(arena.health(bob) < hurt);
    assert.equal(arena.health(ann), 100, "one's own area does not hurt oneself");
  });

  it("1.6 nobody is attacked in a safe area, nor out of one", () => {
    flag(ann, true);
    flag(bob, true);
    arena.set(bob, { x: 9, y: 5 });
    arena.set(ann, { x: 11, y: 5 });
    arena.walk(bob, -20, 0);
    arena.step(2);
    assert.ok(arena.has(bob, EntityFlag.SAFE));
    assert.equal(arena.tryUse(ann, STRIKE, bob), "bad_target");
    assert.equal(arena.tryUse(bob, STRIKE, ann), "bad_target");
  });

  it("1.6 who wants no more is left alone five minutes after his last fight", () => {
    flag(ann, true);
    flag(bob, true);
    assert.equal(flag(bob, false), null);
    arena.step(20 * 200);
    assert.ok(arena.has(bob, EntityFlag.PVP));
    arena.tryUse(ann, STRIKE, bob);
    arena.step(20 * 250);
    assert.ok(arena.has(bob, EntityFlag.PVP), "the fight began it anew");
    arena.step(20 * 60);
    assert.ok(!arena.has(bob, EntityFlag.PVP));
    assert.ok(arena.has(ann, EntityFlag.PVP), "she still wants it");
    assert.equal(arena.tryUse(ann, STRIKE, bob), "bad_target");
  });

  it("1.6 who helps somebody in a fight between players takes part in it", () => {
    const cid = arena.player(51, 52);
    flag(ann, true);
    flag(bob, true);
    arena.tryUse(ann, STRIKE, bob);
    assert.equal(arena.tryUse(cid, HEAL, bob), null);
    arena.step(15);
    assert.ok(arena.has(cid, EntityFlag.PVP));
  });

  it("1.6 dying of a player gives nobody experience; the dead can go back", () => {
    flag(ann, true);
    flag(bob, true);
    arena.set(bob, { health: 1 });
    assert.equal(arena.tryUse(ann, STRIKE, bob), null);
    assert.ok(arena.has(bob, EntityFlag.DEAD));
    assert.deepEqual(arena.deaths, [bob]);
    assert.deepEqual(arena.kills, []);
    arena.simulation.action(bob, { kind: ActionKind.RELEASE });
    arena.step();
    assert.ok(!arena.has(bob, EntityFlag.DEAD));
  });

  it("1.6 a zone can say that all fight or that nobody does", () => {
    start({ pvp: "always" });
    arena.step();
    assert.equal(arena.tryUse(ann, STRIKE, bob), null);
    assert.equal(flag(ann, false), "pvp_fixed");
    start({ pvp: "never" });
    assert.equal(flag(ann, true), "pvp_fixed");
    assert.equal(arena.tryUse(ann, STRIKE, bob), "bad_target");
  });
});
