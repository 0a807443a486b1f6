import type { Tx } from "#server/platform/prisma.ts";

/** An account whose time has come. Its row is locked until the transaction ends. */
export async function lockDue(tx: Tx, now: Date): Promise<{ id: string; email: string | null } | null> {
  const [due] = await tx.$queryRaw<Array<{ id: string; email: string | null }>>`
    SELECT id, email::text FROM accounts WHERE deletion_at <= ${now} AND erased_at IS NULL
    ORDER BY deletion_at LIMIT 1 FOR UPDATE SKIP LOCKED`;
  return due ?? null;
}

/**
 * Takes away all that is personal. The row stays as a number that ledgers and audits refer to, without a way to log in.
 * @returns characters that were not deleted yet
 */
export async function erase(tx: Tx, { id, email }: { id: string; email: string | null }, now: Date): Promise<string[]> {
  const of = { where: { accountId: id } };
  await tx.authSession.deleteMany(of); // rooms notice that they are gone
  await tx.accountToken.deleteMany(of);
  await tx.accountTotp.deleteMany(of);
  await tx.accountRecoveryCode.deleteMany(of);
  await tx.accountIdentity.deleteMany(of);
  await tx.accountRole.deleteMany(of);
  await tx.accountBan.deleteMany(of);
  await tx.loginHistory.deleteMany(of);
  await tx.idempotencyKey.deleteMany(of);
  if (email !== null) await tx.outgoingMail.deleteMany({ where: { recipient: email } });
  const characters = await deleteCharacters(tx, id, now);
  await tx.$executeRaw`
    UPDATE game_events SET payload = payload - '{name,email,ip}'::text[] WHERE id IN (
      SELECT id FROM game_events WHERE account_id = ${id}::uuid
      UNION SELECT id FROM game_events WHERE character_id IN (SELECT id FROM characters WHERE account_id = ${id}::uuid))`;
  await tx.account.update({
    where: { id },
    data: {
      email: null,
      emailVerifiedAt: null,
      passwordHash: null,
      guestHash: null,
      pendingEmail: null,
      pendingPasswordHash: null,
      erasedAt: now,
    },
  });
  return characters;
}

/** As if their player had deleted them now: upkeep ends them with the others, and only then their names are free. */
async function deleteCharacters(tx: Tx, accountId: string, now: Date): Promise<string[]> {
  const deleted = await tx.$queryRaw<Array<{ id: string }>>`
    UPDATE characters SET deleted_at = ${now}, lease_owner = NULL, lease_epoch = lease_epoch + 1
    WHERE id IN (SELECT id FROM characters WHERE account_id = ${accountId}::uuid AND deleted_at IS NULL ORDER BY id FOR UPDATE)
    RETURNING id::text`;
  await tx.characterSlot.deleteMany({ where: { accountId } });
  await tx.characterTicket.deleteMany({ where: { character: { accountId } } });
  return deleted.map(({ id }) => id);
}
