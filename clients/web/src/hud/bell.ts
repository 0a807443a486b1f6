import type { NotificationPage } from "#shared/api/generated.ts";
import type { HubEvent } from "#shared/protocol/hub.ts";
import { el, fill, setText } from "../dom.ts";
import type { Lexicon } from "../game/lexicon.ts";
import type { Api } from "../net/api.ts";
import type { HubLink } from "../net/hub-link.ts";
import { moneyText } from "./money.ts";

type Entry = NotificationPage["items"][number];

const SHOWN = 20;
const TOAST_MS = 6000;

/** What a notification says, by its kind; unknown kinds of a newer server show as their name. */
function textOf({ kind, data }: Pick<Entry, "kind" | "data">, lexicon: Lexicon): string {
  const say = (key: string) => String(data[key] ?? "");
  const goods = () =>
    `${Number(data.quantity) > 1 ? `${say("quantity")} × ` : ""}${lexicon.itemById(say("templateId"))?.name ?? say("templateId")}`;
  const money = (key: string) => moneyText(/^\d+$/.test(say(key)) ? say(key) : 0, lexicon.content.currencies[0]);
  switch (kind) {
    case "level_up":
      return `You have reached level ${say("level")}.`;
    case "welcome_back":
      return data.unread ? `Welcome back! ${say("unread")} notifications wait for you.` : "Welcome back!";
    case "auction_outbid":
      return `Somebody bids ${money("amount")} for ${goods()}: your ${money("refund")} are back.`;
    case "auction_won":
      return `${goods()} is yours for ${money("price")}: it comes by mail.`;
    case "auction_expired":
      return `Nobody wanted ${goods()}: it comes back by mail.`;
    case "item_sold":
      return `Sold: ${goods()} for ${money("price")}.`;
    case "mail_expired":
      return "A letter was not emptied in time: what was in it is gone.";
    case "message":
      return say("text");
    default:
      return kind.replaceAll("_", " ");
  }
}

/** Notifications in the corner: how many are unread, the newest ones on a click, and a word when the hub is being reconnected. */
export class Bell {
  readonly #api: Api;
  readonly #lexicon: Lexicon;
  readonly #count = el("b", { class: "bell-count hidden", "data-testid": "bell-count" });
  readonly #state = el("span", { class: "bell-state hidden", role: "status", "data-testid": "hub-state" }, "Reconnecting …");
  readonly #list = el("ol", { class: "bell-list hidden", "data-testid": "notifications" });
  readonly #toasts = el("div", { class: "bell-toasts", role: "status", "data-testid": "bell-toasts" });
  readonly element: HTMLElement;
  readonly #stop: () => void;
  #unread = 0;

  constructor(api: Api, hub: HubLink, lexicon: Lexicon) {
    this.#api = api;
    this.#lexicon = lexicon;
    const open = () => void this.#toggle();
    const button = el(
      "button",
      { type: "button", "aria-label": "Notifications", "data-testid": "bell", onclick: open },
      "News",
      this.#count,
    );
    this.element = el("aside", { class: "bell" }, this.#state, button, this.#list, this.#toasts);
    this.#stop = hub.listen({
      event: (event) => this.#hear(event),
      connected: () => {
        this.#state.classList.add("hidden");
        void this.#read().catch(() => {}); // the next connection or click asks again
      },
      dropped: () => this.#state.classList.remove("hidden"),
    });
  }

  dispose(): void {
    this.#stop();
  }

  #hear({ topic, kind, data, id }: HubEvent): void {
    // what has no number is news of a moment, which other windows show
    if (!topic.endsWith("/notifications") || id === undefined) return;
    this.#show(this.#unread + 1);
    const toast = el("p", { class: "bell-toast" }, textOf({ kind, data: data as Entry["data"] }, this.#lexicon));
    this.#toasts.append(toast);
    window.setTimeout(() => toast.remove(), TOAST_MS);
  }

  #show(unread: number): void {
    this.#unread = unread;
    setText(this.#count, String(unread));
    this.#count.classList.toggle("hidden", unread === 0);
  }

  async #read(): Promise<NotificationPage> {
    const page = await this.#api.call("GET /api/v1/notifications", { query: { limit: SHOWN } });
    this.#show(page.unread);
    return page;
  }

  async #toggle(): Promise<void> {
    const opening = this.#list.classList.contains("hidden");
    this.#list.classList.toggle("hidden", !opening);
    if (!opening) return;
    fill(this.#toasts); // they are in the list
    try {
      const { items, newest } = await this.#read();
      const lines = items.map((entry) => {
        const at = el("time", {}, new Date(entry.createdAt).toLocaleString());
        return el("li", { class: entry.readAt === null ? "unread" : "" }, textOf(entry, this.#lexicon), at);
      });
      fill(this.#list, ...(lines.length > 0 ? lines : [el("li", {}, "Nothing yet.")]));
      if (newest > 0) this.#show((await this.#api.call("POST /api/v1/notifications/read", { body: { upTo: newest } })).unread);
    } catch (error) {
      fill(this.#list, el("li", { role: "alert" }, (error as Error).message));
    }
  }
}
