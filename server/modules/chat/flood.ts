/** So many messages within a second silence. */
const BURST = { messages: 10, ms: 1000 };
/** And so many within half a minute, however evenly. */
const STEADY = { messages: 25, ms: 30_000 };
/** The same text so often within half a minute is no talk. */
const REPEATS = { messages: 4, ms: 30_000 };
/** Length of the first silence; each further one lasts twice as long, until somebody was quiet for a while. */
const FIRST_MUTE_MS = 10_000;
const LONGEST_MUTE_MS = 5 * 60_000;
const FORGIVEN_AFTER_MS = 5 * 60_000;
/** Most accounts that are remembered; beyond it the one that has been quiet for longest is forgotten. */
const MAX_REMEMBERED = 20_000;

interface Remembered {
  /** Messages of the last STEADY.ms, the oldest first; never more than STEADY.messages. */
  said: Array<{ at: number; key: string | null }>;
  mutes: number;
  mutedUntil: number;
}

export interface Flooding {
  /** Epoch ms. */
  until: number;
  /** This message began it; false: it is going on. */
  begins: boolean;
}

/** Counts what accounts write, in this process. Times are epoch ms. */
export class FloodGuard {
  /** In the order of their last message. */
  readonly #accounts = new Map<string, Remembered>();

  /**
   * Somebody writes. @param text null: it may be repeated as often as one likes
   * @returns null: let it pass
   */
  heard(accountId: string, text: string | null, now: number): Flooding | null {
    const one = this.#remember(accountId);
    if (now < one.mutedUntil) return { until: one.mutedUntil, begins: false };
    one.said = one.said.filter(({ at }) => now - at < STEADY.ms);
    one.said.push({ at: now, key: text === null ? null : sameKey(text) });
    if (!isFlood(one.said, now)) return null;
    one.mutes = now - one.mutedUntil < FORGIVEN_AFTER_MS ? one.mutes + 1 : 1;
    one.mutedUntil = now + Math.min(LONGEST_MUTE_MS, FIRST_MUTE_MS * 2 ** (one.mutes - 1));
    one.said = [];
    return { until: one.mutedUntil, begins: true };
  }

  #remember(accountId: string): Remembered {
    const known = this.#accounts.get(accountId) ?? { said: [], mutes: 0, mutedUntil: 0 };
    this.#accounts.delete(accountId);
    this.#accounts.set(accountId, known);
    if (this.#accounts.size > MAX_REMEMBERED) this.#accounts.delete(this.#accounts.keys().next().value as string);
    return known;
  }
}

function isFlood(said: Remembered["said"], now: number): boolean {
  const last = said[said.length - 1];
  const within = (ms: number) => said.filter(({ at }) => now - at < ms);
  const repeats = last.key === null ? 0 : within(REPEATS.ms).filter(({ key }) => key === last.key).length;
  return said.length >= STEADY.messages || within(BURST.ms).length >= BURST.messages || repeats >= REPEATS.messages;
}

/** The same for texts that differ in case, blanks and signs only. */
function sameKey(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "") || text;
}
