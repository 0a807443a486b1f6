import type { ErrorCode, InteractionKind } from "./codes.ts";

/** What a client says when it joins a zone room (`joinById(roomId, options)`). */
export interface JoinOptions {
  /** One-time ticket from `POST /api/v1/characters/{id}/select`. */
  ticket: string;
  protocol: number;
}

/** First message after the join: who am I, where, how fast does time pass. */
export interface WelcomeMessage {
  protocol: number;
  characterId: string;
  /** Own entity, 32-bit id. */
  entityId: number;
  zoneId: string;
  layer: number;
  tickRate: number;
  /** Number of the last input that was processed: inputs count on from here. 0 unless one comes from another room. */
  ackSeq: number;
  /** Hash of the content this server runs: `GET /api/v1/content` answers with the same. */
  contentHash: string;
}

/** A message or action that was refused; nothing changed. */
export interface ErrorMessage {
  code: ErrorCode;
  detail: string;
}

/** Items that are now in the bag: sent after the database said so. */
export interface LootMessage {
  items: Array<{ itemId: string; templateId: string; quantity: number; slot: number }>;
}

/** Experience that is now the character's: sent after the database said so. */
export interface ProgressMessage {
  gained: number;
  experience: number;
  level: number;
}

/** A skill grew by use: sent after the database said so. */
export interface SkillMessage {
  skillId: string;
  /** That use has led to; training comes on top. */
  rank: number;
}

/** What an interaction came to, where the world alone does not show it. */
export interface InteractionMessage {
  kind: InteractionKind;
  /** What one interacted with. */
  entityId: number;
  /** Its name in the content. */
  serviceId: string;
  /** What a sign says. */
  text: string;
}

/** A seat in a room, as matchmaking answers with it. */
export interface SeatReservation {
  name: string;
  sessionId: string;
  roomId: string;
  processId: string;
  publicAddress?: string;
}

/** The character goes on elsewhere; this connection is closed next. */
export interface HandoffMessage {
  zoneId: string;
  layer: number;
  /** Where the room is reached, `ws://…`. */
  endpoint: string;
  /** Taken once, within 15 s; after that, select the character again. */
  reservation: SeatReservation;
  /** The last input that was processed here: the later ones are sent to the next room, with their numbers. */
  ackSeq: number;
}

/** Last message before the server closes the connection. */
export interface GoodbyeMessage {
  code: ErrorCode;
  detail: string;
}
