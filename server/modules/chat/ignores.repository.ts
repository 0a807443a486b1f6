import { type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";

type Db = PrismaClient | Tx;

export interface IgnoredRow {
  characterId: string;
  name: string;
  since: Date;
}

/** By the name under which each was known. */
export function listIgnored(db: Db, accountId: string): Promise<IgnoredRow[]> {
  return rowsOf<IgnoredRow>(db)`
    SELECT i.ignored_character_id::text AS "characterId", c.name, i.created_at AS since
    FROM chat_ignores i JOIN characters c ON c.id = i.ignored_character_id
    WHERE i.account_id = ${accountId}::uuid ORDER BY lower(c.name), c.id`;
}

/** Whose a character is, by its name. Null: nobody is called so. */
export function findByName(db: Db, nameKey: string): Promise<{ id: string; accountId: string } | null> {
  return db.character.findFirst({ where: { nameKey, deletedAt: null }, select: { id: true, accountId: true } });
}

/** How many the account ignores. Its other requests wait until the transaction ends. */
export async function lockIgnored(tx: Tx, accountId: string): Promise<number> {
  await rowsOf(tx)`SELECT 1 FROM accounts WHERE id = ${accountId}::uuid FOR NO KEY UPDATE`;
  return tx.chatIgnore.count({ where: { accountId } });
}

export async function isIgnored(db: Db, accountId: string, ignoredAccountId: string): Promise<boolean> {
  return (await db.chatIgnore.count({ where: { accountId, ignoredAccountId } })) > 0;
}

export async function insertIgnore(
  tx: Tx,
  ignore: { accountId: string; ignoredAccountId: string; ignoredCharacterId: string; createdAt: Date },
): Promise<void> {
  await tx.chatIgnore.create({ data: ignore });
}

/** False: it was not ignored by this character. */
export async function deleteIgnore(db: Db, accountId: string, ignoredCharacterId: string): Promise<boolean> {
  return (await db.chatIgnore.deleteMany({ where: { accountId, ignoredCharacterId } })).count > 0;
}
