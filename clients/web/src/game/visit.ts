import { ERRORS, type ErrorCode } from "#shared/protocol/codes.ts";
import type { LootMessage, WelcomeMessage } from "#shared/protocol/messages.ts";
import { context, el } from "../dom.ts";
import type { SheetWays } from "../hud/sheet.ts";
import { coloured } from "../hud/windows.ts";
import type { Api, CharacterView } from "../net/api.ts";
import { type RoomHandlers, RoomLink } from "../net/room-link.ts";
import { itemIcon } from "../render/icons.ts";
import type { Lexicon } from "./lexicon.ts";
import { Stay } from "./stay.ts";

/** Screens with more pixels per point than this are drawn coarser: nobody sees it, and it costs. */
const MOST_DENSITY = 1.5;
/** WebSocket close code: the server shut down. */
const SERVER_SHUTDOWN = 4001;
/** Why a visit ended, in two words; the sentence below says the rest. */
const FAREWELLS: Partial<Record<ErrorCode, string>> = {
  taken_over: "Logged in elsewhere",
  session_ended: "Logged out",
  banned: "Banned",
  suspended: "Suspended",
};

/** One character's visit to a zone, from choosing it to the end of the connection. */
export class Visit {
  readonly #api: Api;
  readonly #lexicon: Lexicon;
  readonly #character: CharacterView;
  readonly #onEnd: () => void;
  readonly #canvas = el("canvas", { class: "world", "data-testid": "world", tabIndex: -1 });
  readonly #ctx = context(this.#canvas);
  readonly element = el("div", { class: "game" }, this.#canvas);
  #link: RoomLink | null = null;
  #stay: Stay | null = null;
  #farewell: { title: string; detail: string } | null = null;
  #frame = 0;
  #over = false;

  private constructor(api: Api, lexicon: Lexicon, character: CharacterView, onEnd: () => void) {
    this.#api = api;
    this.#lexicon = lexicon;
    this.#character = character;
    this.#onEnd = onEnd;
  }

  /**
   * Selects the character and joins its room.
   * @throws ApiError, or Error whose message begins with one of the protocol's codes
   */
  static async begin(api: Api, lexicon: Lexicon, character: CharacterView, onEnd: () => void): Promise<Visit> {
    const visit = new Visit(api, lexicon, character, onEnd);
    const { ticket, room } = await api.select(character.id);
    visit.#link = await RoomLink.join(room, ticket, visit.#handlers());
    visit.#frame = requestAnimationFrame((now) => visit.#draw(now));
    return visit;
  }

  /** A copy of what is known now; null before the first snapshot. */
  get state(): Record<string, unknown> | null {
    return this.#stay?.describe(performance.now()) ?? null;
  }

  /** Breaks the connection as a bad network would. */
  breakConnection(): void {
    this.#link?.breakConnection();
  }

  async leave(): Promise<void> {
    this.#end();
    await this.#link?.leave();
    this.#onEnd();
  }

  #handlers(): RoomHandlers {
    return {
      welcome: (message) => this.#welcome(message),
      snapshot: (snapshot) => this.#stay?.snapshot(snapshot, performance.now()),
      refused: ({ code, detail }) => this.#stay?.refused(code, detail),
      loot: (message) => this.#loot(message),
      interaction: (message) => this.#stay?.interaction(message),
      progress: ({ gained }) => {
        this.#stay?.hud.log.add("progress", `You gain ${gained} experience.`);
        this.#stay?.hud.sheet.refresh();
      },
      skill: ({ skillId, rank }) => {
        const skill = this.#lexicon.content.skills.find(({ id }) => id === skillId);
        this.#stay?.hud.log.add("progress", `Your ${skill?.name ?? skillId} has grown to ${rank}.`);
        this.#stay?.hud.sheet.refresh();
      },
      goodbye: ({ code, detail }) => {
        this.#farewell = { title: FAREWELLS[code] ?? "Farewell", detail: ERRORS[code] ?? detail };
      },
      dropped: () => this.#stay?.hud.notices.banner("The connection broke. Your character stands still until it is back …"),
      resumed: () => this.#stay?.resumed(),
      closed: (code) => this.#closed(code),
    };
  }

  #welcome(message: WelcomeMessage): void {
    if (!this.#link) return;
    if (this.#stay) return this.#stay.resumed(message);
    this.#stay = new Stay({
      welcome: message,
      lexicon: this.#lexicon,
      character: this.#character,
      link: this.#link,
      canvas: this.#canvas,
      sheet: this.#sheetWays(),
      leave: () => void this.leave(),
    });
    this.element.append(this.#stay.hud.element);
    void this.#refreshBag();
  }

  #sheetWays(): SheetWays {
    const { id } = this.#character;
    return {
      read: () => this.#api.progression(id),
      spend: (attributeId) => this.#api.spendOnAttribute(id, attributeId),
      train: (skillId) => this.#api.train(id, skillId),
      respec: () => this.#api.respec(id),
      title: (titleId) => this.#api.chooseTitle(id, titleId),
    };
  }

  #loot(message: LootMessage): void {
    for (const { templateId, quantity } of message.items) {
      const item = this.#lexicon.itemById(templateId);
      const name = `${item?.name ?? templateId}${quantity > 1 ? ` ×${quantity}` : ""}`;
      this.#stay?.hud.notices.toast("loot", itemIcon(item, 30), coloured(name, item?.quality ?? "common"));
      this.#stay?.hud.log.add("loot", `You receive ${name}.`);
    }
    void this.#refreshBag();
  }

  async #refreshBag(): Promise<void> {
    try {
      this.#stay?.hud.inventory.replace(await this.#api.inventory(this.#character.id));
    } catch (error) {
      this.#stay?.hud.notices.toast("error", `The bag could not be read: ${(error as Error).message}`);
    }
  }

  #closed(code: number): void {
    if (this.#over) return;
    this.#end();
    if (!this.#stay) return this.#onEnd();
    const lost =
      code === SERVER_SHUTDOWN ? ERRORS.server_shutdown : "The server could not be reached again in time. Your character is safe.";
    const { title, detail } = this.#farewell ?? { title: "Connection lost", detail: lost };
    this.#stay.hud.notices.banner(null);
    this.#stay.hud.farewell.show(title, detail, this.#onEnd);
  }

  #end(): void {
    this.#over = true;
    this.#stay?.dispose();
    cancelAnimationFrame(this.#frame);
  }

  #draw(nowMs: number): void {
    if (this.#over) return;
    this.#frame = requestAnimationFrame((now) => this.#draw(now));
    const density = Math.min(MOST_DENSITY, window.devicePixelRatio || 1);
    const width = Math.round(this.#canvas.clientWidth * density);
    const height = Math.round(this.#canvas.clientHeight * density);
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    this.#stay?.frame(nowMs, this.#ctx, density);
  }
}
