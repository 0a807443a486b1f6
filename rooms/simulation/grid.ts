import type { World } from "./world.ts";

/** Side of a cell of the spatial grid, m. */
export const GRID_CELL_M = 16;

/**
 * Who is where: living entities sorted into square cells by counting sort. Within a cell indices rise; cells lie row by
 * row. Rebuilt twice a tick: after movement, for the rules, and at the end, for those who look at the finished tick.
 */
export class SpatialGrid {
  readonly cellSizeM: number;
  readonly cols: number;
  readonly rows: number;
  /** Entities of cell c (row × cols + col) are cellItems[cellStart[c] … cellStart[c + 1] − 1]. */
  readonly cellStart: Uint32Array;
  readonly cellItems: Uint16Array;
  /** What `inDisc` looks through: x, y, radius, m. In a typed array, since numbers with a fraction are boxed as arguments. */
  readonly disc = new Float64Array(3);
  readonly #cellOf: Uint16Array;
  readonly #fill: Uint32Array;

  constructor(widthM: number, heightM: number, capacity: number, cellSizeM = GRID_CELL_M) {
    this.cellSizeM = cellSizeM;
    this.cols = Math.ceil(widthM / cellSizeM);
    this.rows = Math.ceil(heightM / cellSizeM);
    this.cellStart = new Uint32Array(this.cols * this.rows + 1);
    this.#fill = new Uint32Array(this.cols * this.rows);
    this.cellItems = new Uint16Array(capacity);
    this.#cellOf = new Uint16Array(capacity);
  }

  /** Column of an x (m); what lies outside counts to the border. */
  colOf(x: number): number {
    const col = Math.floor(x / this.cellSizeM) | 0;
    return col < 0 ? 0 : col >= this.cols ? this.cols - 1 : col;
  }

  /** Row of a y (m). */
  rowOf(y: number): number {
    const row = Math.floor(y / this.cellSizeM) | 0;
    return row < 0 ? 0 : row >= this.rows ? this.rows - 1 : row;
  }

  rebuild(world: World): void {
    const { cols, rows, cellStart, cellItems } = this;
    const cellOf = this.#cellOf;
    const fill = this.#fill;
    const { id, x, y, end } = world;
    const perM = 1 / this.cellSizeM;
    cellStart.fill(0);
    for (let i = 1; i < end; i++) {
      if (id[i] === 0) continue;
      let col = (x[i] * perM) | 0;
      let row = (y[i] * perM) | 0;
      if (col < 0) col = 0;
      else if (col >= cols) col = cols - 1;
      if (row < 0) row = 0;
      else if (row >= rows) row = rows - 1;
      const cell = row * cols + col;
      cellOf[i] = cell;
      cellStart[cell + 1]++;
    }
    const cells = cols * rows;
    for (let cell = 0; cell < cells; cell++) {
      fill[cell] = cellStart[cell];
      cellStart[cell + 1] += cellStart[cell];
    }
    for (let i = 1; i < end; i++) {
      if (id[i] !== 0) cellItems[fill[cellOf[i]]++] = i;
    }
  }

  /**
   * Indices of the entities within the disc set in `disc`, in the grid's order (rows, then columns, then rising indices). An entity
   * that left the world since the grid was built may be among them: callers look at `world.id` or `world.kind`.
   * @returns how many were written to `out`; what does not fit is left out
   */
  inDisc(world: World, out: Uint16Array): number {
    const { cols, cellStart, cellItems } = this;
    const x = this.disc[0];
    const y = this.disc[1];
    const radiusM = this.disc[2];
    const px = world.x;
    const py = world.y;
    const colFrom = this.colOf(x - radiusM);
    const colTo = this.colOf(x + radiusM);
    const rowFrom = this.rowOf(y - radiusM);
    const rowTo = this.rowOf(y + radiusM);
    const radius2 = radiusM * radiusM;
    let found = 0;
    for (let row = rowFrom; row <= rowTo; row++) {
      const from = cellStart[row * cols + colFrom];
      const to = cellStart[row * cols + colTo + 1]; // a row's cells lie side by side
      for (let k = from; k < to; k++) {
        const i = cellItems[k];
        const dx = px[i] - x;
        const dy = py[i] - y;
        if (dx * dx + dy * dy <= radius2 && found < out.length) out[found++] = i;
      }
    }
    return found;
  }

  /** The same for a disc given here: easier to call, but its numbers may be boxed on the way. */
  query(world: World, x: number, y: number, radiusM: number, out: Uint16Array): number {
    this.disc[0] = x;
    this.disc[1] = y;
    this.disc[2] = radiusM;
    return this.inDisc(world, out);
  }

  /** The same around an entity, for a whole number of metres. */
  around(world: World, i: number, radiusM: number, out: Uint16Array): number {
    this.disc[0] = world.x[i];
    this.disc[1] = world.y[i];
    this.disc[2] = radiusM;
    return this.inDisc(world, out);
  }
}
