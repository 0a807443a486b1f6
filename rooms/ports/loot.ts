/** Kills, what they are worth, and what lies on the ground. */
import type { ItemQuality } from "#shared/rules/quality.ts";
import type { ErrorCode } from "#shared/protocol/codes.ts";
import type { LootRule } from "#shared/rules/party.ts";
import type { CharacterLease } from "./characters.ts";

/** An NPC died, or a chest was opened: who gets what is decided and written by the office, in one transaction, exactly once per `killId`. */
export interface Kill {
  /** UUID made by the room; a repeated settle with the same id changes nothing. */
  killId: string;
  /** The room that says so: it counts only while that is the layer. */
  roomId: string;
  zoneId: string;
  layer: number;
  npcId: string;
  x: number;
  y: number;
  /** Not an NPC but an object was opened, and this table says what is in it. */
  opened?: { objectId: string; lootTable: string };
  /** Experience each of them earned by the rules of the simulation. */
  credits: Array<{ lease: CharacterLease; experience: number }>;
  /** Who may take the loot first. */
  lootOwner: CharacterLease | null;
  /** The party whose kill it is, with its rule, and its members who were near: its loot is theirs. null: no party's, but the owner's. */
  party: { partyId: string; rule: LootRule; threshold: ItemQuality; eligible: CharacterLease[] } | null;
}

export interface KillOutcome {
  killId: string;
  /** Now the characters' (already committed). */
  awards: Array<{ characterId: string; gained: number; experience: number; level: number }>;
  drops: DropRecord[];
}

/** An item lying in a zone. */
export interface DropRecord {
  dropId: string;
  /** Template code of the content. */
  itemCode: number;
  quantity: number;
  x: number;
  y: number;
  /** Who alone may take it until `ownedUntil`; null: anybody, as far as the room knows (several may own it: the store decides). */
  ownerCharacterId: string | null;
  /** Epoch ms. */
  ownedUntil: number;
  expiresAt: number;
}

export type PickUpOutcome =
  | { ok: true; item: { itemId: string; templateId: string; quantity: number; slot: number } }
  | { ok: false; code: ErrorCode };

export interface Loot {
  /** Settles kills in order; one transaction for the batch. Of a room that no longer is its layer nothing comes, and nothing is written. */
  settle(kills: readonly Kill[]): Promise<KillOutcome[]>;
  /** The room has already checked range and state; the store decides who was first and whether the bag has room. */
  pickUp(lease: CharacterLease, dropId: string): Promise<PickUpOutcome>;
  /** What others laid down in the zone than its room: all of it that still lies there. */
  lateDrops(zoneId: string, layer: number): Promise<DropRecord[]>;
  /** What lies in the zone after a restart. */
  dropsIn(zoneId: string, layer: number): Promise<DropRecord[]>;
  /** Removes drops past their time. */
  expire(dropIds: readonly string[]): Promise<void>;
}
