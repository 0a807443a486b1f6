import type { BacklogMessage, Backlogs } from "#rooms/ports/hub.ts";
import { lastNumbers } from "#server/outbox/topic-numbers.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import type { Topic } from "#shared/protocol/topics.ts";

/** The messages of one kind of durable topic, numbered by server/outbox/topic-numbers.ts. Modules bring one for each kind. */
export interface BacklogSource {
  /** Which topics it keeps. */
  topics: RegExp;
  /** Those after number `after`, in order, `limit` at most. What was removed since is left out. */
  read(topic: Topic, after: number, limit: number): Promise<BacklogMessage[]>;
}

/** All durable topics of the house. */
export class PostgresBacklogs implements Backlogs {
  readonly #prisma: PrismaClient;
  readonly #sources: readonly BacklogSource[];

  constructor(prisma: PrismaClient, sources: readonly BacklogSource[]) {
    this.#prisma = prisma;
    this.#sources = sources;
  }

  has(topic: Topic): boolean {
    return this.#sources.some(({ topics }) => topics.test(topic));
  }

  newest(topics: readonly Topic[]): Promise<Map<Topic, number>> {
    return lastNumbers(this.#prisma, topics);
  }

  async read(topic: Topic, after: number, limit: number): Promise<BacklogMessage[]> {
    return (await this.#sources.find(({ topics }) => topics.test(topic))?.read(topic, after, limit)) ?? [];
  }
}
