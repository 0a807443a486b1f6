import assert from "node:assert/strict";
import { ByteWriter } from "#shared/primitives/bytes.ts";
import { makeEntityId } from "#shared/primitives/entity-id.ts";
import { CombatEventKind, EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { type EnterRecord, type Snapshot, writeSnapshot } from "#shared/protocol/snapshot.ts";
import { Picture } from "./picture.ts";

const ME = makeEntityId(1, 1);
const WOLF = makeEntityId(2, 1);
const wolf: EnterRecord = {
  id: WOLF,
  kind: EntityKind.NPC,
  template: 7,
  level: 2,
  x: 640,
  y: 1280,
  facing: 0,
  health: 255,
  flags: 0,
  target: 0,
  name: "",
  appearance: 0,
};

function setUp() {
  const log: string[] = [];
  const picture = new Picture({ killed: (victim) => log.push(`killed ${victim.template}`), died: () => log.push("died") });
  picture.me = ME;
  const apply = (part: Partial<Snapshot>): void => {
    const w = new ByteWriter(2000);
    writeSnapshot(w, {
      tick: 1,
      ackSeq: 0,
      owner: { x: 10, y: 10, vx: 0, vy: 0 },
      self: null,
      leaves: [],
      enters: [],
      updates: [],
      events: [],
      ...part,
    });
    picture.apply(w.written());
  };
  return { picture, apply, log };
}

describe("9.11 what a bot knows", () => {
  it("9.11 entities enter, move and leave; oneself is not among them", () => {
    const { picture, apply } = setUp();
    apply({ tick: 5, enters: [wolf, { ...wolf, id: ME, kind: EntityKind.PLAYER }] });
    assert.deepEqual([picture.tick, picture.entities.size, picture.find(ME)], [5, 1, null]);
    assert.equal(picture.distanceTo(picture.find(WOLF)!), 10);
    apply({
      updates: [{ index: 2, move: { x: 0, y: 0, facing: 0 }, health: 9, flags: EntityFlag.EVADING, target: ME, level: 3 }, { index: 9 }],
    });
    const { x, y, health, flags, target, level } = picture.find(WOLF)!;
    assert.deepEqual([x, y, health, flags, target, level], [0, 0, 9, EntityFlag.EVADING, ME, 3]);
    // the same index, used again, is somebody else
    const next = makeEntityId(2, 2);
    apply({ leaves: [2], enters: [{ ...wolf, id: next }] });
    assert.deepEqual([picture.find(WOLF), picture.find(next)?.id], [null, next]);
  });

  it("9.11 the nearest of those that are wanted", () => {
    const { picture, apply } = setUp();
    const far = { ...wolf, id: makeEntityId(3, 1), y: 1920 };
    apply({ enters: [wolf, far] });
    assert.equal(picture.nearest(60, () => true)?.id, WOLF);
    assert.equal(picture.nearest(60, (s) => s.id !== WOLF)?.id, far.id);
    assert.equal(
      picture.nearest(9, () => true),
      null,
    );
  });

  it("9.11 groups of the own state stay until they change; death is seen both ways", () => {
    const { picture, apply } = setUp();
    assert.deepEqual([picture.dead, picture.healthPart], [false, 1]);
    apply({ self: { vitals: { health: 50, maxHealth: 100, resource: 7, maxResource: 9 }, movement: { speedMmps: 5000, flags: 0 } } });
    apply({ self: { progress: { level: 3, experience: 1, nextLevelAt: 2 } } });
    assert.deepEqual([picture.healthPart, picture.self.vitals?.resource, picture.self.progress?.level, picture.dead], [0.5, 7, 3, false]);
    apply({ self: { movement: { speedMmps: 0, flags: EntityFlag.DEAD } } });
    assert.equal(picture.dead, true);
  });

  it("9.11 own kills and own deaths are told, others' are not", () => {
    const { apply, log } = setUp();
    const death = { kind: CombatEventKind.DEATH, ability: 0, amount: 0, flags: 0 };
    apply({ enters: [wolf], events: [{ ...death, source: 1, target: 2 }] });
    assert.deepEqual(log, [], "the victim was not in the picture before");
    apply({
      events: [
        { ...death, source: 1, target: 2 },
        { ...death, source: 3, target: 2 },
        { ...death, source: 2, target: 1 },
      ],
    });
    assert.deepEqual(log, ["killed 7", "died"]);
  });
});
