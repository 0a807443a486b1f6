import { el, fill } from "../../dom.ts";
import type { PartyBook } from "../../game/party.ts";
import type { PartyMember } from "../../net/party-ways.ts";
import { MemberFrame, type MemberFrameParts } from "./member-frame.ts";

/** After its end a ready check's answers are shown for so long, ms. */
const SHOW_ANSWERS_MS = 5000;

/** The others of one's party under one's own frame; a raid in its groups, oneself among them. */
export class PartyFrames {
  readonly element = el("section", { class: "party-frames hidden", "data-testid": "party-frames", "aria-label": "Party" });
  readonly #book: PartyBook;
  readonly #parts: MemberFrameParts;
  #frames = new Map<string, MemberFrame>();
  #shape = "";
  #askedUntil = 0;

  constructor(book: PartyBook, parts: MemberFrameParts) {
    this.#book = book;
    this.#parts = parts;
  }

  update(nowMs: number): void {
    const { party, ownId } = this.#book;
    const shown = party?.members.filter((member) => party.raid || member.characterId !== ownId) ?? [];
    // another order or another place is another picture
    const shape = party ? `${party.raid} ${shown.map(({ characterId, seat }) => `${characterId}@${seat}`).join()}` : "";
    if (shape !== this.#shape) this.#rebuild(shape, shown, party?.raid ?? false);
    if (party?.readyCheck?.open) this.#askedUntil = nowMs + SHOW_ANSWERS_MS;
    for (const member of shown)
      this.#frames.get(member.characterId)?.update(member, this.#book.now(member.characterId), nowMs < this.#askedUntil);
  }

  #rebuild(shape: string, members: readonly PartyMember[], raid: boolean): void {
    this.#shape = shape;
    this.#frames = new Map(members.map((member) => [member.characterId, new MemberFrame(member, raid, this.#parts)]));
    this.element.classList.toggle("hidden", members.length === 0);
    this.element.classList.toggle("raid", raid);
    const elementOf = ({ characterId }: PartyMember) => this.#frames.get(characterId)?.element;
    if (!raid) return fill(this.element, ...members.map(elementOf));
    const groups = [...new Set(members.map(({ group }) => group))];
    fill(
      this.element,
      ...groups.map((group) =>
        el(
          "div",
          { class: "raid-group" },
          el("span", { class: "raid-group-name" }, String(group)),
          ...members.filter((member) => member.group === group).map(elementOf),
        ),
      ),
    );
  }
}
