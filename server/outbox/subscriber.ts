import type { Tx } from "#server/platform/prisma.ts";
import type { EventName } from "./append.ts";

/** An event as its subscribers are given it. */
export interface DeliveredEvent {
  id: string;
  name: string;
  accountId: string | null;
  characterId: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: each name has a payload of its own, checked by nobody but its writer
  payload: any;
  at: Date;
}

/**
 * Somebody who is told of events. What it does belongs into `tx`: the note that an event was delivered is written in the same
 * transaction, so its effect is there once, whatever is killed in between.
 */
export interface Subscriber {
  /** Kept for good: deliveries go by it. At most 48 characters. */
  name: string;
  /** A name that is taken away here goes from `event_subscriptions` with a migration: other processes may still know it. */
  events: readonly EventName[];
  /** Most events of one call; default 50. */
  batch?: number;
  /**
   * Takes events, those of one character in the order in which they happened. What it throws undoes all of them; then they come one by
   * one, so that only the one at fault waits, and after the last try is parked.
   */
  handle(tx: Tx, events: readonly DeliveredEvent[]): Promise<void>;
}
