import type { Topic } from "#shared/protocol/topics.ts";

export interface PublishOptions {
  /** Number of a durable message in its topic (server/outbox/topic-numbers.ts): who missed it finds it by that. */
  id?: number;
  /** Only these accounts are told, of those who follow the topic. */
  only?: readonly string[];
  /** These accounts are not told. */
  except?: readonly string[];
}

/** Tells connected players what happened, in all processes. Nothing here throws or is awaited; its queue is bounded, what it loses is counted. */
export interface Notifier {
  /** @param data what MessagePack and JSON can say, at most 8 KiB; not changed afterwards */
  publish(topic: Topic, kind: string, data: object, options?: PublishOptions): void;
  /** Which zone, party or guild these accounts' characters belong to has changed: their hubs look now, not within the second. */
  moved(accountIds: readonly string[]): void;
}
