import type { CharacterClass } from "#shared/content/schema.ts";
import { el, fill, setText } from "../dom.ts";
import type { Lexicon } from "../game/lexicon.ts";
import type { Api, CharacterView } from "../net/api.ts";
import { CLASS_COLOURS, UNKNOWN_CLASS } from "../render/colour.ts";
import { playerBody } from "../render/figures/cast.ts";
import { abilityIcon, abilityLook } from "../render/icons.ts";
import { drawPortrait } from "../render/portrait.ts";

export interface CharacterScreenParts {
  api: Api;
  lexicon: Lexicon;
  /** Shown once, e.g. why the last visit ended. */
  notice?: string;
  play(character: CharacterView): Promise<void>;
  logout(): void;
}

/** Choose a character, or make one. */
export async function characterScreen(parts: CharacterScreenParts): Promise<HTMLElement> {
  const characters = await parts.api.characters();
  const screen = el("main", { class: "screen characters" });
  const figures = new Figures();
  const showList = () => fill(screen, ...listView(parts, characters, figures, showCreate));
  const showCreate = () => {
    const back = characters.length ? showList : null;
    fill(screen, ...createView(parts, figures, back));
  };
  if (characters.length) showList();
  else showCreate();
  figures.run(screen);
  return screen;
}

function listView(
  { lexicon, play, logout, notice }: CharacterScreenParts,
  characters: CharacterView[],
  figures: Figures,
  create: () => void,
): HTMLElement[] {
  const problem = el("p", { class: "problem", role: "alert", "data-testid": "problem" }, notice ?? "");
  const cards = characters.map((character) => {
    const characterClass = lexicon.classById(character.classId);
    const button = el(
      "button",
      { type: "button", class: "card character", "data-testid": `play-${character.name}` },
      figures.canvas(characterClass, 150, 190),
      el("h3", {}, character.name),
      el("p", {}, `Level ${character.level} ${characterClass?.name ?? character.classId}`),
      el("span", { class: "enter" }, "Enter the world"),
    );
    frame(button, characterClass);
    button.addEventListener("click", () => void enter(button, problem, () => play(character)));
    return button;
  });
  return [
    el("h1", {}, "Your characters"),
    problem,
    el(
      "div",
      { class: "cards" },
      ...cards,
      el(
        "button",
        { type: "button", class: "card character new", "data-testid": "new-character", onclick: create },
        el("span", { class: "plus" }, "+"),
        el("p", {}, "New character"),
      ),
    ),
    el("button", { type: "button", class: "quiet", "data-testid": "logout", onclick: logout }, "Log out"),
  ];
}

function createView({ api, lexicon, play, logout }: CharacterScreenParts, figures: Figures, back: (() => void) | null): HTMLElement[] {
  const { classes } = lexicon.content;
  let chosen = classes[0];
  const problem = el("p", { class: "problem", role: "alert", "data-testid": "problem" });
  const name = el("input", {
    type: "text",
    name: "name",
    maxLength: 16,
    minLength: 3,
    required: true,
    autocomplete: "off",
    "data-testid": "character-name",
    placeholder: "3 to 16 letters",
  });
  const submit = el("button", { type: "submit", class: "primary", "data-testid": "create" }, "Begin");
  const cards = classes.map((entry) => {
    const card = el(
      "button",
      { type: "button", class: "card class-card", role: "radio", "data-testid": `class-${entry.id}` },
      figures.canvas(entry, 180, 210),
      el("h3", {}, entry.name),
      el("p", { class: "class-text" }, entry.description),
      el("div", { class: "class-abilities" }, ...entry.abilities.flatMap((id) => abilityChip(lexicon, id))),
    );
    frame(card, entry);
    card.addEventListener("click", () => {
      chosen = entry;
      mark();
    });
    return card;
  });
  const mark = () => {
    for (const [n, card] of cards.entries()) {
      card.classList.toggle("chosen", classes[n] === chosen);
      card.setAttribute("aria-checked", String(classes[n] === chosen));
    }
  };
  mark();
  const create = (event: Event) => {
    event.preventDefault();
    void enter(submit, problem, async () => play(await api.createCharacter(name.value, chosen.id)));
  };
  return [
    el("h1", {}, "Who will you be?"),
    el("div", { class: "cards", role: "radiogroup", "aria-label": "Class" }, ...cards),
    el("form", { class: "name-form", onsubmit: create, "aria-label": "New character" }, el("label", {}, "Name", name), submit),
    problem,
    el(
      "div",
      { class: "row" },
      back && el("button", { type: "button", class: "quiet", onclick: back }, "Back"),
      el("button", { type: "button", class: "quiet", "data-testid": "logout", onclick: logout }, "Log out"),
    ),
  ];
}

/** Runs what a button asks for, shows why it failed. */
async function enter(button: HTMLButtonElement, problem: HTMLElement, run: () => Promise<void>): Promise<void> {
  button.disabled = true;
  setText(problem, "");
  try {
    await run();
  } catch (error) {
    setText(problem, (error as Error).message);
  } finally {
    button.disabled = false;
  }
}

function abilityChip(lexicon: Lexicon, id: string): HTMLElement[] {
  const ability = lexicon.abilityById(id);
  if (!ability) return [];
  const chip = el("span", { class: "chip", title: `${ability.name}: ${ability.description}` }, abilityIcon(ability, 30), ability.name);
  chip.style.borderColor = abilityLook(ability).colour;
  return [chip];
}

function frame(card: HTMLElement, entry: CharacterClass | undefined): void {
  const colours = CLASS_COLOURS[entry?.code ?? 0] ?? UNKNOWN_CLASS;
  card.style.setProperty("--class", colours.main);
  card.style.setProperty("--class-light", colours.light);
}

/** Little people on cards; they live as long as their screen is shown. */
class Figures {
  readonly #shown: Array<{ canvas: HTMLCanvasElement; code: number }> = [];

  canvas(entry: CharacterClass | undefined, width: number, height: number): HTMLCanvasElement {
    const canvas = el("canvas", { width: width * 2, height: height * 2, class: "figure" });
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    this.#shown.push({ canvas, code: entry?.code ?? 0 });
    return canvas;
  }

  run(screen: HTMLElement): void {
    const draw = (nowMs: number) => {
      for (const { canvas, code } of this.#shown) {
        if (!canvas.isConnected) continue;
        const lively = canvas.closest("button")?.matches(".chosen, :hover, :focus-visible") ?? false;
        const glow = CLASS_COLOURS[code]?.light ?? "#ffffff";
        drawPortrait(canvas, playerBody(code), {
          spanM: 2.9,
          middleM: 1.15,
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
