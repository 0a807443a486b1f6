import type { World } from "../world.ts";

/** Side of an area that is near or far as one, m. */
const AREA_M = 32;
/** Beyond this many areas outside of what players see everything sleeps. */
const FAR_AREAS = 2;

/** How near the nearest player is. */
export const Nearness = { NEAR: 0, MID: 1, FAR: 2, ASLEEP: 3 } as const;

/**
 * How far every part of the zone is from the nearest player: the nearer, the more often NPCs think there. Players mark their areas,
 * two passes over the few hundred areas then say how far each is from a marked one.
 */
export class Wakefulness {
  readonly #cols: number;
  readonly #rows: number;
  /** Areas around a player's own that he may see into. */
  readonly #sight: number;
  readonly #occupiedUntil: Uint32Array;
  /** Areas to the nearest one with a player in it, at most `#sight` + FAR_AREAS + 1. */
  readonly #distance: Uint8Array;
  /** 1: somebody appeared since the last refresh. */
  readonly #stale: Uint8Array;

  /** @param radiusM how far players see: whatever they see is awake, and at least MID */
  constructor(world: World, widthM: number, heightM: number, radiusM: number) {
    this.#cols = Math.ceil(widthM / AREA_M);
    this.#rows = Math.ceil(heightM / AREA_M);
    this.#sight = Math.max(2, Math.ceil(radiusM / AREA_M));
    this.#occupiedUntil = world.trackWhole(new Uint32Array(this.#cols * this.#rows));
    this.#distance = world.trackWhole(new Uint8Array(this.#cols * this.#rows).fill(this.#sight + FAR_AREAS + 1));
    this.#stale = world.trackWhole(new Uint8Array(1));
  }

  /** A player is here, until the given tick unless he is still here then. */
  occupy(world: World, i: number, untilTick: number): void {
    this.#occupiedUntil[this.#areaOf(world, i)] = untilTick;
  }

  /** A player appeared: what is around him wakes in the next tick. */
  wakeAround(world: World, i: number, untilTick: number): void {
    this.occupy(world, i, untilTick);
    this.#stale[0] = 1;
  }

  get stale(): boolean {
    return this.#stale[0] === 1;
  }

  /** Works out all distances anew. */
  refresh(tick: number): void {
    const cols = this.#cols;
    const rows = this.#rows;
    const distance = this.#distance;
    const most = this.#sight + FAR_AREAS + 1;
    this.#stale[0] = 0;
    for (let row = 0; row < rows; row++) {
      for (let col = 0; col < cols; col++) {
        const at = row * cols + col;
        let d = this.#occupiedUntil[at] >= tick ? 0 : most;
        if (col > 0 && distance[at - 1] + 1 < d) d = distance[at - 1] + 1;
        if (row > 0) {
          if (distance[at - cols] + 1 < d) d = distance[at - cols] + 1;
          if (col > 0 && distance[at - cols - 1] + 1 < d) d = distance[at - cols - 1] + 1;
          if (col < cols - 1 && distance[at - cols + 1] + 1 < d) d = distance[at - cols + 1] + 1;
        }
        distance[at] = d;
      }
    }
    for (let row = rows - 1; row >= 0; row--) {
      for (let col = cols - 1; col >= 0; col--) {
        const at = row * cols + col;
        let d = distance[at];
        if (col < cols - 1 && distance[at + 1] + 1 < d) d = distance[at + 1] + 1;
        if (row < rows - 1) {
          if (distance[at + cols] + 1 < d) d = distance[at + cols] + 1;
          if (col > 0 && distance[at + cols - 1] + 1 < d) d = distance[at + cols - 1] + 1;
          if (col < cols - 1 && distance[at + cols + 1] + 1 < d) d = distance[at + cols + 1] + 1;
        }
        distance[at] = d;
      }
    }
  }

  /** @returns a Nearness */
  of(world: World, i: number): number {
    const d = this.#distance[this.#areaOf(world, i)];
    return d <= 1 ? Nearness.NEAR : d <= this.#sight ? Nearness.MID : d <= this.#sight + FAR_AREAS ? Nearness.FAR : Nearness.ASLEEP;
  }

  #areaOf(world: World, i: number): number {
    return Math.floor(world.y[i] / AREA_M) * this.#cols + Math.floor(world.x[i] / AREA_M);
  }
}
