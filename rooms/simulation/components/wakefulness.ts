import type { World } from "../world.ts";

/** Side of an area that wakes and sleeps as one, m. */
const AREA_M = 32;

/** Which parts of the zone have players near: NPCs elsewhere sleep. */
export class Wakefulness {
  readonly #cols: number;
  readonly #rows: number;
  /** Areas around a player's own that he keeps awake. */
  readonly #reach: number;
  readonly #awakeUntil: Uint32Array;

  /** @param radiusM how far players see: whatever they see is awake */
  constructor(world: World, widthM: number, heightM: number, radiusM: number) {
    this.#cols = Math.ceil(widthM / AREA_M);
    this.#rows = Math.ceil(heightM / AREA_M);
    this.#reach = Math.ceil(radiusM / AREA_M);
    this.#awakeUntil = world.trackWhole(new Uint32Array(this.#cols * this.#rows));
  }

  /** Keeps everything around a body awake until the given tick. */
  wakeAround(world: World, i: number, untilTick: number): void {
    const col = Math.floor(world.x[i] / AREA_M);
    const row = Math.floor(world.y[i] / AREA_M);
    const rowTo = Math.min(this.#rows - 1, row + this.#reach);
    const colFrom = Math.max(0, col - this.#reach);
    const colTo = Math.min(this.#cols - 1, col + this.#reach);
    for (let r = Math.max(0, row - this.#reach); r <= rowTo; r++) {
      for (let c = colFrom; c <= colTo; c++) this.#awakeUntil[r * this.#cols + c] = untilTick;
    }
  }

  isAwake(world: World, i: number): boolean {
    const col = Math.floor(world.x[i] / AREA_M);
    const row = Math.floor(world.y[i] / AREA_M);
    return this.#awakeUntil[row * this.#cols + col] >= world.tick;
  }
}
