import { fnv1aWords } from "#shared/primitives/hash.ts";
import { type EntityId, indexOf, makeEntityId, MAX_ENTITIES, MAX_GENERATION, NOBODY } from "#shared/primitives/entity-id.ts";
import { Rng } from "#shared/primitives/rng.ts";
import type { EntityKind } from "#shared/protocol/codes.ts";

/** Ability slots per entity: classes and NPCs have at most this many abilities. */
export const MAX_SLOTS = 12;
/** Statuses an entity can have at once; one more replaces the one that ends first. */
export const MAX_STATUSES = 16;

/** A typed array of the state; only what entities up to the highest index ever used have in it counts. */
interface Tracked {
  bytes: Uint8Array;
  /** Bytes per entity; 0: all of it counts. */
  stride: number;
}

/**
 * All state of one zone as a struct of arrays: component `c` of the entity with index `i` is `world.c[i]`.
 * Index 0 is nobody. Everything that influences the next tick lies here (or in the systems' own typed arrays
 * registered with `track` or `trackWhole`), so that `hash()` of two runs is equal exactly when the runs are.
 */
export class World {
  readonly capacity: number;
  /** Number of the last finished tick; the running tick while one runs. */
  tick = 0;
  readonly rng: Rng;

  /** Full id of the living entity at an index, 0 = free. */
  readonly id: Uint32Array;
  readonly kind: Uint8Array;
  /** Content code: class, NPC, ability (projectile) or item (drop). */
  readonly template: Uint16Array;
  readonly level: Uint8Array;

  /** Metres from the zone's origin. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** 1/256 m/s. */
  readonly vx: Int16Array;
  readonly vy: Int16Array;
  /** Strides of forced motion left (rules/movement.ts). */
  readonly impulse: Uint8Array;
  /** Height of the feet above the ground, 1/256 m, and upward speed in the air, 1/256 m/s. */
  readonly lift: Int16Array;
  readonly rise: Int16Array;
  /** Speed of a landing of this tick, 1/256 m/s. */
  readonly impact: Uint16Array;
  /** 65536 = full turn. */
  readonly facing: Uint16Array;
  /** Current top speed with all modifiers, mm/s. */
  readonly speedMmps: Uint16Array;

  readonly health: Int32Array;
  readonly maxHealth: Int32Array;
  /** What all shields together still take. */
  readonly shield: Int32Array;
  readonly resource: Float32Array;
  readonly maxResource: Uint16Array;
  /** EntityFlag bits. */
  readonly flags: Uint16Array;
  /** Whom it attacks; for a drop: the player entity that may take it first. */
  readonly target: Uint32Array;

  /** Ability code being cast, 0 = none. */
  readonly castAbility: Uint8Array;
  readonly castStartTick: Uint32Array;
  readonly castEndTick: Uint32Array;
  readonly castTarget: Uint32Array;
  readonly castAimX: Float32Array;
  readonly castAimY: Float32Array;

  /** [index × MAX_SLOTS + slot] tick at which the slot is ready again. */
  readonly readyTick: Uint32Array;
  readonly globalReadyTick: Uint32Array;
  /** [index × MAX_SLOTS + slot] charges that were used and have not come back as of `rechargeTick`, when the next one does. */
  readonly spentCharges: Uint8Array;
  readonly rechargeTick: Uint32Array;

  /** [index × MAX_STATUSES + n]; statusCode 0 = empty. */
  readonly statusCode: Uint8Array;
  readonly statusStacks: Uint8Array;
  readonly statusEndTick: Uint32Array;
  readonly statusNextPulse: Uint32Array;
  readonly statusSource: Uint32Array;

  /** Bosses: number of the phase from 1, 0: none. */
  readonly phase: Uint8Array;
  /** Players: how far a duel is (DuelState), with whom, and when the offer lapses or the countdown ends. */
  readonly duelState: Uint8Array;
  readonly duelOpponent: Uint32Array;
  readonly duelTick: Uint32Array;
  /** Dead players: who would raise them, NOBODY: nobody; until which tick. */
  readonly raisedBy: Uint32Array;
  readonly raisedUntil: Uint32Array;

  /** Players: last processed input number. */
  readonly ackSeq: Uint32Array;
  /** Players: total experience, as the database last said. */
  readonly experience: Uint32Array;

  /** Tick of the last change of position or facing / of health, flags, cast, target or level. What replication sends. */
  readonly moveTick: Uint32Array;
  readonly extraTick: Uint32Array;
  /** Players: SelfField bits that changed and were not yet sent to the owner; replication clears them. Not hashed. */
  readonly selfDirty: Uint16Array;
  /** Players: what they look like, packed (shared/rules/appearance.ts). Not hashed. */
  readonly appearance: Uint32Array;
  /** UTF-8 of the display name (players only). Not hashed. */
  readonly name: (Uint8Array | null)[];

  readonly #generation: Uint32Array;
  readonly #free: Uint16Array;
  readonly #counters = new Uint32Array(2);
  readonly #tracked: Tracked[] = [];

  constructor(capacity: number, seed: number) {
    if (!Number.isInteger(capacity) || capacity < 2 || capacity > MAX_ENTITIES)
      throw new RangeError(`capacity ${capacity}: 2 … ${MAX_ENTITIES} wanted`);
    this.capacity = capacity;
    this.rng = new Rng(seed);
    const n = capacity;
    this.id = this.track(new Uint32Array(n));
    this.kind = this.track(new Uint8Array(n));
    this.template = this.track(new Uint16Array(n));
    this.level = this.track(new Uint8Array(n));
    this.x = this.track(new Float32Array(n));
    this.y = this.track(new Float32Array(n));
    this.vx = this.track(new Int16Array(n));
    this.vy = this.track(new Int16Array(n));
    this.impulse = this.track(new Uint8Array(n));
    this.lift = this.track(new Int16Array(n));
    this.rise = this.track(new Int16Array(n));
    this.impact = this.track(new Uint16Array(n));
    this.facing = this.track(new Uint16Array(n));
    this.speedMmps = this.track(new Uint16Array(n));
    this.health = this.track(new Int32Array(n));
    this.maxHealth = this.track(new Int32Array(n));
    this.shield = this.track(new Int32Array(n));
    this.resource = this.track(new Float32Array(n));
    this.maxResource = this.track(new Uint16Array(n));
    this.flags = this.track(new Uint16Array(n));
    this.target = this.track(new Uint32Array(n));
    this.castAbility = this.track(new Uint8Array(n));
    this.castStartTick = this.track(new Uint32Array(n));
    this.castEndTick = this.track(new Uint32Array(n));
    this.castTarget = this.track(new Uint32Array(n));
    this.castAimX = this.track(new Float32Array(n));
    this.castAimY = this.track(new Float32Array(n));
    this.readyTick = this.track(new Uint32Array(n * MAX_SLOTS));
    this.globalReadyTick = this.track(new Uint32Array(n));
    this.spentCharges = this.track(new Uint8Array(n * MAX_SLOTS));
    this.rechargeTick = this.track(new Uint32Array(n * MAX_SLOTS));
    this.statusCode = this.track(new Uint8Array(n * MAX_STATUSES));
    this.statusStacks = this.track(new Uint8Array(n * MAX_STATUSES));
    this.statusEndTick = this.track(new Uint32Array(n * MAX_STATUSES));
    this.statusNextPulse = this.track(new Uint32Array(n * MAX_STATUSES));
    this.statusSource = this.track(new Uint32Array(n * MAX_STATUSES));
    this.phase = this.track(new Uint8Array(n));
    this.duelState = this.track(new Uint8Array(n));
    this.duelOpponent = this.track(new Uint32Array(n));
    this.duelTick = this.track(new Uint32Array(n));
    this.raisedBy = this.track(new Uint32Array(n));
    this.raisedUntil = this.track(new Uint32Array(n));
    this.ackSeq = this.track(new Uint32Array(n));
    this.experience = this.track(new Uint32Array(n));
    this.moveTick = this.track(new Uint32Array(n));
    this.extraTick = this.track(new Uint32Array(n));
    this.selfDirty = new Uint16Array(n);
    this.appearance = new Uint32Array(n);
    this.name = new Array<Uint8Array | null>(n).fill(null);
    this.#generation = this.track(new Uint32Array(n));
    this.#free = this.trackWhole(new Uint16Array(n));
    this.trackWhole(this.#counters);
    this.trackWhole(this.rng.state);
    // lowest index first, so that loops over living entities stay dense
    for (let i = 0; i < n - 1; i++) this.#free[i] = n - 1 - i;
    this.#counters[0] = n - 1;
  }

  /**
   * Makes a system's own typed array part of the state: hashed, and saved in recordings.
   * @param array so and so many elements for each entity, in the order of the indices
   * @throws RangeError when it is none of these: then `trackWhole` is meant
   */
  track<T extends ArrayBufferView & { readonly length: number }>(array: T): T {
    if (array.length % this.capacity !== 0) throw new RangeError(`${array.length} elements for ${this.capacity} entities: trackWhole?`);
    return this.#track(array, array.byteLength / this.capacity);
  }

  /** The same for an array that is not sorted by entities. */
  trackWhole<T extends ArrayBufferView>(array: T): T {
    return this.#track(array, 0);
  }

  #track<T extends ArrayBufferView>(array: T, stride: number): T {
    this.#tracked.push({ bytes: new Uint8Array(array.buffer, array.byteOffset, array.byteLength), stride });
    return array;
  }

  /** Living entities. */
  get count(): number {
    return this.capacity - 1 - this.#counters[0];
  }

  /** One past the highest index ever used: the end of a loop over all entities. */
  get end(): number {
    return this.#counters[1] + 1;
  }

  /** A new entity with all components zero, or NOBODY when the zone is full (the caller says what happens then). */
  spawn(kind: EntityKind): EntityId {
    if (this.#counters[0] === 0) return NOBODY;
    const index = this.#free[--this.#counters[0]];
    if (index > this.#counters[1]) this.#counters[1] = index;
    this.#generation[index] = this.#generation[index] === MAX_GENERATION ? 1 : this.#generation[index] + 1;
    this.#clear(index);
    const id = makeEntityId(index, this.#generation[index]);
    this.id[index] = id;
    this.kind[index] = kind;
    this.moveTick[index] = this.tick;
    this.extraTick[index] = this.tick;
    return id;
  }

  /** Removes an entity; an id that is no longer alive is ignored. */
  despawn(id: EntityId): void {
    const index = indexOf(id);
    if (id === NOBODY || this.id[index] !== id) return;
    this.id[index] = NOBODY;
    this.kind[index] = 0;
    this.name[index] = null;
    this.#free[this.#counters[0]++] = index;
  }

  alive(id: EntityId): boolean {
    return id !== NOBODY && this.id[indexOf(id)] === id;
  }

  /** 32-bit hash of everything that influences the next tick. */
  hash(): number {
    let h = fnv1aWords(new Uint8Array(Uint32Array.of(this.tick).buffer));
    for (const tracked of this.#tracked) h = fnv1aWords(this.#used(tracked), h);
    return h;
  }

  /** 32-bit hash of how the state is laid out: a saved state fits only a world with the same. */
  get layout(): number {
    const sizes = this.#tracked.flatMap(({ bytes, stride }) => [bytes.length, stride]);
    return fnv1aWords(new Uint8Array(Uint32Array.from(sizes).buffer));
  }

  /** Bytes that `save` writes now. */
  get savedSize(): number {
    let size = 8;
    for (const tracked of this.#tracked) size += this.#used(tracked).length;
    return size;
  }

  /** Writes everything that influences the next tick. @param out at least `savedSize` bytes @returns bytes written */
  save(out: Uint8Array): number {
    const head = new DataView(out.buffer, out.byteOffset);
    head.setUint32(0, this.tick, true);
    head.setUint32(4, this.end, true);
    let at = 8;
    for (const tracked of this.#tracked) {
      const used = this.#used(tracked);
      out.set(used, at);
      at += used.length;
    }
    return at;
  }

  /**
   * Takes over a saved state. What is not part of it (names, what owners were told) stays.
   * @throws RangeError when it was saved by a world of another layout; this one is then unusable
   */
  load(saved: Uint8Array): void {
    const head = new DataView(saved.buffer, saved.byteOffset);
    this.tick = head.getUint32(0, true);
    this.#counters[1] = head.getUint32(4, true) - 1;
    let at = 8;
    for (const tracked of this.#tracked) {
      const used = this.#used(tracked);
      if (at + used.length > saved.length) throw new RangeError("the saved state is shorter than this world");
      used.set(saved.subarray(at, at + used.length));
      at += used.length;
    }
    if (at !== saved.length) throw new RangeError("the saved state is longer than this world");
  }

  #used({ bytes, stride }: Tracked): Uint8Array {
    return stride === 0 ? bytes : bytes.subarray(0, stride * this.end);
  }

  #clear(i: number): void {
    this.template[i] =
      this.level[i] =
      this.x[i] =
      this.y[i] =
      this.vx[i] =
      this.vy[i] =
      this.impulse[i] =
      this.facing[i] =
      this.speedMmps[i] =
        0;
    this.health[i] = this.maxHealth[i] = this.resource[i] = this.maxResource[i] = this.flags[i] = this.target[i] = 0;
    this.castAbility[i] = this.castStartTick[i] = this.castEndTick[i] = this.castTarget[i] = this.castAimX[i] = this.castAimY[i] = 0;
    this.readyTick.fill(0, i * MAX_SLOTS, (i + 1) * MAX_SLOTS);
    this.spentCharges.fill(0, i * MAX_SLOTS, (i + 1) * MAX_SLOTS);
    this.rechargeTick.fill(0, i * MAX_SLOTS, (i + 1) * MAX_SLOTS);
    this.globalReadyTick[i] = this.shield[i] = 0;
    const from = i * MAX_STATUSES;
    const to = from + MAX_STATUSES;
    this.statusCode.fill(0, from, to);
    this.statusStacks.fill(0, from, to);
    this.statusEndTick.fill(0, from, to);
    this.statusNextPulse.fill(0, from, to);
    this.statusSource.fill(0, from, to);
    this.duelState[i] = this.duelOpponent[i] = this.duelTick[i] = this.raisedBy[i] = this.raisedUntil[i] = 0;
    this.ackSeq[i] = this.experience[i] = this.selfDirty[i] = this.appearance[i] = 0;
    this.phase[i] = 0;
    this.name[i] = null;
  }
}
