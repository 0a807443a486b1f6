import type { PartyState } from "./party.schema.ts";

/** Why a party is other than it was, or what somebody is asked. */
export type PartyNewsKind =
  | "invited"
  | "invite_declined"
  | "joined"
  | "left"
  | "kicked"
  | "offline"
  | "disbanded"
  | "leader"
  | "member"
  | "loot"
  | "raid"
  | "presence"
  | "ready_check"
  | "ready_answer"
  | "ready_result";

/** What players are told besides the answer to who asked: sent after the commit, to accounts. Who misses it reads the party again. */
export interface PartyNews {
  /** Accounts it concerns. */
  to: readonly string[];
  kind: PartyNewsKind;
  data: Record<string, unknown>;
}

/** Brings news to players; never throws, never waits. */
export interface PartyTeller {
  tell(news: PartyNews): void;
}

/** For a house without a way to players: they see news when they ask. */
export const NOBODY_TOLD: PartyTeller = { tell: () => {} };

/** What a command came to: the answer, and what others are told once it is committed. */
export interface Done {
  state: PartyState;
  news: PartyNews[];
}
