import type { Mail } from "#shared/api/generated.ts";
import type { HubEvent } from "#shared/protocol/hub.ts";
import { el, fill } from "../../dom.ts";
import type { LetterSummary, MailWays } from "../../net/mail-ways.ts";
import { Panel } from "../windows.ts";
import type { CellParts } from "./item-cell.ts";
import { LetterForm } from "./letter-form.ts";
import { LetterView, senderOf } from "./letter-view.ts";
import { doing, Tabs } from "./parts.ts";
import type { Question } from "./question.ts";

export interface MailParts extends CellParts {
  mail: MailWays;
  question: Question;
  /** How many letters are unread has changed. */
  onUnread(unread: number): void;
}

/** The mailbox: its letters, the one that is read, and one that is written. Read anywhere; emptied and written to at a mailbox of the world. */
export class MailWindow {
  readonly panel: Panel;
  readonly #parts: MailParts;
  readonly #list = el("ul", { class: "letters", "data-testid": "letters" });
  readonly #tabs: Tabs;
  readonly #letter: LetterView;
  #chosen: string | null = null;
  #next: string | null = null;

  constructor(parts: MailParts, onClose: () => void) {
    this.#parts = parts;
    this.panel = new Panel("Letters", "mail", onClose);
    const form = new LetterForm(parts, () => this.panel.open && this.#tabs.chosen === "write");
    const answer = ({ from, subject }: Mail) => {
      this.#tabs.choose("write");
      form.address(from.name ?? "", subject.startsWith("Re: ") ? subject : `Re: ${subject}`);
    };
    this.#letter = new LetterView(parts, (again) => void this.#changed(again), answer);
    form.onSent = () => this.#tabs.choose("inbox");
    const inbox = el("div", { class: "mail-inbox" }, this.#list, this.#letter.element);
    this.#tabs = new Tabs(
      [
        ["inbox", "Inbox", inbox],
        ["write", "Write", form.element],
      ],
      (id) => {
        if (id === "inbox") void this.refresh();
        else form.render();
      },
    );
    fill(this.panel.body, this.#tabs.element, inbox, form.element);
  }

  /** Reads the first page again. */
  async refresh(): Promise<void> {
    const page = await this.#parts.belongings.ask(() => this.#parts.mail.list());
    if (!page) return;
    this.#parts.onUnread(page.unread);
    this.#tabs.label("inbox", page.unread > 0 ? `Inbox (${page.unread})` : "Inbox");
    this.#next = page.next;
    fill(
      this.#list,
      ...page.items.map((letter) => this.#row(letter)),
      page.items.length === 0 ? el("li", { class: "muted" }, "No letters.") : null,
    );
    this.#more();
  }

  /** A letter has come. */
  heard({ kind, data }: HubEvent): void {
    const { characterId, from, subject } = data as { characterId: string; from: string | null; subject: string };
    if (kind !== "arrived" || characterId !== this.#parts.belongings.parts.character.id) return;
    this.#parts.belongings.parts.say(`A letter has come${from ? ` from ${from}` : ""}: ${subject}`);
    void this.refresh();
  }

  #row(letter: LetterSummary): HTMLElement {
    const { read, subject, items, money, cashOnDelivery } = letter;
    const marks = [
      items > 0 ? `${items} ${items === 1 ? "item" : "items"}` : "",
      money !== "0" ? "money" : "",
      cashOnDelivery ? "to be paid" : "",
    ];
    const row = el(
      "button",
      { type: "button", class: read ? "" : "unread", onclick: () => void this.#open(letter.mailId, row) },
      el("b", {}, subject),
      el("span", {}, senderOf(letter)),
      el("small", {}, marks.filter(Boolean).join(", ")),
    );
    row.classList.toggle("chosen", letter.mailId === this.#chosen);
    return el("li", {}, row);
  }

  #more(): void {
    const cursor = this.#next;
    if (cursor === null) return;
    const more = doing("More …", "letters-more", async () => {
      const page = await this.#parts.belongings.ask(() => this.#parts.mail.list(cursor));
      if (!page) return;
      line.remove();
      this.#next = page.next;
      for (const letter of page.items) this.#list.append(this.#row(letter));
      this.#more();
    });
    const line = el("li", {}, more);
    this.#list.append(line);
  }

  async #open(mailId: string, row: HTMLElement): Promise<void> {
    this.#chosen = mailId;
    for (const other of this.#list.querySelectorAll(".chosen")) other.classList.remove("chosen");
    row.classList.add("chosen");
    const letter = await this.#parts.belongings.ask(() => this.#parts.mail.letter(mailId));
    if (!letter || this.#chosen !== mailId) return;
    this.#letter.show(letter);
    if (letter.read) return;
    await this.#parts.belongings.ask(() => this.#parts.mail.read(mailId));
    await this.refresh();
  }

  /** Something was done with the letter that is shown. @param again it is still there */
  async #changed(again: boolean): Promise<void> {
    this.#parts.belongings.refresh(0);
    const mailId = this.#chosen;
    if (!again) this.#chosen = null;
    const letter = again && mailId !== null ? await this.#parts.belongings.ask(() => this.#parts.mail.letter(mailId)) : null;
    // what could not be read again stays as it was shown
    if (letter || !again) this.#letter.show(letter);
    await this.refresh();
  }
}
