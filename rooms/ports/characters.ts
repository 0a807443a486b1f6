/** Characters as they enter a zone, are saved and leave it. */
import type { WornItem } from "#shared/rules/equipment.ts";
import type { Carried } from "../simulation/carried.ts";
import type { Destination } from "./places.ts";

/** The right to simulate (and save) one character; every write carries the epoch. */
export interface CharacterLease {
  characterId: string;
  epoch: bigint;
}

/** A character as it enters a zone. */
export interface CharacterRecord {
  lease: CharacterLease;
  accountId: string;
  name: string;
  /** Class id of the content. */
  classId: string;
  /** Origin id of the content; null: none. */
  originId: string | null;
  /** Packed (shared/rules/appearance.ts). */
  appearance: number;
  level: number;
  experience: number;
  points: SpentPoints;
  /** How often each skill was used, by skill id. */
  skillUses: Readonly<Record<string, number>>;
  /** null: never been anywhere, use the zone's entry. */
  place: { zoneId: string; x: number; y: number; facing: number } | null;
  /** null: full. 0: dead. */
  health: number | null;
  resource: number | null;
  /** What it brings along, as it was written; null: nothing. Whoever reads it checks it. */
  carried: { state: unknown; ageMs: number } | null;
  home: Home | null;
  /** Way stones it has discovered. */
  waystones: readonly ObjectName[];
}

/** Where a character comes back to: a resurrection stone of the content. */
export type Home = ObjectName;

/** An object of the content. */
export interface ObjectName {
  zoneId: string;
  objectId: string;
}

/** What a character has made of itself: what it has spent its points on, and what it wears. */
export interface SpentPoints {
  /** Raised with every change. */
  version: number;
  /** By attribute id. */
  attributes: Readonly<Record<string, number>>;
  /** By skill id. */
  trained: Readonly<Record<string, number>>;
  worn: readonly WornItem[];
}

/** What is written behind: at most the save interval of it is lost in a crash. */
export interface CharacterSave {
  lease: CharacterLease;
  zoneId: string;
  layer: number;
  x: number;
  y: number;
  /** Radians. */
  facing: number;
  health: number;
  resource: number;
  /** null: as it was last written. */
  carried: CarriedAlong | null;
}

/** What is written of `Carried`. */
export interface CarriedAlong extends Carried {
  /** Where it was written: what does not cross zones is left behind in another one. */
  zoneId: string;
}

export interface TicketHolder {
  characterId: string;
  accountId: string;
  /** The log-in with which the ticket was got (not Colyseus' session). */
  loginId: string;
  /** Room that holds the character now. */
  heldBy: string | null;
  /** Other characters of the account that are in the world: an account plays one at a time. */
  others: Array<{ characterId: string; heldBy: string }>;
}

export interface CharacterStore {
  /**
   * Uses up a ticket: returns whose it is, with which log-in it was got, and which room (if any) holds the character now.
   * @throws RoomError ticket_invalid, also when that log-in has ended since
   */
  redeem(ticket: string, zoneId: string): Promise<TicketHolder>;
  /**
   * Takes the lease for `roomId`, raising the epoch: any older copy's writes are refused from here on, and so are those of rooms that
   * hold another character of the account.
   * @param epoch the character comes by a handoff that left this epoch behind: only while nobody has claimed it since
   * @throws RoomError character_unavailable; ticket_invalid when somebody has
   */
  claim(characterId: string, roomId: string, epoch?: bigint): Promise<CharacterRecord>;
  /** One statement for all. Returns the characters whose lease is no longer ours: those copies must go. */
  save(states: readonly CharacterSave[]): Promise<string[]>;
  /** Last save; gives the lease back. False when it was no longer ours. */
  release(state: CharacterSave): Promise<boolean>;
  /**
   * The last save of a character that goes elsewhere: its place is the destination, the epoch is one more and the lease is free, all at once.
   * Repeating is harmless.
   * @returns false when it was no longer ours
   */
  depart(state: CharacterSave, to: Destination, layer: number): Promise<boolean>;
  /** Binds a character to a stone. False when it was no longer ours. */
  bind(lease: CharacterLease, home: Home): Promise<boolean>;
  /** A character has discovered a way stone; the second time changes nothing. False when it was no longer ours. */
  discover(lease: CharacterLease, waystone: ObjectName): Promise<boolean>;
  /** Gives the lease of a character back that did not enter after all; nothing of it is written. */
  giveBack(lease: CharacterLease): Promise<void>;
}
