import assert from "node:assert/strict";
import { ByteReader, ByteWriter } from "#shared/primitives/bytes.ts";
import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { EntityKind } from "#shared/protocol/codes.ts";
import { healthToWire, positionToWire } from "#shared/protocol/quantize.ts";
import { encodeName, readSnapshot, type Snapshot, UNSEEN, writeSnapshot } from "#shared/protocol/snapshot.ts";
import type { ClientView } from "#rooms/replication/client-view.ts";
import { FRAME_HEADER_SIZE, Packet } from "#rooms/replication/packet.ts";
import { Replication } from "#rooms/replication/replication.ts";
import { CombatEvents } from "#rooms/simulation/events.ts";
import { SpatialGrid } from "#rooms/simulation/grid.ts";
import { World } from "#rooms/simulation/world.ts";

export const SIZE_M = 400;
export const RADIUS_M = 60;
export const HYSTERESIS_M = 10;
const CAPACITY = 4096;

/** What the wire would say about an entity. */
export interface Seen {
  x: number;
  y: number;
  facing: number;
  health: number;
  flags: number;
  target: number;
  level: number;
  shield: number;
  castAbility: number;
  phase: number;
}

/** A zone without rules: the tests move things about. */
export class Stage {
  readonly world = new World(CAPACITY, 1);
  readonly grid = new SpatialGrid(SIZE_M, SIZE_M, CAPACITY);
  readonly combat = new CombatEvents();
  readonly important = { count: 0, ids: [] as EntityId[] };
  readonly replication = new Replication(this.world, this.grid, this.combat, {
    widthM: SIZE_M,
    heightM: SIZE_M,
    tickRate: 20,
    important: this.important,
    radiusM: RADIUS_M,
    hysteresisM: HYSTERESIS_M,
    nextLevelAt: (level) => level * 100,
    slotCount: () => 4,
  });

  add(x: number, y: number, kind: EntityKind = EntityKind.PLAYER): EntityId {
    const { world } = this;
    const id = world.spawn(kind);
    assert.notEqual(id, NOBODY);
    const i = indexOf(id);
    world.x[i] = x;
    world.y[i] = y;
    world.health[i] = world.maxHealth[i] = 100;
    world.level[i] = 1;
    world.template[i] = 7;
    world.name[i] = kind === EntityKind.PLAYER ? encodeName(`P${i}`) : null;
    return id;
  }

  move(id: EntityId, x: number, y: number): void {
    const i = indexOf(id);
    this.world.x[i] = x;
    this.world.y[i] = y;
    this.world.moveTick[i] = this.world.tick;
  }

  /** One tick: `change` alters the world inside of it. */
  tick(change: () => void = () => {}): void {
    this.combat.clear();
    this.world.tick++;
    change();
    this.grid.rebuild(this.world);
    this.replication.encode();
  }

  seen(i: number): Seen {
    const w = this.world;
    return {
      x: positionToWire(w.x[i]),
      y: positionToWire(w.y[i]),
      facing: Math.round(w.facing[i] / 256) & 0xff,
      health: healthToWire(w.health[i], w.maxHealth[i]),
      flags: w.flags[i],
      target: w.target[i],
      level: w.level[i],
      shield: healthToWire(w.shield[i], w.maxHealth[i]),
      castAbility: w.castAbility[i],
      phase: w.phase[i],
    };
  }
}

/** A client that believes every packet and refuses contradictions. */
export class Picture {
  readonly view: ClientView;
  readonly #stage: Stage;
  readonly #packet = new Packet();
  readonly known = new Map<number, { id: number } & Seen>();
  last: Snapshot | null = null;
  bytes = 0;

  constructor(stage: Stage, self: EntityId) {
    this.#stage = stage;
    this.view = stage.replication.open(self);
  }

  receive(): Snapshot {
    const frame = this.#stage.replication.write(this.view, this.#packet);
    assert.ok(frame);
    assert.deepEqual([frame[0], frame[1]], [17, 1]);
    const payload = frame.slice(FRAME_HEADER_SIZE);
    this.bytes += frame.length;
    const s = readSnapshot(new ByteReader(payload));
    const w = new ByteWriter(65536);
    writeSnapshot(w, s);
    assert.deepEqual(Buffer.from(w.written()), Buffer.from(payload), "the reference encoder writes other bytes");
    for (const index of s.leaves) assert.ok(this.known.delete(index), `leave of ${index}, which is not in the picture`);
    for (const e of s.enters) {
      const index = indexOf(e.id);
      assert.ok(!this.known.has(index), `enter of ${index}, which is in the picture`);
      const { x, y, facing, health, flags, target, level } = e;
      this.known.set(index, { id: e.id, x, y, facing, health, flags, target, level, shield: 0, castAbility: 0, phase: 0 });
    }
    for (const u of s.updates) {
      const e = this.known.get(u.index);
      assert.ok(e, `update of ${u.index}, which is not in the picture`);
      Object.assign(e, u.move);
      if (u.health !== undefined) e.health = u.health;
      if (u.flags !== undefined) e.flags = u.flags;
      if (u.target !== undefined) e.target = u.target;
      if (u.level !== undefined) e.level = u.level;
      if (u.shield !== undefined) e.shield = u.shield;
      if (u.cast !== undefined) e.castAbility = u.cast.ability;
      if (u.phase !== undefined) e.phase = u.phase;
    }
    for (const { target } of [...s.enters, ...s.updates]) {
      if (!target || target === UNSEEN) continue;
      assert.equal(this.known.get(indexOf(target))?.id, target, "a target that is not in the picture is named");
    }
    for (const event of s.events) {
      assert.ok(event.source === 0 || this.known.has(event.source));
      assert.ok(event.target === 0 || this.known.has(event.target));
    }
    this.last = s;
    return s;
  }

  ids(): number[] {
    return [...this.known.values()].map((e) => e.id).sort((a, b) => a - b);
  }
}

export function distance(world: World, a: number, b: number): number {
  return Math.hypot(world.x[a] - world.x[b], world.y[a] - world.y[b]);
}
