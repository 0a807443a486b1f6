import type { Mail } from "#shared/api/generated.ts";
import { el, fill } from "../../dom.ts";
import type { LetterSummary } from "../../net/mail-ways.ts";
import { moneyText } from "../money.ts";
import { coins } from "./coins.ts";
import { itemPicture } from "./item-cell.ts";
import type { MailParts } from "./mail-window.ts";
import { doing, untilText } from "./parts.ts";

const SOURCES: Readonly<Record<string, string>> = {
  auction: "Auction house",
  market: "Market",
  loot: "What fell to you",
  trade: "A trade",
  vendor: "A vendor",
  operator: "The wardens of the world",
};

/** Who a letter is from. */
export function senderOf({ from, returned, kind }: Pick<LetterSummary, "from" | "returned" | "kind">): string {
  if (returned) return "Came back to you";
  if (kind === "system") return SOURCES[from.source ?? ""] ?? "The world";
  return from.name ?? "Somebody who is gone";
}

/** One letter with what is in it, and what can be done with it. */
export class LetterView {
  readonly element = el("article", { class: "letter", "data-testid": "letter" });
  readonly #parts: MailParts;
  readonly #onChange: (again: boolean) => void;
  readonly #onReply: (letter: Mail) => void;

  constructor(parts: MailParts, onChange: (again: boolean) => void, onReply: (letter: Mail) => void) {
    this.#parts = parts;
    this.#onChange = onChange;
    this.#onReply = onReply;
    this.show(null);
  }

  show(letter: Mail | null): void {
    if (!letter) return fill(this.element, el("p", { class: "muted" }, "Choose a letter."));
    const [currency] = this.#parts.belongings.parts.lexicon.content.currencies;
    const { subject, text, attachments, money, cashOnDelivery, sentAt, expiresAt } = letter;
    const full = attachments.length > 0 || money !== "0";
    const left = untilText(Date.parse(expiresAt), Date.now());
    fill(
      this.element,
      el(
        "div",
        { class: "letter-sheet" },
        el("h4", {}, subject),
        el("p", { class: "letter-from" }, `${senderOf(letter)} · ${new Date(sentAt).toLocaleString()} · kept for ${left}`),
        el("p", { class: "letter-text" }, text),
      ),
      attachments.length > 0 ? el("div", { class: "attachments" }, ...attachments.map((item) => this.#attachment(letter, item))) : null,
      money !== "0" ? el("p", {}, "With it: ", coins(money, currency, "letter-money")) : null,
      cashOnDelivery ? el("p", { class: "to-pay" }, "To be paid before anything is taken: ", coins(cashOnDelivery, currency)) : null,
      el("footer", { class: "bag-foot" }, el("span", {}), ...this.#buttons(letter, full)),
    );
  }

  #attachment(letter: Mail, item: Mail["attachments"][number]): HTMLElement {
    return itemPicture(this.#parts, item, () => {
      this.#parts.tip.hide();
      void this.#do(() => this.#parts.mail.take(letter.mailId, { what: "item", itemId: item.itemId }), true);
    });
  }

  #buttons(letter: Mail, full: boolean): HTMLElement[] {
    const { mail, question, belongings } = this.#parts;
    const { mailId, cashOnDelivery, kind, returned } = letter;
    const [currency] = belongings.parts.lexicon.content.currencies;
    const buttons: HTMLElement[] = [];
    if (kind === "letter" && !returned && letter.from.name !== null)
      buttons.push(doing("Reply", "letter-reply", async () => this.#onReply(letter)));
    if (cashOnDelivery)
      buttons.push(
        doing(
          "Pay",
          "letter-pay",
          async () => {
            if (await question.sure(`Pay ${moneyText(cashOnDelivery, currency)} for what is in this letter?`, "Pay"))
              await this.#do(() => mail.pay(mailId, { amount: cashOnDelivery }), true);
          },
          { primary: true },
        ),
      );
    else if (full)
      buttons.push(doing("Take all", "letter-take", () => this.#do(() => mail.take(mailId, { what: "all" }), true), { primary: true }));
    if (kind === "letter" && !returned && (full || cashOnDelivery))
      buttons.push(doing("Send back", "letter-return", () => this.#do(() => mail.sendBack(mailId), false)));
    if (!full) buttons.push(doing("Throw away", "letter-remove", () => this.#do(() => mail.remove(mailId), false)));
    return buttons;
  }

  /** @param again the letter is still there after it */
  async #do(change: () => Promise<unknown>, again: boolean): Promise<void> {
    const done = await this.#parts.belongings.ask(async () => {
      await change();
      return true;
    });
    if (done) this.#onChange(again);
  }
}
