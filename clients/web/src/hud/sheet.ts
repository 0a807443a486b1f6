import { type Build, characterStats } from "#shared/rules/progress.ts";
import { type DerivedStats, STAT_NAMES, type StatName } from "#shared/rules/stats.ts";
import { el, fill, setText } from "../dom.ts";
import type { Lexicon } from "../game/lexicon.ts";
import type { CharacterView, Progression } from "../net/api.ts";
import { moneyText } from "./money.ts";
import { STAT_LABELS, statText } from "./stat-text.ts";
import { Panel } from "./windows.ts";

/** What the sheet asks the server for; each answers with the sheet as it then is. */
export interface SheetWays {
  read(): Promise<Progression>;
  spend(attributeId: string): Promise<Progression>;
  train(skillId: string): Promise<Progression>;
  respec(): Promise<Progression>;
  title(titleId: string | null): Promise<Progression>;
}

/** The character sheet: what the server says, and what one more point would change. */
export class Sheet {
  readonly panel: Panel;
  readonly #lexicon: Lexicon;
  readonly #character: CharacterView;
  readonly #ways: SheetWays;
  readonly #problem = el("p", { class: "problem", role: "alert", "data-testid": "sheet-problem" });
  readonly #stats = new Map<StatName, HTMLElement>();
  #view: Progression | null = null;
  #asking = false;

  constructor(lexicon: Lexicon, character: CharacterView, ways: SheetWays, onClose: () => void) {
    this.#lexicon = lexicon;
    this.#character = character;
    this.#ways = ways;
    this.panel = new Panel("Character", "sheet", onClose);
  }

  get open(): boolean {
    return this.panel.open;
  }

  set open(open: boolean) {
    this.panel.open = open;
    if (open) this.refresh();
  }

  /** Something has changed: what is shown is asked for again. */
  refresh(): void {
    if (this.panel.open) this.#ask(this.#ways.read);
  }

  #ask(way: () => Promise<Progression>): void {
    if (this.#asking) return;
    this.#asking = true;
    const asked = way().then(
      (view) => {
        this.#view = view;
        setText(this.#problem, "");
        this.#render(view);
      },
      (error) => {
        setText(this.#problem, (error as Error).message);
        if (!this.#view) fill(this.panel.body, this.#problem);
      },
    );
    void asked.finally(() => {
      this.#asking = false;
    });
  }

  #render(view: Progression): void {
    const { name } = this.#character;
    const title = view.titles.find(({ id }) => id === view.titleId);
    const characterClass = this.#lexicon.classById(this.#character.classId);
    fill(
      this.panel.body,
      el("h2", { "data-testid": "sheet-name" }, title ? title.text.replace("{name}", name) : name),
      el("p", {}, `Level ${view.level} ${characterClass?.name ?? ""} · ${experienceText(view)}`),
      el(
        "div",
        { class: "sheet" },
        el("section", {}, heading("Attributes", view.attributePoints.free, "sheet-attribute-points"), ...this.#attributes(view)),
        el("section", {}, heading("Skills", view.skillPoints.free, "sheet-skill-points"), ...this.#skills(view)),
        el("section", { class: "sheet-stats" }, el("h4", {}, "What it leads to"), ...this.#statRows(view)),
      ),
      this.#foot(view),
      this.#problem,
    );
  }

  #attributes(view: Progression): HTMLElement[] {
    return view.attributes.map(({ id, points, spent, most }, n) => {
      const known = this.#lexicon.content.attributes[n];
      const add = plus(known?.name ?? id, `sheet-add-${id}`, view.attributePoints.free > 0 && spent < most, () =>
        this.#ask(() => this.#ways.spend(id)),
      );
      add.addEventListener("mouseenter", () => this.#preview(view, n));
      add.addEventListener("mouseleave", () => this.#showStats(view.stats));
      return row(known?.name ?? id, String(points), `sheet-attribute-${id}`, known?.description ?? "", add);
    });
  }

  #skills(view: Progression): HTMLElement[] {
    return view.skills.map(({ id, rank, trained, mostTrained, uses, nextRankAt, usesNow }) => {
      const known = this.#lexicon.content.skills.find((skill) => skill.id === id);
      const learning = uses >= usesNow ? "as much as this level learns by use" : `${uses} of ${nextRankAt} uses`;
      const add = plus(known?.name ?? id, `sheet-train-${id}`, view.skillPoints.free > 0 && trained < mostTrained, () =>
        this.#ask(() => this.#ways.train(id)),
      );
      return row(known?.name ?? id, String(rank), `sheet-skill-${id}`, `${known?.description ?? ""} ${learning}, ${trained} trained.`, add);
    });
  }

  #statRows(view: Progression): HTMLElement[] {
    this.#stats.clear();
    return STAT_NAMES.map((name) => {
      const value = el("output", { "data-testid": `stat-${name}` }, statText(name, view.stats[name]));
      this.#stats.set(name, value);
      return el("div", { class: "sheet-row" }, el("span", {}, STAT_LABELS[name]), value);
    });
  }

  /** What one more point of an attribute would lead to, by the rules the server goes by. */
  #preview(view: Progression, more: number): void {
    if (view.attributePoints.free > 0) this.#showStats(this.#derive(view, more), view.stats);
  }

  #derive(view: Progression, more: number): DerivedStats {
    const { content } = this.#lexicon;
    const body = this.#lexicon.classById(this.#character.classId);
    if (!body) return view.stats as DerivedStats;
    const skillOf = (id: string) => view.skills.find((skill) => skill.id === id);
    const build: Build = {
      origin: content.origins.find((origin) => origin.id === this.#character.originId) ?? null,
      attributes: view.attributes.map(({ spent }, n) => spent + (n === more ? 1 : 0)),
      uses: content.skills.map(({ id }) => skillOf(id)?.uses ?? 0),
      trained: content.skills.map(({ id }) => skillOf(id)?.trained ?? 0),
      gear: STAT_NAMES.map((name) => view.gear[name] ?? 0),
    };
    return characterStats(body, view.level, build, content);
  }

  #showStats(stats: Readonly<Record<StatName, number>>, before = stats): void {
    for (const [name, element] of this.#stats) {
      setText(element, statText(name, stats[name]));
      element.classList.toggle("better", stats[name] > before[name] + 1e-9);
    }
  }

  #foot(view: Progression): HTMLElement {
    const earned = view.titles.filter((title) => title.earned);
    const titles = el(
      "select",
      { "data-testid": "sheet-title", "aria-label": "Title" },
      el("option", { value: "" }, "No title"),
      ...earned.map(({ id, text }) => el("option", { value: id }, text.replace("{name}", this.#character.name))),
    );
    titles.value = view.titleId ?? "";
    titles.addEventListener("change", () => this.#ask(() => this.#ways.title(titles.value || null)));
    const spent = view.attributePoints.spent + view.skillPoints.spent > 0;
    const respec = el("button", { type: "button", class: "quiet", "data-testid": "sheet-respec", disabled: !spent }, "Take points back");
    respec.title =
      view.respecCost > 0 ? `Costs ${moneyText(view.respecCost, this.#lexicon.content.currencies[0])}` : "Costs nothing this time";
    respec.addEventListener("click", () => this.#ask(this.#ways.respec));
    return el("footer", { class: "sheet-foot" }, el("label", {}, "Title", titles), respec);
  }
}

function heading(text: string, free: number, testId: string): HTMLElement {
  return el("h4", {}, text, el("span", { class: "free", "data-testid": testId }, free > 0 ? `${free} to spend` : ""));
}

function row(name: string, value: string, testId: string, description: string, add: HTMLElement): HTMLElement {
  return el("div", { class: "sheet-row", title: description }, el("span", {}, name), el("output", { "data-testid": testId }, value), add);
}

function plus(name: string, testId: string, possible: boolean, run: () => void): HTMLButtonElement {
  return el(
    "button",
    { type: "button", class: "step", "aria-label": `One more point of ${name}`, "data-testid": testId, disabled: !possible, onclick: run },
    "+",
  );
}

function experienceText({ experience, nextLevelAt }: Progression): string {
  return nextLevelAt > 0 ? `${experience} of ${nextLevelAt} experience` : `${experience} experience`;
}
