import type { World } from "../world.ts";

/** No object waits for its time. */
export const NEVER_DUE = 0xffffffff;

/** The zone's objects, by their place in its list, and who works at one. */
export class WorldObjects {
  readonly entity: Uint32Array;
  /** ObjectState (codes.ts). */
  readonly state: Uint8Array;
  /** When it is ready again; NEVER_DUE: it waits for nothing. */
  readonly dueTick: Uint32Array;
  /** [0] the earliest of the dueTicks. */
  readonly nextDue: Uint32Array;

  /** Players: 1 + the object he comes back at from death, 0: the nearest respawn point. */
  readonly boundTo: Uint16Array;
  /** Players who work at an object: entries 0 … workers − 1 are entity indices. */
  readonly worker: Uint16Array;
  /** Their health when last looked at: harm breaks the work off. */
  readonly workerHealth: Int32Array;
  readonly #workers: Uint32Array;

  constructor(world: World, count: number) {
    this.entity = world.trackWhole(new Uint32Array(count));
    this.state = world.trackWhole(new Uint8Array(count));
    this.dueTick = world.trackWhole(new Uint32Array(count).fill(NEVER_DUE));
    this.nextDue = world.trackWhole(Uint32Array.of(NEVER_DUE));
    this.boundTo = world.track(new Uint16Array(world.capacity));
    this.worker = world.track(new Uint16Array(world.capacity));
    this.workerHealth = world.track(new Int32Array(world.capacity));
    this.#workers = world.trackWhole(new Uint32Array(1));
  }

  get workers(): number {
    return this.#workers[0];
  }

  addWorker(i: number, health: number): void {
    this.workerHealth[i] = health;
    this.worker[this.#workers[0]++] = i;
  }

  /** Takes entry `n` out; the last one takes its place. */
  dropWorker(n: number): void {
    this.worker[n] = this.worker[--this.#workers[0]];
    this.worker[this.#workers[0]] = 0;
  }
}
