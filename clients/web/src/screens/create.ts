import { APPEARANCE_PARTS, type AppearancePart, packAppearance, unpackAppearance } from "#shared/rules/appearance.ts";
import type { AppearanceChoices } from "#shared/content/schema.ts";
import { el, setText } from "../dom.ts";
import type { Lexicon } from "../game/lexicon.ts";
import { abilityIcon, abilityLook } from "../render/icons.ts";
import { type Figures, frame } from "./figures.ts";
import { attempt } from "./form.ts";
import type { CharacterScreenParts } from "./parts.ts";

const PARTS: Readonly<Record<AppearancePart, string>> = {
  body: "Body",
  skin: "Skin",
  hair: "Hair",
  hairColour: "Hair colour",
  outfit: "Clothes",
};

/** Make a character: class, origin, looks, name. */
export function createView(
  { api, lexicon, play, logout }: CharacterScreenParts,
  figures: Figures,
  back: (() => void) | null,
): HTMLElement[] {
  const { classes } = lexicon.content;
  const looks = unpackAppearance(0);
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
      figures.canvas(entry, () => packAppearance(looks), 180, 170),
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
  const { chosen: chosenOrigin, element: origin } = originPicker(lexicon);
  const create = (event: Event) => {
    event.preventDefault();
    const character = { name: name.value, classId: chosen.id, ...chosenOrigin(), appearance: { ...looks } };
    void attempt(submit, problem, async () => play(await api.createCharacter(character)));
  };
  origin.append(el("form", { class: "name-form", onsubmit: create, "aria-label": "New character" }, el("label", {}, "Name", name), submit));
  return [
    el("h1", {}, "Who will you be?"),
    el("div", { class: "cards", role: "radiogroup", "aria-label": "Class" }, ...cards),
    el("div", { class: "makings" }, origin, looksPicker(lexicon.looks, looks)),
    problem,
    el(
      "div",
      { class: "row" },
      back && el("button", { type: "button", class: "quiet", onclick: back }, "Back"),
      el("button", { type: "button", class: "quiet", "data-testid": "logout", onclick: logout }, "Log out"),
    ),
  ];
}

function originPicker({ content }: Lexicon): { element: HTMLElement; chosen: () => { originId?: string } } {
  const { origins, attributes } = content;
  const text = el("p", { "data-testid": "origin-text" });
  const select = el(
    "select",
    { "data-testid": "origin", name: "origin" },
    ...origins.map((origin) => el("option", { value: origin.id }, origin.name)),
  );
  const show = () => {
    const origin = origins.find((entry) => entry.id === select.value);
    const given = attributes.flatMap(({ id, name }) => (origin?.attributes[id] ? [`${name} +${origin.attributes[id]}`] : []));
    setText(text, origin ? `${origin.description} ${given.join(", ")}.` : "");
  };
  select.addEventListener("change", show);
  show();
  const element = el("section", { class: "card making" }, el("label", {}, "Origin", select), text);
  return { element, chosen: () => (select.value ? { originId: select.value } : {}) };
}

/** One row for each part: a step to either side goes through its choices. */
function looksPicker(choices: AppearanceChoices, looks: Record<AppearancePart, number>): HTMLElement {
  const named = (list: readonly { name: string }[]) => list.map((choice) => choice.name);
  const names: Readonly<Record<AppearancePart, readonly string[]>> = {
    body: named(choices.bodies),
    skin: named(choices.skins),
    hair: choices.hairStyles,
    hairColour: named(choices.hairColours),
    outfit: named(choices.outfits),
  };
  const rows = APPEARANCE_PARTS.map((part) => {
    const value = el("output", { "data-testid": `look-${part}` }, names[part][looks[part]]);
    const step = (by: number) => () => {
      looks[part] = (looks[part] + by + names[part].length) % names[part].length;
      setText(value, names[part][looks[part]]);
    };
    const button = (label: string, by: number, testId: string) =>
      el(
        "button",
        { type: "button", class: "step", "aria-label": `${PARTS[part]}: ${label}`, "data-testid": testId, onclick: step(by) },
        by < 0 ? "‹" : "›",
      );
    return el(
      "div",
      { class: "look" },
      el("span", {}, PARTS[part]),
      button("previous", -1, `look-${part}-back`),
      value,
      button("next", 1, `look-${part}-next`),
    );
  });
  return el("section", { class: "card making", "aria-label": "Looks" }, ...rows);
}

function abilityChip(lexicon: Lexicon, id: string): HTMLElement[] {
  const ability = lexicon.abilityById(id);
  if (!ability) return [];
  const chip = el("span", { class: "chip", title: `${ability.name}: ${ability.description}` }, abilityIcon(ability, 30), ability.name);
  chip.style.borderColor = abilityLook(ability).colour;
  return [chip];
}
