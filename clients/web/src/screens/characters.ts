import { packAppearance } from "#shared/rules/appearance.ts";
import { el, fill, setText } from "../dom.ts";
import type { Api, CharacterView } from "../net/api.ts";
import { createView } from "./create.ts";
import { Figures, frame } from "./figures.ts";
import { attempt } from "./form.ts";
import type { CharacterScreenParts } from "./parts.ts";

/** Choose a character, or make one. */
export async function characterScreen(parts: CharacterScreenParts): Promise<HTMLElement> {
  let list = await parts.api.characters();
  const screen = el("main", { class: "screen characters" });
  const figures = new Figures(parts.lexicon.looks);
  const showList = (said = "") => fill(screen, ...listView(parts, said, list, figures, { create: showCreate, changed: reload }));
  const showCreate = () =>
    fill(screen, ...createView(parts, figures, list.characters.length || list.deleted.length ? () => showList() : null));
  const reload = async (said: string) => {
    list = await parts.api.characters();
    showList(said);
  };
  if (list.characters.length || list.deleted.length) showList();
  else showCreate();
  figures.run(screen);
  return screen;
}

type List = Awaited<ReturnType<Api["characters"]>>;

interface Ways {
  create(): void;
  /** The list is another now. */
  changed(said: string): Promise<void>;
}

function listView(
  parts: CharacterScreenParts,
  said: string,
  { characters, deleted, maxSlots }: List,
  figures: Figures,
  ways: Ways,
): HTMLElement[] {
  const problem = el("p", { class: "problem", role: "alert", "data-testid": "problem" }, said ? "" : (parts.notice ?? ""));
  const fresh = el(
    "button",
    { type: "button", class: "card character new", "data-testid": "new-character", onclick: ways.create },
    el("span", { class: "plus" }, "+"),
    el("p", {}, `New character (${characters.length} of ${maxSlots})`),
  );
  return [
    el("h1", {}, "Your characters"),
    problem,
    el("p", { class: "said", role: "status" }, said),
    el(
      "div",
      { class: "cards" },
      ...characters.map((character) => characterCard(parts, character, figures, ways, problem)),
      characters.length < maxSlots && fresh,
    ),
    ...(deleted.length ? [deletedList(parts, deleted, ways, problem)] : []),
    el("button", { type: "button", class: "quiet", "data-testid": "logout", onclick: parts.logout }, "Log out"),
  ];
}

function characterCard(
  { api, lexicon, play }: CharacterScreenParts,
  character: CharacterView,
  figures: Figures,
  ways: Ways,
  problem: HTMLElement,
): HTMLElement {
  const characterClass = lexicon.classById(character.classId);
  const origin = lexicon.content.origins.find((entry) => entry.id === character.originId);
  const card = el(
    "button",
    { type: "button", class: "card character", "data-testid": `play-${character.name}` },
    figures.canvas(characterClass, () => packAppearance(character.appearance), 150, 190),
    el("h3", {}, character.name),
    el("p", {}, `Level ${character.level} ${characterClass?.name ?? character.classId}${origin ? `, ${origin.name}` : ""}`),
    el("span", { class: "enter" }, "Enter the world"),
  );
  frame(card, characterClass);
  card.addEventListener("click", () => void attempt(card, problem, () => play(character)));
  const remove = el("button", { type: "button", class: "quiet delete", "data-testid": `delete-${character.name}` }, "Delete");
  let sure = false;
  remove.addEventListener("click", () => {
    if (!sure) {
      sure = true;
      setText(remove, `Really delete ${character.name}?`);
      return;
    }
    void attempt(remove, problem, async () => {
      await api.deleteCharacter(character.id);
      await ways.changed(`${character.name} is deleted and can be restored for 30 days.`);
    });
  });
  return el("div", { class: "card-stack" }, card, remove);
}

function deletedList({ api }: CharacterScreenParts, deleted: readonly CharacterView[], ways: Ways, problem: HTMLElement): HTMLElement {
  const rows = deleted.map(({ id, name, level, restorableUntil }) => {
    const button = el("button", { type: "button", class: "quiet", "data-testid": `restore-${name}` }, "Restore");
    button.addEventListener(
      "click",
      () =>
        void attempt(button, problem, async () => {
          await api.restoreCharacter(id);
          await ways.changed(`${name} is back.`);
        }),
    );
    const until = restorableUntil ? new Date(restorableUntil).toLocaleDateString() : "";
    return el("li", {}, `${name}, level ${level}: until ${until}`, button);
  });
  return el("section", { class: "deleted" }, el("h2", {}, "Deleted"), el("ul", {}, ...rows));
}
