import { MAX_WAYSTONES } from "#shared/content/schema/object.ts";
import type { World } from "../world.ts";

/** No object waits for its time. */
export const NEVER_DUE = 0xffffffff;

/** State of an object that the office has let somebody use: it is used with the next tick. */
export const GRANTED = 2;

/** Values of `boundTo` that are no stone. */
export const NOT_HERE = 0;
export const AT_ENTRY = 0xffff;

const WAYSTONE_WORDS = MAX_WAYSTONES / 32;

/** The zone's objects, by their place in its list, and who works at one. */
export class WorldObjects {
  readonly entity: Uint32Array;
  /** ObjectState (codes.ts). */
  readonly state: Uint8Array;
  /** When it is ready again; NEVER_DUE: it waits for nothing. */
  readonly dueTick: Uint32Array;
  /** [0] the earliest of the dueTicks. */
  readonly nextDue: Uint32Array;

  /** Players' homes: 1 + the stone he is bound to and comes back at from death, AT_ENTRY, or NOT_HERE: in another zone. */
  readonly boundTo: Uint16Array;
  /** Players who work at an object: entries 0 … workers − 1 are entity indices. */
  readonly worker: Uint16Array;
  /** Their health when last looked at: harm breaks the work off. */
  readonly workerHealth: Int32Array;
  /** Code of the way stone they set out for; 0: they work at the object itself. */
  readonly workerTravelsTo: Uint16Array;
  /** Way stones of the world that players have discovered: [index × WAYSTONE_WORDS + word], bit by code. */
  readonly #waystones: Uint32Array;
  readonly #workers: Uint32Array;

  constructor(world: World, count: number) {
    this.entity = world.trackWhole(new Uint32Array(count));
    this.state = world.trackWhole(new Uint8Array(count));
    this.dueTick = world.trackWhole(new Uint32Array(count).fill(NEVER_DUE));
    this.nextDue = world.trackWhole(Uint32Array.of(NEVER_DUE));
    this.boundTo = world.track(new Uint16Array(world.capacity));
    this.worker = world.track(new Uint16Array(world.capacity));
    this.workerHealth = world.track(new Int32Array(world.capacity));
    this.workerTravelsTo = world.track(new Uint16Array(world.capacity));
    this.#waystones = world.track(new Uint32Array(world.capacity * WAYSTONE_WORDS));
    this.#workers = world.trackWhole(new Uint32Array(1));
  }

  get workers(): number {
    return this.#workers[0];
  }

  addWorker(i: number, health: number, travelsTo: number): void {
    this.workerHealth[i] = health;
    this.workerTravelsTo[i] = travelsTo;
    this.worker[this.#workers[0]++] = i;
  }

  /** Takes entry `n` out; the last one takes its place. */
  dropWorker(n: number): void {
    this.worker[n] = this.worker[--this.#workers[0]];
    this.worker[this.#workers[0]] = 0;
  }

  /** @param code less than MAX_WAYSTONES */
  knowsWaystone(i: number, code: number): boolean {
    return (this.#waystones[i * WAYSTONE_WORDS + (code >> 5)] & (1 << (code & 31))) !== 0;
  }

  learnWaystone(i: number, code: number): void {
    this.#waystones[i * WAYSTONE_WORDS + (code >> 5)] |= 1 << (code & 31);
  }

  forgetWaystones(i: number): void {
    this.#waystones.fill(0, i * WAYSTONE_WORDS, (i + 1) * WAYSTONE_WORDS);
  }
}
