import type { Action } from "#shared/protocol/action.ts";
import { ActionKind, DuelAction, DuelState } from "#shared/protocol/codes.ts";
import { NOBODY } from "#shared/primitives/entity-id.ts";
import { el, fill, setText } from "../dom.ts";
import { secondsLeft } from "../game/clock.ts";
import type { Picture } from "../game/picture.ts";

type Answer = readonly [label: string, what: number];

/** What can be said to a duel, by its state. */
const ANSWERS: Readonly<Record<number, readonly Answer[]>> = {
  [DuelState.CHALLENGED]: [
    ["Accept", DuelAction.ACCEPT],
    ["Decline", DuelAction.DECLINE],
  ],
  [DuelState.CHALLENGING]: [["Withdraw", DuelAction.DECLINE]],
  [DuelState.COUNTDOWN]: [["Yield", DuelAction.YIELD]],
  [DuelState.FIGHTING]: [["Yield", DuelAction.YIELD]],
};

/** How it stands with a duel, in a sentence. @param seconds until the challenge lapses or the fight begins */
export function duelText(state: number, opponent: string, seconds: number): string {
  switch (state) {
    case DuelState.CHALLENGED:
      return `${opponent} challenges you to a duel: ${seconds} s`;
    case DuelState.CHALLENGING:
      return `You have challenged ${opponent} to a duel: ${seconds} s`;
    case DuelState.COUNTDOWN:
      return `The duel with ${opponent} begins in ${seconds} …`;
    default:
      return `Duel with ${opponent}`;
  }
}

/** A challenge and what may be said to it, the countdown, the duel itself. */
export class DuelBox {
  readonly element: HTMLElement;
  readonly #picture: Picture;
  readonly #act: (action: Action) => void;
  readonly #text = el("span", { "data-testid": "duel-text" });
  readonly #answers = el("div", { class: "answers" });
  #shownState: number = DuelState.NONE;

  constructor(picture: Picture, act: (action: Action) => void) {
    this.#picture = picture;
    this.#act = act;
    this.element = el("section", { class: "duel hidden", role: "alert", "data-testid": "duel" }, this.#text, this.#answers);
  }

  update(serverTick: number, tickMs: number): void {
    const { state, opponent, tick } = this.#picture.own.offers.duel;
    if (state !== this.#shownState) this.#change(state);
    if (state === DuelState.NONE) return;
    setText(this.#text, duelText(state, this.#picture.find(opponent)?.name ?? "Somebody", secondsLeft(tick, serverTick, tickMs)));
  }

  #change(state: number): void {
    this.#shownState = state;
    this.element.classList.toggle("hidden", state === DuelState.NONE);
    const buttons = (ANSWERS[state] ?? []).map(([label, what]) =>
      el(
        "button",
        {
          type: "button",
          class: what === DuelAction.ACCEPT ? "primary" : "secondary",
          "data-testid": `duel-${label.toLowerCase()}`,
          onclick: () => this.#act({ kind: ActionKind.DUEL, what, target: NOBODY }),
        },
        label,
      ),
    );
    fill(this.#answers, ...buttons);
  }
}
