import { affected, rowsOf, type Tx } from "#server/platform/prisma.ts";

/** An account whose time has come. Its row is locked until the transaction ends. */
export async function lockDue(tx: Tx, now: Date): Promise<{ id: string; email: string | null } | null> {
  const [due] = await rowsOf<{ id: string; email: string | null }>(tx)`
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
  await tx.chatIgnore.deleteMany({ where: { OR: [{ accountId: id }, { ignoredAccountId: id }] } });
  await tx.chatMute.deleteMany(of);
  await tx.chatReport.deleteMany({ where: { OR: [{ reporterId: id }, { reportedAccountId: id }] } });
  await deleteMessages(tx, id);
  await tx.idempotencyKey.deleteMany(of);
  await tx.mailQuota.deleteMany(of);
  await tx.hubSeat.deleteMany(of);
  await tx.notification.deleteMany(of);
  await tx.notificationMute.deleteMany(of);
  if (email !== null) await tx.outgoingMail.deleteMany({ where: { recipient: email } });
  const characters = await deleteCharacters(tx, id, now);
  await affected(tx)`
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

/** What its characters wrote, and what lies in their letter boxes. */
async function deleteMessages(tx: Tx, accountId: string): Promise<void> {
  await affected(tx)`
    DELETE FROM chat_messages WHERE id IN (
      SELECT m.id FROM characters c JOIN chat_messages m ON m.sender_id = c.id WHERE c.account_id = ${accountId}::uuid
      UNION SELECT m.id FROM characters c JOIN chat_messages m ON m.channel = 'whisper' AND m.channel_id = c.id::text
        WHERE c.account_id = ${accountId}::uuid)`;
}

/** As if their player had deleted them now: upkeep ends them with the others, and only then their names are free. */
async function deleteCharacters(tx: Tx, accountId: string, now: Date): Promise<string[]> {
  const deleted = await rowsOf<{ id: string }>(tx)`
    UPDATE characters SET deleted_at = ${now}, lease_owner = NULL, lease_epoch = lease_epoch + 1
    WHERE id IN (SELECT id FROM characters WHERE account_id = ${accountId}::uuid AND deleted_at IS NULL ORDER BY id FOR UPDATE)
    RETURNING id::text`;
  await tx.characterSlot.deleteMany({ where: { accountId } });
  await tx.characterTicket.deleteMany({ where: { character: { accountId } } });
  await tx.partyMember.deleteMany({ where: { character: { accountId } } });
  await tx.partyInvite.deleteMany({ where: { OR: [{ from: { accountId } }, { to: { accountId } }] } });
  // one that goes on ends by itself, and its other character is told
  await tx.trade.deleteMany({ where: { endedAt: { not: null }, OR: [{ from: { accountId } }, { to: { accountId } }] } });
  return deleted.map(({ id }) => id);
}
