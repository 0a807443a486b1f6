import type { World } from "../world.ts";

/**
 * Which players belong together. Members of a party are linked in a ring, so that a kill finds them without a look at anybody else.
 */
export class Parties {
  readonly #world: World;
  /** Number of the party, given by the room; 0: none. */
  readonly number: Uint16Array;
  /** In a raid: number of the group, from 1; 0: in a party of five. */
  readonly group: Uint8Array;
  /** Index of the next member; members only. */
  readonly next: Uint16Array;

  constructor(world: World) {
    this.#world = world;
    this.number = world.track(new Uint16Array(world.capacity));
    this.group = world.track(new Uint8Array(world.capacity));
    this.next = world.track(new Uint16Array(world.capacity));
  }

  /** Puts a player into a party (out of the one he is in), or out of all (0). */
  set(i: number, number: number, group: number): void {
    if (this.number[i] !== number) {
      if (this.number[i] !== 0) this.#unlink(i);
      if (number !== 0) this.#link(i, number);
      this.number[i] = number;
    }
    this.group[i] = number === 0 ? 0 : group;
  }

  /** Are these two in one party? Nobody is with himself. */
  together(i: number, other: number): boolean {
    return i !== other && this.number[i] !== 0 && this.number[i] === this.number[other];
  }

  #link(i: number, number: number): void {
    this.next[i] = i;
    for (let other = 1; other < this.#world.end; other++) {
      if (other === i || this.number[other] !== number) continue;
      this.next[i] = this.next[other];
      this.next[other] = i;
      return;
    }
  }

  #unlink(i: number): void {
    let before = i;
    while (this.next[before] !== i) before = this.next[before];
    this.next[before] = this.next[i];
    this.next[i] = 0;
  }
}
