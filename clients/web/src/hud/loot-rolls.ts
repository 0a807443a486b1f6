import type { LootRoll } from "#shared/api/generated.ts";
import type { RollChoice } from "#shared/rules/loot/need-greed.ts";
import { el, fill } from "../dom.ts";
import type { Lexicon } from "../game/lexicon.ts";
import { itemIcon } from "../render/icons.ts";
import type { CombatLog } from "./messages.ts";
import { coloured } from "./windows.ts";

/** A result stays to be read for so long, ms. */
const RESULT_MS = 9000;
/** While something waits for answers, how it stands is asked so often, ms: who left the party is told nothing by the hub. */
const ASK_MS = 2000;
const CHOICES: ReadonlyArray<readonly [RollChoice, string, string]> = [
  ["need", "Need", "Your class can use it: beats greed"],
  ["greed", "Greed", "You would not mind having it"],
  ["pass", "Pass", "Let others have it"],
];

export interface RollWays {
  open(): Promise<LootRoll[]>;
  /** The newest that are decided. */
  decided(): Promise<LootRoll[]>;
  choose(rollId: string, choice: RollChoice): Promise<LootRoll>;
}

/** What is told of a roll that is over, in a sentence. */
export function resultText(name: string, result: NonNullable<LootRoll["result"]>, ownId: string): string {
  const { winner, delivered, answers } = result;
  if (!winner) return `Nobody wanted ${name}: it lies where it fell.`;
  const number = answers.find(({ characterId }) => characterId === winner.characterId)?.number ?? 0;
  const who = winner.characterId === ownId ? "You win" : `${winner.name} wins`;
  const how = `${winner.by === "need" ? "Need" : "Greed"} ${number}`;
  return `${who} ${name} (${how})${delivered === "mail" ? ", sent by mail: the bag is full" : ""}.`;
}

/** Rolls for loot: what waits for an answer with its time, and for a moment how it went. */
export class LootRolls {
  readonly element = el("section", { class: "loot-rolls", role: "alert", "aria-label": "Loot rolls", "data-testid": "loot-rolls" });
  readonly #lexicon: Lexicon;
  readonly #ownId: string;
  readonly #ways: RollWays;
  readonly #log: CombatLog;
  readonly #onWon: () => void;
  readonly #shown = new Map<string, HTMLElement>();
  /** Decided and told: neither the answer nor the hub tells it twice. */
  readonly #over = new Set<string>();
  #timer = 0;
  #asking = false;

  constructor(lexicon: Lexicon, ownId: string, ways: RollWays, log: CombatLog, onWon: () => void) {
    this.#lexicon = lexicon;
    this.#ownId = ownId;
    this.#ways = ways;
    this.#log = log;
    this.#onWon = onWon;
  }

  /** Asks what is open, and how that ended which is no more: after coming in, after a kill, and while something is open. */
  async refresh(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      const open = await this.#ways.open();
      for (const roll of open) this.#show(roll);
      const ended = [...this.#shown.keys()].filter((id) => !this.#over.has(id) && !open.some((roll) => roll.id === id));
      if (ended.length === 0) return;
      for (const { id, templateId, quantity, result } of await this.#ways.decided())
        if (ended.includes(id) && result) this.#finish(id, templateId, quantity, result);
    } catch {
      // asked again in a moment
    } finally {
      this.#asking = false;
      window.clearTimeout(this.#timer);
      if ([...this.#shown.keys()].some((id) => !this.#over.has(id))) this.#timer = window.setTimeout(() => void this.refresh(), ASK_MS);
    }
  }

  /** What the hub says on the party's loot topic. */
  heard(kind: string, data: unknown): void {
    if (kind === "roll_started") void this.refresh();
    else if (kind === "roll_completed") {
      const { rollId, templateId, quantity, ...result } = data as { rollId: string; templateId: string; quantity: number } & NonNullable<
        LootRoll["result"]
      >;
      this.#finish(rollId, templateId, quantity, result);
    } else if (kind === "assigned") {
      const { characterId, templateId, quantity } = data as { characterId: string; templateId: string; quantity: number };
      const whose = characterId === this.#ownId ? "It is your turn" : "It is another's turn";
      this.#log.add("loot", `${whose}: ${this.#name(templateId, quantity)}.`);
    }
  }

  #show(roll: LootRoll): void {
    if (this.#shown.has(roll.id) || this.#over.has(roll.id)) return;
    const item = this.#lexicon.itemById(roll.templateId);
    const left = Math.max(0, Date.parse(roll.endsAt) - Date.now());
    const bar = el("div", { class: "roll-time" }, el("i", {}));
    const whole = Date.parse(roll.endsAt) - Date.parse(roll.startedAt);
    bar.firstElementChild?.animate([{ width: `${(100 * left) / whole}%` }, { width: "0%" }], { duration: left, fill: "forwards" });
    const box = el(
      "div",
      { class: "roll", "data-testid": `roll-${roll.templateId}` },
      itemIcon(item, 40),
      el("div", { class: "roll-body" }, coloured(this.#name(roll.templateId, roll.quantity), item?.quality ?? "common"), bar),
      el("div", { class: "answers" }, ...this.#buttons(roll)),
    );
    this.#shown.set(roll.id, box);
    this.element.append(box);
    if (roll.choice !== null) this.#answered(roll.id, roll.choice);
  }

  #buttons(roll: LootRoll): HTMLElement[] {
    return CHOICES.map(([choice, label, title]) =>
      el(
        "button",
        {
          type: "button",
          class: choice === "pass" ? "secondary" : "primary",
          disabled: choice === "need" && !roll.mayNeed,
          title: choice === "need" && !roll.mayNeed ? "Your class cannot use it" : title,
          "data-testid": `roll-${choice}`,
          onclick: () => void this.#choose(roll, choice),
        },
        label,
      ),
    );
  }

  async #choose(roll: LootRoll, choice: RollChoice): Promise<void> {
    this.#answered(roll.id, choice);
    try {
      const now = await this.#ways.choose(roll.id, choice);
      if (now.result) this.#finish(now.id, now.templateId, now.quantity, now.result);
    } catch (error) {
      this.#log.add("loot", (error as Error).message);
      this.#remove(roll.id);
      void this.refresh();
    }
  }

  #answered(id: string, choice: RollChoice): void {
    const answers = this.#shown.get(id)?.querySelector(".answers");
    const label = CHOICES.find(([one]) => one === choice)?.[1];
    if (answers) fill(answers, el("em", {}, `${label} …`));
  }

  #finish(id: string, templateId: string, quantity: number, result: NonNullable<LootRoll["result"]>): void {
    if (this.#over.has(id)) return;
    this.#over.add(id);
    const name = this.#name(templateId, quantity);
    const text = resultText(name, result, this.#ownId);
    for (const { name: who, choice, number } of result.answers)
      if (number !== null) this.#log.add("loot", `${who}: ${choice === "need" ? "Need" : "Greed"} ${number} for ${name}.`);
    this.#log.add("loot", text);
    if (result.winner?.characterId === this.#ownId) this.#onWon();
    const box = this.#shown.get(id);
    if (!box) return;
    const numbers = result.answers.map(({ name: who, choice, number }) =>
      el("li", {}, `${who}: ${choice ?? "pass"}${number === null ? "" : ` ${number}`}`),
    );
    fill(box, el("div", { class: "roll-body", "data-testid": "roll-result" }, el("strong", {}, text), el("ul", {}, ...numbers)));
    window.setTimeout(() => this.#remove(id), RESULT_MS);
  }

  #remove(id: string): void {
    this.#shown.get(id)?.remove();
    this.#shown.delete(id);
  }

  #name(templateId: string, quantity: number): string {
    return `${this.#lexicon.itemById(templateId)?.name ?? templateId}${quantity > 1 ? ` ×${quantity}` : ""}`;
  }
}
