/** What a hub room needs of the rest of the house, in rooms' words: server/adapters implements it. */
import type { Topic } from "#shared/protocol/topics.ts";
import type { Revocations } from "./revocations.ts";
import type { RoomMetrics, RoomLog } from "./monitoring.ts";

/** Whose ticket it was. */
export interface HubOwner {
  accountId: string;
  /** The log-in with which the ticket was got. */
  loginId: string;
}

/** Where an account's player is now, as far as the hub has to know. */
export interface Belonging {
  /** The seat that the account took last, of any hub. */
  seatId: string | null;
  /** Its character in the world; null: none. */
  character: { id: string; name: string; zoneId: string; layer: number; roomId: string } | null;
  /** Of that character. */
  partyId: string | null;
  /** What it follows besides its own and the world's topics. */
  topics: readonly Topic[];
}

/** Who sits in which hub: an account has one seat, the last one taken. */
export interface HubSeats {
  /** Uses up a ticket. @throws RoomError ticket_invalid, also when its log-in has ended since */
  redeem(ticket: string): Promise<HubOwner>;
  /** Writes down that this is the account's seat from now on. */
  take(owner: HubOwner, seatId: string, roomId: string): Promise<void>;
  /** Gives it up, when it still is. */
  leave(accountId: string, seatId: string): Promise<void>;
}

/** Where accounts belong, looked up each second and whenever somebody says that it has changed. */
export interface Belongings {
  /** @returns stops watching */
  watch(accountId: string, changed: (belonging: Belonging) => void): () => void;
}

/** A message of a durable topic as it is kept. */
export interface BacklogMessage {
  id: number;
  kind: string;
  data: object;
}

/**
 * What was said on durable topics. Their messages are numbered 1, 2, 3, … and become visible in that order: when number 7 can be
 * read, so can 1 to 6, unless they were removed since.
 */
export interface Backlogs {
  /** Is this topic durable? */
  has(topic: Topic): boolean;
  /** The last number given in each topic; those that never gave one are left out. */
  newest(topics: readonly Topic[]): Promise<Map<Topic, number>>;
  /** Messages after number `after`, in order, `limit` at most. */
  read(topic: Topic, after: number, limit: number): Promise<BacklogMessage[]>;
}

export interface HubMetrics {
  /** Players connected to the hub of this process. */
  hubSeats(count: number): void;
  /** One message encoded, for so many readers. */
  hubMessage(readers: number): void;
  /** Messages that did not reach somebody, by why. */
  hubDropped(why: "queue_full" | "not_sent" | "slow_reader" | "too_large", count: number): void;
  /** A reader was dropped for being slow. */
  hubSlowReader(): void;
}

/** Everything a hub room is given by the composition root. */
export interface HubServices {
  seats: HubSeats;
  belongings: Belongings;
  backlogs: Backlogs;
  revocations: Revocations;
  metrics: RoomMetrics & HubMetrics;
  log: RoomLog;
}
