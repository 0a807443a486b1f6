import { indexOf } from "#shared/primitives/entity-id.ts";
import { EVENT_SIZE, MAX_RECORDS } from "#shared/protocol/snapshot.ts";
import type { CombatEvents } from "#rooms/simulation/events.ts";
import type { ClientView } from "./client-view.ts";
import { CombatBins } from "./combat-bins.ts";
import type { Scene } from "./scene.ts";
import { MAX_FOREIGN_EVENTS } from "./tiers.ts";

/** EVENTS: combat events whose source or target the client knows; the other one is not named unless it knows it as well. */
export class EventSection {
  readonly #scene: Scene;
  readonly #combat: CombatEvents;
  readonly #bins: CombatBins;
  #records = 0;

  constructor(scene: Scene, combat: CombatEvents, widthM: number, heightM: number) {
    this.#scene = scene;
    this.#combat = combat;
    this.#bins = new CombatBins(widthM, heightM);
  }

  /** Sorts the finished tick's events. */
  prepare(): void {
    this.#bins.rebuild(this.#combat, this.#scene.blocks);
  }

  /** The client's own first, of the others as many as the budget allows. */
  write(view: ClientView): boolean {
    if (this.#combat.count === 0) return false;
    const scene = this.#scene;
    const countAt = scene.at;
    scene.at = countAt + 1;
    this.#records = 0;
    this.#writeAround(view, true, MAX_RECORDS);
    this.#writeAround(view, false, Math.min(MAX_RECORDS, this.#records + MAX_FOREIGN_EVENTS));
    if (this.#records === 0) {
      scene.at = countAt;
      return false;
    }
    scene.out.setUint8(countAt, this.#records);
    return true;
  }

  #writeAround(view: ClientView, own: boolean, most: number): void {
    const { pace, out } = this.#scene;
    const combat = this.#combat;
    const bins = this.#bins;
    const me = indexOf(view.self);
    const { leave } = pace;
    const { x, y } = view;
    const colFrom = bins.colOf(x - leave);
    const colTo = bins.colOf(x + leave);
    const rowTo = bins.rowOf(y + leave);
    let count = this.#records;
    let at = this.#scene.at;
    for (let row = bins.rowOf(y - leave); row <= rowTo; row++) {
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
    this.#scene.at = at;
    this.#records = count;
  }
}
