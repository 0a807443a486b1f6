import { type CollisionMap, cellBits, clearLane, LINE_STEPS_PER_M } from "#shared/rules/collision.ts";
import { type FlowFields, STEP_X, STEP_Y } from "./flow-fields.ts";

/** Cells one search may look at. A way that is longer ends at the nearest place found. */
export const MAX_EXPANSIONS = 4096;
/** Each look adds at most 8 cells. */
const MAX_OPEN = MAX_EXPANSIONS * 8 + 1;

const STRAIGHT = 10;
const DIAGONAL = 14;
/** The guess of the way left counts a little more than the way gone: among equal ways the one nearer the goal is tried first. */
const GONE_WEIGHT = 64;
const LEFT_WEIGHT = 65;
const HALF_CELL = LINE_STEPS_PER_M / 2;

/**
 * A* on the collision grid. All memory is allocated once; one search touches only the cells it looks at. Steps go to the 8
 * neighbours, diagonally only past free cells, so a body in the middle of its cells touches nothing. The found way is pulled tight: what
 * remains are the corners.
 */
export class Pathfinder {
  /** Middle cells of the corners of the last way, in walking order: 0 … cornerCount − 1. */
  readonly corners: Uint32Array;
  cornerCount = 0;
  /** Did the last way reach its goal? Otherwise it ends at the place nearest to it. */
  reached = false;
  /** Cells the last search looked at: its cost. */
  expansions = 0;

  readonly #map: CollisionMap;
  readonly #gone: Uint32Array;
  readonly #cameBy: Uint8Array;
  /** 2 × search number: seen in this search; + 1: done. */
  readonly #mark: Uint32Array;
  readonly #openCell = new Uint32Array(MAX_OPEN);
  readonly #openKey = new Uint32Array(MAX_OPEN);
  readonly #trail = new Uint32Array(MAX_EXPANSIONS + 1);
  #openCount = 0;
  #search = 0;

  constructor(map: CollisionMap, maxCorners: number) {
    this.#map = map;
    this.corners = new Uint32Array(maxCorners);
    this.#gone = new Uint32Array(map.cells.length);
    this.#cameBy = new Uint8Array(map.cells.length);
    this.#mark = new Uint32Array(map.cells.length);
  }

  /**
   * Looks for a way from a place to a cell, past all cells with a bit of `solid`.
   * @param fromX,fromY where the body stands, line steps (collision.ts)
   * @param goal cy × cols + cx
   */
  find(fromX: number, fromY: number, goal: number, solid: number): void {
    const cols = this.#map.cols;
    const start = (fromY >> 8) * cols + (fromX >> 8);
    const end = this.#explore(start, goal, solid);
    this.reached = end === goal;
    const trail = this.#trail;
    let length = 0;
    for (let cell = end; cell !== start; cell -= STEP_Y[this.#cameBy[cell]] * cols + STEP_X[this.#cameBy[cell]]) trail[length++] = cell;
    trail[length] = start;
    this.#pullTight(length, fromX, fromY, solid);
  }

  /** The way from a place along a field that knows its cell. What it costs is its length. */
  follow(fields: FlowFields, field: number, fromX: number, fromY: number, solid: number): void {
    const cols = this.#map.cols;
    const goal = fields.goalOf(field);
    const trail = this.#trail;
    let length = 0;
    let cell = (fromY >> 8) * cols + (fromX >> 8);
    trail[0] = cell;
    while (cell !== goal && length < MAX_EXPANSIONS) {
      cell = fields.stepFrom(field, cell);
      trail[++length] = cell;
    }
    for (let a = 0, b = length; a < b; a++, b--) {
      const kept = trail[a];
      trail[a] = trail[b];
      trail[b] = kept;
    }
    this.expansions = length;
    this.reached = cell === goal;
    this.#pullTight(length, fromX, fromY, solid);
  }

  /** @returns the goal, or the cell nearest to it that was found */
  #explore(start: number, goal: number, solid: number): number {
    const map = this.#map;
    const cols = map.cols;
    const gone = this.#gone;
    const mark = this.#mark;
    const goalX = goal % cols;
    const goalY = (goal / cols) | 0;
    const seen = ++this.#search * 2;
    const done = seen + 1;
    this.#openCount = 0;
    this.expansions = 0;
    gone[start] = 0;
    mark[start] = seen;
    let nearest = start;
    let nearestLeft = octile(start % cols, (start / cols) | 0, goalX, goalY);
    this.#push(start, nearestLeft * LEFT_WEIGHT);
    while (this.#openCount > 0 && this.expansions < MAX_EXPANSIONS) {
      const cell = this.#pop();
      if (mark[cell] === done) continue;
      mark[cell] = done;
      this.expansions++;
      if (cell === goal) return goal;
      const cx = cell % cols;
      const cy = (cell / cols) | 0;
      for (let direction = 0; direction < 8; direction++) {
        const nx = cx + STEP_X[direction];
        const ny = cy + STEP_Y[direction];
        if (cellBits(map, nx, ny) & solid) continue;
        if (direction > 3 && (cellBits(map, nx, cy) | cellBits(map, cx, ny)) & solid) continue;
        const next = ny * cols + nx;
        if (mark[next] === done) continue;
        const way = gone[cell] + (direction > 3 ? DIAGONAL : STRAIGHT);
        if (mark[next] === seen && way >= gone[next]) continue;
        mark[next] = seen;
        gone[next] = way;
        this.#cameBy[next] = direction;
        const left = octile(nx, ny, goalX, goalY);
        if (left < nearestLeft) {
          nearestLeft = left;
          nearest = next;
        }
        this.#push(next, way * GONE_WEIGHT + left * LEFT_WEIGHT);
      }
    }
    return nearest;
  }

  /** Keeps only those cells of the trail at which a walker has to turn. The trail runs backwards: `length` is the start, 0 the end. */
  #pullTight(length: number, fromX: number, fromY: number, solid: number): void {
    const map = this.#map;
    const cols = map.cols;
    const trail = this.#trail;
    this.cornerCount = 0;
    let atX = fromX;
    let atY = fromY;
    for (let k = length - 1; k >= 0; k--) {
      const cell = trail[k];
      const x = (cell % cols) * LINE_STEPS_PER_M + HALF_CELL;
      const y = ((cell / cols) | 0) * LINE_STEPS_PER_M + HALF_CELL;
      if (clearLane(map, atX, atY, x, y, solid)) continue;
      const corner = trail[k + 1];
      if (!this.#addCorner(corner)) return;
      atX = (corner % cols) * LINE_STEPS_PER_M + HALF_CELL;
      atY = ((corner / cols) | 0) * LINE_STEPS_PER_M + HALF_CELL;
    }
    if (length > 0) this.#addCorner(trail[0]);
  }

  #addCorner(cell: number): boolean {
    if (this.cornerCount === this.corners.length) return false;
    this.corners[this.cornerCount++] = cell;
    return true;
  }

  #push(cell: number, key: number): void {
    const cells = this.#openCell;
    const keys = this.#openKey;
    let at = this.#openCount++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (keys[parent] <= key) break;
      keys[at] = keys[parent];
      cells[at] = cells[parent];
      at = parent;
    }
    keys[at] = key;
    cells[at] = cell;
  }

  #pop(): number {
    const cells = this.#openCell;
    const keys = this.#openKey;
    const top = cells[0];
    const count = --this.#openCount;
    const cell = cells[count];
    const key = keys[count];
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= count) break;
      if (child + 1 < count && keys[child + 1] < keys[child]) child++;
      if (keys[child] >= key) break;
      keys[at] = keys[child];
      cells[at] = cells[child];
      at = child;
    }
    keys[at] = key;
    cells[at] = cell;
    return top;
  }
}

/** Shortest way over an empty grid. */
function octile(x: number, y: number, goalX: number, goalY: number): number {
  const dx = x > goalX ? x - goalX : goalX - x;
  const dy = y > goalY ? y - goalY : goalY - y;
  return dx > dy ? STRAIGHT * dx + (DIAGONAL - STRAIGHT) * dy : STRAIGHT * dy + (DIAGONAL - STRAIGHT) * dx;
}
