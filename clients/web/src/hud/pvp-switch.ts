import type { Action } from "#shared/protocol/action.ts";
import { ActionKind, EntityFlag } from "#shared/protocol/codes.ts";
import { el, setText } from "../dom.ts";

/** Whether one fights other players who want it too. Who no longer wants to still does for a while. */
export class PvpSwitch {
  readonly element: HTMLButtonElement;
  readonly #act: (action: Action) => void;
  #on = false;
  /** Asked to end; the server has not ended it yet. */
  #ending = false;

  constructor(act: (action: Action) => void) {
    this.#act = act;
    this.element = el("button", { type: "button", class: "tag", "data-testid": "pvp", onclick: () => this.#press() });
  }

  /** @param flags own, by the server's word */
  update(flags: number): void {
    this.#on = (flags & EntityFlag.PVP) !== 0;
    if (!this.#on) this.#ending = false;
    const ending = this.#on && this.#ending;
    setText(this.element, ending ? "PvP ends" : this.#on ? "PvP on" : "PvP off");
    this.element.title = ending
      ? "It ends five minutes after your last fight with a player."
      : this.#on
        ? "You fight other players who want it too."
        : "Fight other players who want it too.";
    this.element.classList.toggle("on", this.#on);
  }

  #press(): void {
    this.#ending = this.#on && !this.#ending;
    this.#act({ kind: ActionKind.PVP_FLAG, on: !this.#ending });
  }
}
