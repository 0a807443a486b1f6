import { z } from "zod";
import { pagesBy } from "#server/http/page.ts";

/** What players are told, by kind. `mutable`: they may choose not to be. Append only: what was told is kept under its name. */
export const NOTIFICATION_KINDS = {
  /** Back after hours: `unread` tells how many notifications wait. */
  welcome_back: { mutable: true },
  /** `characterId`, `level`. */
  level_up: { mutable: true },
  /** What was in a letter for a year is gone: `characterId`, `items`, `money`. */
  mail_expired: { mutable: false },
  /** Somebody bids more: `characterId`, `auctionId`, `templateId`, `quantity`, `amount`, `refund`. */
  auction_outbid: { mutable: true },
  /** `characterId`, `auctionId`, `templateId`, `quantity`, `price`. */
  auction_won: { mutable: true },
  /** Nobody wanted it: `characterId`, `auctionId`, `templateId`, `quantity`. */
  auction_expired: { mutable: true },
  /** `characterId`, `templateId`, `quantity`, `price`, `by`: auction (with `auctionId`) or market (with `orderId`). */
  item_sold: { mutable: true },
  /** Of operators to one player: `text`. */
  message: { mutable: false },
} as const satisfies Record<string, { mutable: boolean }>;
export type NotificationKind = keyof typeof NOTIFICATION_KINDS;

const kinds = Object.keys(NOTIFICATION_KINDS) as NotificationKind[];
const mutableKinds = kinds.filter((kind) => NOTIFICATION_KINDS[kind].mutable);

/** Newest first. */
export const notificationPages = pagesBy("notifications", z.tuple([z.string().regex(/^\d{1,18}$/)]));

export const NotificationsQuery = z.strictObject({
  ...notificationPages.fields,
  unread: z.enum(["true", "false"]).default("false").meta({ description: "Only those that are not read." }),
});

const number = z.int().min(1).max(Number.MAX_SAFE_INTEGER);

const NotificationView = z
  .strictObject({
    number: number.meta({ description: "Its number in the topic `player/{accountId}/notifications`." }),
    kind: z.string().meta({ example: "level_up" }),
    data: z.record(z.string(), z.unknown()).meta({ description: "What it is about, by kind.", example: { level: 2 } }),
    createdAt: z.iso.datetime(),
    readAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Notification" });
export type NotificationView = z.output<typeof NotificationView>;

export const NotificationPage = notificationPages
  .of(NotificationView)
  .extend({
    unread: z.int().min(0).meta({ description: "How many are not read, of all." }),
    newest: z.int().min(0).meta({ description: "Number of the newest one ever; 0: none. Live ones go on after it." }),
  })
  .meta({ id: "NotificationPage" });

export const MarkRead = z
  .union([
    z.strictObject({ upTo: number.meta({ description: "All up to this number." }) }),
    z.strictObject({ numbers: z.array(number).min(1).max(100) }),
  ])
  .meta({ id: "MarkRead" });
export type MarkRead = z.output<typeof MarkRead>;

export const Unread = z.strictObject({ unread: z.int().min(0) }).meta({ id: "UnreadNotifications" });

export const NotificationPreferences = z
  .strictObject({
    kinds: z.array(z.strictObject({ kind: z.string().meta({ example: "level_up" }), wanted: z.boolean(), mutable: z.boolean() })),
  })
  .meta({ id: "NotificationPreferences" });
export type NotificationPreferences = z.output<typeof NotificationPreferences>;

export const MuteKinds = z
  .strictObject({
    muted: z
      .array(z.enum(mutableKinds))
      .max(mutableKinds.length)
      .meta({ description: "The kinds that are not wanted; all others are.", example: ["level_up"] }),
  })
  .meta({ id: "MuteKinds" });
