import type { EventName } from "#server/outbox/append.ts";
import type { DeliveredEvent, Subscriber } from "#server/outbox/subscriber.ts";
import type { Tx } from "#server/platform/prisma.ts";
import { accountsOf, countUnread, lastUsedBefore } from "./notifications.repository.ts";
import type { NotificationKind } from "./notifications.schema.ts";
import type { NotificationsService } from "./notifications.service.ts";

/** Away for so long, and one is welcomed back, ms. */
const AWAY_MS = 8 * 3600_000;

/** What a character's player is told of it, by event; with these parts of the event. `only`: when the event has this part. */
const ABOUT_CHARACTERS: Readonly<Record<string, { kind: NotificationKind; parts: readonly string[]; only?: string }>> = {
  LEVEL_UP: { kind: "level_up", parts: ["level"] },
  AUCTION_OUTBID: { kind: "auction_outbid", parts: ["auctionId", "templateId", "quantity", "amount", "refund"] },
  AUCTION_WON: { kind: "auction_won", parts: ["auctionId", "templateId", "quantity", "price"] },
  AUCTION_EXPIRED: { kind: "auction_expired", parts: ["auctionId", "templateId", "quantity"] },
  ITEM_SOLD: { kind: "item_sold", parts: ["auctionId", "orderId", "templateId", "quantity", "price", "by"], only: "by" }, // by himself to a vendor: he knows
};

/** Notifications that follow from events. */
export function notificationsSubscriber(notifications: NotificationsService): Subscriber {
  return {
    name: "notifications",
    events: [...(Object.keys(ABOUT_CHARACTERS) as EventName[]), "LOGIN_SUCCESS"],
    async handle(tx, events) {
      const characters = events.flatMap(({ name, characterId }) => (name in ABOUT_CHARACTERS && characterId ? [characterId] : []));
      const accounts = characters.length > 0 ? await accountsOf(tx, characters) : new Map<string, string>();
      for (const event of events) {
        if (event.name === "LOGIN_SUCCESS") await welcomeBack(tx, event, notifications);
        const about = ABOUT_CHARACTERS[event.name];
        const accountId = accounts.get(event.characterId ?? "");
        if (!about || !accountId || (about.only && !(about.only in event.payload))) continue;
        const told = about.parts.filter((part) => part in event.payload).map((part) => [part, event.payload[part]]);
        await notifications.notify(tx, [accountId], about.kind, { characterId: event.characterId, ...Object.fromEntries(told) });
      }
    },
  };
}

async function welcomeBack(tx: Tx, { accountId, payload, at }: DeliveredEvent, notifications: NotificationsService): Promise<void> {
  if (!accountId) return;
  const before = await lastUsedBefore(tx, accountId, payload.sessionId);
  if (before === null || at.getTime() - before.getTime() < AWAY_MS) return;
  await notifications.notify(tx, [accountId], "welcome_back", { unread: await countUnread(tx, accountId), since: before.toISOString() });
}
