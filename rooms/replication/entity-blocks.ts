import { indexOf } from "#shared/primitives/entity-id.ts";
import { healthToWire, positionToWire } from "#shared/protocol/quantize.ts";
import { ExtraField, UPDATE_MOVE } from "#shared/protocol/snapshot.ts";
import type { World } from "#rooms/simulation/world.ts";

/**
 * What every entity looks like on the wire, encoded once per tick and copied into the packets of all who see it, with the tick
 * of each part's last change. "Changed" means that the wire would say something else: less than a step is no change.
 */
export class EntityBlocks {
  readonly #world: World;
  /** Movement record, as two words: head with UPDATE_MOVE and x; y and facing. */
  readonly moveLow: Uint32Array;
  readonly moveHigh: Uint32Array;
  readonly health: Uint8Array;
  readonly flags: Uint16Array;
  readonly castAbility: Uint8Array;
  readonly castEndTick: Uint32Array;
  readonly target: Uint32Array;
  readonly level: Uint8Array;

  readonly movedTick: Uint32Array;
  /** Newest of the five below. */
  readonly extraTick: Uint32Array;
  readonly #healthTick: Uint32Array;
  readonly #flagsTick: Uint32Array;
  readonly #castTick: Uint32Array;
  readonly #targetTick: Uint32Array;
  readonly #levelTick: Uint32Array;

  /** Indices whose entity of the last tick is gone; the first `goneCount` are valid. The index may have a new entity. */
  readonly gone: Uint16Array;
  goneCount = 0;
  /** Entity that was seen at each index in the last tick. */
  readonly #seen: Uint32Array;

  constructor(world: World) {
    this.#world = world;
    const n = world.capacity;
    this.moveLow = new Uint32Array(n);
    this.moveHigh = new Uint32Array(n);
    this.health = new Uint8Array(n);
    this.flags = new Uint16Array(n);
    this.castAbility = new Uint8Array(n);
    this.castEndTick = new Uint32Array(n);
    this.target = new Uint32Array(n);
    this.level = new Uint8Array(n);
    this.movedTick = new Uint32Array(n);
    this.extraTick = new Uint32Array(n);
    this.#healthTick = new Uint32Array(n);
    this.#flagsTick = new Uint32Array(n);
    this.#castTick = new Uint32Array(n);
    this.#targetTick = new Uint32Array(n);
    this.#levelTick = new Uint32Array(n);
    this.gone = new Uint16Array(n);
    this.#seen = new Uint32Array(n);
  }

  /** Looks at every entity once. Commands between two ticks count as changes of the earlier one, so that one counts as well. */
  encode(): void {
    const world = this.#world;
    const { id, moveTick, extraTick, end } = world;
    const seen = this.#seen;
    const since = world.tick - 1;
    this.goneCount = 0;
    for (let i = 1; i < end; i++) {
      const now = id[i];
      if (now !== seen[i]) {
        if (seen[i] !== 0) this.gone[this.goneCount++] = i;
        seen[i] = now;
        if (now === 0) continue;
        this.#encodeMove(i, true);
        this.#encodeExtra(i, true);
        continue;
      }
      if (now === 0) continue;
      if (moveTick[i] >= since) this.#encodeMove(i, false);
      if (extraTick[i] >= since) this.#encodeExtra(i, false);
    }
  }

  #encodeMove(i: number, fresh: boolean): void {
    const world = this.#world;
    const low = (i | UPDATE_MOVE | (positionToWire(world.x[i]) << 16)) >>> 0;
    const high = positionToWire(world.y[i]) | (facingToByte(world.facing[i]) << 16);
    if (!fresh && low === this.moveLow[i] && high === this.moveHigh[i]) return;
    this.moveLow[i] = low;
    this.moveHigh[i] = high;
    this.movedTick[i] = world.tick;
  }

  #encodeExtra(i: number, fresh: boolean): void {
    const world = this.#world;
    const tick = world.tick;
    let changed = fresh;
    const health = healthToWire(world.health[i], world.maxHealth[i]);
    if (fresh || health !== this.health[i]) {
      this.health[i] = health;
      this.#healthTick[i] = tick;
      changed = true;
    }
    if (fresh || world.flags[i] !== this.flags[i]) {
      this.flags[i] = world.flags[i];
      this.#flagsTick[i] = tick;
      changed = true;
    }
    if (fresh || world.castAbility[i] !== this.castAbility[i] || world.castEndTick[i] !== this.castEndTick[i]) {
      this.castAbility[i] = world.castAbility[i];
      this.castEndTick[i] = world.castEndTick[i];
      this.#castTick[i] = tick;
      changed = true;
    }
    if (fresh || world.target[i] !== this.target[i]) {
      this.target[i] = world.target[i];
      this.#targetTick[i] = tick;
      changed = true;
    }
    if (fresh || world.level[i] !== this.level[i]) {
      this.level[i] = world.level[i];
      this.#levelTick[i] = tick;
      changed = true;
    }
    if (changed) this.extraTick[i] = tick;
  }

  /** ExtraField bits of what changed after `tick`. */
  extraSince(i: number, tick: number): number {
    return (
      (this.#healthTick[i] > tick ? ExtraField.HEALTH : 0) |
      (this.#flagsTick[i] > tick ? ExtraField.FLAGS : 0) |
      (this.#castTick[i] > tick ? ExtraField.CAST : 0) |
      (this.#targetTick[i] > tick ? ExtraField.TARGET : 0) |
      (this.#levelTick[i] > tick ? ExtraField.LEVEL : 0)
    );
  }

  /** Writes the mask and its fields. @returns where the next byte goes */
  writeExtra(out: DataView, at: number, i: number, mask: number): number {
    let next = at + 1;
    out.setUint8(at, mask);
    if (mask & ExtraField.HEALTH) {
      out.setUint8(next, this.health[i]);
      next += 1;
    }
    if (mask & ExtraField.FLAGS) {
      out.setUint16(next, this.flags[i], true);
      next += 2;
    }
    if (mask & ExtraField.CAST) {
      const left = this.castAbility[i] === 0 ? 0 : this.castEndTick[i] - this.#world.tick;
      out.setUint8(next, this.castAbility[i]);
      out.setUint16(next + 1, left < 0 ? 0 : left > 0xffff ? 0xffff : left, true);
      next += 3;
    }
    if (mask & ExtraField.TARGET) {
      out.setUint32(next, this.target[i], true);
      next += 4;
    }
    if (mask & ExtraField.LEVEL) {
      out.setUint8(next, this.level[i]);
      next += 1;
    }
    return next;
  }

  /** Writes an enter record with what was encoded in this tick. @returns where the next byte goes */
  writeEnter(out: DataView, at: number, id: number): number {
    const i = indexOf(id);
    const world = this.#world;
    const high = this.moveHigh[i];
    out.setUint32(at, id, true);
    out.setUint8(at + 4, world.kind[i]);
    out.setUint16(at + 5, world.template[i], true);
    out.setUint8(at + 7, this.level[i]);
    out.setUint16(at + 8, this.moveLow[i] >>> 16, true);
    out.setUint32(at + 10, high, true); // y and facing; the fourth byte is written next
    out.setUint8(at + 13, this.health[i]);
    out.setUint16(at + 14, this.flags[i], true);
    out.setUint32(at + 16, this.target[i], true);
    const name = world.name[i];
    const length = name === null ? 0 : name.length;
    out.setUint8(at + 20, length);
    for (let k = 0; k < length; k++) out.setUint8(at + 21 + k, (name as Uint8Array)[k]);
    return at + 21 + length;
  }
}

/** 16-bit heading as the wire's 8 bits, rounded. */
function facingToByte(heading: number): number {
  return ((heading + 128) >> 8) & 0xff;
}
