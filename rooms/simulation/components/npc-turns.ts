import type { World } from "../world.ts";

/** Whose turn it is to think: all NPCs of the zone in a dense list, each with the tick of its next thought. */
export class NpcTurns {
  /** Entities in the list are list[0 … count − 1]. */
  readonly list: Uint16Array;
  /** When each thinks next, by entity. */
  readonly dueTick: Uint32Array;
  /** Where in the list each stands, by entity. */
  readonly #place: Uint16Array;
  /** [0] NPCs in the list, [1] where the next round begins, [2] how little the AI is to do: 0 … 2. */
  readonly #state: Uint32Array;

  constructor(world: World) {
    this.list = world.trackWhole(new Uint16Array(world.capacity));
    this.dueTick = world.track(new Uint32Array(world.capacity));
    this.#place = world.track(new Uint16Array(world.capacity));
    this.#state = world.trackWhole(new Uint32Array(3));
  }

  get count(): number {
    return this.#state[0];
  }

  /** The first to think in the next tick; beyond the end means the beginning. */
  get cursor(): number {
    return this.#state[1] < this.#state[0] ? this.#state[1] : 0;
  }

  set cursor(place: number) {
    this.#state[1] = place;
  }

  /** 0: everything; 1, 2: less and less. */
  get saving(): number {
    return this.#state[2];
  }

  set saving(level: number) {
    this.#state[2] = level;
  }

  /** An NPC came to life. */
  add(i: number, dueTick: number): void {
    this.#place[i] = this.#state[0];
    this.list[this.#state[0]++] = i;
    this.dueTick[i] = dueTick;
  }

  /** An NPC is taken out of the world; the last of the list takes its place. */
  remove(i: number): void {
    const place = this.#place[i];
    const last = this.list[--this.#state[0]];
    this.list[place] = last;
    this.#place[last] = place;
  }
}
