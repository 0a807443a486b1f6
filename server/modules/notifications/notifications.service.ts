import type { Notifier } from "#rooms/ports/notifier.ts";
import { lastNumbers } from "#server/outbox/topic-numbers.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import { afterCommit, transact } from "#server/platform/transaction.ts";
import { topics } from "#shared/protocol/topics.ts";
import * as repository from "./notifications.repository.ts";
import {
  type MarkRead,
  NOTIFICATION_KINDS,
  type NotificationKind,
  type NotificationPreferences,
  type NotificationView,
  notificationPages,
} from "./notifications.schema.ts";

export interface NotificationsDeps {
  prisma: PrismaClient;
  notifier: Notifier;
  /** Epoch ms. */
  now: () => number;
}

/** What players are told: kept, numbered, and delivered by their hub. */
export class NotificationsService {
  readonly #prisma: PrismaClient;
  readonly #notifier: Notifier;
  readonly #now: () => number;

  constructor({ prisma, notifier, now }: NotificationsDeps) {
    this.#prisma = prisma;
    this.#notifier = notifier;
    this.#now = now;
  }

  /**
   * Tells accounts something, in the caller's transaction: it is kept if and only if that commits, and then told live. Those who do not
   * want this kind are left out. Do it last in a transaction, and for all accounts at once: others who notify them wait until it ends.
   * @param data what MessagePack and JSON can say, a few KiB at most
   */
  async notify(tx: Tx, accountIds: readonly string[], kind: NotificationKind, data: object): Promise<void> {
    const wanting = NOTIFICATION_KINDS[kind].mutable ? await repository.wanting(tx, accountIds, kind) : [...new Set(accountIds)];
    if (wanting.length === 0) return;
    const numbers = await repository.insert(tx, wanting, kind, data);
    afterCommit(tx, () => {
      for (const [accountId, id] of numbers) this.#notifier.publish(topics.notifications(accountId), kind, data, { id });
    });
  }

  async list(accountId: string, limit: number, before: readonly [string] | undefined, unreadOnly: boolean) {
    const topic = topics.notifications(accountId);
    // the newest number first: a notification that comes meanwhile is told live once more rather than not at all
    const newest = (await lastNumbers(this.#prisma, [topic])).get(topic) ?? 0;
    const [rows, unread] = await Promise.all([
      repository.list(this.#prisma, accountId, limit + 1, before ? BigInt(before[0]) : null, unreadOnly),
      repository.countUnread(this.#prisma, accountId),
    ]);
    const page = notificationPages.cut(rows, limit, ({ number }) => [String(number)], toView);
    return { ...page, unread, newest };
  }

  /** @returns how many are left */
  async markRead(accountId: string, which: MarkRead): Promise<number> {
    await repository.markRead(this.#prisma, accountId, which, new Date(this.#now()));
    return repository.countUnread(this.#prisma, accountId);
  }

  async preferences(accountId: string): Promise<NotificationPreferences> {
    return preferencesOf(await repository.mutedKinds(this.#prisma, accountId));
  }

  async mute(accountId: string, muted: readonly string[]): Promise<NotificationPreferences> {
    return transact(this.#prisma, async (tx) => {
      await repository.setMuted(tx, accountId, muted);
      return preferencesOf(await repository.mutedKinds(tx, accountId));
    });
  }
}

function preferencesOf(muted: readonly string[]): NotificationPreferences {
  return {
    kinds: Object.entries(NOTIFICATION_KINDS).map(([kind, { mutable }]) => ({ kind, mutable, wanted: !muted.includes(kind) })),
  };
}

function toView({ number, kind, data, createdAt, readAt }: repository.NotificationRow): NotificationView {
  return { number: Number(number), kind, data, createdAt: createdAt.toISOString(), readAt: readAt?.toISOString() ?? null };
}
