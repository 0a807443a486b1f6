import type { Notifier } from "#rooms/ports/notifier.ts";
import type { NotificationsService } from "#server/modules/notifications/notifications.service.ts";
import type { Subscriber } from "#server/outbox/subscriber.ts";
import { afterCommit } from "#server/platform/transaction.ts";
import { topics } from "#shared/protocol/topics.ts";
import { findNews } from "./mail.repository.ts";

export interface MailSubscriberDeps {
  notifier: Notifier;
  notifications: Pick<NotificationsService, "notify">;
}

/**
 * Tells players of their letters: that one has come, live on `player/{accountId}/mail` (mailboxes can be read at any time, so it does no
 * harm when this gets lost); and that what was in one is gone, as a notification that is kept.
 */
export function mailSubscriber({ notifier, notifications }: MailSubscriberDeps): Subscriber {
  return {
    name: "mail",
    events: ["MAIL_ARRIVED", "MAIL_EXPIRED"],
    async handle(tx, events) {
      const characters = events.flatMap(({ characterId }) => characterId ?? []);
      const letters = events.map(({ payload }) => payload.mailId);
      const { accounts, news } = await findNews(tx, characters, letters);
      for (const { name, characterId, payload } of events) {
        const accountId = accounts.get(characterId ?? "");
        if (characterId === null || !accountId) continue;
        const letter = news.get(payload.mailId);
        if (name === "MAIL_EXPIRED")
          await notifications.notify(tx, [accountId], "mail_expired", { characterId, items: payload.items, money: payload.money });
        // else it was thrown away, or sent back, meanwhile
        else if (letter?.toId === characterId) {
          const { fromName: from, subject } = letter;
          const data = { mailId: payload.mailId, characterId, kind: payload.kind, source: payload.source, from, subject };
          afterCommit(tx, () => notifier.publish(topics.mail(accountId), "arrived", data));
        }
      }
    },
  };
}
