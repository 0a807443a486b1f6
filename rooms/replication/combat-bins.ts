import type { CombatEvents } from "#rooms/simulation/events.ts";
import { MAX_COMBAT_EVENTS } from "#rooms/simulation/events.ts";
import type { EntityBlocks } from "./entity-blocks.ts";

/** Side of a bin, m: coarser than the grid, because a tick has few events. */
const BIN_M = 64;
/** From 1/16 m to bins: a shift, whole numbers all the way. */
const BIN_SHIFT = 10;

/** One tick's combat events sorted by place, so that a client looks only at those near it. */
export class CombatBins {
  readonly cols: number;
  readonly rows: number;
  /** Events of bin b are order[start[b] … start[b + 1] − 1]. */
  readonly start: Uint32Array;
  readonly order = new Uint16Array(MAX_COMBAT_EVENTS);
  readonly #binOf = new Uint16Array(MAX_COMBAT_EVENTS);
  readonly #fill: Uint32Array;

  constructor(widthM: number, heightM: number) {
    this.cols = Math.ceil(widthM / BIN_M);
    this.rows = Math.ceil(heightM / BIN_M);
    this.start = new Uint32Array(this.cols * this.rows + 1);
    this.#fill = new Uint32Array(this.cols * this.rows);
  }

  /** Column of an x, 1/16 m. */
  colOf(x: number): number {
    return clamp(x >> BIN_SHIFT, this.cols);
  }

  /** Row of a y, 1/16 m. */
  rowOf(y: number): number {
    return clamp(y >> BIN_SHIFT, this.rows);
  }

  /** Sorts by where the target is, or the source of an event without one. */
  rebuild(events: CombatEvents, blocks: EntityBlocks): void {
    const { start, order } = this;
    start.fill(0);
    for (let n = 0; n < events.count; n++) {
      const i = events.target[n] || events.source[n];
      const bin = this.rowOf(blocks.y(i)) * this.cols + this.colOf(blocks.x(i));
      this.#binOf[n] = bin;
      start[bin + 1]++;
    }
    for (let bin = 0; bin < this.#fill.length; bin++) {
      this.#fill[bin] = start[bin];
      start[bin + 1] += start[bin];
    }
    for (let n = 0; n < events.count; n++) order[this.#fill[this.#binOf[n]]++] = n;
  }
}

function clamp(cell: number, cells: number): number {
  return cell < 0 ? 0 : cell >= cells ? cells - 1 : cell;
}
