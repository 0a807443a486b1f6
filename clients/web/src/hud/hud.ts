import type { CharacterClass } from "#shared/content/schema.ts";
import { packAppearance } from "#shared/rules/appearance.ts";
import type { Action } from "#shared/protocol/action.ts";
import { EntityFlag } from "#shared/protocol/codes.ts";
import { el, setText } from "../dom.ts";
import type { Lexicon } from "../game/lexicon.ts";
import type { CharacterView } from "../net/api.ts";
import type { PartyMember } from "../net/party-ways.ts";
import type { PartyBook } from "../game/party.ts";
import type { Picture } from "../game/picture.ts";
import type { Minimap } from "../render/minimap.ts";
import type { ChatWindow } from "./chat.ts";
import { ActionBar } from "./action-bar.ts";
import { BossFrame } from "./boss-frame.ts";
import { DeathScreen } from "./death.ts";
import { DuelBox } from "./duel.ts";
import type { EconomyDesk } from "./economy/desk.ts";
import { Frames } from "./frames.ts";
import { LootRolls, type RollWays } from "./loot-rolls.ts";
import type { LayerMenu } from "./layer-menu.ts";
import { type CombatLog, FarewellScreen, Notices } from "./messages.ts";
import { Overlay } from "./overlay.ts";
import { PartyHud } from "./party/party-hud.ts";
import { Sheet, type SheetWays } from "./sheet.ts";
import type { Waystones } from "./waystones.ts";
import { makeHelp, Panel } from "./windows.ts";

export interface HudParts {
  picture: Picture;
  lexicon: Lexicon;
  minimap: Minimap;
  characterClass: CharacterClass;
  character: CharacterView;
  sheet: SheetWays;
  rolls: RollWays;
  /** Something came into the bag. */
  onLoot(): void;
  party: PartyBook;
  /** Stays when the zone changes. */
  economy: EconomyDesk;
  /** Stays when the zone changes. */
  waystones: Waystones;
  /** Of one's own room. */
  here: { zoneId: string; layer: number };
  onMember(member: PartyMember): void;
  zoneName: string;
  /** Stays when the zone changes. */
  chat: ChatWindow;
  layers: LayerMenu;
  onAbility(slot: number): void;
  /** Players cannot choose here whether they fight each other. */
  pvpFixed: boolean;
  act(action: Action): void;
  onLag(lagMs: number): void;
  onLeave(): void;
}

const MINIMAP_PX = 190;
const MAP_PX = 900;
/** The maps are drawn this often only: they are small, and drawing costs. */
const MAP_EVERY_MS = 100;

export type WindowName = "inventory" | "mail" | "auction" | "character" | "party" | "map" | "overlay" | "help";

/** Everything around the picture of the world. */
export class Hud {
  readonly element: HTMLElement;
  readonly log: CombatLog;
  readonly chat: ChatWindow;
  readonly notices = new Notices();
  readonly farewell = new FarewellScreen();
  readonly economy: EconomyDesk;
  readonly waystones: Waystones;
  readonly rolls: LootRolls;
  readonly sheet: Sheet;
  readonly overlay: Overlay;
  readonly actionBar: ActionBar;
  readonly #frames: Frames;
  readonly #boss: BossFrame;
  readonly #death: DeathScreen;
  readonly #duel: DuelBox;
  readonly #party: PartyHud;
  readonly #minimap: Minimap;
  readonly #minimapCanvas = el("canvas", {
    width: MINIMAP_PX * 2,
    height: MINIMAP_PX * 2,
    "data-testid": "minimap",
    "aria-label": "Map of the surroundings",
  });
  readonly #mapCanvas = el("canvas", { width: MAP_PX, height: MAP_PX, "data-testid": "map-canvas" });
  readonly #place = el("span", {});
  readonly #map: Panel;
  readonly #help: Panel;
  readonly #picture: Picture;
  readonly #zoneName: string;
  readonly #layers: LayerMenu;
  #mapAt = 0;

  constructor(parts: HudParts) {
    this.#picture = parts.picture;
    this.chat = parts.chat;
    this.log = parts.chat.log;
    this.#minimap = parts.minimap;
    this.#zoneName = parts.zoneName;
    this.#layers = parts.layers;
    this.#frames = new Frames({
      picture: parts.picture,
      lexicon: parts.lexicon,
      name: parts.character.name,
      classCode: parts.characterClass.code,
      appearance: packAppearance(parts.character.appearance),
      pvpFixed: parts.pvpFixed,
      act: parts.act,
      party: parts.party,
      onTrade: (name) => void parts.economy.trade.invite(name),
    });
    const { party: book, lexicon, here, onMember } = parts;
    this.#party = new PartyHud({
      book,
      lexicon,
      here: () => here,
      onTarget: onMember,
      onJoin: ({ name }) => this.#layers.join(name),
      onClose: () => this.toggle("party"),
    });
    this.#boss = new BossFrame(parts.picture, parts.lexicon);
    this.economy = parts.economy;
    this.waystones = parts.waystones;
    this.actionBar = new ActionBar(parts.picture, parts.lexicon, parts.characterClass, parts.onAbility, parts.economy.quick.element);
    this.#death = new DeathScreen(parts.picture, parts.act);
    this.#duel = new DuelBox(parts.picture, parts.act);
    this.rolls = new LootRolls(parts.lexicon, parts.character.id, parts.rolls, this.log, parts.onLoot);
    this.sheet = new Sheet(parts.lexicon, parts.character, parts.sheet, () => this.toggle("character"));
    this.overlay = new Overlay(parts.onLag);
    this.#map = new Panel(parts.zoneName, "map", () => this.toggle("map"));
    this.#map.body.append(this.#mapCanvas);
    this.#help = makeHelp(() => this.toggle("help"));
    const button = (label: string, key: string, testId: string, run: () => void) =>
      el("button", { type: "button", "data-testid": testId, onclick: run }, label, key ? el("kbd", {}, key) : null);
    const letters = button("Letters", "L", "open-mail", () => this.toggle("mail"));
    const unread = el("span", { class: "badge hidden", "data-testid": "unread-letters" });
    letters.append(unread);
    this.economy.onUnread = (count) => {
      setText(unread, String(count));
      unread.classList.toggle("hidden", count === 0);
    };
    this.element = el(
      "div",
      { class: "hud" },
      this.#frames.element,
      this.#boss.element,
      el(
        "nav",
        { class: "corner" },
        el("div", { class: "minimap" }, this.#minimapCanvas),
        this.#place,
        this.#layers.element,
        el(
          "div",
          { class: "menu" },
          button("Sheet", "C", "open-sheet", () => this.toggle("character")),
          button("Bag", "I", "open-inventory", () => this.toggle("inventory")),
          letters,
          button("Party", "P", "open-party", () => this.toggle("party")),
          button("Map", "M", "open-map", () => this.toggle("map")),
          button("Help", "H", "open-help", () => this.toggle("help")),
          button("Leave", "", "leave", parts.onLeave),
        ),
      ),
      this.chat.element,
      this.actionBar.element,
      this.overlay.element,
      this.sheet.panel.element,
      this.#map.element,
      this.#help.element,
      ...this.economy.elements,
      this.waystones.panel.element,
      this.rolls.element,
      ...this.#party.elements,
      this.#duel.element,
      this.#death.element,
      this.notices.element,
      this.farewell.element,
    );
  }

  toggle(name: WindowName): void {
    if (name === "inventory") return this.economy.toggle("bag");
    if (name === "mail" || name === "auction") return this.economy.toggle(name);
    const window = this.#window(name);
    window.open = !window.open;
  }

  /** Closes what is open. @returns false when nothing was */
  closeWindows(): boolean {
    const open = [this.sheet.panel, this.#party.window.panel, this.#map, this.#help, this.waystones.panel].filter((panel) => panel.open);
    for (const panel of open) panel.open = false;
    return this.economy.closeAll() || open.length > 0;
  }

  update(nowMs: number, serverTick: number, tickMs: number, attacking: boolean): void {
    this.#frames.update(nowMs, serverTick, tickMs);
    this.#boss.update(serverTick);
    this.economy.update(nowMs, this.#picture);
    this.waystones.update(this.#picture);
    this.#party.update(nowMs);
    this.actionBar.update(serverTick, tickMs, attacking);
    this.#death.update(serverTick, tickMs);
    this.#duel.update(serverTick, tickMs);
    if (nowMs - this.#mapAt < MAP_EVERY_MS) return;
    this.#mapAt = nowMs;
    this.#minimap.draw(this.#minimapCanvas);
    this.#layers.update(nowMs);
    if (this.#map.open) this.#minimap.drawLarge(this.#mapCanvas);
    const me = this.#picture.me;
    if (me) setText(this.#place, me.has(EntityFlag.SAFE) ? `${this.#zoneName} · safe` : this.#zoneName);
  }

  #window(name: Exclude<WindowName, "inventory" | "mail" | "auction">): { open: boolean } {
    switch (name) {
      case "character":
        return this.sheet;
      case "party":
        return this.#party.window.panel;
      case "map":
        return this.#map;
      case "overlay":
        return this.overlay;
      case "help":
        return this.#help;
    }
  }
}
