import type { ChatMessage } from "#shared/api/generated.ts";
import { type ChatCommand, type OpenChannel, readLine, USAGES } from "#shared/rules/chat-commands.ts";
import type { HubEvent } from "#shared/protocol/hub.ts";
import type { Lexicon } from "../game/lexicon.ts";
import { type ChatLine, type ChatTab, ChatWindow, type Speaker } from "../hud/chat.ts";
import type { Api } from "../net/api.ts";
import type { HubLink } from "../net/hub-link.ts";
import { ChatHistory } from "./history.ts";

type Kept = "zone" | "party" | "whisper";

const LABELS: Record<OpenChannel, string> = { say: "Say", yell: "Yell", zone: "Zone", party: "Party" };
const TABS: Record<ChatMessage["channel"], readonly ChatTab[]> = {
  say: ["general"],
  yell: ["general"],
  zone: ["general"],
  party: ["general", "party"],
  whisper: ["general", "whispers"],
};
/** Which history goes on where a tab ends. */
const OLDER: Partial<Record<ChatTab, Kept>> = { general: "zone", party: "party", whispers: "whisper" };
const PAGE = 30;
/** So many pages are fetched to fill a gap; what is older is there to scroll to. */
const MOST_PAGES = 4;

export interface DeskParts {
  api: Api;
  hub: HubLink;
  lexicon: Lexicon;
  character: { id: string; name: string };
  /** Somebody near says something: it stands over his head. */
  speak(name: string, text: string, loud: boolean): void;
}

/** What is typed becomes messages, what is said becomes lines. */
export class ChatDesk {
  readonly window: ChatWindow;
  readonly #p: DeskParts;
  readonly #history = new ChatHistory();
  /** Cursor of the page that follows, by channel; null: there is none; absent: nothing was fetched. */
  readonly #next = new Map<Kept, string | null>();
  readonly #loading = new Set<Kept>();
  readonly #stop: () => void;
  #channel: OpenChannel = "say";
  #whisperedBy: string | null = null;
  #topics = new Set<string>();

  constructor(parts: DeskParts) {
    this.#p = parts;
    this.window = new ChatWindow({
      submit: (line) => this.#do(readLine(line, this.#channel)),
      older: (tab) => {
        const channel = OLDER[tab];
        if (channel) void this.#older(channel);
      },
      choices: (speaker) => this.#choices(speaker),
    });
    this.#goTo("say");
    this.#stop = parts.hub.listen({
      event: (event) => this.#hear(event),
      topics: (topics) => this.#follow(topics),
      refused: ({ detail }) => this.#tell(detail, "error"),
      connected: () => void this.#catchUp("whisper"),
    });
  }

  dispose(): void {
    this.#stop();
  }

  #hear({ kind, data }: HubEvent): void {
    if (kind !== "chat") return;
    const message = data as ChatMessage;
    const { channel } = message;
    const behind = isKept(channel) && this.#history.isBehind(message);
    this.#add(message, false);
    if (behind) void this.#catchUp(channel);
  }

  /** A zone or a party that is new brings what was said there. */
  #follow(topics: readonly string[]): void {
    const before = this.#topics;
    this.#topics = new Set(topics);
    const isNew = (start: string) => topics.some((topic) => topic.startsWith(start) && topic.endsWith("/chat") && !before.has(topic));
    if (isNew("zone/")) void this.#catchUp("zone");
    if (isNew("party/")) void this.#catchUp("party");
  }

  /** Fetches from the newest back to what is known. */
  async #catchUp(channel: Kept): Promise<void> {
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const fetched = await this.#fetch(channel, cursor);
      if (!fetched) return;
      const isFirst = !this.#next.has(channel);
      const known = fetched.items.map((message) => !this.#add(message, isFirst)).some(Boolean);
      if (page === 0 || isFirst) this.#next.set(channel, fetched.next);
      if (known || isFirst || fetched.next === null) return;
      cursor = fetched.next;
    }
  }

  async #older(channel: Kept): Promise<void> {
    const cursor = this.#next.get(channel);
    if (!cursor || this.#loading.has(channel)) return;
    this.#loading.add(channel);
    const fetched = await this.#fetch(channel, cursor);
    this.#loading.delete(channel);
    if (!fetched) return;
    this.#next.set(channel, fetched.next);
    for (const message of fetched.items) this.#add(message, true);
  }

  /** Null: it cannot be had now; what is said from here on comes all the same. */
  async #fetch(channel: Kept, cursor: string | undefined): Promise<{ items: ChatMessage[]; next: string | null } | null> {
    const query = { characterId: this.#p.character.id, channel, limit: PAGE, ...(cursor !== undefined && { cursor }) };
    return this.#p.api.call("GET /api/v1/chat/history", { query }).catch(() => null);
  }

  /** @returns false: it was known */
  #add(message: ChatMessage, old: boolean): boolean {
    if (!this.#history.add(message)) return false;
    const { channel, from, text } = message;
    const isOwn = from.characterId === this.#p.character.id;
    if (channel === "whisper" && !isOwn && !old) this.#whisperedBy = from.name;
    if ((channel === "say" || channel === "yell") && !old) this.#p.speak(from.name, text, channel === "yell");
    this.window.add(TABS[channel], { ...this.#lineOf(message, isOwn), old });
    return true;
  }

  #lineOf({ id, channel, kind, from, to, text, at }: ChatMessage, isOwn: boolean): ChatLine {
    const line = { at: Date.parse(at), channel, speaker: { name: from.name, messageId: isOwn ? null : id } };
    const tag = channel === "zone" ? "[Zone] " : channel === "party" ? "[Party] " : "";
    if (kind === "roll") return { ...line, before: tag, text: ` ${text}` };
    if (channel === "say") return { ...line, text: ` says: ${text}` };
    if (channel === "yell") return { ...line, text: ` yells: ${text}` };
    if (channel !== "whisper") return { ...line, before: tag, text: `: ${text}` };
    if (!isOwn) return { ...line, text: ` whispers: ${text}` };
    return { ...line, before: "To ", speaker: { name: to?.name ?? "?", messageId: null }, text: `: ${text}` };
  }

  #tell(text: string, channel: "system" | "error" = "system"): void {
    this.window.add(["general"], { at: Date.now(), channel, text });
  }

  #goTo(channel: OpenChannel): void {
    this.#channel = channel;
    this.window.channel = { id: channel, label: LABELS[channel] };
  }

  #choices({ name, messageId }: Speaker): ReadonlyArray<{ label: string; run: () => void }> {
    if (name === this.#p.character.name) return [];
    const report = (reason: "spam" | "abuse") => () =>
      void this.#ask(
        this.#p.api.call("POST /api/v1/chat/reports", { body: { messageId: messageId as string, reason } }),
        `What ${name} wrote was reported.`,
      );
    return [
      { label: "Whisper", run: () => this.window.focus(`/w ${name} `) },
      { label: "Invite into your party", run: () => this.#do({ kind: "invite", name }) },
      { label: "Ignore", run: () => this.#do({ kind: "ignore", name }) },
      ...(messageId === null
        ? []
        : [
            { label: "Report as spam", run: report("spam") },
            { label: "Report as abuse", run: report("abuse") },
          ]),
    ];
  }

  #do(command: ChatCommand): void {
    switch (command.kind) {
      case "say":
        if (command.channel !== "yell") this.#goTo(command.channel);
        return this.#send("chat", { channel: command.channel, text: command.text });
      case "channel":
        return this.#goTo(command.channel);
      case "whisper":
        return this.#send("chat", { channel: "whisper", text: command.text, to: command.to });
      case "reply":
        if (this.#whisperedBy === null) return this.#tell("Nobody has whispered to you.", "error");
        return this.#send("chat", { channel: "whisper", text: command.text, to: this.#whisperedBy });
      case "roll":
        return this.#send("roll", { of: command.of });
      case "help":
        for (const usage of Object.values(USAGES)) this.#tell(usage);
        return;
      case "usage":
        return this.#tell(command.text, "error");
      case "who":
        return void this.#who(command);
      case "nothing":
        return;
      default:
        return void this.#about(command.kind, command.name);
    }
  }

  #send(type: string, payload: object): void {
    if (!this.#p.hub.send(type, payload)) this.#tell("There is no connection now: nobody heard that.", "error");
  }

  async #ask(answer: Promise<unknown>, done: string): Promise<void> {
    try {
      await answer;
      this.#tell(done);
    } catch (error) {
      this.#tell((error as Error).message, "error");
    }
  }

  async #who({ find, minLevel, maxLevel }: { find?: string; minLevel?: number; maxLevel?: number }): Promise<void> {
    try {
      const query = { ...(find && { find }), ...(minLevel !== undefined && { minLevel }), ...(maxLevel !== undefined && { maxLevel }) };
      const { total, characters } = await this.#p.api.call("GET /api/v1/chat/who", { query });
      this.#tell(total === 1 ? "One player:" : `${total} players${characters.length < total ? `, the first ${characters.length}` : ""}:`);
      for (const { name, level, classId, zoneId } of characters) {
        const { lexicon } = this.#p;
        const text = `, level ${level} ${lexicon.classById(classId)?.name ?? classId}, ${lexicon.zone(zoneId)?.name ?? zoneId}`;
        this.window.add(["general"], { at: Date.now(), channel: "system", speaker: { name, messageId: null }, text });
      }
    } catch (error) {
      this.#tell((error as Error).message, "error");
    }
  }

  async #about(what: "invite" | "ignore" | "unignore", name: string): Promise<void> {
    const { api, character } = this.#p;
    if (what === "invite") {
      const params = { characterId: character.id };
      return this.#ask(api.call("POST /api/v1/party/{characterId}/invites", { params, body: { name } }), `You have invited ${name}.`);
    }
    if (what === "ignore") return this.#ask(api.call("POST /api/v1/chat/ignores", { body: { name } }), `You hear ${name} no more.`);
    return this.#ask(this.#hearAgain(name), `You hear ${name} again.`);
  }

  async #hearAgain(name: string): Promise<void> {
    const { ignored } = await this.#p.api.call("GET /api/v1/chat/ignores", {});
    const found = ignored.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (!found) throw new Error(`You do not ignore ${name}.`);
    await this.#p.api.call("DELETE /api/v1/chat/ignores/{characterId}", { params: { characterId: found.characterId } });
  }
}

function isKept(channel: ChatMessage["channel"]): channel is Kept {
  return channel === "zone" || channel === "party" || channel === "whisper";
}
