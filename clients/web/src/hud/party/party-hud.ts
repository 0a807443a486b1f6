import type { Lexicon } from "../../game/lexicon.ts";
import type { PartyBook } from "../../game/party.ts";
import type { PartyMember } from "../../net/party-ways.ts";
import type { Here } from "./member-frame.ts";
import { MemberMenu } from "./member-menu.ts";
import { PartyFrames } from "./party-frames.ts";
import { PartyPanel } from "./party-panel.ts";
import { PartyQuestions } from "./questions.ts";

export interface PartyHudParts {
  book: PartyBook;
  lexicon: Lexicon;
  here: () => Here;
  onTarget(member: PartyMember): void;
  onJoin(member: PartyMember): void;
  onClose(): void;
}

/** Everything of the party on the screen. */
export class PartyHud {
  readonly window: PartyPanel;
  readonly elements: readonly HTMLElement[];
  readonly #frames: PartyFrames;
  readonly #questions: PartyQuestions;

  constructor({ book, lexicon, here, onTarget, onJoin, onClose }: PartyHudParts) {
    const menu = new MemberMenu(book);
    this.#frames = new PartyFrames(book, { lexicon, here, onTarget, onJoin, onMenu: (member, x, y) => menu.open(member, x, y) });
    this.#questions = new PartyQuestions(book);
    this.window = new PartyPanel(book, onClose);
    this.elements = [this.#frames.element, this.#questions.element, this.window.panel.element, menu.element];
  }

  update(nowMs: number): void {
    this.#frames.update(nowMs);
    this.#questions.update();
    this.window.update();
  }
}
