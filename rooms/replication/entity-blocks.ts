import { indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { EntityFlag } from "#shared/protocol/codes.ts";
import { healthToWire, heightToWire, positionToWire } from "#shared/protocol/quantize.ts";
import { EnterPart, ExtraField, FULL_HEALTH, UNSEEN, UPDATE_MOVE } from "#shared/protocol/snapshot.ts";
import type { World } from "#rooms/simulation/world.ts";
import type { ClientView } from "./client-view.ts";

/** Words of a row. */
export const ROW = 8;
export const RowWord = {
  /** Entity that was at the index when the tick ended, 0 = none. */
  ID: 0,
  /** Movement record, as two words: head with UPDATE_MOVE and x; y and facing. */
  LOW: 1,
  HIGH: 2,
  /** Tick of the last change of the movement record. */
  MOVED: 3,
  /** Tick of the last change of any other field. */
  EXTRA: 4,
  TARGET: 5,
  FLAGS: 6,
} as const;

/** From the words LOW and HIGH to the 1/16 m in which distances are compared. */
export const X_SHIFT = 18;
export const Y_SHIFT = 2;

/**
 * What every entity looks like on the wire, encoded once per tick and copied into the packets of all who see it, with the tick
 * of each part's last change. "Changed" means that the wire would say something else: less than a step is no change.
 */
export class EntityBlocks {
  readonly #world: World;
  /** What a look at an entity needs, side by side (RowWord): one line of the processor's cache instead of seven. */
  readonly rows: Uint32Array;
  readonly #health: Uint8Array;
  readonly #castAbility: Uint8Array;
  readonly #castEndTick: Uint32Array;
  readonly #level: Uint8Array;
  readonly #shield: Uint8Array;
  /** Decimetres above the ground. */
  readonly #height: Uint8Array;
  readonly #phase: Uint8Array;
  readonly #healthTick: Uint32Array;
  readonly #flagsTick: Uint32Array;
  readonly #castTick: Uint32Array;
  readonly #targetTick: Uint32Array;
  readonly #levelTick: Uint32Array;
  readonly #shieldTick: Uint32Array;
  readonly #heightTick: Uint32Array;
  readonly #phaseTick: Uint32Array;

  /** Indices whose entity of the last tick is gone; the first `goneCount` are valid. The index may have a new entity. */
  readonly gone: Uint16Array;
  goneCount = 0;
  /** Indices of the stealthed; the first `stealthedCount` are valid. */
  readonly stealthed: Uint16Array;
  stealthedCount = 0;

  constructor(world: World) {
    this.#world = world;
    const n = world.capacity;
    this.rows = new Uint32Array(n * ROW);
    this.#health = new Uint8Array(n);
    this.#castAbility = new Uint8Array(n);
    this.#castEndTick = new Uint32Array(n);
    this.#level = new Uint8Array(n);
    this.#shield = new Uint8Array(n);
    this.#height = new Uint8Array(n);
    this.#phase = new Uint8Array(n);
    this.#healthTick = new Uint32Array(n);
    this.#flagsTick = new Uint32Array(n);
    this.#castTick = new Uint32Array(n);
    this.#targetTick = new Uint32Array(n);
    this.#levelTick = new Uint32Array(n);
    this.#shieldTick = new Uint32Array(n);
    this.#heightTick = new Uint32Array(n);
    this.#phaseTick = new Uint32Array(n);
    this.gone = new Uint16Array(n);
    this.stealthed = new Uint16Array(n);
  }

  /** Looks at every entity once. Commands between two ticks count as changes of the earlier one, so that one counts as well. */
  encode(): void {
    const world = this.#world;
    const { rows } = this;
    const { id, flags, moveTick, extraTick, end } = world;
    const since = world.tick - 1;
    this.goneCount = 0;
    this.stealthedCount = 0;
    for (let i = 1, row = ROW; i < end; i++, row += ROW) {
      const now = id[i];
      const before = rows[row + RowWord.ID];
      if (now !== before) {
        if (before !== NOBODY) this.gone[this.goneCount++] = i;
        rows[row + RowWord.ID] = now;
        if (now === NOBODY) continue;
        this.#encodeMove(i, true);
        this.#encodeExtra(i, true);
      } else if (now !== NOBODY) {
        if (moveTick[i] >= since) this.#encodeMove(i, false);
        if (extraTick[i] >= since) this.#encodeExtra(i, false);
      } else continue;
      if (flags[i] & EntityFlag.STEALTHED) this.stealthed[this.stealthedCount++] = i;
    }
  }

  #encodeMove(i: number, fresh: boolean): void {
    const world = this.#world;
    const { rows } = this;
    const row = i * ROW;
    const low = (i | UPDATE_MOVE | (positionToWire(world.x[i]) << 16)) >>> 0;
    const high = positionToWire(world.y[i]) | (facingToByte(world.facing[i]) << 16);
    if (!fresh && low === rows[row + RowWord.LOW] && high === rows[row + RowWord.HIGH]) return;
    rows[row + RowWord.LOW] = low;
    rows[row + RowWord.HIGH] = high;
    rows[row + RowWord.MOVED] = world.tick;
  }

  #encodeExtra(i: number, fresh: boolean): void {
    const world = this.#world;
    const { rows } = this;
    const row = i * ROW;
    const tick = world.tick;
    let changed = fresh;
    const health = healthToWire(world.health[i], world.maxHealth[i]);
    if (fresh || health !== this.#health[i]) {
      this.#health[i] = health;
      this.#healthTick[i] = tick;
      changed = true;
    }
    if (fresh || world.flags[i] !== rows[row + RowWord.FLAGS]) {
      rows[row + RowWord.FLAGS] = world.flags[i];
      this.#flagsTick[i] = tick;
      changed = true;
    }
    if (fresh || world.castAbility[i] !== this.#castAbility[i] || world.castEndTick[i] !== this.#castEndTick[i]) {
      this.#castAbility[i] = world.castAbility[i];
      this.#castEndTick[i] = world.castEndTick[i];
      this.#castTick[i] = tick;
      changed = true;
    }
    if (fresh || world.target[i] !== rows[row + RowWord.TARGET]) {
      rows[row + RowWord.TARGET] = world.target[i];
      this.#targetTick[i] = tick;
      changed = true;
    }
    if (fresh || world.level[i] !== this.#level[i]) {
      this.#level[i] = world.level[i];
      this.#levelTick[i] = tick;
      changed = true;
    }
    const shield = healthToWire(world.shield[i], world.maxHealth[i]);
    if (fresh || shield !== this.#shield[i]) {
      this.#shield[i] = shield;
      this.#shieldTick[i] = tick;
      changed = true;
    }
    const height = heightToWire(world.lift[i]);
    if (height !== this.#height[i]) {
      this.#height[i] = height;
      this.#heightTick[i] = tick;
      changed = true;
    }
    if (fresh || world.phase[i] !== this.#phase[i]) {
      this.#phase[i] = world.phase[i];
      this.#phaseTick[i] = tick;
      changed = true;
    }
    if (changed) rows[row + RowWord.EXTRA] = tick;
  }

  /** Square of an entity's distance from a place, both in 1/16 m; squares of all that a zone can hold are below 2^31. */
  distance2(i: number, x: number, y: number): number {
    const dx = this.x(i) - x;
    const dy = this.y(i) - y;
    return dx * dx + dy * dy;
  }

  /** Position as the wire says it, in 1/16 m. */
  x(i: number): number {
    return this.rows[i * ROW + RowWord.LOW] >>> X_SHIFT;
  }

  y(i: number): number {
    return (this.rows[i * ROW + RowWord.HIGH] & 0xffff) >>> Y_SHIFT;
  }

  /** An entity's target as this client may know it: somebody who is not in its picture stays unnamed. */
  targetFor(view: ClientView, i: number): number {
    const target = this.rows[i * ROW + RowWord.TARGET];
    return target === NOBODY || this.isKnown(view, target) ? target : UNSEEN;
  }

  /** Is this very entity in the client's picture? */
  isKnown(view: ClientView, id: number): boolean {
    const index = indexOf(id);
    return view.knows(index) && this.rows[index * ROW + RowWord.ID] === id;
  }

  /** ExtraField bits of what changed after `tick`. */
  extraSince(i: number, tick: number): number {
    return (
      (this.#healthTick[i] > tick ? ExtraField.HEALTH : 0) |
      (this.#flagsTick[i] > tick ? ExtraField.FLAGS : 0) |
      (this.#castTick[i] > tick ? ExtraField.CAST : 0) |
      (this.#targetTick[i] > tick ? ExtraField.TARGET : 0) |
      (this.#levelTick[i] > tick ? ExtraField.LEVEL : 0) |
      (this.#shieldTick[i] > tick ? ExtraField.SHIELD : 0) |
      (this.#heightTick[i] > tick ? ExtraField.HEIGHT : 0) |
      (this.#phaseTick[i] > tick ? ExtraField.PHASE : 0)
    );
  }

  /** ExtraField bits of what an enter record does not carry and a client does not assume: written as an update beside it. */
  beyondEnter(i: number): number {
    return (
      (this.#castAbility[i] !== 0 ? ExtraField.CAST : 0) |
      (this.#shield[i] !== 0 ? ExtraField.SHIELD : 0) |
      (this.#height[i] !== 0 ? ExtraField.HEIGHT : 0) |
      (this.#phase[i] !== 0 ? ExtraField.PHASE : 0)
    );
  }

  /** Writes the mask and its fields. @param target as this client may know it. @returns where the next byte goes */
  writeExtra(out: DataView, at: number, i: number, mask: number, target: number): number {
    let next = at + 1;
    out.setUint8(at, mask);
    if (mask & ExtraField.HEALTH) {
      out.setUint8(next, this.#health[i]);
      next += 1;
    }
    if (mask & ExtraField.FLAGS) {
      out.setUint16(next, this.rows[i * ROW + RowWord.FLAGS], true);
      next += 2;
    }
    if (mask & ExtraField.CAST) {
      const left = this.#castAbility[i] === 0 ? 0 : this.#castEndTick[i] - this.#world.tick;
      out.setUint8(next, this.#castAbility[i]);
      out.setUint16(next + 1, left < 0 ? 0 : left > 0xffff ? 0xffff : left, true);
      next += 3;
    }
    if (mask & ExtraField.TARGET) {
      out.setUint32(next, target, true);
      next += 4;
    }
    if (mask & ExtraField.LEVEL) {
      out.setUint8(next, this.#level[i]);
      next += 1;
    }
    if (mask & ExtraField.SHIELD) {
      out.setUint8(next, this.#shield[i]);
      next += 1;
    }
    if (mask & ExtraField.HEIGHT) {
      out.setUint8(next, this.#height[i]);
      next += 1;
    }
    if (mask & ExtraField.PHASE) {
      out.setUint8(next, this.#phase[i]);
      next += 1;
    }
    return next;
  }

  /** Writes an enter record with what was encoded in this tick. @param target as this client may know it. @returns where the next byte goes */
  writeEnter(out: DataView, at: number, i: number, target: number): number {
    const world = this.#world;
    const { rows } = this;
    const row = i * ROW;
    const flags = rows[row + RowWord.FLAGS];
    const health = this.#health[i];
    const name = world.name[i];
    const parts =
      (health === FULL_HEALTH ? 0 : EnterPart.HEALTH) |
      (flags === 0 ? 0 : EnterPart.FLAGS) |
      (target === NOBODY ? 0 : EnterPart.TARGET) |
      (name === null || name.length === 0 ? 0 : EnterPart.NAME);
    out.setUint32(at, rows[row + RowWord.ID], true);
    out.setUint8(at + 4, world.kind[i] | parts);
    out.setUint16(at + 5, world.template[i], true);
    out.setUint8(at + 7, this.#level[i]);
    out.setUint16(at + 8, rows[row + RowWord.LOW] >>> 16, true);
    out.setUint32(at + 10, rows[row + RowWord.HIGH], true); // y and facing; the fourth byte is written over or lies beyond
    let next = at + 13;
    if (parts & EnterPart.HEALTH) out.setUint8(next++, health);
    if (parts & EnterPart.FLAGS) {
      out.setUint16(next, flags, true);
      next += 2;
    }
    if (parts & EnterPart.TARGET) {
      out.setUint32(next, target, true);
      next += 4;
    }
    if (parts & EnterPart.NAME) {
      const bytes = name as Uint8Array;
      out.setUint8(next++, bytes.length);
      for (let k = 0; k < bytes.length; k++) out.setUint8(next + k, bytes[k]);
      next += bytes.length;
      out.setUint32(next, world.appearance[i], true);
      next += 4;
    }
    return next;
  }
}

/** 16-bit heading as the wire's 8 bits, rounded. */
function facingToByte(heading: number): number {
  return ((heading + 128) >> 8) & 0xff;
}
