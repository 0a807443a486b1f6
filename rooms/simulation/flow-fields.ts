import { type CollisionMap, cellBits } from "#shared/rules/collision.ts";
import type { World } from "./world.ts";

/** Fields kept: one for so many entities the zone may hold, at least 2 and at most 16. */
const ENTITIES_PER_FIELD = 256;
const LEAST_FIELDS = 2;
const MOST_FIELDS = 16;
/** Side of the square around its goal that a field covers, cells. */
const SIDE = 96;
const HALF = SIDE / 2;
const CELLS = SIDE * SIDE;

const STRAIGHT = 10;
const DIAGONAL = 14;
/** Costs in the open list differ by at most a diagonal: a ring of so many buckets holds them all. */
const BUCKETS = DIAGONAL + 1;
export const STEP_X = Int8Array.of(1, 0, -1, 0, 1, -1, -1, 1);
export const STEP_Y = Int8Array.of(0, 1, 0, -1, 1, 1, -1, -1);
/** The opposite of each direction. */
const BACK = Uint8Array.of(2, 3, 0, 1, 6, 7, 4, 5);
/** No way known from here; otherwise direction + 1, or HERE at the goal. */
const UNKNOWN = 0;
const HERE = 9;

/**
 * Ways that many share: from every cell around a goal the step that leads nearer to it. One search outward from the goal serves all who
 * chase the same target, at the price of one. Bounded memory: a new field takes the place of the one that was asked longest ago; the fields are part of the state, since ways found in them are walked.
 */
export class FlowFields {
  readonly #map: CollisionMap;
  readonly count: number;
  /** Goal cell + 1 of each field, 0: none. */
  readonly #goal: Uint32Array;
  readonly #usedTick: Uint32Array;
  readonly #direction: Uint8Array;

  readonly #cost = new Uint16Array(CELLS);
  readonly #next = new Int32Array(CELLS * 8);
  readonly #cell = new Uint16Array(CELLS * 8);
  readonly #bucket = new Int32Array(BUCKETS);
  readonly #done = new Uint8Array(CELLS);
  /** Cells the last search looked at: its cost. */
  expansions = 0;

  constructor(world: World, map: CollisionMap) {
    this.#map = map;
    this.count = Math.min(MOST_FIELDS, Math.max(LEAST_FIELDS, Math.floor(world.capacity / ENTITIES_PER_FIELD)));
    this.#goal = world.trackWhole(new Uint32Array(this.count));
    this.#usedTick = world.trackWhole(new Uint32Array(this.count));
    this.#direction = world.trackWhole(new Uint8Array(this.count * CELLS));
  }

  /** The map changed: no way is trusted any more. */
  forget(): void {
    this.#goal.fill(0);
  }

  /**
   * A field that leads from a cell to within `drift` cells of a goal.
   * @returns its number, −1: none
   */
  find(cell: number, goal: number, drift: number, tick: number): number {
    const cols = this.#map.cols;
    const goalX = goal % cols;
    const goalY = (goal / cols) | 0;
    for (let field = 0; field < this.count; field++) {
      if (this.#goal[field] === 0) continue;
      const at = this.#goal[field] - 1;
      if (Math.abs((at % cols) - goalX) > drift || Math.abs(((at / cols) | 0) - goalY) > drift) continue;
      if (this.stepFrom(field, cell) < 0) continue;
      this.#usedTick[field] = tick;
      return field;
    }
    return -1;
  }

  /** Would a field of this goal reach as far as a cell? */
  covers(goal: number, cell: number): boolean {
    return this.#inWindow(goal, cell % this.#map.cols, (cell / this.#map.cols) | 0) >= 0;
  }

  /** The goal cell of a field. */
  goalOf(field: number): number {
    return this.#goal[field] - 1;
  }

  /** @returns the next cell on the way (the goal itself at the goal), −1: no way known */
  stepFrom(field: number, cell: number): number {
    const cols = this.#map.cols;
    const at = this.#inWindow(this.#goal[field] - 1, cell % cols, (cell / cols) | 0);
    const direction = at < 0 ? UNKNOWN : this.#direction[field * CELLS + at];
    if (direction === UNKNOWN) return -1;
    return direction === HERE ? cell : cell + STEP_Y[direction - 1] * cols + STEP_X[direction - 1];
  }

  /**
   * Searches outward from a goal until every wanted cell is reached, or all that can be. It takes the place of a field with the same
   * goal, else of the one that was asked longest ago.
   * @param wanted cells, the first `count` count
   */
  build(goal: number, wanted: Uint32Array, count: number, solid: number, tick: number): number {
    const field = this.#placeFor(goal);
    this.#goal[field] = goal + 1;
    this.#usedTick[field] = tick;
    this.#direction.fill(UNKNOWN, field * CELLS, (field + 1) * CELLS);
    this.#flood(field, goal, wanted, count, solid);
    return field;
  }

  #placeFor(goal: number): number {
    let oldest = 0;
    for (let field = 0; field < this.count; field++) {
      if (this.#goal[field] === goal + 1) return field;
      if (this.#goal[field] === 0) return field;
      if (this.#usedTick[field] < this.#usedTick[oldest]) oldest = field;
    }
    return oldest;
  }

  /** Dijkstra's algorithm in the square around the goal, with a ring of buckets for the open cells. */
  #flood(field: number, goal: number, wanted: Uint32Array, count: number, solid: number): void {
    const map = this.#map;
    const cols = map.cols;
    const goalX = goal % cols;
    const goalY = (goal / cols) | 0;
    const cost = this.#cost.fill(0xffff);
    const done = this.#done.fill(0);
    const bucket = this.#bucket.fill(-1);
    const direction = this.#direction;
    const base = field * CELLS;
    const start = HALF * SIDE + HALF;
    let missing = this.#countWanted(goal, wanted, count);
    let entries = 0;
    let open = 1;
    this.expansions = 0;
    cost[start] = 0;
    direction[base + start] = HERE;
    this.#cell[0] = start;
    this.#next[0] = -1;
    bucket[0] = entries++;
    for (let now = 0; open > 0 && missing > 0; now++) {
      const ring = now % BUCKETS;
      while (bucket[ring] >= 0 && missing > 0) {
        const entry = bucket[ring];
        bucket[ring] = this.#next[entry];
        open--;
        const at = this.#cell[entry];
        if ((done[at] & 1) !== 0) continue;
        if ((done[at] & 2) !== 0) missing--;
        done[at] |= 1;
        this.expansions++;
        const wx = at % SIDE;
        const wy = (at / SIDE) | 0;
        const cx = goalX + wx - HALF;
        const cy = goalY + wy - HALF;
        for (let d = 0; d < 8; d++) {
          const nx = wx + STEP_X[d];
          const ny = wy + STEP_Y[d];
          if (nx < 0 || ny < 0 || nx >= SIDE || ny >= SIDE) continue;
          const to = ny * SIDE + nx;
          const way = now + (d > 3 ? DIAGONAL : STRAIGHT);
          if ((done[to] & 1) !== 0 || way >= cost[to]) continue;
          if (cellBits(map, cx + STEP_X[d], cy + STEP_Y[d]) & solid) continue;
          if (d > 3 && (cellBits(map, cx + STEP_X[d], cy) | cellBits(map, cx, cy + STEP_Y[d])) & solid) continue;
          cost[to] = way;
          direction[base + to] = BACK[d] + 1;
          this.#cell[entries] = to;
          this.#next[entries] = bucket[way % BUCKETS];
          bucket[way % BUCKETS] = entries++;
          open++;
        }
      }
    }
  }

  /** Marks the wanted cells. @returns how many different ones lie in the square */
  #countWanted(goal: number, wanted: Uint32Array, count: number): number {
    const cols = this.#map.cols;
    let found = 0;
    for (let n = 0; n < count; n++) {
      const at = this.#inWindow(goal, wanted[n] % cols, (wanted[n] / cols) | 0);
      if (at < 0 || this.#done[at] === 2) continue;
      this.#done[at] = 2;
      found++;
    }
    return found;
  }

  /** Place of a cell in the square around a goal, −1: outside. */
  #inWindow(goal: number, cx: number, cy: number): number {
    const cols = this.#map.cols;
    const wx = cx - (goal % cols) + HALF;
    const wy = cy - ((goal / cols) | 0) + HALF;
    return wx < 0 || wy < 0 || wx >= SIDE || wy >= SIDE ? -1 : wy * SIDE + wx;
  }
}
