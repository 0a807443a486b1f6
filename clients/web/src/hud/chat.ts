import { el, fill } from "../dom.ts";
import type { LogKind } from "../game/narrator.ts";
import { CombatLog } from "./messages.ts";

const TABS = ["general", "party", "whispers", "combat"] as const;
export type ChatTab = (typeof TABS)[number];
const TAB_NAMES: Record<ChatTab, string> = { general: "General", party: "Party", whispers: "Whispers", combat: "Combat" };
/** Lines of a tab; the oldest go. */
const MOST_LINES = 300;
/** So near to an end counts as there, px. */
const EDGE_PX = 24;
/** A line that is being typed; the server counts as Unicode does and has the last word. */
const MOST_TYPED = 400;
/** What the fight has to say that is of interest beside talk. */
const TOLD_IN_GENERAL: readonly LogKind[] = ["info", "loot", "progress", "error"];

/** Somebody in a line, and what can be done about him. */
export interface Speaker {
  name: string;
  /** Of what he wrote; null: nothing to report. */
  messageId: string | null;
}

export interface ChatLine {
  /** Epoch ms; lines stand in this order. */
  at: number;
  /** Which colour it has. */
  channel: "say" | "yell" | "zone" | "party" | "whisper" | "system" | "error";
  /** Before the name, the name, and after it. */
  before?: string;
  speaker?: Speaker;
  text: string;
  /** It is in the middle of a history: nobody is told that there is something new. */
  old?: boolean;
}

export interface ChatWays {
  /** A line was typed. */
  submit(line: string): void;
  /** The top of a tab was reached: there may be older lines. */
  older(tab: ChatTab): void;
  /** What the menu beside a name offers. */
  choices(speaker: Speaker): ReadonlyArray<{ label: string; run: () => void }>;
}

/** The window in the lower left corner: what players say in tabs, the combat log beside them, and a line to write. All of it is text. */
export class ChatWindow {
  readonly element: HTMLElement;
  readonly log = new CombatLog();
  readonly #tabs = {} as Record<ChatTab, HTMLButtonElement>;
  readonly #lines = {} as Record<ChatTab, HTMLElement>;
  readonly #unread: Record<ChatTab, number> = { general: 0, party: 0, whispers: 0, combat: 0 };
  readonly #channel = el("span", { class: "chat-channel", "data-testid": "chat-channel" });
  readonly #input = el("input", {
    type: "text",
    maxLength: MOST_TYPED,
    autocomplete: "off",
    placeholder: "Enter to write, /help for commands",
    "aria-label": "Write to others",
    "data-testid": "chat-input",
  });
  readonly #menu = el("div", { class: "chat-menu hidden", role: "menu", "data-testid": "chat-menu" });
  readonly #ways: ChatWays;
  readonly #sent: string[] = [];
  #recalled = -1;
  #shown: ChatTab = "general";

  constructor(ways: ChatWays) {
    this.#ways = ways;
    for (const tab of TABS) this.#make(tab);
    this.log.onAdd = (kind, text) => {
      if (TOLD_IN_GENERAL.includes(kind)) this.#put("general", el("p", { class: `log-${kind}` }, text), Date.now());
    };
    const entry = el("form", { class: "chat-entry", onsubmit: (event: Event) => this.#submit(event) }, this.#channel, this.#input);
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.element = el(
      "section",
      { class: "chat", "data-testid": "chat", "aria-label": "Chat" },
      el("div", { class: "chat-tabs", role: "tablist" }, ...TABS.map((tab) => this.#tabs[tab])),
      ...TABS.map((tab) => this.#lines[tab]),
      entry,
      this.#menu,
    );
    this.element.addEventListener("focusout", (event) => {
      if (!this.#menu.contains(event.relatedTarget as Node | null)) this.#closeMenu();
    });
    this.show("general");
  }

  /** Where lines go that name no channel. */
  set channel({ id, label }: { id: string; label: string }) {
    this.#channel.textContent = label;
    this.#channel.dataset.channel = id;
  }

  /** Puts the cursor into the line. @param start what stands there already */
  focus(start?: string): void {
    if (start !== undefined) this.#input.value = start;
    this.#input.focus();
  }

  show(shown: ChatTab): void {
    this.#shown = shown;
    for (const tab of TABS) {
      this.#lines[tab].classList.toggle("hidden", tab !== shown);
      this.#tabs[tab].setAttribute("aria-selected", String(tab === shown));
    }
    this.#mark(shown, 0);
    this.#lines[shown].scrollTop = this.#lines[shown].scrollHeight;
  }

  /** Puts a line where its time says, into all these tabs. */
  add(tabs: readonly ChatTab[], line: ChatLine): void {
    for (const tab of tabs) {
      this.#put(tab, this.#render(line), line.at);
      const isNew = !line.old && tab !== this.#shown && line.speaker !== undefined;
      if (isNew && !tabs.includes(this.#shown)) this.#mark(tab, this.#unread[tab] + 1);
    }
  }

  /** What can be read, for tests and the curious. */
  texts(tab: ChatTab): string[] {
    return [...this.#lines[tab].children].map((line) => line.textContent ?? "");
  }

  #make(tab: ChatTab): void {
    this.#tabs[tab] = el(
      "button",
      { type: "button", role: "tab", "data-testid": `chat-tab-${tab}`, onclick: () => this.show(tab) },
      TAB_NAMES[tab],
    );
    const lines =
      tab === "combat"
        ? this.log.element
        : el("div", { class: "log-lines", role: "log", "aria-label": TAB_NAMES[tab], "data-testid": `chat-${tab}` });
    lines.addEventListener("scroll", () => {
      if (lines.scrollTop < EDGE_PX && lines.scrollHeight > lines.clientHeight) this.#ways.older(tab);
    });
    this.#lines[tab] = lines;
  }

  #mark(tab: ChatTab, unread: number): void {
    this.#unread[tab] = unread;
    fill(this.#tabs[tab], TAB_NAMES[tab], unread > 0 && el("b", { class: "chat-unread" }, unread > 99 ? "99+" : String(unread)));
  }

  #render({ at, channel, before = "", speaker, text }: ChatLine): HTMLElement {
    const name =
      speaker &&
      el("button", { type: "button", class: "chat-name", onclick: (event: Event) => this.#openMenu(event, speaker) }, speaker.name);
    const time = new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    return el("p", { class: `chat-line chat-${channel}`, "data-time": time, title: new Date(at).toLocaleString() }, before, name, text);
  }

  #put(tab: ChatTab, line: HTMLElement, at: number): void {
    const lines = this.#lines[tab];
    const fromEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight;
    line.dataset.at = String(at);
    let after = lines.lastElementChild as HTMLElement | null;
    while (after && Number(after.dataset.at) > at) after = after.previousElementSibling as HTMLElement | null;
    if (after) after.after(line);
    else lines.prepend(line);
    while (lines.childElementCount > MOST_LINES) lines.firstElementChild?.remove();
    // who reads the end goes on reading it; who reads elsewhere keeps his place
    lines.scrollTop = lines.scrollHeight - lines.clientHeight - (fromEnd < EDGE_PX ? 0 : fromEnd);
  }

  #submit(event: Event): void {
    event.preventDefault();
    const line = this.#input.value;
    this.#input.value = "";
    this.#recalled = -1;
    this.#input.blur();
    if (line.trim() === "") return;
    if (this.#sent[0] !== line) this.#sent.unshift(line);
    this.#sent.length = Math.min(this.#sent.length, 20);
    this.#ways.submit(line);
  }

  #key(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      this.#closeMenu();
      this.#input.blur();
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      const wanted = this.#recalled + (event.key === "ArrowUp" ? 1 : -1);
      this.#recalled = Math.max(-1, Math.min(this.#sent.length - 1, wanted));
      this.#input.value = this.#sent[this.#recalled] ?? "";
    }
  }

  #openMenu(event: Event, speaker: Speaker): void {
    const button = event.currentTarget as HTMLElement;
    const items = this.#ways.choices(speaker).map(({ label, run }) =>
      el(
        "button",
        {
          type: "button",
          role: "menuitem",
          onclick: () => {
            this.#closeMenu();
            run();
          },
        },
        label,
      ),
    );
    fill(this.#menu, el("strong", {}, speaker.name), ...items);
    this.#menu.classList.remove("hidden");
    const [own, at] = [this.element.getBoundingClientRect(), button.getBoundingClientRect()];
    this.#menu.style.left = `${at.left - own.left}px`;
    this.#menu.style.bottom = `${own.bottom - at.top + 4}px`;
    items[0]?.focus();
  }

  #closeMenu(): void {
    this.#menu.classList.add("hidden");
  }
}
