import { el, fill } from "../../dom.ts";
import type { PartyBook } from "../../game/party.ts";
import type { PartyMember, PartyWays } from "../../net/party-ways.ts";

/** What can be done with a member, beside the mouse. A click anywhere closes it. */
export class MemberMenu {
  readonly element = el("div", { class: "member-menu hidden", role: "menu", "data-testid": "member-menu" });
  readonly #book: PartyBook;

  constructor(book: PartyBook) {
    this.#book = book;
  }

  readonly #elsewhere = ({ target }: PointerEvent): void => {
    if (!(target instanceof Node && this.element.contains(target))) this.#close();
  };

  #close(): void {
    this.element.classList.add("hidden");
    window.removeEventListener("pointerdown", this.#elsewhere);
  }

  #choose(ask: (ways: PartyWays) => ReturnType<PartyWays["read"]>): void {
    this.#close();
    void this.#book.do(ask);
  }

  open(member: PartyMember, x: number, y: number): void {
    const { leads, self, ownId } = this.#book;
    const { characterId, rank } = member;
    const mine = characterId === ownId;
    const entries: Array<[label: string, ask: (ways: PartyWays) => ReturnType<PartyWays["read"]>]> = [];
    if (leads && !mine) entries.push(["Make leader", (ways) => ways.lead(characterId)]);
    if (!mine && (leads || (self?.rank === "assistant" && rank === "member")))
      entries.push(["Take out of the party", (ways) => ways.kick(characterId)]);
    if (mine) entries.push(["Leave the party", (ways) => ways.leave()]);
    if (entries.length === 0) return;
    fill(
      this.element,
      el("b", {}, member.name),
      ...entries.map(([label, ask]) => el("button", { type: "button", role: "menuitem", onclick: () => this.#choose(ask) }, label)),
    );
    this.element.style.left = `${x}px`;
    this.element.style.top = `${y}px`;
    this.element.classList.remove("hidden");
    window.addEventListener("pointerdown", this.#elsewhere);
  }
}
