import { frameLimit } from "./frame-limit.ts";
import { ActionKind, ERRORS, type ErrorCode } from "#shared/protocol/codes.ts";
import type { HandoffMessage, LootMessage, WelcomeMessage } from "#shared/protocol/messages.ts";
import { topics } from "#shared/protocol/topics.ts";
import { ChatDesk } from "../chat/desk.ts";
import { context, el } from "../dom.ts";
import { Bell } from "../hud/bell.ts";
import { EconomyDesk } from "../hud/economy/desk.ts";
import type { RollWays } from "../hud/loot-rolls.ts";
import type { LayerWays } from "../hud/layer-menu.ts";
import type { SheetWays } from "../hud/sheet.ts";
import { Waystones } from "../hud/waystones.ts";
import { coloured } from "../hud/windows.ts";
import { type Api, ApiError, type CharacterView } from "../net/api.ts";
import { HubLink } from "../net/hub-link.ts";
import { type RoomHandlers, RoomLink } from "../net/room-link.ts";
import { partyWays } from "../net/party-ways.ts";
import { itemIcon } from "../render/icons.ts";
import type { Lexicon } from "./lexicon.ts";
import { Curtain } from "./curtain.ts";
import { PartyBook } from "./party.ts";
import { type Brought, Stay } from "./stay.ts";

/** Screens with more pixels per point than this are drawn coarser: nobody sees it, and it costs. */
const MOST_DENSITY = 1.5;
const RECONNECTING = "Connection lost, reconnecting … Your character stands still until you are back.";
/** A room that ends for one of these reasons has saved its players: they come back to the next by themselves. */
const REOPENS: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["server_shutdown", "zone_closing"]);
const RESTARTING = "The server restarts. Your character is saved; you will be back in a moment …";
/** How long the way back is looked for, and the pauses between two tries, ms. */
const COME_BACK_MS = 180_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 4000;
/** HTTP: no later try helps against these. All else may be over in a moment: no answer, a full zone, too many who come back at once. */
const HOPELESS = [401, 403, 404];
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
  readonly #curtain = new Curtain();
  readonly element = el("div", { class: "game" }, this.#canvas, this.#curtain.element);
  readonly #hub: HubLink;
  readonly #desk: ChatDesk;
  readonly #bell: Bell;
  readonly #party: PartyBook;
  readonly #economy: EconomyDesk;
  readonly #waystones: Waystones;
  #link: RoomLink | null = null;
  #stay: Stay | null = null;
  /** On the way to the next zone: what goes along. */
  #brought: Brought | null = null;
  /** The stay in the zone one has left, until the next begins. */
  #before: Stay | null = null;
  #farewell: { title: string; detail: string } | null = null;
  /** The room said that it ends, and that its players may come back at once. */
  #reopens = false;
  #frame = 0;
  #over = false;

  private constructor(api: Api, lexicon: Lexicon, character: CharacterView, onEnd: () => void) {
    this.#api = api;
    this.#lexicon = lexicon;
    this.#character = character;
    this.#onEnd = onEnd;
    this.#hub = new HubLink(api);
    this.#hub.listen({
      event: ({ topic, kind, data }) => {
        if (/^party\/[^/]+\/loot$/.test(topic)) this.#stay?.hud.rolls.heard(kind, data);
        if (topic === topics.announcements) this.#announce(data as { text: string });
      },
      connected: () => void this.#stay?.hud.rolls.refresh(),
    });
    this.#bell = new Bell(api, this.#hub, lexicon);
    this.element.append(this.#bell.element);
    this.#desk = new ChatDesk({
      api,
      hub: this.#hub,
      lexicon,
      character,
      speak: (name, text, loud) => this.#stay?.speak(name, text, loud),
    });
    this.#party = new PartyBook({
      ownId: character.id,
      ways: partyWays(api, character.id),
      say: (text) => this.#stay?.hud.log.add("info", text),
      complain: (text) => this.#stay?.hud.notices.complain(text),
    });
    this.#economy = new EconomyDesk({
      api,
      hub: this.#hub,
      lexicon,
      character,
      say: (text) => this.#stay?.hud.log.add("info", text),
      complain: (text) => this.#stay?.hud.notices.complain(text),
      level: () => this.#stay?.picture.own.progress.level ?? character.level,
      useItem: (item) => this.#link?.sendAction({ kind: ActionKind.USE_ITEM, item }),
    });
    this.#waystones = new Waystones({
      list: async () => (await api.call("GET /api/v1/zones/teleports/{characterId}", { params: { characterId: character.id } })).teleports,
      travel: (to) => this.#link?.sendAction({ kind: ActionKind.TRAVEL, to }),
      say: (text) => this.#stay?.hud.log.add("info", text),
      complain: (text) => this.#stay?.hud.notices.complain(text),
    });
    this.#economy.belongings.listen(() => this.#stay?.hud.sheet.refresh());
    this.#hub.listen({
      event: (event) => this.#party.hear(event),
      connected: () => this.#party.refresh(),
    });
  }

  /**
   * Selects the character and joins its room.
   * @throws ApiError, or Error whose message begins with one of the protocol's codes
   */
  static async begin(api: Api, lexicon: Lexicon, character: CharacterView, onEnd: () => void): Promise<Visit> {
    const visit = new Visit(api, lexicon, character, onEnd);
    try {
      const { ticket, room } = await api.select(character.id);
      visit.#link = await RoomLink.join(room, ticket, visit.#handlers());
    } catch (error) {
      visit.#end();
      throw error;
    }
    visit.#frame = requestAnimationFrame((now) => visit.#draw(now));
    return visit;
  }

  /** A copy of what is known now; null before the first snapshot. */
  get state(): Record<string, unknown> | null {
    return (this.#stay ?? this.#before)?.describe(performance.now()) ?? null;
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
      snapshot: (snapshot) => {
        this.#stay?.snapshot(snapshot, performance.now());
        this.#curtain.open();
      },
      handoff: (message) => void this.#travel(message),
      refused: ({ code, detail }) => {
        this.#economy.refused(code);
        this.#stay?.refused(code, detail);
      },
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
        this.#reopens = REOPENS.has(code);
        if (!this.#reopens) this.#farewell = { title: FAREWELLS[code] ?? "Farewell", detail: ERRORS[code] ?? detail };
      },
      dropped: () => this.#stay?.hud.notices.banner(RECONNECTING),
      resumed: () => this.#stay?.resumed(),
      closed: () => this.#closed(),
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
      layers: this.#layerWays(message.zoneId),
      rolls: this.#rollWays(),
      onLoot: () => this.#economy.belongings.refresh(),
      chat: this.#desk.window,
      party: this.#party,
      economy: this.#economy,
      waystones: this.#waystones,
      leave: () => void this.leave(),
      ...(this.#brought ? { brought: this.#brought } : {}),
    });
    this.#brought = null;
    this.#before = null;
    this.element.dataset.look = this.#lexicon.zone(message.zoneId)?.look ?? "meadow";
    this.element.append(this.#stay.hud.element);
    this.#economy.belongings.refresh(0);
    void this.#stay.hud.rolls.refresh();
    this.#waystones.entered(message.zoneId);
  }

  /** Of those who run the server: large once, and in the log to read again. */
  #announce({ text }: { text: string }): void {
    this.#stay?.hud.notices.announce(text);
    this.#stay?.hud.log.add("info", `Announcement: ${text}`);
  }

  #rollWays(): RollWays {
    const { id } = this.#character;
    return {
      open: () => this.#api.openRolls(id),
      decided: () => this.#api.decidedRolls(id),
      choose: (rollId, choice) => this.#api.rollFor(id, rollId, choice),
    };
  }

  /** Through the curtain into the next zone. When its seat is gone, the character is there all the same: it is selected again. */
  async #travel({ zoneId, endpoint, reservation, ackSeq }: HandoffMessage): Promise<void> {
    const before = this.#stay;
    this.#curtain.close(this.#lexicon.zone(zoneId)?.name ?? zoneId);
    this.#brought = before?.depart(ackSeq) ?? null;
    this.#before = before;
    this.#stay = null;
    this.#link = null;
    try {
      this.#link = await this.#seatOf(endpoint, reservation);
      before?.hud.element.remove();
    } catch (error) {
      this.#stay = before;
      this.#farewell = { title: "The way is closed", detail: (error as Error).message };
      this.#closed();
    }
  }

  async #seatOf(endpoint: string, reservation: HandoffMessage["reservation"]): Promise<RoomLink> {
    try {
      return await RoomLink.take(endpoint, reservation, this.#handlers());
    } catch {
      const { ticket, room } = await this.#api.select(this.#character.id);
      return RoomLink.join(room, ticket, this.#handlers());
    }
  }

  #layerWays(zoneId: string): LayerWays {
    const params = { zoneId };
    const go = (wish: { layer: number } | { joinName: string }) =>
      this.#api.call("POST /api/v1/zones/{zoneId}/layer", { params, body: { characterId: this.#character.id, ...wish } });
    return {
      list: async () => (await this.#api.call("GET /api/v1/zones/{zoneId}", { params })).layers,
      go: (layer) => go({ layer }),
      join: (joinName) => go({ joinName }),
    };
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
    this.#economy.belongings.refresh();
  }

  /** Without a reason that is final: the seat was lost with its process, or the line was gone too long. The character is elsewhere by now, or soon. */
  #closed(): void {
    if (this.#over) return;
    if (this.#stay && !this.#farewell) void this.#comeBack(this.#stay);
    else this.#say();
  }

  /** Selects the character again until that works, with growing pauses, for some minutes. */
  async #comeBack(before: Stay): Promise<void> {
    before.hud.notices.banner(this.#reopens ? RESTARTING : RECONNECTING);
    this.#reopens = false;
    const until = performance.now() + COME_BACK_MS;
    for (let pause = FIRST_PAUSE_MS; !this.#over && performance.now() < until; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
      await new Promise((resolve) => window.setTimeout(resolve, pause * (0.5 + Math.random())));
      try {
        const { ticket, room } = await this.#api.select(this.#character.id);
        this.#stay = null; // the welcome makes a new one
        this.#link = await RoomLink.join(room, ticket, this.#handlers());
        if (this.#over) void this.#link.leave(); // he left meanwhile
        before.dispose();
        before.hud.element.remove();
        return;
      } catch (error) {
        this.#stay = before;
        if (error instanceof ApiError && HOPELESS.includes(error.status)) break;
      }
    }
    if (!this.#over) this.#say();
  }

  #say(): void {
    this.#end();
    if (!this.#stay) return this.#onEnd();
    const { title, detail } = this.#farewell ?? {
      title: "Connection lost",
      detail: "The server could not be reached again in time. Your character is safe.",
    };
    this.#stay.hud.notices.banner(null);
    this.#stay.hud.farewell.show(title, detail, this.#onEnd);
  }

  #end(): void {
    this.#over = true;
    this.#stay?.dispose();
    this.#desk.dispose();
    this.#bell.dispose();
    this.#party.dispose();
    this.#economy.dispose();
    this.#hub.leave();
    cancelAnimationFrame(this.#frame);
  }

  #draw(nowMs: number): void {
    if (this.#over) return;
    this.#frame = requestAnimationFrame((now) => this.#draw(now));
    if (!frameLimit.due(nowMs)) return;
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
