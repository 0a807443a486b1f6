import assert from "node:assert/strict";
import { makeEntityId } from "#shared/primitives/entity-id.ts";
import { CombatEventKind, DuelState, EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import type { EnterRecord, Snapshot } from "#shared/protocol/snapshot.ts";
import { Picture } from "./picture.ts";

const ME = makeEntityId(1, 1);
const WOLF = makeEntityId(7, 3);

function snapshot(part: Partial<Snapshot>): Snapshot {
  return { tick: 1, ackSeq: 0, owner: { x: 0, y: 0, vx: 0, vy: 0 }, self: null, leaves: [], enters: [], updates: [], events: [], ...part };
}

function enter(part: Partial<EnterRecord>): EnterRecord {
  return {
    id: WOLF,
    kind: EntityKind.NPC,
    template: 2,
    level: 1,
    x: 640,
    y: 640,
    facing: 0,
    health: 255,
    flags: 0,
    target: 0,
    name: "",
    appearance: 0,
    ...part,
  };
}

describe("play page: the picture that snapshots add up to", () => {
  it("1.4 enters, updates and leaves; what is not told stays as it was", () => {
    const picture = new Picture(ME);
    picture.apply(snapshot({ tick: 10, enters: [enter({})] }), 0);
    picture.apply(snapshot({ tick: 11, updates: [{ index: 7, health: 51, target: ME }] }), 50);
    picture.apply(
      snapshot({
        tick: 12,
        updates: [
          { index: 7, cast: { ability: 5, ticks: 20 } },
          { index: 99, health: 3 },
        ],
      }),
      100,
    );
    const wolf = picture.find(WOLF) ?? assert.fail();
    assert.equal(wolf.health, 0.2);
    assert.equal(wolf.target, ME);
    assert.deepEqual(wolf.casting, { ability: 5, startTick: 12, endTick: 32 });
    assert.equal(wolf.x, 10);
    picture.apply(snapshot({ tick: 13, leaves: [7] }), 150);
    assert.equal(picture.find(WOLF), null);
    assert.equal(picture.leaving.length, 1);
    picture.apply(snapshot({ tick: 50 }), 2000);
    assert.equal(picture.leaving.length, 0);
  });

  it("1.4 the same index may leave and enter as somebody else in one snapshot", () => {
    const picture = new Picture(ME);
    const next = makeEntityId(7, 4);
    picture.apply(snapshot({ enters: [enter({})] }), 0);
    picture.apply(snapshot({ tick: 2, leaves: [7], enters: [enter({ id: next, level: 9 })] }), 50);
    assert.equal(picture.find(WOLF), null);
    assert.equal(picture.find(next)?.level, 9);
  });

  it("1.6 events name who was there, also who leaves in the same snapshot", () => {
    const picture = new Picture(ME);
    picture.apply(snapshot({ enters: [enter({})] }), 0);
    const [death] = picture.apply(
      snapshot({ tick: 2, leaves: [7], events: [{ kind: CombatEventKind.DEATH, source: 1, target: 7, ability: 0, amount: 0, flags: 0 }] }),
      50,
    );
    assert.equal(death.targetEntity?.id, WOLF);
    assert.equal(death.mine, true);
  });

  it("1.5 of one's own groups only those that came are replaced", () => {
    const picture = new Picture(ME);
    picture.apply(snapshot({ self: { vitals: { health: 50, maxHealth: 100, resource: 1, maxResource: 2 }, target: WOLF } }), 0);
    picture.apply(snapshot({ tick: 2, self: { movement: { speedMmps: 3000, flags: EntityFlag.SLOWED } } }), 50);
    assert.equal(picture.own.vitals.health, 50);
    assert.equal(picture.own.target, WOLF);
    assert.equal(picture.own.movement.speedMmps, 3000);
  });

  it("1.12 after a reconnect everything is told again", () => {
    const picture = new Picture(ME);
    picture.apply(snapshot({ enters: [enter({})] }), 0);
    picture.clear();
    picture.apply(snapshot({ tick: 90, enters: [enter({ x: 1280 })] }), 900);
    assert.equal(picture.entities.size, 1);
    assert.equal(picture.find(WOLF)?.x, 20);
  });

  it("1.6 another player is an enemy in a duel once it has begun, or when both want it; nobody else's duel counts", () => {
    const picture = new Picture(ME);
    const [other, bystander] = [makeEntityId(8, 1), makeEntityId(9, 1)];
    const player = { kind: EntityKind.PLAYER };
    picture.apply(snapshot({ enters: [enter({ ...player, id: other }), enter({ ...player, id: bystander }), enter({})] }), 0);
    const enemies = () => [...picture.entities.values()].filter((entity) => picture.isHostile(entity)).map(({ id }) => id);
    const duel = (state: number) =>
      picture.apply(
        snapshot({ self: { offers: { duel: { state, opponent: other, tick: 0 }, resurrection: { by: 0, untilTick: 0 } } } }),
        0,
      );
    duel(DuelState.COUNTDOWN);
    assert.deepEqual(enemies(), [WOLF]);
    duel(DuelState.FIGHTING);
    assert.deepEqual(enemies(), [other, WOLF]);
    duel(DuelState.NONE);
    const flagged = { flags: EntityFlag.PVP };
    picture.apply(snapshot({ updates: [{ index: 9, ...flagged }] }), 0);
    assert.deepEqual(enemies(), [WOLF]);
    picture.apply(snapshot({ self: { movement: { speedMmps: 5000, ...flagged } } }), 0);
    assert.deepEqual(enemies(), [bystander, WOLF]);
    picture.apply(snapshot({ updates: [{ index: 9, flags: EntityFlag.PVP | EntityFlag.DEAD }] }), 0);
    assert.deepEqual(enemies(), [WOLF]);
  });

  it("1.6 the flag on oneself makes no enemy of oneself", () => {
    const picture = new Picture(ME);
    const flagged = { flags: EntityFlag.PVP };
    picture.apply(
      snapshot({ self: { movement: { speedMmps: 5000, ...flagged } }, enters: [enter({ id: ME, kind: EntityKind.PLAYER, ...flagged })] }),
      0,
    );
    const me = picture.me ?? assert.fail();
    assert.equal(picture.isHostile(me), false);
  });
});
