import { ByteReader } from "#shared/primitives/bytes.ts";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { CombatEventKind, EntityFlag, type EntityKind } from "#shared/protocol/codes.ts";
import { wireToPosition } from "#shared/protocol/quantize.ts";
import { readSnapshot, type SelfState, type Snapshot } from "#shared/protocol/snapshot.ts";

/** An entity as this client was last told. */
export interface Seen {
  id: number;
  kind: EntityKind;
  template: number;
  level: number;
  /** Metres. */
  x: number;
  y: number;
  /** 255 = full, 0 = dead. */
  health: number;
  flags: number;
  target: number;
}

export interface PictureEvents {
  killed(victim: Seen): void;
  died(): void;
}

/** What a client knows of the world: built from snapshots and nothing else. */
export class Picture {
  tick = 0;
  /** Own entity id, from `welcome`; 0 before it. */
  me = 0;
  x = 0;
  y = 0;
  readonly self: SelfState = {};
  /** By entity index; without oneself. */
  readonly entities = new Map<number, Seen>();
  readonly #events: PictureEvents;

  constructor(events: PictureEvents) {
    this.#events = events;
  }

  /** Nothing is known any more: the next snapshot comes from another room. */
  clear(): void {
    this.tick = this.me = 0;
    this.entities.clear();
    for (const group of Object.keys(this.self)) delete this.self[group as keyof SelfState];
  }

  /** Takes in one snapshot. @throws Error when the bytes are none: a broken server, worth knowing */
  apply(payload: Uint8Array): void {
    const s = readSnapshot(new ByteReader(payload));
    this.tick = s.tick;
    this.x = s.owner.x;
    this.y = s.owner.y;
    if (s.self) Object.assign(this.self, s.self);
    for (const event of s.events) {
      if (event.kind !== CombatEventKind.DEATH) continue;
      if (event.target === indexOf(this.me)) this.#events.died();
      else if (event.source === indexOf(this.me)) this.#credit(event.target);
    }
    this.#place(s);
  }

  get dead(): boolean {
    return ((this.self.movement?.flags ?? 0) & EntityFlag.DEAD) !== 0 || this.self.vitals?.health === 0;
  }

  /** Part of full health, 0 … 1. */
  get healthPart(): number {
    const v = this.self.vitals;
    return v && v.maxHealth > 0 ? v.health / v.maxHealth : 1;
  }

  /** The entity with this id, if it is (still) in sight. */
  find(id: number): Seen | null {
    const seen = this.entities.get(indexOf(id));
    return seen && seen.id === id ? seen : null;
  }

  /** The nearest entity that `wanted` accepts, within `radiusM`. */
  nearest(radiusM: number, wanted: (seen: Seen) => boolean): Seen | null {
    let best: Seen | null = null;
    let bestSquare = radiusM * radiusM;
    for (const seen of this.entities.values()) {
      const square = (seen.x - this.x) ** 2 + (seen.y - this.y) ** 2;
      if (square > bestSquare || !wanted(seen)) continue;
      best = seen;
      bestSquare = square;
    }
    return best;
  }

  distanceTo(seen: Seen): number {
    return Math.hypot(seen.x - this.x, seen.y - this.y);
  }

  #credit(index: number): void {
    const victim = this.entities.get(index);
    if (victim) this.#events.killed(victim);
  }

  #place(s: Snapshot): void {
    for (const index of s.leaves) this.entities.delete(index);
    for (const e of s.enters) {
      if (e.id === this.me) continue;
      const { id, kind, template, level, health, flags, target } = e;
      this.entities.set(indexOf(id), { id, kind, template, level, x: wireToPosition(e.x), y: wireToPosition(e.y), health, flags, target });
    }
    for (const u of s.updates) {
      const seen = this.entities.get(u.index);
      if (!seen) continue;
      if (u.move) {
        seen.x = wireToPosition(u.move.x);
        seen.y = wireToPosition(u.move.y);
      }
      if (u.health !== undefined) seen.health = u.health;
      if (u.flags !== undefined) seen.flags = u.flags;
      if (u.target !== undefined) seen.target = u.target;
      if (u.level !== undefined) seen.level = u.level;
    }
  }
}
