import type { ChatMessage } from "#shared/api/generated.ts";

/** Messages of one channel that are remembered; older ones are asked for again. */
const MOST_REMEMBERED = 500;

/** What is known of what was said: every message once, whichever way it came, and where some are missing. */
export class ChatHistory {
  readonly #known = new Map<string, Set<number>>();
  readonly #newest = new Map<string, number>();

  /** @returns false: it was known */
  add({ channel, channelId, seq }: Pick<ChatMessage, "channel" | "channelId" | "seq">): boolean {
    const key = `${channel} ${channelId}`;
    const known = this.#known.get(key) ?? new Set();
    this.#known.set(key, known);
    if (known.has(seq)) return false;
    known.add(seq);
    this.#newest.set(key, Math.max(seq, this.#newest.get(key) ?? 0));
    if (known.size > MOST_REMEMBERED) known.delete(Math.min(...known));
    return true;
  }

  /** Does this message say that others before it have not arrived? Ask before `add`. */
  isBehind({ channel, channelId, seq }: Pick<ChatMessage, "channel" | "channelId" | "seq">): boolean {
    const newest = this.#newest.get(`${channel} ${channelId}`);
    return newest !== undefined && seq > newest + 1;
  }
}
