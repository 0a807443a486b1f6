import { type PrismaClient, rowsOf } from "#server/platform/prisma.ts";

export interface EntryRow {
  id: bigint;
  at: Date;
  operationId: string;
  reason: string;
  currency: string;
  amount: bigint;
  balance: bigint;
}

/** Is this a character of the account? Deleted ones count until they are gone. */
export async function isOwn(prisma: PrismaClient, accountId: string, characterId: string): Promise<boolean> {
  return (await prisma.character.count({ where: { id: characterId, accountId } })) > 0;
}

/** The newest first. */
export function findEntries(
  prisma: PrismaClient,
  characterId: string,
  { currency, before, limit }: { currency: string | null; before: bigint | null; limit: number },
): Promise<EntryRow[]> {
  return rowsOf<EntryRow>(prisma)`
    SELECT id, at, operation::text AS "operationId", reason, currency_id AS currency, amount, balance_after AS balance
    FROM currency_entries
    WHERE owner_type = 'character' AND owner_id = ${characterId}
      AND (${currency}::text IS NULL OR currency_id = ${currency}) AND (${before}::bigint IS NULL OR id < ${before})
    ORDER BY id DESC LIMIT ${limit}`;
}
