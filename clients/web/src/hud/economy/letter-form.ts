import type { SendMailRequest } from "#shared/api/generated.ts";
import { MAIL, postage } from "#shared/rules/mail.ts";
import { el, fill, setText } from "../../dom.ts";
import type { Held, OwnItem, Taker } from "../../game/belongings.ts";
import { moneyText } from "../money.ts";
import { MoneyField } from "./coins.ts";
import { itemPicture, receive } from "./item-cell.ts";
import type { MailParts } from "./mail-window.ts";
import { doing } from "./parts.ts";

/** A letter that is being written: what is right clicked in the bag, or dragged here, goes into it. */
export class LetterForm implements Taker {
  readonly element: HTMLElement;
  readonly label = "into the letter";
  readonly #parts: MailParts;
  readonly #isShown: () => boolean;
  readonly #to = el("input", { type: "text", maxLength: 32, "aria-label": "To", "data-testid": "letter-to" });
  readonly #subject = el("input", { type: "text", maxLength: MAIL.maxSubject, "aria-label": "Subject", "data-testid": "letter-subject" });
  readonly #text = el("textarea", { rows: 6, maxLength: MAIL.maxText, "aria-label": "Text", "data-testid": "letter-body" });
  readonly #slots = el("div", { class: "attachments drop", "data-testid": "letter-slots" });
  readonly #money: MoneyField;
  readonly #cod = el("input", { type: "checkbox", "data-testid": "letter-cod" });
  readonly #cost = el("span", { class: "muted", "data-testid": "postage" });
  /** Ids of the stacks, and how many of each go along. */
  readonly #items = new Map<string, number>();
  onSent: () => void = () => {};

  constructor(parts: MailParts, isShown: () => boolean) {
    this.#parts = parts;
    this.#isShown = isShown;
    const { belongings } = parts;
    this.#money = new MoneyField(belongings.parts.lexicon.content.currencies[0], "letter-amount");
    const row = (label: string, field: HTMLElement) => el("label", { class: "field" }, label, field);
    this.element = el(
      "div",
      { class: "letter-form" },
      row("To", this.#to),
      row("Subject", this.#subject),
      this.#text,
      el("p", { class: "muted" }, `Up to ${MAIL.maxItems} stacks: right click them in your bag, or drag them here.`),
      this.#slots,
      el("div", { class: "field" }, "Money", this.#money.element, el("label", { class: "tick" }, this.#cod, "is to be paid for the items")),
      el(
        "footer",
        { class: "bag-foot" },
        this.#cost,
        doing("Send", "letter-send", () => this.#send(), { primary: true }),
      ),
    );
    receive(this.#slots, (itemId) => {
      const held = belongings.find(itemId);
      if (held?.place === "bag") this.take(held);
    });
    belongings.takers.push(this);
    belongings.listen(() => this.render());
    this.render();
  }

  get wants(): boolean {
    return this.#isShown();
  }

  take({ item }: Held): void {
    const { complain } = this.#parts.belongings.parts;
    if (item.bound) return complain("That is yours alone and cannot be sent.");
    if (this.#items.size >= MAIL.maxItems) return complain(`No more than ${MAIL.maxItems} stacks go into a letter.`);
    if (!this.#items.has(item.itemId)) this.#items.set(item.itemId, item.quantity);
    this.render();
  }

  /** A letter is answered: what remains is to write it. */
  address(to: string, subject: string): void {
    this.#to.value = to;
    this.#subject.value = subject.slice(0, MAIL.maxSubject);
    this.#text.focus();
  }

  render(): void {
    const { belongings } = this.#parts;
    const cells: HTMLElement[] = [];
    for (const [id, quantity] of this.#items) {
      const held = belongings.find(id);
      // what has left the bag is no longer for this letter
      if (held?.place !== "bag") this.#items.delete(id);
      else cells.push(this.#enclosed(held.item, Math.min(quantity, held.item.quantity)));
    }
    const free = Array.from({ length: Math.max(0, 6 - cells.length) }, () => el("div", { class: "bag-slot" }));
    fill(this.#slots, ...cells, ...free);
    setText(this.#cost, `Postage ${moneyText(postage(cells.length), belongings.parts.lexicon.content.currencies[0])}`);
  }

  /** A stack of the letter; of more than one a part can go. */
  #enclosed(item: OwnItem, quantity: number): HTMLElement {
    const out = () => {
      this.#parts.tip.hide();
      this.#items.delete(item.itemId);
      this.render();
    };
    const cell = itemPicture(this.#parts, { ...item, quantity: 1 }, out);
    if (item.quantity === 1) return cell;
    const field = el("input", {
      type: "number",
      min: "1",
      max: String(item.quantity),
      value: String(quantity),
      "aria-label": "How many",
      "data-testid": `letter-quantity-${item.templateId}`,
    });
    field.addEventListener("input", () => {
      const wanted = Math.trunc(field.valueAsNumber) || 1;
      this.#items.set(item.itemId, Math.max(1, Math.min(item.quantity, wanted)));
    });
    return el("span", { class: "letter-part" }, cell, field);
  }

  async #send(): Promise<void> {
    const { belongings, mail } = this.#parts;
    const { complain, say } = belongings.parts;
    const amount = this.#money.value;
    const to = this.#to.value.trim();
    if (amount === null) return complain("An amount is a whole number of coins.");
    if (!to || !this.#subject.value.trim()) return complain("A letter needs somebody it goes to, and a subject.");
    const items = [...this.#items].flatMap(([id, quantity]) => {
      const held = belongings.find(id);
      return held ? [{ itemId: id, version: held.item.version, quantity: Math.min(quantity, held.item.quantity) }] : [];
    });
    const body: SendMailRequest = { to, subject: this.#subject.value.trim(), text: this.#text.value, items };
    if (amount > 0n) body[this.#cod.checked ? "cashOnDelivery" : "money"] = String(amount);
    if (!(await belongings.ask(() => mail.send(body)))) return;
    say(`Your letter to ${to} is on its way.`);
    this.#items.clear();
    for (const field of [this.#to, this.#subject, this.#text]) field.value = "";
    this.#money.value = 0n;
    this.#cod.checked = false;
    belongings.refresh(0);
    this.onSent();
  }
}
