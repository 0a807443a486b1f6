import { el, fill, setText } from "../../dom.ts";
import type { PartyBook } from "../../game/party.ts";

/** What the party asks of oneself: to join, and whether one is ready. Each with the seconds that are left. */
export class PartyQuestions {
  readonly element = el("section", { class: "questions" });
  readonly #book: PartyBook;
  #revision = -1;
  #counts: Array<{ text: HTMLElement; until: number; box: HTMLElement }> = [];

  constructor(book: PartyBook) {
    this.#book = book;
  }

  update(): void {
    if (this.#revision !== this.#book.revision) this.#rebuild();
    for (const { text, until, box } of this.#counts) {
      const seconds = Math.ceil((until - Date.now()) / 1000);
      setText(text, `${Math.max(0, seconds)} s`);
      box.classList.toggle("hidden", seconds <= 0);
    }
  }

  #rebuild(): void {
    const { party, invites, self } = this.#book;
    this.#revision = this.#book.revision;
    this.#counts = [];
    const boxes = invites.map(({ id, from, members, raid, expiresAt }) =>
      this.#ask({
        testId: "party-invite",
        text: `${from.name} (level ${from.level}) invites you to ${raid ? "a raid" : "a party"}${members > 1 ? ` of ${members}` : ""}.`,
        until: expiresAt,
        yes: ["Accept", () => this.#book.do((ways) => ways.answer(id, true))],
        no: ["Decline", () => this.#book.do((ways) => ways.answer(id, false))],
      }),
    );
    const check = party?.readyCheck;
    if (check?.open && self?.ready === null) {
      const by = party?.members.find(({ characterId }) => characterId === check.by)?.name ?? "Somebody";
      boxes.push(
        this.#ask({
          testId: "ready-check",
          text: `${by} asks: are you ready?`,
          until: check.until,
          yes: ["Ready", () => this.#book.do((ways) => ways.answerReady(true))],
          no: ["Not yet", () => this.#book.do((ways) => ways.answerReady(false))],
        }),
      );
    }
    fill(this.element, ...boxes);
  }

  #ask(question: {
    testId: string;
    text: string;
    until: string;
    yes: [label: string, run: () => void];
    no: [label: string, run: () => void];
  }): HTMLElement {
    const { testId, text, until, yes, no } = question;
    const left = el("span", { class: "seconds" });
    const button = ([label, run]: [string, () => void], kind: string, what: string) =>
      el("button", { type: "button", class: kind, "data-testid": `${testId}-${what}`, onclick: run }, label);
    const box = el(
      "div",
      { class: "question", role: "alert", "data-testid": testId },
      el("span", { "data-testid": `${testId}-text` }, text),
      left,
      el("div", { class: "answers" }, button(yes, "primary", "yes"), button(no, "secondary", "no")),
    );
    this.#counts.push({ text: left, until: Date.parse(until), box });
    return box;
  }
}
