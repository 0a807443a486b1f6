import { type EntityId, NOBODY } from "#shared/primitives/entity-id.ts";
import type { World } from "../world.ts";

/** NPCs that wait for the path finder, first come first served. Each waits at most once, so the queue holds them all. */
export class PathRequests {
  readonly #ids: Uint32Array;
  /** head, length. */
  readonly #ends: Uint32Array;

  constructor(world: World) {
    this.#ids = world.trackWhole(new Uint32Array(world.capacity));
    this.#ends = world.trackWhole(new Uint32Array(2));
  }

  get length(): number {
    return this.#ends[1];
  }

  /** @returns false when the queue is full (of the departed): ask again later */
  add(id: EntityId): boolean {
    if (this.#ends[1] === this.#ids.length) return false;
    this.#ids[(this.#ends[0] + this.#ends[1]) % this.#ids.length] = id;
    this.#ends[1]++;
    return true;
  }

  /** The n-th in the queue, 0 is the first; n < length. */
  peek(n: number): EntityId {
    return this.#ids[(this.#ends[0] + n) % this.#ids.length];
  }

  next(): EntityId {
    if (this.#ends[1] === 0) return NOBODY;
    const id = this.#ids[this.#ends[0]];
    this.#ends[0] = (this.#ends[0] + 1) % this.#ids.length;
    this.#ends[1]--;
    return id;
  }
}
