import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import {
  EVENT_SIZE,
  ExtraField,
  HEADER_SIZE,
  MAX_RECORDS,
  MAX_UPDATE_SIZE,
  OWNER_SIZE,
  Section,
  UPDATE_EXTRA,
  UPDATE_MOVE_SIZE,
} from "#shared/protocol/snapshot.ts";
import type { CombatEvents } from "#rooms/simulation/events.ts";
import type { SpatialGrid } from "#rooms/simulation/grid.ts";
import type { World } from "#rooms/simulation/world.ts";
import { ClientView } from "./client-view.ts";
import { CombatBins } from "./combat-bins.ts";
import { EntityBlocks } from "./entity-blocks.ts";
import { FRAME_HEADER_SIZE, Packet } from "./packet.ts";
import { ALL_SELF_FIELDS, type SelfRules, writeSelfSection } from "./self-section.ts";
import {
  ENTER_BUDGET_BYTES,
  FAR_PERIOD,
  JUMP_M,
  MAX_FOREIGN_EVENTS,
  MID_PART,
  MID_PERIOD,
  NEAR_PART,
  NEAR_PERIOD,
  SEARCH_PERIOD,
  UPDATE_BUDGET_BYTES,
} from "./tiers.ts";

export { FRAME_HEADER_SIZE } from "./packet.ts";

export interface ReplicationOptions extends SelfRules {
  widthM: number;
  heightM: number;
  /** Entities nearer than this come into view. */
  radiusM: number;
  /** They go out of view beyond radius + hysteresis. */
  hysteresisM: number;
}

/**
 * Tells each client about its surroundings: `encode()` once after a step, then `write(view)` for each client gives the bytes of
 * its snapshot as shared/protocol/snapshot.ts defines them, framed for the socket. No allocation in a steady tick.
 */
export class Replication {
  readonly #world: World;
  readonly #grid: SpatialGrid;
  readonly #combat: CombatEvents;
  readonly #rules: SelfRules;
  readonly #blocks: EntityBlocks;
  readonly #bins: CombatBins;
  readonly #enterM: number;
  readonly #leaveM: number;
  readonly #near2: number;
  readonly #mid2: number;
  readonly #enter2: number;
  readonly #leave2: number;

  readonly #own = new Packet();
  /** The packet being written. */
  #out = this.#own.out;
  /** Where the next byte of the packet goes. */
  #at = 0;
  /** Entities that entered this packet in the middle of a cast. */
  readonly #casting = new Uint16Array(MAX_RECORDS);
  #castingCount = 0;
  #turns = 0;

  constructor(world: World, grid: SpatialGrid, combat: CombatEvents, options: ReplicationOptions) {
    this.#world = world;
    this.#grid = grid;
    this.#combat = combat;
    this.#rules = options;
    this.#blocks = new EntityBlocks(world);
    this.#bins = new CombatBins(options.widthM, options.heightM);
    this.#enterM = options.radiusM;
    this.#leaveM = options.radiusM + options.hysteresisM;
    this.#near2 = (options.radiusM * NEAR_PART) ** 2;
    this.#mid2 = (options.radiusM * MID_PART) ** 2;
    this.#enter2 = this.#enterM ** 2;
    this.#leave2 = this.#leaveM ** 2;
  }

  /** The picture of a client that plays `self`; empty. */
  open(self: EntityId): ClientView {
    return new ClientView(self, this.#turns++ % SEARCH_PERIOD, this.#world.capacity);
  }

  /** Looks at the finished tick: once per tick, before the first `write`. */
  encode(): void {
    this.#blocks.encode();
    this.#bins.rebuild(this.#combat, this.#world);
  }

  /**
   * The snapshot of one client. Its sections come in this order; what is found to have left the picture while updates are
   * written is told with the next snapshot, so that leaves always stand before enters.
   * @returns the framed snapshot, valid until the packet is written again; null when the client's own entity is gone
   */
  write(view: ClientView, packet: Packet = this.#own): Uint8Array | null {
    const world = this.#world;
    const self = view.self;
    if (!world.alive(self)) return null;
    const me = indexOf(self);
    const x = world.x[me];
    const y = world.y[me];
    const out = packet.out;
    this.#out = out;
    let sections = 0;

    const movedX = x - view.place[0];
    const movedY = y - view.place[1];
    if (view.missed || movedX * movedX + movedY * movedY > JUMP_M * JUMP_M) view.lookAtAll();
    view.place[0] = x;
    view.place[1] = y;

    this.#at = FRAME_HEADER_SIZE + HEADER_SIZE + OWNER_SIZE;
    const mask = view.fresh ? ALL_SELF_FIELDS : world.selfDirty[me];
    if (mask !== 0) {
      this.#at = writeSelfSection(out, this.#at, world, self, mask, this.#rules);
      world.selfDirty[me] = 0;
      sections |= Section.SELF;
    }
    if (this.#writeLeaves(view)) sections |= Section.LEAVES;
    this.#castingCount = 0;
    if (view.searchNow || (world.tick + view.turn) % SEARCH_PERIOD === 0) {
      if (this.#writeEnters(view)) sections |= Section.ENTERS;
    }
    if (this.#writeUpdates(view)) sections |= Section.UPDATES;
    if (this.#combat.count > 0 && this.#writeEvents(view, me)) sections |= Section.EVENTS;
    view.fresh = false;

    out.setUint32(2, world.tick, true);
    out.setUint16(6, world.ackSeq[me] & 0xffff, true);
    out.setUint8(8, sections);
    out.setFloat32(9, x, true);
    out.setFloat32(13, y, true);
    out.setInt16(17, world.vx[me], true);
    out.setInt16(19, world.vy[me], true);
    return packet.view(this.#at);
  }

  #writeLeaves(view: ClientView): boolean {
    const blocks = this.#blocks;
    if (view.missed) this.#dropGone(view);
    for (let n = 0; n < blocks.goneCount; n++) {
      if (view.knows(blocks.gone[n])) view.dropIndex(blocks.gone[n]);
    }
    const count = Math.min(view.leavingCount, MAX_RECORDS);
    if (count === 0) return false;
    const out = this.#out;
    let at = this.#at;
    out.setUint8(at++, count);
    for (let n = 0; n < count; n++, at += 2) {
      const index = view.leaving[n];
      view.forget(index);
      out.setUint16(at, index, true);
    }
    view.leaving.copyWithin(0, count, view.leavingCount);
    view.leavingCount -= count;
    this.#at = at;
    return true;
  }

  #dropGone(view: ClientView): void {
    view.missed = false;
    for (let k = view.count - 1; k >= 0; k--) {
      if (this.#world.id[indexOf(view.ids[k])] !== view.ids[k]) view.drop(k);
    }
  }

  /** Looks for entities within the radius that the client does not know. */
  #writeEnters(view: ClientView): boolean {
    const x = view.place[0];
    const y = view.place[1];
    const world = this.#world;
    const grid = this.#grid;
    const { cellStart, cellItems, cols } = grid;
    const countAt = this.#at;
    const budgetEnd = countAt + 1 + ENTER_BUDGET_BYTES;
    view.searchNow = false;
    this.#at = countAt + 1;
    let count = 0;
    if (view.fresh) {
      this.#enter(view, view.self, 0);
      count++;
    }
    const colFrom = grid.colOf(x - this.#enterM);
    const colTo = grid.colOf(x + this.#enterM);
    const rowTo = grid.rowOf(y + this.#enterM);
    search: for (let row = grid.rowOf(y - this.#enterM); row <= rowTo; row++) {
      const to = cellStart[row * cols + colTo + 1]; // a row's cells lie side by side
      for (let c = cellStart[row * cols + colFrom]; c < to; c++) {
        const i = cellItems[c];
        if (view.knows(i)) continue;
        const dx = world.x[i] - x;
        const dy = world.y[i] - y;
        const distance2 = dx * dx + dy * dy;
        if (distance2 > this.#enter2) continue;
        const id = world.id[i];
        if (id === NOBODY) continue;
        if (count === MAX_RECORDS || this.#at > budgetEnd) {
          view.searchNow = true; // the rest comes with the next snapshot
          break search;
        }
        this.#enter(view, id, distance2);
        count++;
      }
    }
    if (count === 0) {
      this.#at = countAt;
      return false;
    }
    this.#out.setUint8(countAt, count);
    return true;
  }

  #enter(view: ClientView, id: EntityId, distance2: number): void {
    const i = indexOf(id);
    const tick = this.#world.tick;
    // what enters together is looked at again at different ticks
    view.add(id, tick, tick + 1 + (i % this.#period(distance2)));
    this.#at = this.#blocks.writeEnter(this.#out, this.#at, id);
    if (this.#blocks.castAbility[i] !== 0) this.#casting[this.#castingCount++] = i;
  }

  #period(distance2: number): number {
    return distance2 <= this.#near2 ? NEAR_PERIOD : distance2 <= this.#mid2 ? MID_PERIOD : FAR_PERIOD;
  }

  #writeUpdates(view: ClientView): boolean {
    const countAt = this.#at;
    this.#at = countAt + 1;
    let written = 0;
    for (let n = 0; n < this.#castingCount; n++) {
      const i = this.#casting[n];
      this.#out.setUint16(this.#at, i | UPDATE_EXTRA, true);
      this.#at = this.#blocks.writeExtra(this.#out, this.#at + 2, i, ExtraField.CAST);
      written++;
    }
    const end = countAt + 1 + UPDATE_BUDGET_BYTES;
    if (view.crowded) written = this.#updateRange(view, 0, view.count, countAt + 1 + UPDATE_BUDGET_BYTES / 2, written, true);
    view.crowded = false;
    const cursor = view.cursor < view.count ? view.cursor : 0;
    written = this.#updateRange(view, cursor, view.count, end, written, false);
    if (!view.crowded && cursor > 0) written = this.#updateRange(view, 0, cursor, end, written, false);
    if (written === 0) {
      this.#at = countAt;
      return false;
    }
    this.#out.setUint8(countAt, written);
    return true;
  }

  /**
   * Looks at the entries from … to − 1 that are due and writes what changed since each was last sent. Stops when the packet is
   * full; the next round begins there.
   * @returns records in the section so far
   */
  #updateRange(view: ClientView, from: number, until: number, end: number, alreadyWritten: number, nearOnly: boolean): number {
    const world = this.#world;
    const blocks = this.#blocks;
    const { movedTick, extraTick, moveLow, moveHigh } = blocks;
    const out = this.#out;
    const tick = world.tick;
    const x = view.place[0];
    const y = view.place[1];
    const target = world.target[indexOf(view.self)];
    let written = alreadyWritten;
    let at = this.#at;
    let to = until;
    const { dueTick, near, ids, sentTick } = view; // nothing is added while updates are written, so the arrays stay the same
    const { x: xs, y: ys, id: living } = world;
    for (let k = from; k < to; k++) {
      if (dueTick[k] > tick || (nearOnly && near[k] === 0)) continue;
      const id = ids[k];
      const i = indexOf(id);
      const dx = xs[i] - x;
      const dy = ys[i] - y;
      const distance2 = dx * dx + dy * dy;
      if (living[i] !== id || (distance2 > this.#leave2 && id !== target)) {
        view.drop(k);
        if (to > view.count) to = view.count;
        k--; // another entry took its place
        continue;
      }
      const sent = sentTick[k];
      const moved = movedTick[i] > sent && id !== view.self;
      const extra = extraTick[i] > sent ? blocks.extraSince(i, sent) : 0;
      if (moved || extra !== 0) {
        if (written === MAX_RECORDS || at + MAX_UPDATE_SIZE > end) {
          if (!nearOnly) {
            view.crowded = true;
            view.cursor = k;
          }
          break;
        }
        if (moved) {
          out.setUint32(at, extra === 0 ? moveLow[i] : moveLow[i] | UPDATE_EXTRA, true);
          out.setUint32(at + 4, moveHigh[i], true); // its fourth byte is written over by what follows
          at += UPDATE_MOVE_SIZE;
        } else {
          out.setUint16(at, i | UPDATE_EXTRA, true);
          at += 2;
        }
        if (extra !== 0) at = blocks.writeExtra(out, at, i, extra);
        sentTick[k] = tick;
        written++;
      }
      const period = id === target && distance2 <= this.#leave2 ? NEAR_PERIOD : this.#period(distance2);
      near[k] = period === NEAR_PERIOD ? 1 : 0;
      dueTick[k] = tick + period;
    }
    this.#at = at;
    return written;
  }

  /** Combat events whose source or target the client knows: its own first, of the others as many as the budget allows. */
  #writeEvents(view: ClientView, me: number): boolean {
    const countAt = this.#at;
    this.#at = countAt + 1;
    const own = this.#writeEventsAround(view, me, true, 0, MAX_RECORDS);
    const count = this.#writeEventsAround(view, me, false, own, Math.min(MAX_RECORDS, own + MAX_FOREIGN_EVENTS));
    if (count === 0) {
      this.#at = countAt;
      return false;
    }
    this.#out.setUint8(countAt, count);
    return true;
  }

  #writeEventsAround(view: ClientView, me: number, own: boolean, already: number, most: number): number {
    const x = view.place[0];
    const y = view.place[1];
    const combat = this.#combat;
    const bins = this.#bins;
    const out = this.#out;
    const colFrom = bins.colOf(x - this.#leaveM);
    const colTo = bins.colOf(x + this.#leaveM);
    const rowTo = bins.rowOf(y + this.#leaveM);
    let count = already;
    let at = this.#at;
    for (let row = bins.rowOf(y - this.#leaveM); row <= rowTo; row++) {
      const to = bins.start[row * bins.cols + colTo + 1];
      for (let n = bins.start[row * bins.cols + colFrom]; n < to && count < most; n++) {
        const e = bins.order[n];
        const source = combat.source[e];
        const target = combat.target[e];
        if ((source === me || target === me) !== own) continue;
        const knowsSource = source !== 0 && view.knows(source);
        const knowsTarget = target !== 0 && view.knows(target);
        if (!knowsSource && !knowsTarget) continue;
        out.setUint8(at, combat.kind[e]);
        out.setUint16(at + 1, knowsSource ? source : 0, true);
        out.setUint16(at + 3, knowsTarget ? target : 0, true);
        out.setUint8(at + 5, combat.ability[e]);
        out.setUint16(at + 6, combat.amount[e], true);
        out.setUint8(at + 8, combat.flags[e]);
        at += EVENT_SIZE;
        count++;
      }
    }
    this.#at = at;
    return count;
  }
}
