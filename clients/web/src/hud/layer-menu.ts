import { el, fill, setText } from "../dom.ts";

export interface LayerState {
  layer: number;
  players: number;
  busy: boolean;
  full: boolean;
}

/** What the menu asks of the server. */
export interface LayerWays {
  /** Layers of the zone that run now. */
  list(): Promise<readonly LayerState[]>;
  go(layer: number): Promise<unknown>;
  /** To the layer on which this player is. */
  join(name: string): Promise<unknown>;
}

/** How often it is looked whether there are other layers, ms. */
const LOOK_MS = 30_000;

/** Players count from one. */
const nameOf = (layer: number) => `Layer ${layer + 1}`;

/** Which copy of the zone one is in, and the way to another; shown only where there are several. */
export class LayerMenu {
  readonly element: HTMLElement;
  readonly #here: number;
  readonly #ways: LayerWays;
  readonly #say: (text: string) => void;
  readonly #button: HTMLButtonElement;
  readonly #list = el("div", { class: "layer-list", hidden: true, "data-testid": "layer-list" });
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** @param here the layer one is on @param say tells the player why not */
  constructor(here: number, ways: LayerWays, say: (text: string) => void) {
    this.#here = here;
    this.#ways = ways;
    this.#say = say;
    this.#button = el("button", { type: "button", class: "tag", hidden: true, "data-testid": "layer", onclick: () => this.#toggle() });
    setText(this.#button, nameOf(here));
    this.#button.title = "The zone runs in several copies: go to another one.";
    this.element = el("div", { class: "layers" }, this.#button, this.#list);
  }

  /** To the layer on which this player is. */
  join(name: string): void {
    void this.#ask(this.#ways.join(name));
  }

  update(nowMs: number): void {
    if (nowMs - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = nowMs;
    void this.#look();
  }

  async #look(): Promise<void> {
    try {
      const layers = await this.#ways.list();
      this.#button.hidden = layers.length < 2 && this.#here === 0;
      if (!this.#list.hidden) this.#show(layers);
    } catch {
      // it is looked again later; until then nothing is offered
    }
  }

  #toggle(): void {
    this.#list.hidden = !this.#list.hidden;
    if (!this.#list.hidden) void this.#look();
  }

  #show(layers: readonly LayerState[]): void {
    const name = el("input", { type: "text", maxLength: 16, placeholder: "Join a player …", "data-testid": "layer-join" });
    const join = (event: Event) => {
      event.preventDefault();
      if (name.value.trim() !== "") this.join(name.value.trim());
    };
    fill(this.#list, ...layers.map((state) => this.#row(state)), el("form", { onsubmit: join }, name));
  }

  #row({ layer, players, busy, full }: LayerState): HTMLElement {
    const here = layer === this.#here;
    const state = here ? "here" : full ? "full" : busy ? "busy" : "";
    const button = el(
      "button",
      { type: "button", disabled: here || full, "data-testid": `layer-${layer}`, onclick: () => void this.#ask(this.#ways.go(layer)) },
      el("span", {}, nameOf(layer)),
      el("small", {}, [`${players} ${players === 1 ? "player" : "players"}`, state].filter(Boolean).join(" · ")),
    );
    return button;
  }

  async #ask(asked: Promise<unknown>): Promise<void> {
    try {
      await asked;
      this.#list.hidden = true;
    } catch (error) {
      this.#say((error as Error).message);
    }
  }
}
