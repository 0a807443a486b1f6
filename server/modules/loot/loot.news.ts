import type { Notifier } from "#rooms/ports/notifier.ts";
import { topics } from "#shared/protocol/topics.ts";

/** What members of a party are told about its loot, after the commit. Who misses it asks `GET /api/v1/loot/{characterId}/rolls`. */
export type LootNews = { partyId: string } & (
  | { kind: "roll_started"; data: RollStarted }
  | { kind: "roll_completed"; data: RollCompleted }
  | { kind: "assigned"; data: Assigned }
);

export interface RollStarted {
  rollId: string;
  templateId: string;
  quantity: number;
  /** ISO time. */
  startedAt: string;
  endsAt: string;
  eligible: Array<{ characterId: string; mayNeed: boolean }>;
}

export interface RollCompleted {
  rollId: string;
  templateId: string;
  quantity: number;
  /** null: nobody wanted it. */
  winner: { characterId: string; name: string; by: "need" | "greed" } | null;
  delivered: "bag" | "mail" | "ground";
  answers: Array<{ characterId: string; name: string; choice: "need" | "greed" | "pass" | null; number: number | null }>;
}

/** It was this character's turn: the stack lies there for him. */
export interface Assigned {
  characterId: string;
  templateId: string;
  quantity: number;
}

/** Brings news to the members; never throws, never waits. */
export interface LootTeller {
  tell(news: LootNews): void;
}

/** Over the hub, when there is one: `party/{partyId}/loot`. */
export function lootTeller(notifier: Notifier | undefined): LootTeller {
  return { tell: ({ partyId, kind, data }) => notifier?.publish(topics.partyLoot(partyId), kind, data) };
}
