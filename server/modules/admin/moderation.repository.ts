import { type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";

type Db = PrismaClient | Tx;

const inForceAt = (now: Date) => ({ liftedAt: null, OR: [{ endsAt: null }, { endsAt: { gt: now } }] });
const longestFirst = { endsAt: { sort: "desc", nulls: "first" } } as const;

export type SummaryRow = Awaited<ReturnType<typeof listAccounts>>[number];
export type BanRow = Awaited<ReturnType<typeof listBans>>[number];

/** Newest first, `count` at most, those made before `after`. */
export function listAccounts(
  db: Db,
  { email, nameKey }: { email?: string | undefined; nameKey?: string | undefined },
  now: Date,
  count: number,
  after: string | undefined,
) {
  return db.account.findMany({
    where: {
      id: { lt: after },
      email,
      ...(nameKey !== undefined && { characters: { some: { nameKey } } }),
    },
    select: { id: true, email: true, createdAt: true, roles: true, bans: { where: inForceAt(now), orderBy: longestFirst, take: 1 } },
    orderBy: { id: "desc" },
    take: count,
  });
}

/** Null: there is no such account. */
export function findAccount(db: Db, id: string, now: Date) {
  const live = {
    where: { revokedAt: null, expiresAt: { gt: now } },
    select: { lastUsedAt: true },
    orderBy: { lastUsedAt: "desc" },
  } as const;
  return db.account.findUnique({
    where: { id },
    select: {
      id: true,
      email: true,
      createdAt: true,
      roles: true,
      bans: { where: inForceAt(now), orderBy: longestFirst, take: 1 },
      sessions: live,
      characters: {
        select: { id: true, name: true, level: true, leaseOwner: true, lastPlayedAt: true },
        orderBy: { createdAt: "asc" },
      },
    },
  });
}

/** Newest first. */
export function listBans(db: Db, accountId: string, count: number) {
  return db.accountBan.findMany({ where: { accountId }, orderBy: { id: "desc" }, take: count });
}

/** Roles of an account that nobody else logs in to or bans until the transaction ends. Null: there is no such account. */
export async function lockAccount(tx: Tx, id: string): Promise<string[] | null> {
  const [row] = await rowsOf<object>(tx)`SELECT 1 FROM accounts WHERE id = ${id}::uuid FOR UPDATE`;
  if (!row) return null;
  return (await tx.accountRole.findMany({ where: { accountId: id } })).map(({ role }) => role);
}

export function insertBan(
  tx: Tx,
  ban: { id: string; accountId: string; reason: string; createdAt: Date; endsAt: Date | null; byId: string },
): Promise<BanRow> {
  return tx.accountBan.create({ data: ban });
}

/** Those in force, the one that lasts longest first. */
export function bansInForce(db: Db, accountId: string, now: Date) {
  return db.accountBan.findMany({ where: { accountId, ...inForceAt(now) }, orderBy: longestFirst });
}

export async function liftBans(
  tx: Tx,
  ids: readonly string[],
  lift: { liftedAt: Date; liftedById: string; liftReason: string },
): Promise<void> {
  await tx.accountBan.updateMany({ where: { id: { in: [...ids] } }, data: lift });
}
