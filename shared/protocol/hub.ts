/** Messages of the hub room (docs/PROTOCOL.md, chapter "The hub"): DATA frames whose type is one of these names. */
export const HubMessage = {
  /** First, also after a resume. */
  WELCOME: "welcome",
  /** What the server has subscribed this client to, whenever that changes. */
  TOPICS: "topics",
  /** Something happened on a topic. */
  EVENT: "event",
  /** More was said on a durable topic than is sent here: page through it over HTTP. */
  MISSED: "missed",
} as const;

/** Messages of the client, DATA frames too; modules add their own (rooms/hub/requests.ts). */
export const HubRequest = {
  /** Where the client wants to go on in durable topics: sent after each `welcome`, and whenever it has missed something. */
  CATCH_UP: "catch_up",
} as const;

/** Topics of one `catch_up`, at most. */
export const MAX_CURSORS = 64;

export interface HubCatchUp {
  /** Number of the last message the client has, by topic; 0: from the beginning. A topic that is left out goes on with what comes. */
  cursors: Record<string, number>;
}

export interface HubMissed {
  topic: string;
  /** Numbers above this, up to `upTo`, were not sent. */
  after: number;
  upTo: number;
}

/** What a client says when it joins a hub (`joinById(roomId, options)`). */
export interface HubJoinOptions {
  /** One-time ticket from `POST /api/v1/hub/ticket`. */
  ticket: string;
  protocol: number;
}

export interface HubWelcome {
  protocol: number;
  accountId: string;
}

export interface HubTopics {
  /** All of them, in no order. */
  topics: string[];
}

export interface HubEvent {
  topic: string;
  /** What happened, in the topic's own words. */
  kind: string;
  data: unknown;
  /** Its number in a durable topic: 1, 2, 3, … */
  id?: number;
}
