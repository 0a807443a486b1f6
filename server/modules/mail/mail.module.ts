import type { Notifier } from "#rooms/ports/notifier.ts";
import type { Route } from "#server/http/route.ts";
import type { IgnoresService } from "#server/modules/chat/ignores.service.ts";
import type { MutesService } from "#server/modules/chat/mutes.service.ts";
import type { Ledger } from "#server/modules/currency/ledger.service.ts";
import type { Items } from "#server/modules/items/items.service.ts";
import type { NotificationsService } from "#server/modules/notifications/notifications.service.ts";
import type { Whereabouts } from "#server/modules/zones/whereabouts.ts";
import type { Subscriber } from "#server/outbox/subscriber.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import type { Content } from "#shared/content/schema.ts";
import { MailExpiry, type MailExpiryDeps } from "./expiry.ts";
import { mailRoutes } from "./mail.routes.ts";
import { MailService } from "./mail.service.ts";
import { mailSubscriber } from "./mail.subscriber.ts";
import { Post } from "./post.ts";

export interface MailModuleDeps {
  prisma: PrismaClient;
  content: Pick<Content, "currencies">;
  items: Items;
  ledger: Ledger;
  whereabouts: Whereabouts;
  mutes: MutesService;
  ignores: IgnoresService;
  notifier: Notifier;
  notifications: NotificationsService;
  /** Epoch ms. */
  now: () => number;
}

export interface MailModule {
  routes: Route[];
  /** For other parts of the world that write letters. */
  post: Post;
  /** Tells players of their letters. */
  subscriber: Subscriber;
  /** What ends letters whose time is over. */
  expiry(log: MailExpiryDeps["log"]): MailExpiry;
}

/** Mail between characters and by the world. */
export function createMail({ prisma, content, items, ledger, notifier, notifications, now, ...rest }: MailModuleDeps): MailModule {
  const currency = content.currencies[0].id;
  const post = new Post({ items, ledger, currency, now });
  return {
    post,
    routes: mailRoutes(new MailService({ prisma, items, ledger, post, currency, now, ...rest })),
    subscriber: mailSubscriber({ notifier, notifications }),
    expiry: (log) => new MailExpiry({ prisma, items, ledger, currency, now, log }),
  };
}
