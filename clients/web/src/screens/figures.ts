import type { AppearanceChoices, CharacterClass } from "#shared/content/schema.ts";
import { el } from "../dom.ts";
import { CLASS_COLOURS, UNKNOWN_CLASS } from "../render/colour.ts";
import { playerBody } from "../render/figures/cast.ts";
import { drawPortrait } from "../render/portrait.ts";

interface Shown {
  canvas: HTMLCanvasElement;
  code: number;
  /** Packed; asked each time, so that it may change. */
  appearance: () => number;
}

/** Little people on cards; they live as long as their screen is shown. */
export class Figures {
  readonly #choices: AppearanceChoices;
  readonly #shown: Shown[] = [];

  constructor(choices: AppearanceChoices) {
    this.#choices = choices;
  }

  canvas(entry: CharacterClass | undefined, appearance: () => number, width: number, height: number): HTMLCanvasElement {
    const canvas = el("canvas", { width: width * 2, height: height * 2, class: "figure" });
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    this.#shown.push({ canvas, code: entry?.code ?? 0, appearance });
    return canvas;
  }

  run(screen: HTMLElement): void {
    const draw = (nowMs: number) => {
      for (const { canvas, code, appearance } of this.#shown) {
        if (!canvas.isConnected) continue;
        const lively = canvas.closest("button")?.matches(".chosen, :hover, :focus-visible") ?? false;
        const glow = CLASS_COLOURS[code]?.light ?? "#ffffff";
        drawPortrait(canvas, playerBody(code, appearance(), this.#choices), {
          spanM: 3.5,
          middleM: 1.4,
          turn: 0.4 + Math.sin(nowMs / 1600) * (lively ? 0.5 : 0.1),
          nowMs,
          casting: lively && code !== 1,
          glow,
        });
      }
      if (screen.isConnected) requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
  }
}

/** A card in the colours of a class. */
export function frame(card: HTMLElement, entry: CharacterClass | undefined): void {
  const colours = CLASS_COLOURS[entry?.code ?? 0] ?? UNKNOWN_CLASS;
  card.style.setProperty("--class", colours.main);
  card.style.setProperty("--class-light", colours.light);
}
