import type { PrismaClient, Tx } from "#server/platform/prisma.ts";

type Db = PrismaClient | Tx;
export type MuteRow = Awaited<ReturnType<typeof listMutes>>[number];

/** Newest first. */
export function listMutes(db: Db, accountId: string, count: number) {
  return db.chatMute.findMany({ where: { accountId }, orderBy: { id: "desc" }, take: count });
}

/** The mute in force that lasts longest; null: it may write. */
export function findMute(db: Db, accountId: string, now: Date): Promise<MuteRow | null> {
  return db.chatMute.findFirst({ where: { accountId, liftedAt: null, endsAt: { gt: now } }, orderBy: { endsAt: "desc" } });
}

export async function accountExists(db: Db, id: string): Promise<boolean> {
  return (await db.account.count({ where: { id } })) > 0;
}

interface NewMute {
  id: string;
  accountId: string;
  createdAt: Date;
  endsAt: Date;
}

export async function insertFloodMute(db: Db, mute: NewMute): Promise<void> {
  await db.chatMute.createMany({ data: { ...mute, kind: "flood", reason: "Too many messages." } });
}

export function insertMute(db: Db, mute: NewMute & { reason: string; byId: string }): Promise<MuteRow> {
  return db.chatMute.create({ data: { ...mute, kind: "operator" } });
}

/** @returns how many were in force */
export async function liftMutes(db: Db, accountId: string, at: Date, byId: string): Promise<number> {
  const { count } = await db.chatMute.updateMany({
    where: { accountId, liftedAt: null, endsAt: { gt: at } },
    data: { liftedAt: at, liftedById: byId },
  });
  return count;
}
