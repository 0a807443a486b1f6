import type { Crafting } from "#shared/api/generated.ts";
import type { Recipe } from "#shared/content/schema.ts";
import { el, fill } from "../../dom.ts";
import type { CraftingWays } from "../../net/crafting-ways.ts";
import { changeText, STAT_LABELS } from "../stat-text.ts";
import { coloured, Panel } from "../windows.ts";
import { coins } from "./coins.ts";
import { type CellParts, itemPicture } from "./item-cell.ts";
import { doing } from "./parts.ts";

export interface CraftingParts extends CellParts {
  crafting: CraftingWays;
  level(): number;
}

/** Tries that one request may ask for. */
const MOST_AT_ONCE = 20;

/** What can be made: recipes by profession, what goes into them and is missing, and how many of them. */
export class CraftingWindow {
  readonly panel: Panel;
  readonly #parts: CraftingParts;
  readonly #list = el("ul", { class: "letters recipes", "data-testid": "recipes" });
  readonly #shown = el("article", { class: "letter recipe", "data-testid": "recipe" });
  readonly #count = el("input", {
    type: "number",
    min: "1",
    max: String(MOST_AT_ONCE),
    value: "1",
    "aria-label": "How many",
    "data-testid": "craft-count",
  });
  #view: Crafting | null = null;
  #station = "";
  #chosen: string | null = null;

  constructor(parts: CraftingParts, onClose: () => void) {
    this.#parts = parts;
    this.panel = new Panel("Crafting", "crafting", onClose);
    fill(this.panel.body, el("div", { class: "mail-inbox" }, this.#list, this.#shown));
    parts.belongings.listen(() => this.#render());
  }

  /** One stands at a station of this kind. */
  visit(station: string, name: string): Promise<void> {
    this.#station = station;
    this.panel.title = name;
    this.#chosen = null;
    return this.#refresh();
  }

  async #refresh(): Promise<void> {
    const view = await this.#parts.belongings.ask(() => this.#parts.crafting.read());
    if (!view) return;
    this.#view = view;
    this.#render();
  }

  /** Of the station one stands at. */
  get #recipes(): readonly Recipe[] {
    const { recipes } = this.#parts.belongings.parts.lexicon.content;
    return recipes.filter(({ station }) => station === this.#station);
  }

  #render(): void {
    const view = this.#view;
    if (!view || !this.panel.open) return;
    const lines = this.#parts.belongings.parts.lexicon.content.professions.flatMap(({ id, name }) => {
      const recipes = this.#recipes.filter(({ profession }) => profession === id);
      const skill = view.professions.find(({ professionId }) => professionId === id);
      if (recipes.length === 0) return [];
      const head = el("li", { class: "profession" }, el("b", {}, name), el("span", {}, `${skill?.skill ?? 0} of ${skill?.most ?? 0}`));
      return [head, ...recipes.map((recipe) => el("li", {}, this.#button(recipe)))];
    });
    fill(this.#list, ...lines);
    const recipe = this.#recipes.find(({ id }) => id === this.#chosen) ?? this.#recipes[0];
    if (recipe) this.#show(recipe);
    else fill(this.#shown, el("p", { class: "muted" }, "Nothing is made here."));
  }

  #button(recipe: Recipe): HTMLElement {
    const times = this.#times(recipe);
    const refusal = this.#refusal(recipe);
    const choose = () => {
      this.#chosen = recipe.id;
      this.#count.value = "1";
      this.#render();
    };
    return el(
      "button",
      {
        type: "button",
        class: `${refusal ? "out-of-reach" : ""}${recipe.id === this.#chosen ? " chosen" : ""}`,
        "data-testid": `recipe-${recipe.id}`,
        onclick: choose,
      },
      el("b", {}, recipe.name),
      el("small", {}, refusal ?? (times > 0 ? `enough for ${times}` : "something is missing")),
    );
  }

  #show(recipe: Recipe): void {
    const { belongings } = this.#parts;
    const { lexicon } = belongings.parts;
    const known = this.#view?.recipes.find(({ recipeId }) => recipeId === recipe.id);
    const template = lexicon.itemById(recipe.makes.item);
    const [currency] = lexicon.content.currencies;
    const needs = recipe.ingredients.map(({ item, quantity }) => {
      const have = belongings.count(item);
      const part = lexicon.itemById(item);
      return el(
        "li",
        { class: have < quantity ? "missing" : "", "data-testid": `needs-${item}` },
        itemPicture(this.#parts, { templateId: item }),
        coloured(part?.name ?? item, part?.quality ?? "common"),
        el("span", {}, `${quantity} needed, ${have} in the bag`),
      );
    });
    const chances = [
      known && known.failure > 0 ? `${Math.round(known.failure * 100)} % of tries fail` : "",
      known && known.learning > 0 ? `${Math.round(known.learning * 100)} % teach you something` : "",
    ].filter(Boolean);
    const craft = doing("Make", "craft", () => this.#craft(recipe), {
      primary: true,
      disabled: this.#refusal(recipe) !== null || this.#times(recipe) === 0,
    });
    fill(
      this.#shown,
      el(
        "div",
        { class: "recipe-head" },
        itemPicture(this.#parts, { templateId: recipe.makes.item, quantity: recipe.makes.quantity }),
        el("h4", {}, coloured(recipe.name, template?.quality ?? "common")),
      ),
      el("p", { class: "muted" }, chances.join(", ")),
      el("ul", { class: "ingredients" }, ...needs),
      ...recipe.better.map(({ chance, stats }) => {
        const more = Object.entries(stats).map(
          ([name, amount]) => `${changeText(name as keyof typeof STAT_LABELS, amount)} ${STAT_LABELS[name as keyof typeof STAT_LABELS]}`,
        );
        return el("p", { class: "tip-good" }, `${Math.round(chance * 100)} %: ${more.join(", ")}`);
      }),
      recipe.fee > 0 ? el("p", {}, "Each try costs ", coins(recipe.fee, currency)) : null,
      el("footer", { class: "bag-foot" }, el("span", { class: "tip-bad" }, this.#refusal(recipe) ?? ""), this.#count, craft),
    );
  }

  /** For how many tries the bag has enough. */
  #times({ ingredients }: Recipe): number {
    return Math.min(...ingredients.map(({ item, quantity }) => Math.floor(this.#parts.belongings.count(item) / quantity)));
  }

  /** Why it cannot be made whatever one has; null: it can. */
  #refusal({ id, profession, skill, level }: Recipe): string | null {
    if (!this.#view?.recipes.find(({ recipeId }) => recipeId === id)?.known) return "not learned yet";
    const own = this.#view.professions.find(({ professionId }) => professionId === profession)?.skill ?? 0;
    if (own < skill) return `needs skill ${skill}`;
    return this.#parts.level() < level ? `needs level ${level}` : null;
  }

  async #craft(recipe: Recipe): Promise<void> {
    const { belongings, crafting } = this.#parts;
    const count = Number(this.#count.value);
    if (!Number.isInteger(count) || count < 1 || count > MOST_AT_ONCE)
      return belongings.parts.complain(`From 1 to ${MOST_AT_ONCE} at once.`);
    const result = await belongings.ask(() => crafting.craft({ recipeId: recipe.id, count }));
    if (!result) return;
    const best = Math.max(0, ...result.items.map(({ quality }) => quality ?? 0));
    const failed = result.failed > 0 ? ` ${result.failed} failed.` : "";
    belongings.parts.say(`You made ${recipe.name} ×${result.made}.${failed}${best > 1 ? " One turned out better than usual!" : ""}`);
    belongings.refresh(0);
    await this.#refresh();
  }
}
