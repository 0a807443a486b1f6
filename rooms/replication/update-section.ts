import { indexOf } from "#shared/primitives/entity-id.ts";
import { ExtraField, MAX_RECORDS, MAX_UPDATE_SIZE, UNSEEN, UPDATE_EXTRA, UPDATE_MOVE_SIZE } from "#shared/protocol/snapshot.ts";
import { type ClientView, EntryState } from "./client-view.ts";
import { ROW, RowWord, X_SHIFT, Y_SHIFT } from "./entity-blocks.ts";
import type { Interest } from "./interest.ts";
import type { Scene } from "./scene.ts";
import { UPDATE_BUDGET_BYTES } from "./tiers.ts";

/** Which of the due entries a pass looks at. */
const Pass = { ALL: 0, NEAR: 1, URGENT_NEAR: 2, URGENT: 3 } as const;
type Pass = (typeof Pass)[keyof typeof Pass];

/** UPDATES: what changed since each entity in the picture was last looked at. */
export class UpdateSection {
  readonly #scene: Scene;
  readonly #interest: Interest;
  /** Records in the section so far. */
  #records = 0;

  constructor(scene: Scene, interest: Interest) {
    this.#scene = scene;
    this.#interest = interest;
  }

  write(view: ClientView): boolean {
    const scene = this.#scene;
    const countAt = scene.at;
    const from = countAt + 1;
    const end = from + UPDATE_BUDGET_BYTES;
    scene.at = from;
    this.#records = 0;
    this.#writeEntering(view);
    if (view.crowded) {
      this.#look(view, 0, view.count, end, Pass.URGENT_NEAR);
      this.#look(view, 0, view.count, end, Pass.URGENT);
      view.urgentBytes += scene.at - from;
      this.#look(view, 0, view.count, from + UPDATE_BUDGET_BYTES / 2, Pass.NEAR);
    }
    view.crowded = false;
    const cursor = view.cursor < view.count ? view.cursor : 0;
    this.#look(view, cursor, view.count, end, Pass.ALL);
    if (!view.crowded && cursor > 0) this.#look(view, 0, cursor, end, Pass.ALL);
    if (this.#records === 0) {
      scene.at = countAt;
      return false;
    }
    scene.out.setUint8(countAt, this.#records);
    return true;
  }

  #writeEntering(view: ClientView): void {
    const scene = this.#scene;
    const { blocks, out } = scene;
    const { entering, enteringCount } = this.#interest;
    for (let n = 0; n < enteringCount; n++) {
      const i = entering[n];
      out.setUint16(scene.at, i | UPDATE_EXTRA, true);
      scene.at = blocks.writeExtra(out, scene.at + 2, i, blocks.beyondEnter(i), blocks.targetFor(view, i));
    }
    this.#records = enteringCount;
  }

  /**
   * Looks at the entries from … until − 1 that are due and writes what changed. Stops when the packet is full at `end`: the next
   * round begins there. Those of whom the client would be told too late leave its picture instead.
   */
  #look(view: ClientView, from: number, until: number, end: number, pass: Pass): void {
    const scene = this.#scene;
    const { blocks, pace, out } = scene;
    const { rows } = blocks;
    const tick = scene.world.tick;
    const { x, y, self } = view;
    const target = scene.world.target[indexOf(self)];
    const leave2 = pace.leave2;
    const urgentTick = tick - pace.far;
    let records = this.#records;
    let at = scene.at;
    let to = until;
    const { dueTick, state, ids, sentTick } = view; // nothing is added while updates are written, so the arrays stay the same
    for (let k = from; k < to; k++) {
      if (dueTick[k] > tick) continue;
      if (pass !== Pass.ALL && !isMeant(pass, state[k], sentTick[k] <= urgentTick)) continue;
      const id = ids[k];
      const i = indexOf(id);
      const row = i * ROW;
      const dx = (rows[row + RowWord.LOW] >>> X_SHIFT) - x;
      const dy = ((rows[row + RowWord.HIGH] & 0xffff) >>> Y_SHIFT) - y;
      const distance2 = dx * dx + dy * dy; // blocks.distance2, written out: this loop is where the time goes
      if (rows[row + RowWord.ID] !== id || (distance2 > leave2 && !scene.mattersAlways(view, id))) {
        view.drop(k);
        if (to > view.count) to = view.count;
        k--; // another entry took its place
        continue;
      }
      const sent = sentTick[k];
      const moved = rows[row + RowWord.MOVED] > sent && id !== self;
      let extra = rows[row + RowWord.EXTRA] > sent ? blocks.extraSince(i, sent) : 0;
      if (state[k] & EntryState.MASKED && blocks.isKnown(view, rows[row + RowWord.TARGET])) extra |= ExtraField.TARGET;
      if (moved || extra !== 0) {
        if (records === MAX_RECORDS || at + MAX_UPDATE_SIZE > end) {
          if (pass === Pass.NEAR) break;
          view.crowded = true;
          if (pass === Pass.ALL) {
            view.cursor = k;
            break;
          }
          if (tick < view.lenientUntil || scene.mattersAlways(view, id)) continue;
          view.drop(k);
          if (to > view.count) to = view.count;
          k--;
          continue;
        }
        if (moved) {
          const low = rows[row + RowWord.LOW] | 0; // signed: a number of 32 bits without sign may be boxed
          out.setInt32(at, extra === 0 ? low : low | UPDATE_EXTRA, true);
          out.setUint32(at + 4, rows[row + RowWord.HIGH], true); // its fourth byte is written over by what follows
          at += UPDATE_MOVE_SIZE;
        } else {
          out.setUint16(at, i | UPDATE_EXTRA, true);
          at += 2;
        }
        if (extra !== 0) {
          let whom = 0;
          if (extra & ExtraField.TARGET) {
            whom = blocks.targetFor(view, i);
            state[k] = whom === UNSEEN ? state[k] | EntryState.MASKED : state[k] & ~EntryState.MASKED;
          }
          at = blocks.writeExtra(out, at, i, extra, whom);
        }
        records++;
      }
      sentTick[k] = tick;
      const period = id === target && distance2 <= leave2 ? 1 : pace.period(distance2);
      state[k] = period === 1 ? state[k] | EntryState.NEAR : state[k] & ~EntryState.NEAR;
      dueTick[k] = tick + period;
    }
    scene.at = at;
    this.#records = records;
  }
}

/** Does a pass look at an entry now? @param urgent the client would be told too late in a later snapshot */
function isMeant(pass: Pass, state: number, urgent: boolean): boolean {
  if (pass === Pass.NEAR) return (state & EntryState.NEAR) !== 0;
  return urgent && (pass === Pass.URGENT || (state & EntryState.NEAR) !== 0);
}
