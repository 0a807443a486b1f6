/**
 * What rooms need from the rest of the house, in rooms' words. server/adapters implements these with the modules;
 * nothing here is ever awaited by the tick.
 */
import type { ErrorCode } from "#shared/protocol/codes.ts";

/** Refused with a code of the wire. */
export class RoomError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = "RoomError";
    this.code = code;
  }
}

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
}

/** What a character has spent its points on. */
export interface SpentPoints {
  /** Raised with every change. */
  version: number;
  /** By attribute id. */
  attributes: Readonly<Record<string, number>>;
  /** By skill id. */
  trained: Readonly<Record<string, number>>;
}

/** What is written behind: at most the save interval of it is lost in a crash. */
export interface CharacterSave {
  lease: CharacterLease;
  zoneId: string;
  x: number;
  y: number;
  /** Radians. */
  facing: number;
  health: number;
  resource: number;
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
   * @throws RoomError character_unavailable
   */
  claim(characterId: string, roomId: string): Promise<CharacterRecord>;
  /** One statement for all. Returns the characters whose lease is no longer ours: those copies must go. */
  save(states: readonly CharacterSave[]): Promise<string[]>;
  /** Last save; gives the lease back. False when it was no longer ours. */
  release(state: CharacterSave): Promise<boolean>;
  /** Gives the lease of a character back that did not enter after all; nothing of it is written. */
  giveBack(lease: CharacterLease): Promise<void>;
}

/** How often skills were used, in total: a repeated report changes nothing. */
export interface PracticeReport {
  lease: CharacterLease;
  /** By skill id; only what changed. */
  uses: Readonly<Record<string, number>>;
}

/** Skills that grow by use, and points that are spent elsewhere while a character is in the world. */
export interface Progress {
  /**
   * Writes what was practised, and the events of what it led to, in one transaction. A level learns only so much (rules/progress.ts).
   * @returns what now counts, for each character whose lease still holds
   */
  practise(reports: readonly PracticeReport[]): Promise<Array<{ characterId: string; uses: Readonly<Record<string, number>> }>>;
  /** Tells when a character's points are other than those of `version`, until the returned function is called. */
  watch(characterId: string, version: number, changed: (points: SpentPoints) => void): () => void;
}

/** An NPC died, or a chest was opened: who gets what is decided and written by the office, in one transaction, exactly once per `killId`. */
export interface Kill {
  /** UUID made by the room; a repeated settle with the same id changes nothing. */
  killId: string;
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
  /** Who alone may take it until `ownedUntil`; null: anybody. */
  ownerCharacterId: string | null;
  /** Epoch ms. */
  ownedUntil: number;
  expiresAt: number;
}

export type PickUpOutcome =
  | { ok: true; item: { itemId: string; templateId: string; quantity: number; slot: number } }
  | { ok: false; code: ErrorCode };

export interface Loot {
  /** Settles kills in order; one transaction for the batch. */
  settle(kills: readonly Kill[]): Promise<KillOutcome[]>;
  /** The room has already checked range and state; the store decides who was first and whether the bag has room. */
  pickUp(lease: CharacterLease, dropId: string): Promise<PickUpOutcome>;
  /** What lies in the zone after a restart. */
  dropsIn(zoneId: string, layer: number): Promise<DropRecord[]>;
  /** Removes drops past their time. */
  expire(dropIds: readonly string[]): Promise<void>;
}

/** What one ability or status came to in a fight. */
export type FightLine = {
  direction: "dealt" | "taken" | "healed";
  /** Id of the ability, of the status when periodic; null: none, like a fall. */
  ability: string | null;
  periodic: boolean;
  total: number;
  hits: number;
  criticals: number;
  most: number;
};

/** One character's fight: the payload of COMBAT_ENDED, with which the office writes it down (combat_sessions, damage_logs). */
export type FightSummary = {
  fightId: string;
  zoneId: string;
  layer: number;
  /** Epoch ms. */
  startedAt: number;
  endedAt: number;
  /** How it ended: left alone, dead, or gone from the zone. */
  outcome: "peace" | "death" | "left";
  damageDealt: number;
  damageTaken: number;
  healingDone: number;
  healingTaken: number;
  kills: number;
  lines: FightLine[];
};

/** Events for the outbox (SYSTEMS.md section 10 names): never awaited, bounded; written in the background. */
export interface EventSink {
  record(event: { name: string; characterId?: string; payload: Record<string, unknown> }): void;
}

/** Log-ins that end while a character of theirs is in a room: logged out, revoked, banned. */
export interface Revocations {
  /**
   * Calls `leave` once, within a second of the log-in's end (at once when it has ended already, but never before this returns).
   * @returns stops watching
   */
  watch(loginId: string, leave: (code: ErrorCode) => void): () => void;
}

/** Where recordings of zones are kept. Nothing here is awaited; a disk that is full or slow ends a recording, never a room. */
export interface RecordingStore {
  open(name: string): RecordingFile;
}

export interface RecordingFile {
  /** Where an operator finds it. */
  readonly path: string;
  /** The bytes are copied before this returns. */
  write(bytes: Uint8Array): void;
  close(): void;
}

/** One of the worst ticks of a zone. Times in ms. */
export interface FlightEntry {
  /** ISO time. */
  at: string;
  tick: number;
  totalMs: number;
  /** How much later than due it began. */
  lateMs: number;
  /** Time of it, and of the wait for it, that garbage collection took. */
  gcMs: number;
  phases: Record<string, number>;
  counts: Record<string, number>;
  /** Averages over the ticks before. */
  usual: { totalMs: number; phases: Record<string, number>; counts: Record<string, number> };
  /** What made it expensive, in words. */
  cause: string;
}

/** The worst ticks of the last hour of one zone layer. */
export interface ZoneFlight {
  zoneId: string;
  layer: number;
  tickRate: number;
  worst: FlightEntry[];
}

/** Moments in which the process stood still: garbage collection. */
export interface Pauses {
  /** @param listener is told start (monotonic ms) and length (ms) of each pause, a moment after it @returns stops that */
  listen(listener: (startedAt: number, ms: number) => void): () => void;
}

export interface RoomMetrics {
  /** Seconds spent in one phase of one tick. */
  phase(zoneId: string, phase: string, seconds: number): void;
  /** Whole tick, seconds. */
  tick(zoneId: string, seconds: number): void;
  lateTicks(zoneId: string, dropped: number): void;
  snapshotBytes(zoneId: string, bytes: number, clients: number): void;
  /** A step against overload was taken (up) or undone; `step` are taken now. */
  overload(zoneId: string, layer: number, step: number, up: boolean): void;
  /** What the NPCs' thinking of one tick came to: thoughts put off and NPCs waiting for a way. */
  ai(zoneId: string, thoughts: number, postponed: number, pathsWaiting: number): void;
  population(zoneId: string, layer: number, players: number, entities: number): void;
  roomError(room: string, method: string): void;
}

export interface RoomLog {
  info(details: Record<string, unknown>, message: string): void;
  warn(details: Record<string, unknown>, message: string): void;
  error(details: Record<string, unknown>, message: string): void;
}

/** Everything a zone room is given by the composition root. */
export interface ZoneServices {
  characters: CharacterStore;
  loot: Loot;
  progress: Progress;
  events: EventSink;
  revocations: Revocations;
  recordings: RecordingStore;
  metrics: RoomMetrics;
  pauses: Pauses;
  log: RoomLog;
  /** Epoch ms: for drops' expiry only; the simulation counts ticks. */
  now(): number;
}
