import { type EntityId, indexOf } from "#shared/primitives/entity-id.ts";
import { MAX_TIMERS } from "../rules/encounter-rule.ts";
import type { World } from "../world.ts";

/** Bosses of a zone at once; one more fights without its encounter. */
export const MAX_BOSSES = 32;

/** Where each encounter is. A boss has a place here from its birth until it is taken away: 0 … count − 1. */
export class Bosses {
  /** Entity of the boss at a place. */
  readonly ids: Uint32Array;
  /** Number of the phase from 0; counts only while it fights. */
  readonly phase: Uint8Array;
  readonly phaseSince: Uint32Array;
  /** 1: the fight has begun. */
  readonly fighting: Uint8Array;
  /** How often it grew stronger; HARD: for good. */
  readonly enraged: Uint8Array;
  /** [place × MAX_TIMERS + n] when a timer of the phase is due; NEVER: it was once. */
  readonly timer: Uint32Array;
  /** By entity: place + 1, 0: no boss. */
  readonly #place: Uint8Array;
  readonly #count: Uint32Array;

  constructor(world: World) {
    this.ids = world.trackWhole(new Uint32Array(MAX_BOSSES));
    this.phase = world.trackWhole(new Uint8Array(MAX_BOSSES));
    this.phaseSince = world.trackWhole(new Uint32Array(MAX_BOSSES));
    this.fighting = world.trackWhole(new Uint8Array(MAX_BOSSES));
    this.enraged = world.trackWhole(new Uint8Array(MAX_BOSSES));
    this.timer = world.trackWhole(new Uint32Array(MAX_BOSSES * MAX_TIMERS));
    this.#place = world.track(new Uint8Array(world.capacity));
    this.#count = world.trackWhole(new Uint32Array(1));
  }

  get count(): number {
    return this.#count[0];
  }

  /** @returns false when no place is free */
  add(i: number, id: EntityId): boolean {
    if (this.#count[0] === MAX_BOSSES) return false;
    const place = this.#count[0]++;
    this.ids[place] = id;
    this.phase[place] = 0;
    this.fighting[place] = 0;
    this.enraged[place] = 0;
    this.#place[i] = place + 1;
    return true;
  }

  /** The last takes its place. Who is no boss is ignored. */
  remove(i: number): void {
    if (this.#place[i] === 0) return;
    const place = this.#place[i] - 1;
    const last = --this.#count[0];
    this.#place[i] = 0;
    if (place === last) return;
    this.ids[place] = this.ids[last];
    this.phase[place] = this.phase[last];
    this.phaseSince[place] = this.phaseSince[last];
    this.fighting[place] = this.fighting[last];
    this.enraged[place] = this.enraged[last];
    this.timer.copyWithin(place * MAX_TIMERS, last * MAX_TIMERS, (last + 1) * MAX_TIMERS);
    this.#place[indexOf(this.ids[place])] = place + 1;
  }

  /** @returns −1 for everybody else */
  placeOf(i: number): number {
    return this.#place[i] - 1;
  }
}
