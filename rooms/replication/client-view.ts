import { type EntityId, indexOf } from "#shared/primitives/entity-id.ts";
import { MAX_ALWAYS, MAX_PICTURE } from "./tiers.ts";

const FIRST_CAPACITY = 64;

/** Bits of an entry's state. */
export const EntryState = {
  /** It was near when last looked at. */
  NEAR: 1,
  /** The client was told that its target is somebody unseen. */
  MASKED: 2,
} as const;

/** What one client has been told: the entities in its picture, and when each was last looked at and is to be looked at again. */
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
  /** EntryState bits. */
  state: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  count = 0;
  /** Indices that left the picture and of which the client is to be told with the next snapshot. */
  leaving: Uint16Array = new Uint16Array(FIRST_CAPACITY);
  leavingCount = 0;
  /** Told about wherever they are: the party. Entries 0 … alwaysCount − 1. */
  readonly always = new Uint32Array(MAX_ALWAYS);
  alwaysCount = 0;

  /** Most entries this picture may have now. */
  most = MAX_PICTURE;
  /** Bytes of updates that could not wait any longer, since `most` was last adapted to them. */
  urgentBytes = 0;
  adaptedTick = 0;
  /** Where the next round through the entries begins. */
  cursor = 0;
  /** The last snapshot could not hold all that was due. */
  crowded = false;
  /** Until this tick nothing leaves for being late: the client itself was. */
  lenientUntil = 0;
  /** Nothing was sent yet: the next snapshot says everything. */
  fresh = true;
  /** Search at the next tick, whoever's turn it is. */
  searchNow = true;
  /** Snapshots were left out since the last one: entries may name entities that are gone. */
  missed = false;
  /** x, y of its own character in the last snapshot, 1/16 m. */
  x = 0;
  y = 0;

  /** One bit per index: the client has the entity of this index in its picture. */
  readonly #known: Uint32Array;
  /** One bit per index: the same, until the client is told that it left. */
  readonly #taken: Uint32Array;

  constructor(self: EntityId, turn: number, capacity: number) {
    this.self = self;
    this.turn = turn;
    this.#known = new Uint32Array((capacity + 31) >>> 5);
    this.#taken = new Uint32Array((capacity + 31) >>> 5);
  }

  knows(index: number): boolean {
    return (this.#known[index >>> 5] & (1 << (index & 31))) !== 0;
  }

  /** May an entity of this index enter: it is not in the picture, and the client does not wait to be told that another one left? */
  mayEnter(index: number): boolean {
    return (this.#taken[index >>> 5] & (1 << (index & 31))) === 0;
  }

  /** Whom the client is told about at any distance from the next search on, at most MAX_ALWAYS; the rest is ignored. */
  setAlways(ids: readonly EntityId[]): void {
    this.alwaysCount = Math.min(ids.length, MAX_ALWAYS);
    for (let n = 0; n < this.alwaysCount; n++) this.always[n] = ids[n];
    this.searchNow = true;
  }

  /** Itself or one of its party. */
  isAlly(id: EntityId): boolean {
    if (id === this.self) return true;
    for (let n = 0; n < this.alwaysCount; n++) if (this.always[n] === id) return true;
    return false;
  }

  /** The entity enters the picture in this tick. */
  add(id: EntityId, tick: number, dueTick: number, state: number): void {
    if (this.count === this.ids.length) this.#grow();
    const k = this.count++;
    this.ids[k] = id;
    this.sentTick[k] = tick;
    this.dueTick[k] = dueTick;
    this.state[k] = state;
    const index = indexOf(id);
    this.#known[index >>> 5] |= 1 << (index & 31);
    this.#taken[index >>> 5] |= 1 << (index & 31);
  }

  /** Takes entry `k` out of the picture; the client is told with the next snapshot. The last entry takes its place. */
  drop(k: number): void {
    if (this.leavingCount === this.leaving.length) this.leaving = grown(this.leaving, new Uint16Array(this.leaving.length * 2));
    const index = indexOf(this.ids[k]);
    this.leaving[this.leavingCount++] = index;
    this.#known[index >>> 5] &= ~(1 << (index & 31));
    const last = --this.count;
    this.ids[k] = this.ids[last];
    this.sentTick[k] = this.sentTick[last];
    this.dueTick[k] = this.dueTick[last];
    this.state[k] = this.state[last];
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
    this.#taken[index >>> 5] &= ~(1 << (index & 31));
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
    this.most = MAX_PICTURE;
    this.urgentBytes = 0;
    this.cursor = 0;
    this.crowded = false;
    this.fresh = true;
    this.searchNow = true;
    this.missed = false;
    this.#known.fill(0);
    this.#taken.fill(0);
  }

  #grow(): void {
    const n = this.ids.length * 2;
    this.ids = grown(this.ids, new Uint32Array(n));
    this.sentTick = grown(this.sentTick, new Uint32Array(n));
    this.dueTick = grown(this.dueTick, new Uint32Array(n));
    this.state = grown(this.state, new Uint8Array(n));
  }
}

function grown<T extends Uint8Array | Uint16Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
