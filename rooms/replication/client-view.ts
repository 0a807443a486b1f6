import { type EntityId, indexOf } from "#shared/primitives/entity-id.ts";

const FIRST_CAPACITY = 64;

/** What one client has been told: the entities in its picture, and when each was last sent and is to be looked at again. */
export class ClientView {
  readonly self: EntityId;
  /** Spreads the clients' searches over the ticks. */
  readonly turn: number;

  /** Entities in the picture; entries 0 … count − 1 are valid, in no order. */
  ids: Uint32Array = new Uint32Array(FIRST_CAPACITY);
  /** Up to this tick the client knows everything about the entity. */
  sentTick: Uint32Array = new Uint32Array(FIRST_CAPACITY);
  /** The entity is looked at again in this tick. */
  dueTick: Uint32Array = new Uint32Array(FIRST_CAPACITY);
  /** 1 when it was near when last looked at. */
  near: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  count = 0;
  /** Indices that left the picture and of which the client is to be told with the next snapshot. */
  leaving: Uint16Array = new Uint16Array(FIRST_CAPACITY);
  leavingCount = 0;

  /** Where the next round through the entries begins. */
  cursor = 0;
  /** The last snapshot could not hold all that was due: near entities go first in the next. */
  crowded = false;
  /** Nothing was sent yet: the next snapshot says everything. */
  fresh = true;
  /** Search at the next tick, whoever's turn it is. */
  searchNow = true;
  /** Snapshots were left out since the last one: entries may name entities that are gone. */
  missed = false;
  /** x, y of its own character in the last snapshot, m. An array, because numbers handed from call to call may be boxed. */
  readonly place = new Float64Array(2);

  /** One bit per index: the client has an entity of this index in its picture (or is about to be told that it left). */
  readonly #known: Uint32Array;

  constructor(self: EntityId, turn: number, capacity: number) {
    this.self = self;
    this.turn = turn;
    this.#known = new Uint32Array((capacity + 31) >>> 5);
  }

  knows(index: number): boolean {
    return (this.#known[index >>> 5] & (1 << (index & 31))) !== 0;
  }

  /** The entity enters the picture in this tick. */
  add(id: EntityId, tick: number, dueTick: number): void {
    if (this.count === this.ids.length) this.#grow();
    const k = this.count++;
    this.ids[k] = id;
    this.sentTick[k] = tick;
    this.dueTick[k] = dueTick;
    this.near[k] = 0;
    const index = indexOf(id);
    this.#known[index >>> 5] |= 1 << (index & 31);
  }

  /** Takes entry `k` out of the picture; the client is told with the next snapshot. The last entry takes its place. */
  drop(k: number): void {
    if (this.leavingCount === this.leaving.length) this.#growLeaving();
    this.leaving[this.leavingCount++] = indexOf(this.ids[k]);
    const last = --this.count;
    this.ids[k] = this.ids[last];
    this.sentTick[k] = this.sentTick[last];
    this.dueTick[k] = this.dueTick[last];
    this.near[k] = this.near[last];
    if (this.cursor > last) this.cursor = 0;
  }

  /** The same for whichever entry has this index, if one has. */
  dropIndex(index: number): void {
    // from the end: what leaves by itself is mostly what came last, projectiles
    for (let k = this.count - 1; k >= 0; k--) {
      if (indexOf(this.ids[k]) === index) {
        this.drop(k);
        return;
      }
    }
  }

  /** The client was told that an index left. */
  forget(index: number): void {
    this.#known[index >>> 5] &= ~(1 << (index & 31));
  }

  /** This tick's snapshot is left out. */
  skip(): void {
    this.missed = true;
  }

  /** Everything is looked at with the next snapshot, whether due or not. */
  lookAtAll(): void {
    this.dueTick.fill(0, 0, this.count);
    this.searchNow = true;
  }

  /** The client starts again with an empty picture. */
  restart(): void {
    this.count = 0;
    this.leavingCount = 0;
    this.cursor = 0;
    this.crowded = false;
    this.fresh = true;
    this.searchNow = true;
    this.missed = false;
    this.#known.fill(0);
  }

  #grow(): void {
    const n = this.ids.length * 2;
    this.ids = grown(this.ids, new Uint32Array(n));
    this.sentTick = grown(this.sentTick, new Uint32Array(n));
    this.dueTick = grown(this.dueTick, new Uint32Array(n));
    this.near = grown(this.near, new Uint8Array(n));
  }

  #growLeaving(): void {
    this.leaving = grown(this.leaving, new Uint16Array(this.leaving.length * 2));
  }
}

function grown<T extends Uint8Array | Uint16Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
