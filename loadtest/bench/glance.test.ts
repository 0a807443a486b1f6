import assert from "node:assert/strict";
import { ByteWriter } from "#shared/primitives/bytes.ts";
import { indexOf, makeEntityId } from "#shared/primitives/entity-id.ts";
import { Rng } from "#shared/primitives/rng.ts";
import { CombatEventKind, EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { type EnterRecord, type SelfState, type Snapshot, type UpdateRecord, writeSnapshot } from "#shared/protocol/snapshot.ts";
import { Picture } from "../bots/picture.ts";
import { Glance } from "./glance.ts";

const ME = makeEntityId(1, 1);
const KINDS = [EntityKind.NPC, EntityKind.NPC, EntityKind.PLAYER, EntityKind.PLAYER, EntityKind.PROJECTILE, EntityKind.DROP];

/** A stream of snapshots that contradicts itself nowhere, with every section and field. */
function* stream(rng: Rng): Generator<Snapshot> {
  const known = new Map<number, number>();
  const some = (part: number): boolean => rng.chance(part);
  for (let tick = 1; tick <= 60; tick++) {
    const leaves = [...known.keys()].filter(() => some(0.1));
    for (const index of leaves) known.delete(index);
    const enters: EnterRecord[] = [];
    for (let n = rng.int(0, 6); n > 0; n--) {
      const id = makeEntityId(rng.int(2, 60), tick);
      if (known.has(indexOf(id))) continue;
      const kind = KINDS[rng.int(0, KINDS.length - 1)];
      known.set(indexOf(id), kind);
      enters.push({
        id,
        kind,
        template: 1,
        level: 1,
        x: rng.int(0, 9000),
        y: rng.int(0, 9000),
        facing: 3,
        health: rng.int(0, 255),
        flags: 0,
        target: 0,
        name: some(0.5) ? "Ünna" : "",
        appearance: 7,
      });
    }
    const updates = [...known.keys()]
      .filter(() => some(0.5))
      .map(
        (index): UpdateRecord => ({
          index,
          ...(some(0.7) ? { move: { x: rng.int(0, 9000), y: rng.int(0, 9000), facing: 1 } } : {}),
          ...(some(0.3) ? { health: rng.int(0, 255) } : {}),
          ...(some(0.2) ? { flags: 5 } : {}),
          ...(some(0.2) ? { cast: { ability: 1, ticks: 2 } } : {}),
          ...(some(0.2) ? { target: 77 } : {}),
          ...(some(0.2) ? { level: 9 } : {}),
        }),
      );
    const self: SelfState = {
      ...(some(0.5) ? { vitals: { health: 5, maxHealth: 9, resource: 1, maxResource: 2 } } : {}),
      ...(some(0.5) ? { movement: { speedMmps: 1, flags: some(0.5) ? EntityFlag.DEAD : 0 } } : {}),
      ...(some(0.3) ? { progress: { level: 1, experience: 2, nextLevelAt: 3 } } : {}),
      ...(some(0.3) ? { cooldowns: { globalReadyTick: 1, readyTicks: [1, 2, 3].slice(0, rng.int(0, 3)) } } : {}),
      ...(some(0.3) ? { cast: { ability: 1, startTick: 1, endTick: 2 } } : {}),
      ...(some(0.3) ? { target: 3 } : {}),
      ...(some(0.3) ? { statuses: [{ status: 1, stacks: 1, endTick: 4 }].slice(0, rng.int(0, 1)) } : {}),
    };
    const owner = { x: rng.range(0, 140), y: rng.range(0, 140), vx: 0, vy: 0 };
    const events = some(0.3) ? [{ kind: CombatEventKind.HEAL, source: 1, target: 2, ability: 3, amount: 4, flags: 0 }] : [];
    yield { tick, ackSeq: 0, owner, self: some(0.6) ? self : null, leaves, enters, updates, events };
  }
}

describe("9.11 what a client of the bench sees", () => {
  it("9.11 the nearest NPC and player, and one's own death, are those the full decoder sees", () => {
    let npcs = 0;
    let players = 0;
    for (let seed = 0; seed < 40; seed++) {
      const picture = new Picture({ killed: () => {}, died: () => {} });
      picture.me = ME;
      const glance = new Glance();
      const w = new ByteWriter(5000);
      for (const s of stream(new Rng(seed))) {
        writeSnapshot(w.reset(), s);
        picture.apply(w.written());
        const around = Buffer.concat([Buffer.alloc(7, 1), w.written(), Buffer.alloc(3, 2)]);
        glance.take(around, 7, around.length - 3);
        assert.equal(glance.tick, s.tick);
        assert.equal(glance.dead, ((picture.self.movement?.flags ?? 0) & EntityFlag.DEAD) !== 0);
        const npc = picture.nearest(40, (seen) => seen.kind === EntityKind.NPC && seen.health > 0)?.id ?? 0;
        assert.equal(glance.nearestNpc(40), npc);
        if (npc) npcs++;
        const moved = new Set(s.updates.filter((u) => u.move).map((u) => u.index));
        if (s.updates.length === 0) continue;
        const player = picture.nearest(40, (seen) => seen.kind === EntityKind.PLAYER && moved.has(indexOf(seen.id)))?.id ?? 0;
        assert.equal(glance.nearestPlayer(40), player);
        if (player) players++;
      }
    }
    assert.ok(npcs > 500 && players > 200, `${npcs} NPCs, ${players} players were compared`);
  });

  it("9.11 a snapshot that is cut short is an error", () => {
    const w = new ByteWriter(500);
    const update = { index: 3, move: { x: 1, y: 2, facing: 3 } };
    writeSnapshot(w, {
      tick: 1,
      ackSeq: 0,
      owner: { x: 0, y: 0, vx: 0, vy: 0 },
      self: null,
      leaves: [],
      enters: [],
      updates: [update],
      events: [],
    });
    const bytes = Buffer.from(w.written());
    assert.throws(() => new Glance().take(bytes, 0, bytes.length - 1), RangeError);
  });
});
