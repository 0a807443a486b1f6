import type { ErrorCode } from "#shared/protocol/codes.ts";
import type { InteractionMessage } from "#shared/protocol/messages.ts";
import { Belongings, type BelongingsParts } from "../../game/belongings.ts";
import type { Picture } from "../../game/picture.ts";
import type { Api } from "../../net/api.ts";
import type { HubLink } from "../../net/hub-link.ts";
import { inventoryWays } from "../../net/inventory-ways.ts";
import { craftingWays } from "../../net/crafting-ways.ts";
import { marketWays } from "../../net/market-ways.ts";
import { mailWays } from "../../net/mail-ways.ts";
import { tradeWays } from "../../net/trade-ways.ts";
import { vendorWays } from "../../net/vendor-ways.ts";
import { auctionWays } from "../../net/auction-ways.ts";
import { isNear, standsAt } from "../../game/targeting.ts";
import { AuctionWindow } from "../auction/auction-window.ts";
import type { Panel } from "../windows.ts";
import { BagWindow } from "./bag-window.ts";
import { BankWindow } from "./bank-window.ts";
import { CraftingWindow } from "./crafting-window.ts";
import { Hands } from "./hands.ts";
import type { CellParts } from "./item-cell.ts";
import { ItemTip } from "./item-tip.ts";
import { MailWindow } from "./mail-window.ts";
import { Question } from "./question.ts";
import { QuickSlots } from "./quick-slots.ts";
import { TradeWindow } from "./trade-window.ts";
import { VendorWindow } from "./vendor-window.ts";

export interface DeskParts extends Omit<BelongingsParts, "ways"> {
  api: Api;
  hub: HubLink;
  /** Uses one up: asks the room. @param item its code */
  useItem(item: number): void;
  /** Of the character, as the room says. */
  level(): number;
}

export type DeskWindow = "bag" | "mail" | "auction";

/** Everything on the page that has to do with what one has. Stays when the zone changes. */
export class EconomyDesk {
  readonly belongings: Belongings;
  readonly quick: QuickSlots;
  readonly #question = new Question();
  readonly #hands: Hands;
  readonly #tip: ItemTip;
  readonly #bag: BagWindow;
  readonly #bank: BankWindow;
  readonly #mail: MailWindow;
  readonly #auction: AuctionWindow;
  readonly #vendor: VendorWindow;
  readonly #crafting: CraftingWindow;
  readonly trade: TradeWindow;
  readonly #stop: () => void;
  /** How many letters are unread; told to whoever shows it. */
  onUnread: (unread: number) => void = () => {};
  /** What one stands at; 0: nothing. */
  #counter = 0;

  constructor(parts: DeskParts) {
    const { api, hub, character } = parts;
    this.belongings = new Belongings({ ...parts, ways: inventoryWays(api, character.id) });
    this.#tip = new ItemTip(this.belongings, parts.level);
    this.#hands = new Hands(this.belongings, this.#question, (template) => this.quick.use(template));
    const cells: CellParts = { belongings: this.belongings, hands: this.#hands, tip: this.#tip };
    this.quick = new QuickSlots(cells, parts.useItem);
    this.#bag = new BagWindow(cells, () => this.#close(this.#bag.panel));
    this.#bank = new BankWindow(cells, () => this.#close(this.#bank.panel));
    const mail = {
      ...cells,
      mail: mailWays(api, character.id),
      question: this.#question,
      onUnread: (unread: number) => this.onUnread(unread),
    };
    this.#mail = new MailWindow(mail, () => this.#close(this.#mail.panel));
    const house = { ...cells, auction: auctionWays(api, character.id), market: marketWays(api, character.id), question: this.#question };
    this.#auction = new AuctionWindow(
      house,
      () => this.#open(this.#bag.panel),
      () => this.#close(this.#auction.panel),
    );
    const crafting = craftingWays(api, character.id);
    const vendor = { ...cells, crafting, vendors: vendorWays(api, character.id), question: this.#question };
    this.#vendor = new VendorWindow(vendor, () => this.#close(this.#vendor.panel));
    this.#crafting = new CraftingWindow({ ...cells, crafting, level: parts.level }, () => this.#close(this.#crafting.panel));
    this.trade = new TradeWindow(cells, tradeWays(api, character.id), (panel) => {
      this.#open(this.#bag.panel);
      this.#open(panel);
    });
    this.#stop = hub.listen({
      event: (event) => {
        if (/^player\/[^/]+\/mail$/.test(event.topic)) this.#mail.heard(event);
        else if (event.topic.endsWith("/notifications")) this.trade.heard(event);
        if (/^(auction_|item_sold)/.test(event.kind) && this.#auction.panel.open) this.#auction.refresh();
      },
      connected: () => {
        void this.#mail.refresh();
        void this.trade.refresh();
      },
    });
    // what the mouse was on is drawn anew
    this.belongings.listen(() => this.#tip.hide());
    for (const { element } of this.#panels) element.addEventListener("keydown", blurOnEscape);
  }

  get #panels(): Panel[] {
    return [this.#bag.panel, this.#mail.panel, this.#auction.panel, ...this.#atCounter];
  }

  /** Windows that close when one walks away. */
  get #atCounter(): Panel[] {
    return [this.#bank.panel, this.#vendor.panel, this.#crafting.panel];
  }

  /** What the hud shows above the world. */
  get elements(): HTMLElement[] {
    return [
      ...this.#panels.map(({ element }) => element),
      this.trade.panel.element,
      this.trade.invites,
      this.#question.element,
      this.#tip.element,
    ];
  }

  toggle(name: DeskWindow): void {
    const { panel } = { bag: this.#bag, mail: this.#mail, auction: this.#auction }[name];
    if (panel.open) return this.#close(panel);
    this.#open(panel);
    if (name === "mail") void this.#mail.refresh();
    if (name === "auction") this.#auction.refresh();
  }

  /** One has come to a counter: its window opens, with the bag beside it. @returns false: that has no window */
  interaction({ kind, entityId, serviceId }: InteractionMessage): boolean {
    if (kind === "auctioneer") {
      this.#open(this.#auction.panel);
      this.#auction.refresh();
      return true;
    }
    const panel = this.#prepare(kind, serviceId);
    if (!panel) return false;
    this.#counter = entityId;
    this.#open(this.#bag.panel);
    this.#open(panel);
    return true;
  }

  /** The window of a counter, soon with what the server says. @param serviceId the counter's name in the content @returns null: it has none */
  #prepare(kind: InteractionMessage["kind"], serviceId: string): Panel | null {
    const object = this.belongings.parts.lexicon.objects.find(({ id }) => id === serviceId);
    if (kind === "bank") return this.#bank.panel;
    if (kind === "mailbox") {
      void this.#mail.refresh();
      return this.#mail.panel;
    }
    if (kind === "vendor" && object?.kind === "vendor") {
      void this.#vendor.visit(object.vendor);
      return this.#vendor.panel;
    }
    if (kind === "crafting_station" && object?.kind === "crafting_station") {
      void this.#crafting.visit(object.station, object.name);
      return this.#crafting.panel;
    }
    return null;
  }

  update(nowMs: number, picture: Picture): void {
    this.quick.update(nowMs);
    if (this.#auction.panel.open) this.#auction.stands(isNear(picture, this.belongings.parts.lexicon, "auctioneer"));
    if (!this.#counter || standsAt(picture, this.#counter)) return;
    this.#counter = 0;
    for (const panel of this.#atCounter) if (panel.open) this.#close(panel);
  }

  /** Closes what is open. @returns false when nothing was */
  closeAll(): boolean {
    if (this.#question.open) {
      this.#question.close();
      return true;
    }
    const trading = this.trade.panel.open;
    if (trading) void this.trade.cancel();
    const open = this.#panels.filter((panel) => panel.open);
    for (const panel of open) this.#close(panel);
    return this.#hands.letGo() || trading || open.length > 0;
  }

  refused(code: ErrorCode): void {
    this.quick.refused(code);
  }

  dispose(): void {
    this.#stop();
    this.belongings.dispose();
  }

  #open(panel: Panel): void {
    panel.open = true;
    this.belongings.refresh(0);
  }

  #close(panel: Panel): void {
    panel.open = false;
    this.#tip.hide();
    this.#hands.letGo();
  }
}

/** Keys go to the game again after a first Escape; a second closes the window. */
function blurOnEscape({ key, target }: KeyboardEvent): void {
  if (key === "Escape" && (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) target.blur();
}
