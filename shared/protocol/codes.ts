/** Codes of the wire. Append only: a number is never given a second meaning. */

/** Types of raw-byte room messages (Colyseus frame 17). */
export const ClientBytes = { INPUT: 1, ACTION: 2 } as const;
export const ServerBytes = { SNAPSHOT: 1 } as const;

/** Types of MessagePack room messages (Colyseus frame 13), server → client. Payloads: messages.ts. */
export const ServerMessage = {
  WELCOME: "welcome",
  ERROR: "error",
  LOOT: "loot",
  PROGRESS: "progress",
  SKILL: "skill",
  GOODBYE: "goodbye",
  INTERACTION: "interaction",
  HANDOFF: "handoff",
} as const;

/** First field of an action (actions.ts). */
export const ActionKind = {
  USE_ABILITY: 1,
  SET_TARGET: 2,
  INTERACT: 3,
  RELEASE: 4,
  CANCEL_CAST: 5,
  PVP_FLAG: 6,
  DUEL: 7,
  ANSWER_RESURRECTION: 8,
  DISMOUNT: 9,
  USE_ITEM: 10,
  TRAVEL: 11,
} as const;
export type ActionKind = (typeof ActionKind)[keyof typeof ActionKind];

/** What a DUEL action asks for. */
export const DuelAction = { CHALLENGE: 1, ACCEPT: 2, DECLINE: 3, YIELD: 4 } as const;
/** How far two players are with each other (SELF, offers). */
export const DuelState = { NONE: 0, CHALLENGED: 1, CHALLENGING: 2, COUNTDOWN: 3, FIGHTING: 4 } as const;

export const EntityKind = { PLAYER: 1, NPC: 2, PROJECTILE: 3, DROP: 4, OBJECT: 5 } as const;
export type EntityKind = (typeof EntityKind)[keyof typeof EntityKind];

/** What an object's health byte says. */
export const ObjectState = { USED: 1, READY: 255 } as const;

/** What an interaction came to (message `interaction`). */
export type InteractionKind =
  | "sign"
  | "bound"
  | "bank"
  | "mailbox"
  | "vendor"
  | "auctioneer"
  | "crafting_station"
  | "waystone"
  | "waystone_discovered";

/** Stands for the ability code of somebody who works at an object. */
export const INTERACT_CAST = 255;

/** Bits of an entity's `flags` (16 bits). */
export const EntityFlag = {
  DEAD: 1,
  IN_COMBAT: 2,
  CASTING: 4,
  STUNNED: 8,
  ROOTED: 16,
  SLOWED: 32,
  /** NPC on its way home: cannot be hurt. */
  EVADING: 64,
  /** In a safe area: cannot be attacked by players, NPCs do not enter. */
  SAFE: 128,
  /** The player's connection dropped; the seat is held for the grace time. */
  DISCONNECTED: 256,
  /** Only physical abilities. */
  SILENCED: 512,
  /** Nothing harms. */
  IMMUNE: 1024,
  /** Fights other players who want it too, and can be fought by them. */
  PVP: 2048,
  /** Seen only by allies and by who is near enough to notice. */
  STEALTHED: 4096,
  /** Rides. */
  MOUNTED: 8192,
  /** Jumps or falls. */
  AIRBORNE: 16384,
} as const;

/** Bits of a snapshot's SELF section: only groups that changed are sent. */
export const SelfField = {
  VITALS: 1,
  MOVEMENT: 2,
  PROGRESS: 4,
  COOLDOWNS: 8,
  CAST: 16,
  TARGET: 32,
  STATUSES: 64,
  IMPULSE: 128,
  HEIGHT: 256,
  CHARGES: 512,
  SHIELD: 1024,
  OFFERS: 2048,
} as const;

/** Buttons of an input (8 bits). */
export const InputButton = { WALK: 1, JUMP: 2 } as const;

/** What a combat event says (snapshot section EVENTS). */
export const CombatEventKind = {
  DAMAGE: 1,
  HEAL: 2,
  DODGE: 3,
  /** amount = cast time left, ms. */
  CAST_STARTED: 4,
  CAST_FINISHED: 5,
  CAST_INTERRUPTED: 6,
  /** source = killer, target = the dead. */
  DEATH: 7,
  /** amount = the new level. */
  LEVEL_UP: 8,
  /** ability = status code, amount = duration, ms. */
  STATUS_APPLIED: 9,
  RESPAWN: 10,
  /** Too far above the attacker's level, or a spell resisted. */
  MISS: 11,
  /** amount = what the block took off; the rest follows as DAMAGE. */
  BLOCK: 12,
  /** amount = what shields took; what is left follows as DAMAGE. */
  ABSORB: 13,
  /** Nothing happened: the target is immune (`ability`: of the blow, of the status when PERIODIC). */
  IMMUNE: 14,
  /** source took a status off target; ability = status code. */
  DISPEL: 15,
  /** A status ended before its time; ability = status code. */
  STATUS_ENDED: 16,
  /** source broke off what target was casting: ability. */
  INTERRUPT: 17,
  /** amount = its length, ms. It ends with CAST_FINISHED or CAST_INTERRUPTED. */
  CHANNEL_STARTED: 18,
  /** target was given `amount` of its resource; */
  ENERGIZE: 19,
  /** or lost it to source. */
  DRAIN: 20,
  /** An NPC (target) was made to turn to source. */
  TAUNT: 21,
  /** amount = code of a saying; source = the speaker. */
  SAY: 40,
  /** A boss begins another phase: amount = its number from 1, source = the boss. */
  PHASE: 41,
  /** A boss grows stronger: amount = its power in hundredths of what it was. */
  ENRAGE: 42,
  /** source and target fight from now on. */
  DUEL_STARTED: 25,
  /** source = who has won, target = who has lost. */
  DUEL_ENDED: 26,
  /** target lives again; source = who did it. */
  RESURRECTED: 27,
  /** source = who is somewhere else now: do not glide. */
  TELEPORT: 35,
  /** Something that follows its target left source's hand: clients fly it themselves, it never is an entity of their picture. */
  LAUNCH: 50,
} as const;
export type CombatEventKind = (typeof CombatEventKind)[keyof typeof CombatEventKind];
/** Bits of a combat event's `flags`. */
export const CombatEventFlag = { CRITICAL: 1, PERIODIC: 2 } as const;

/**
 * Stable error codes: room messages (`error`, `goodbye`), refused joins and problem+json `code` share this one list.
 * The sentence beside a code is public.
 */
export const ERRORS = {
  // joining
  protocol_mismatch: "This client speaks another protocol version than the server.",
  ticket_invalid: "The ticket is unknown, expired or already used. Select the character again.",
  zone_full: "This zone is full.",
  zone_closing: "This zone is shutting down.",
  character_unavailable: "This character cannot enter the world now.",
  // leaving (goodbye)
  taken_over: "This character was logged in from elsewhere.",
  switched: "You play another character now.",
  lease_lost: "Another server now owns this character.",
  server_shutdown: "The server is shutting down; your character was saved.",
  removed: "You were removed by the server.",
  flooding: "Too many messages in a second.",
  session_ended: "You were logged out. Log in again to go on.",
  banned: "This account has been banned.",
  suspended: "This account has been suspended. Log in to see until when.",
  too_slow: "Your connection could not keep up with what you were sent.",
  // messages in a room
  message_unknown: "The server does not know this message.",
  message_malformed: "The message could not be decoded.",
  message_invalid: "The message does not say what it should.",
  // actions
  not_ready: "This ability is not ready yet.",
  not_enough_resource: "Not enough resource for this ability.",
  out_of_range: "The target is too far away.",
  no_line_of_sight: "The target is not in line of sight.",
  bad_target: "This target is not valid for the action.",
  dead: "You are dead.",
  not_dead: "You are not dead.",
  incapacitated: "You cannot do that now.",
  casting: "You are already casting.",
  not_yours: "This belongs to somebody else.",
  bag_full: "There is no room in your bag.",
  gone: "It is no longer there.",
  busy: "The server is busy; try again.",
  level_too_low: "Your level is too low for this.",
  skill_too_low: "You do not know enough of this profession.",
  locked: "It is locked.",
  in_combat: "Not while you are fighting.",
  mounted: "Not while you are riding.",
  duel_unavailable: "A duel is not possible now: one of you is fighting, dead, in a safe area or in another duel.",
  pvp_fixed: "Whether players fight each other is not for them to choose in this zone.",
  no_offer: "There is nothing to answer.",
  ability_unknown: "Your class does not have this ability.",
  silenced: "You are silenced.",
  condition_not_met: "What this ability needs is not there.",
  waystone_unknown: "You have not discovered this way stone yet.",
  // talk
  chat_muted: "You cannot write now.",
  not_in_world: "You have no character in the world.",
  not_in_party: "You are in no party.",
  player_not_found: "No such player is in the world now.",
  zone_unavailable: "The way there is closed: nobody runs that zone now.",
} as const;
export type ErrorCode = keyof typeof ERRORS;
