import { type CollisionMap, cellBits, ON_FOOT } from "#shared/rules/collision.ts";

const UNREACHED = 0xffff;

/** Steps from every cell of a window of the map to one goal cell, breadth first over four neighbours. */
export class DistanceField {
  readonly #map: CollisionMap;
  readonly #left: number;
  readonly #bottom: number;
  readonly #width: number;
  readonly #height: number;
  readonly #steps: Uint16Array;

  /** @param reachM cells around the goal that are looked at; Infinity: the whole map */
  constructor(map: CollisionMap, goalX: number, goalY: number, reachM: number) {
    this.#map = map;
    this.#left = Math.max(0, goalX - reachM);
    this.#bottom = Math.max(0, goalY - reachM);
    this.#width = Math.min(map.cols, goalX + reachM + 1) - this.#left;
    this.#height = Math.min(map.rows, goalY + reachM + 1) - this.#bottom;
    this.#steps = new Uint16Array(this.#width * this.#height).fill(UNREACHED);
    this.#flood(goalX, goalY);
  }

  /** Is there a way from this cell to the goal, as far as the window shows? */
  reaches(cx: number, cy: number): boolean {
    return this.#at(cx, cy) !== UNREACHED;
  }

  /** The neighbour nearest to the goal (cy × cols + cx), or the cell itself where no step leads nearer. */
  downhill(cx: number, cy: number): number {
    const { cols } = this.#map;
    let best = cy * cols + cx;
    let bestSteps = this.#at(cx, cy);
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        // not across the corner of a solid cell
        if (dx && dy && (cellBits(this.#map, cx + dx, cy) | cellBits(this.#map, cx, cy + dy)) & ON_FOOT) continue;
        const steps = this.#at(cx + dx, cy + dy);
        if (steps >= bestSteps) continue;
        best = (cy + dy) * cols + cx + dx;
        bestSteps = steps;
      }
    }
    return best;
  }

  #at(cx: number, cy: number): number {
    const x = cx - this.#left;
    const y = cy - this.#bottom;
    return x < 0 || y < 0 || x >= this.#width || y >= this.#height ? UNREACHED : this.#steps[y * this.#width + x];
  }

  #flood(goalX: number, goalY: number): void {
    const width = this.#width;
    const queue = new Uint32Array(this.#steps.length);
    let head = 0;
    let tail = 0;
    const visit = (x: number, y: number, steps: number): void => {
      if (x < 0 || y < 0 || x >= width || y >= this.#height || this.#steps[y * width + x] !== UNREACHED) return;
      if (cellBits(this.#map, x + this.#left, y + this.#bottom) & ON_FOOT) return;
      this.#steps[y * width + x] = steps;
      queue[tail++] = y * width + x;
    };
    visit(goalX - this.#left, goalY - this.#bottom, 0);
    while (head < tail) {
      const cell = queue[head++];
      const x = cell % width;
      const y = (cell - x) / width;
      const steps = this.#steps[cell] + 1;
      visit(x + 1, y, steps);
      visit(x - 1, y, steps);
      visit(x, y + 1, steps);
      visit(x, y - 1, steps);
    }
  }
}

/** Fields by goal cell; the one unused for longest goes when there are too many. */
export class FieldCache {
  readonly #map: CollisionMap;
  readonly #reachM: number;
  readonly #most: number;
  readonly #fields = new Map<number, DistanceField>();

  constructor(map: CollisionMap, reachM: number, most: number) {
    this.#map = map;
    this.#reachM = reachM;
    this.#most = most;
  }

  get(goal: number): DistanceField {
    const { cols } = this.#map;
    const field = this.#fields.get(goal) ?? new DistanceField(this.#map, goal % cols, Math.floor(goal / cols), this.#reachM);
    this.#fields.delete(goal);
    this.#fields.set(goal, field);
    if (this.#fields.size > this.#most) this.#fields.delete(this.#fields.keys().next().value as number);
    return field;
  }
}
