import { Prisma } from "#prisma/generated/client.ts";
import { nextNumbers } from "#server/outbox/topic-numbers.ts";
import { affected, type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";
import { topics } from "#shared/protocol/topics.ts";

type Db = PrismaClient | Tx;

export interface NotificationRow {
  number: bigint;
  kind: string;
  data: Record<string, unknown>;
  createdAt: Date;
  readAt: Date | null;
}

/** Who of these accounts want to be told of this kind. */
export async function wanting(tx: Tx, accountIds: readonly string[], kind: string): Promise<string[]> {
  const muted = await rowsOf<{ accountId: string }>(tx)`
    SELECT account_id::text AS "accountId" FROM notification_mutes WHERE account_id = ANY(${accountIds}::uuid[]) AND kind = ${kind}`;
  const without = new Set(muted.map(({ accountId }) => accountId));
  return [...new Set(accountIds)].filter((id) => !without.has(id));
}

/** Writes the same for several accounts. @returns the number that each got */
export async function insert(tx: Tx, accountIds: readonly string[], kind: string, data: object): Promise<Map<string, number>> {
  const numbers = await nextNumbers(tx, accountIds.map(topics.notifications));
  const given = new Map(accountIds.map((id) => [id, numbers.get(topics.notifications(id)) as number]));
  await affected(tx)`
    INSERT INTO notifications (account_id, number, kind, data)
    SELECT account_id, number, ${kind}, ${JSON.stringify(data)}::jsonb
    FROM unnest(${[...given.keys()]}::uuid[], ${[...given.values()]}::bigint[]) AS n (account_id, number)`;
  return given;
}

/** Newest first, `count` at most, those before number `before`. */
export function list(db: Db, accountId: string, count: number, before: bigint | null, unreadOnly: boolean): Promise<NotificationRow[]> {
  return rowsOf<NotificationRow>(db)`
    SELECT number, kind, data, created_at AS "createdAt", read_at AS "readAt" FROM notifications
    WHERE account_id = ${accountId}::uuid ${before === null ? Prisma.empty : Prisma.sql`AND number < ${before}`}
      ${unreadOnly ? Prisma.sql`AND read_at IS NULL` : Prisma.empty}
    ORDER BY number DESC LIMIT ${count}`;
}

/** After a number, in order. */
export function listAfter(db: Db, accountId: string, after: number, count: number): Promise<NotificationRow[]> {
  return rowsOf<NotificationRow>(db)`
    SELECT number, kind, data, created_at AS "createdAt", read_at AS "readAt" FROM notifications
    WHERE account_id = ${accountId}::uuid AND number > ${after} ORDER BY number LIMIT ${count}`;
}

export function countUnread(db: Db, accountId: string): Promise<number> {
  return db.notification.count({ where: { accountId, readAt: null } });
}

export async function markRead(db: Db, accountId: string, which: { upTo: number } | { numbers: number[] }, at: Date): Promise<void> {
  const number = "upTo" in which ? { lte: BigInt(which.upTo) } : { in: which.numbers.map(BigInt) };
  await db.notification.updateMany({ where: { accountId, number, readAt: null }, data: { readAt: at } });
}

export async function mutedKinds(db: Db, accountId: string): Promise<string[]> {
  return (await db.notificationMute.findMany({ where: { accountId } })).map(({ kind }) => kind);
}

/** These kinds and no others. */
export async function setMuted(tx: Tx, accountId: string, kinds: readonly string[]): Promise<void> {
  await tx.notificationMute.deleteMany({ where: { accountId, kind: { notIn: [...kinds] } } });
  await tx.notificationMute.createMany({ data: kinds.map((kind) => ({ accountId, kind })), skipDuplicates: true });
}

/** Accounts that these characters belong to, by character. */
export async function accountsOf(tx: Tx, characterIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.character.findMany({ where: { id: { in: [...characterIds] } }, select: { id: true, accountId: true } });
  return new Map(rows.map(({ id, accountId }) => [id, accountId]));
}

/** When the account was used before its newest log-in; null: never. */
export async function lastUsedBefore(tx: Tx, accountId: string, sessionId: string): Promise<Date | null> {
  const [row] = await rowsOf<{ at: Date | null }>(tx)`
    SELECT max(last_used_at) AS at FROM auth_sessions WHERE account_id = ${accountId}::uuid AND id <> ${sessionId}::uuid`;
  return row?.at ?? null;
}
