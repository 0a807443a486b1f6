import type { Action } from "#shared/protocol/action.ts";
import { ActionKind, EntityFlag } from "#shared/protocol/codes.ts";
import { secondsLeft } from "../game/clock.ts";
import { el, setText } from "../dom.ts";
import type { Picture } from "../game/picture.ts";

/** Shown while one is dead: back to the town, or back to life where one lies when somebody offers it. */
export class DeathScreen {
  readonly element: HTMLElement;
  readonly #picture: Picture;
  readonly #offer = el("p", { class: "hidden", role: "status", "data-testid": "resurrection" });
  readonly #answers: HTMLElement;

  constructor(picture: Picture, act: (action: Action) => void) {
    this.#picture = picture;
    const answer = (label: string, accept: boolean) =>
      el(
        "button",
        {
          type: "button",
          class: accept ? "primary" : "secondary",
          "data-testid": accept ? "rise" : "stay",
          onclick: () => act({ kind: ActionKind.ANSWER_RESURRECTION, accept }),
        },
        label,
      );
    this.#answers = el("div", { class: "answers hidden" }, answer("Rise", true), answer("Stay", false));
    this.element = el(
      "div",
      { class: "death hidden", "data-testid": "death-screen" },
      el("h2", {}, "You have fallen"),
      this.#offer,
      this.#answers,
      el("p", {}, "The lights of the town are never far."),
      el(
        "button",
        { type: "button", class: "primary", "data-testid": "release", onclick: () => act({ kind: ActionKind.RELEASE }) },
        "Release",
      ),
    );
  }

  update(serverTick: number, tickMs: number): void {
    const { movement, offers } = this.#picture.own;
    this.element.classList.toggle("hidden", (movement.flags & EntityFlag.DEAD) === 0);
    const { by, untilTick } = offers.resurrection;
    this.#offer.classList.toggle("hidden", by === 0);
    this.#answers.classList.toggle("hidden", by === 0);
    if (by === 0) return;
    const healer = this.#picture.find(by)?.name ?? "Somebody";
    setText(this.#offer, `${healer} would call you back to life where you lie: ${secondsLeft(untilTick, serverTick, tickMs)} s`);
  }
}
