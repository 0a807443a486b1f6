import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { MAX_RECORDS, UNSEEN } from "#shared/protocol/snapshot.ts";
import { type ClientView, EntryState } from "./client-view.ts";
import { ROW, RowWord, X_SHIFT, Y_SHIFT } from "./entity-blocks.ts";
import { STEPS_PER_M } from "./pace.ts";
import type { Scene } from "./scene.ts";
import {
  ENTER_BUDGET_BYTES,
  MAX_ALWAYS,
  MAX_PICTURE,
  MIN_PICTURE,
  RELAXED_PART,
  SEARCH_PERIOD,
  UPDATE_BUDGET_BYTES,
  URGENT_PART,
} from "./tiers.ts";

/** Rings of equal area into which a crowd is sorted to find the nearest. */
const RINGS = 256;

/** Who comes into a client's picture, and who leaves it. */
export class Interest {
  readonly #scene: Scene;
  /** Entities that entered this packet and of which an enter does not say all. */
  readonly entering = new Uint16Array(MAX_RECORDS);
  enteringCount = 0;
  /** Indices within the radius that a client does not know. */
  readonly #found: Uint16Array;
  readonly #ringCount = new Uint32Array(RINGS);
  #records = 0;
  #budgetEnd = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#found = new Uint16Array(scene.world.capacity);
  }

  /** LEAVES: who is gone, who is hidden now, and who was found to be out of reach when the last snapshot was written. */
  writeLeaves(view: ClientView): boolean {
    const scene = this.#scene;
    const { blocks, out } = scene;
    if (view.missed) this.#dropGone(view);
    for (let n = 0; n < blocks.goneCount; n++) {
      if (view.knows(blocks.gone[n])) view.dropIndex(blocks.gone[n]);
    }
    for (let n = 0; n < blocks.stealthedCount; n++) {
      const i = blocks.stealthed[n];
      if (view.knows(i) && !scene.maySee(view, i, blocks.distance2(i, view.x, view.y))) view.dropIndex(i);
    }
    const count = Math.min(view.leavingCount, MAX_RECORDS);
    if (count === 0) return false;
    let at = scene.at;
    out.setUint8(at++, count);
    for (let n = 0; n < count; n++, at += 2) {
      const index = view.leaving[n];
      view.forget(index);
      out.setUint16(at, index, true);
    }
    view.leaving.copyWithin(0, count, view.leavingCount);
    view.leavingCount -= count;
    scene.at = at;
    return true;
  }

  #dropGone(view: ClientView): void {
    view.missed = false;
    for (let k = view.count - 1; k >= 0; k--) {
      if (this.#scene.world.id[indexOf(view.ids[k])] !== view.ids[k]) view.drop(k);
    }
  }

  /** ENTERS: who is within the radius (or always told about) and not known; of too many the nearest. */
  writeEnters(view: ClientView): boolean {
    const scene = this.#scene;
    const countAt = scene.at;
    view.searchNow = false;
    scene.at = countAt + 1;
    this.#budgetEnd = scene.at + ENTER_BUDGET_BYTES;
    this.#records = 0;
    if (view.fresh) this.#enter(view, view.self, 0);
    for (let n = 0; n < view.alwaysCount; n++) this.#enterAlways(view, view.always[n]);
    const important = Math.min(scene.important.count, MAX_ALWAYS);
    for (let n = 0; n < important; n++) this.#enterAlways(view, scene.important.ids[n]);
    this.#adapt(view);
    const found = this.#look(view);
    let upTo = RINGS;
    if (found > MAX_RECORDS || view.count + found > view.most) upTo = this.#thinOut(view, found);
    this.#enterFound(view, found, upTo);
    if (found > MAX_RECORDS && this.#records > 0) view.searchNow = true; // the rest comes with the next snapshot
    if (this.#records === 0) {
      scene.at = countAt;
      return false;
    }
    scene.out.setUint8(countAt, this.#records);
    return true;
  }

  #enterAlways(view: ClientView, id: EntityId): void {
    const { blocks } = this.#scene;
    const i = indexOf(id);
    if (id === NOBODY || blocks.rows[i * ROW + RowWord.ID] !== id || !view.mayEnter(i)) return;
    const distance2 = blocks.distance2(i, view.x, view.y);
    if (this.#scene.maySee(view, i, distance2)) this.#enter(view, id, distance2);
  }

  /** What could not wait any longer tells whether the picture is too large for the line. */
  #adapt(view: ClientView): void {
    const ticks = this.#scene.world.tick - view.adaptedTick;
    if (ticks < SEARCH_PERIOD) return;
    view.adaptedTick += ticks;
    const affordable = UPDATE_BUDGET_BYTES * ticks;
    if (view.urgentBytes > affordable * URGENT_PART) {
      view.most = Math.max(MIN_PICTURE, Math.floor((view.count * affordable * URGENT_PART) / view.urgentBytes));
    } else if (view.most < MAX_PICTURE && view.urgentBytes < affordable * RELAXED_PART) {
      view.most = Math.min(MAX_PICTURE, view.most + 1 + (view.most >>> 4));
    }
    view.urgentBytes = 0;
  }

  /** Fills #found. @returns how many */
  #look(view: ClientView): number {
    const scene = this.#scene;
    const { blocks, pace } = scene;
    const { cellStart, cellItems, cols, rows: gridRows, cellSizeM } = scene.grid;
    const { rows } = blocks;
    const x = view.x;
    const y = view.y;
    const { enter2, enter } = pace;
    const cellSteps = cellSizeM * STEPS_PER_M;
    const colFrom = cellAt(x - enter, cellSteps, cols);
    const colTo = cellAt(x + enter + 1, cellSteps, cols);
    const rowTo = cellAt(y + enter + 1, cellSteps, gridRows);
    let found = 0;
    for (let row = cellAt(y - enter, cellSteps, gridRows); row <= rowTo; row++) {
      const to = cellStart[row * cols + colTo + 1]; // a row's cells lie side by side
      for (let c = cellStart[row * cols + colFrom]; c < to; c++) {
        const other = cellItems[c];
        if (!view.mayEnter(other)) continue;
        const dx = (rows[other * ROW + RowWord.LOW] >>> X_SHIFT) - x;
        const dy = ((rows[other * ROW + RowWord.HIGH] & 0xffff) >>> Y_SHIFT) - y;
        const distance2 = dx * dx + dy * dy;
        if (distance2 > enter2 || rows[other * ROW + RowWord.ID] === NOBODY) continue;
        if (scene.isFlownByClients(other) || !scene.maySee(view, other, distance2)) continue;
        this.#found[found++] = other;
      }
    }
    return found;
  }

  #enterFound(view: ClientView, found: number, upTo: number): void {
    const { blocks, pace } = this.#scene;
    for (let n = 0; n < found; n++) {
      const i = this.#found[n];
      const distance2 = blocks.distance2(i, view.x, view.y);
      if (upTo < RINGS && ringOf(distance2, pace.leave2) >= upTo) continue;
      if (!view.mayEnter(i)) continue; // it is one of those always told about
      if (this.#records === MAX_RECORDS || this.#scene.at > this.#budgetEnd) {
        view.searchNow = true;
        return;
      }
      if (view.count >= view.most) return;
      this.#enter(view, blocks.rows[i * ROW + RowWord.ID], distance2);
    }
  }

  #enter(view: ClientView, id: EntityId, distance2: number): void {
    const scene = this.#scene;
    const { blocks, pace } = scene;
    const i = indexOf(id);
    const tick = scene.world.tick;
    const target = blocks.targetFor(view, i);
    // what enters together is looked at again at different ticks
    view.add(id, tick, tick + 1 + (i % pace.period(distance2)), target === UNSEEN ? EntryState.MASKED : 0);
    scene.at = blocks.writeEnter(scene.out, scene.at, i, target);
    if (blocks.beyondEnter(i) !== 0) this.entering[this.enteringCount++] = i;
    this.#records++;
  }

  /**
   * More than the picture may hold: the farthest in it leave for those found who are nearer.
   * @returns ring below which those found may enter: one less than those known may stay in, so that nobody goes in and out at the border
   */
  #thinOut(view: ClientView, found: number): number {
    const { blocks, pace } = this.#scene;
    const rings = this.#ringCount.fill(0);
    for (let n = 0; n < found; n++) rings[ringOf(blocks.distance2(this.#found[n], view.x, view.y), pace.leave2)]++;
    for (let k = 0; k < view.count; k++) rings[ringOf(blocks.distance2(indexOf(view.ids[k]), view.x, view.y), pace.leave2)]++;
    const most = Math.min(view.most, view.count + MAX_RECORDS);
    let full = 0;
    for (let sum = 0; full < RINGS && sum + rings[full] <= most; full++) sum += rings[full];
    if (view.count + found > view.most) {
      this.#leaveFrom(view, full + 1, 0);
      this.#leaveFrom(view, full, view.most);
    }
    return full === 0 ? 1 : full;
  }

  /** Entries in this ring and beyond leave until no more than `keep` are left. */
  #leaveFrom(view: ClientView, ring: number, keep: number): void {
    const { blocks, pace } = this.#scene;
    for (let k = view.count - 1; k >= 0 && view.count > keep; k--) {
      const id = view.ids[k];
      if (ringOf(blocks.distance2(indexOf(id), view.x, view.y), pace.leave2) < ring) continue;
      if (!this.#scene.mattersAlways(view, id)) view.drop(k);
    }
  }
}

/** Column or row of a place, all in 1/16 m; what lies outside counts to the border. */
function cellAt(at: number, cellSteps: number, cells: number): number {
  const cell = (at / cellSteps) | 0;
  return cell < 0 ? 0 : cell >= cells ? cells - 1 : cell;
}

function ringOf(distance2: number, leave2: number): number {
  const ring = Math.floor((distance2 * RINGS) / (leave2 + 1));
  return ring < RINGS ? ring : RINGS - 1;
}
