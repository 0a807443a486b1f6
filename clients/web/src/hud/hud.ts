import type { CharacterClass } from "#shared/content/schema.ts";
import { packAppearance } from "#shared/rules/appearance.ts";
import type { Action } from "#shared/protocol/action.ts";
import { EntityFlag } from "#shared/protocol/codes.ts";
import { el, setText } from "../dom.ts";
import type { Lexicon } from "../game/lexicon.ts";
import type { CharacterView } from "../net/api.ts";
import type { Picture } from "../game/picture.ts";
import type { Minimap } from "../render/minimap.ts";
import { ActionBar } from "./action-bar.ts";
import { BossFrame } from "./boss-frame.ts";
import { DeathScreen } from "./death.ts";
import { DuelBox } from "./duel.ts";
import { Frames } from "./frames.ts";
import { CombatLog, FarewellScreen, Notices } from "./messages.ts";
import { Overlay } from "./overlay.ts";
import { Sheet, type SheetWays } from "./sheet.ts";
import { Inventory, makeHelp, Panel } from "./windows.ts";

export interface HudParts {
  picture: Picture;
  lexicon: Lexicon;
  minimap: Minimap;
  characterClass: CharacterClass;
  character: CharacterView;
  sheet: SheetWays;
  zoneName: string;
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

export type WindowName = "inventory" | "character" | "map" | "overlay" | "help";

/** Everything around the picture of the world. */
export class Hud {
  readonly element: HTMLElement;
  readonly log = new CombatLog();
  readonly notices = new Notices();
  readonly farewell = new FarewellScreen();
  readonly inventory: Inventory;
  readonly sheet: Sheet;
  readonly overlay: Overlay;
  readonly actionBar: ActionBar;
  readonly #frames: Frames;
  readonly #boss: BossFrame;
  readonly #death: DeathScreen;
  readonly #duel: DuelBox;
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
  #mapAt = 0;

  constructor(parts: HudParts) {
    this.#picture = parts.picture;
    this.#minimap = parts.minimap;
    this.#zoneName = parts.zoneName;
    this.#frames = new Frames({
      picture: parts.picture,
      lexicon: parts.lexicon,
      name: parts.character.name,
      classCode: parts.characterClass.code,
      appearance: packAppearance(parts.character.appearance),
      pvpFixed: parts.pvpFixed,
      act: parts.act,
    });
    this.#boss = new BossFrame(parts.picture, parts.lexicon);
    this.actionBar = new ActionBar(parts.picture, parts.lexicon, parts.characterClass, parts.onAbility);
    this.#death = new DeathScreen(parts.picture, parts.act);
    this.#duel = new DuelBox(parts.picture, parts.act);
    this.inventory = new Inventory(parts.lexicon, () => this.toggle("inventory"));
    this.sheet = new Sheet(parts.lexicon, parts.character, parts.sheet, () => this.toggle("character"));
    this.overlay = new Overlay(parts.onLag);
    this.#map = new Panel(parts.zoneName, "map", () => this.toggle("map"));
    this.#map.body.append(this.#mapCanvas);
    this.#help = makeHelp(() => this.toggle("help"));
    const button = (label: string, key: string, testId: string, run: () => void) =>
      el("button", { type: "button", "data-testid": testId, onclick: run }, label, key ? el("kbd", {}, key) : null);
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
        el(
          "div",
          { class: "menu" },
          button("Sheet", "C", "open-sheet", () => this.toggle("character")),
          button("Bag", "I", "open-inventory", () => this.toggle("inventory")),
          button("Map", "M", "open-map", () => this.toggle("map")),
          button("Help", "H", "open-help", () => this.toggle("help")),
          button("Leave", "", "leave", parts.onLeave),
        ),
      ),
      this.log.element,
      this.actionBar.element,
      this.overlay.element,
      this.inventory.panel.element,
      this.sheet.panel.element,
      this.#map.element,
      this.#help.element,
      this.#duel.element,
      this.#death.element,
      this.notices.element,
      this.farewell.element,
    );
  }

  toggle(name: WindowName): void {
    const window = this.#window(name);
    window.open = !window.open;
  }

  /** Closes what is open. @returns false when nothing was */
  closeWindows(): boolean {
    const open = [this.inventory.panel, this.sheet.panel, this.#map, this.#help].filter((panel) => panel.open);
    for (const panel of open) panel.open = false;
    return open.length > 0;
  }

  update(nowMs: number, serverTick: number, tickMs: number, attacking: boolean): void {
    this.#frames.update(nowMs, serverTick, tickMs);
    this.#boss.update(serverTick);
    this.actionBar.update(serverTick, tickMs, attacking);
    this.#death.update(serverTick, tickMs);
    this.#duel.update(serverTick, tickMs);
    if (nowMs - this.#mapAt < MAP_EVERY_MS) return;
    this.#mapAt = nowMs;
    this.#minimap.draw(this.#minimapCanvas);
    if (this.#map.open) this.#minimap.drawLarge(this.#mapCanvas);
    const me = this.#picture.me;
    if (me) setText(this.#place, me.has(EntityFlag.SAFE) ? `${this.#zoneName} · safe` : this.#zoneName);
  }

  #window(name: WindowName): { open: boolean } {
    switch (name) {
      case "inventory":
        return this.inventory.panel;
      case "character":
        return this.sheet;
      case "map":
        return this.#map;
      case "overlay":
        return this.overlay;
      case "help":
        return this.#help;
    }
  }
}
