import { EventRelay } from "#server/outbox/relay.ts";
import type { DeliveredEvent, Subscriber } from "#server/outbox/subscriber.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";

/** Where the tally keeps its effects: nothing in it would refuse a second one. */
export const TALLY_TABLE = "CREATE TABLE tally (n bigserial, event_id uuid, subscriber text, by text)";

/** A subscriber whose effects can be counted: a row for each event it handles, and whatever the test wants to happen besides. */
export function tally(name: string, also: (event: DeliveredEvent, tx: Tx) => Promise<void> = async () => {}): Subscriber {
  return {
    name,
    events: ["LEVEL_UP", "NPC_DIED"],
    async handle(tx, events) {
      for (const event of events) {
        await tx.$executeRaw`INSERT INTO tally (event_id, subscriber, by) VALUES (${event.id}::uuid, ${name}, ${event.payload.by ?? ""})`;
        await also(event, tx);
      }
    },
  };
}

export function relayOf(prisma: PrismaClient, subscribers: readonly Subscriber[], said: string[] = []): EventRelay {
  const log = (details: Record<string, unknown>, message: string) => void said.push(`${message}: ${details.err}`);
  const count = (subscriber: string, outcome: string, events: number) => void said.push(`${subscriber} ${outcome} ${events}`);
  return new EventRelay({ prisma, subscribers, count, log: { warn: log, error: log } });
}
