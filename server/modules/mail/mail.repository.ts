import { affected, type PrismaClient, rowsOf, sql, type Tx } from "#server/platform/prisma.ts";

type Db = PrismaClient | Tx;

/** letter: by a player; payment: what was paid on delivery; system: by the world. */
export type LetterKind = "letter" | "payment" | "system";

export interface NewLetter {
  id: string;
  kind: LetterKind;
  /** System letters only: which part of the world. */
  source: string | null;
  toId: string;
  fromId: string | null;
  subject: string;
  text: string;
  cod: bigint | null;
  sentAt: Date;
  expiresAt: Date;
}

/** A letter whose row is locked until the transaction ends. */
export interface LockedLetter extends NewLetter {
  paid: boolean;
  returned: boolean;
}

export interface LetterRow extends LockedLetter {
  /** null: the world, or somebody who is gone. */
  fromName: string | null;
  readAt: Date | null;
  arrival: bigint;
  items: number;
  money: bigint;
}

export interface Attachment {
  itemId: string;
  templateId: string;
  quantity: number;
  slot: number;
}

const COLUMNS = sql`m.id::text, m.kind, m.source, m.to_id::text AS "toId", m.from_id::text AS "fromId", m.subject, m.text, m.cod, m.paid, m.returned,
  m.sent_at AS "sentAt", m.expires_at AS "expiresAt"`;

export async function insertLetter(tx: Tx, letter: NewLetter): Promise<void> {
  await tx.mailMessage.create({ data: letter });
}

/** Letters of a character, the newest arrival first, `count` at most, those before `before`; with `only`: that one. */
export function listLetters(
  db: Db,
  currency: string,
  { to, only = null, before = null, count }: { to: string; only?: string | null; before?: bigint | null; count: number },
): Promise<LetterRow[]> {
  return rowsOf<LetterRow>(db)`
    SELECT ${COLUMNS}, m.read_at AS "readAt", m.arrival, f.name AS "fromName",
      (SELECT count(*)::int FROM character_items i WHERE i.owner_type = 'mail' AND i.owner_id = m.id::text) AS items,
      coalesce((
        SELECT a.balance FROM currency_accounts a
        WHERE a.owner_type = 'mail' AND a.owner_id = m.id::text AND a.currency_id = ${currency}), 0) AS money
    FROM mail_messages m LEFT JOIN characters f ON f.id = m.from_id
    WHERE m.to_id = ${to}::uuid AND (${only}::uuid IS NULL OR m.id = ${only}::uuid) AND (${before}::bigint IS NULL OR m.arrival < ${before})
    ORDER BY m.arrival DESC LIMIT ${count}`;
}

/** In slot order. */
export function listAttachments(db: Db, letterId: string): Promise<Attachment[]> {
  return rowsOf<Attachment>(db)`
    SELECT id::text AS "itemId", template_id AS "templateId", quantity, slot FROM character_items
    WHERE owner_type = 'mail' AND owner_id = ${letterId} ORDER BY slot`;
}

/** `letters`: without those of the world. */
export async function countLetters(db: Db, to: string): Promise<{ letters: number; unread: number }> {
  const [counts] = await rowsOf<{ letters: number; unread: number }>(db)`
    SELECT count(*) FILTER (WHERE kind = 'letter')::int AS letters, count(*) FILTER (WHERE read_at IS NULL)::int AS unread
    FROM mail_messages WHERE to_id = ${to}::uuid`;
  return counts;
}

/** Accounts of characters, and what is told of letters that are there. */
export async function findNews(tx: Tx, characterIds: readonly string[], letterIds: readonly string[]) {
  const characters = await tx.character.findMany({ where: { id: { in: [...characterIds] } }, select: { id: true, accountId: true } });
  const letters = await tx.mailMessage.findMany({
    where: { id: { in: [...letterIds] } },
    select: { id: true, toId: true, subject: true, from: { select: { name: true } } },
  });
  return {
    accounts: new Map(characters.map(({ id, accountId }) => [id, accountId])),
    news: new Map(letters.map(({ id, toId, subject, from }) => [id, { toId, subject, fromName: from?.name ?? null }])),
  };
}

/** Null: this character has no such letter (any more). */
export async function lockLetter(tx: Tx, to: string, id: string): Promise<LockedLetter | null> {
  const [letter] = await rowsOf<LockedLetter>(tx)`
    SELECT ${COLUMNS} FROM mail_messages m WHERE m.id = ${id}::uuid AND m.to_id = ${to}::uuid FOR UPDATE`;
  return letter ?? null;
}

/** One letter whose time is over, that nobody else is at, after `skip` others; null: there is none. */
export async function lockExpired(tx: Tx, now: Date, skip: number): Promise<LockedLetter | null> {
  const [letter] = await rowsOf<LockedLetter>(tx)`
    SELECT ${COLUMNS} FROM mail_messages m WHERE m.expires_at <= ${now} ORDER BY m.expires_at, m.id OFFSET ${skip} LIMIT 1 FOR UPDATE SKIP LOCKED`;
  return letter ?? null;
}

/**
 * One letter to a character that was deleted before `deleted`, after `skip` others; null: there is none. By when they were deleted: so
 * the few who are it are looked at, not all letters.
 */
export async function lockOfGone(tx: Tx, deleted: Date, skip: number): Promise<LockedLetter | null> {
  const [letter] = await rowsOf<LockedLetter>(tx)`
    SELECT ${COLUMNS} FROM mail_messages m JOIN characters c ON c.id = m.to_id WHERE c.deleted_at < ${deleted}
    ORDER BY c.deleted_at, m.id OFFSET ${skip} LIMIT 1 FOR UPDATE OF m SKIP LOCKED`;
  return letter ?? null;
}

/** May things go back to this character? */
export async function isThere(db: Db, characterId: string): Promise<boolean> {
  return (await db.character.count({ where: { id: characterId, deletedAt: null } })) > 0;
}

/** Id of the character with this name. */
export async function findByName(db: Db, nameKey: string): Promise<string | null> {
  const found = await db.character.findFirst({ where: { nameKey, deletedAt: null }, select: { id: true } });
  return found?.id ?? null;
}

/** Account of a character that is not deleted. */
export async function accountOf(db: Db, characterId: string): Promise<string | null> {
  const found = await db.character.findUnique({ where: { id: characterId }, select: { accountId: true, deletedAt: true } });
  return found && !found.deletedAt ? found.accountId : null;
}

export async function markRead(tx: Tx, id: string, at: Date): Promise<void> {
  await affected(tx)`UPDATE mail_messages SET read_at = coalesce(read_at, ${at}) WHERE id = ${id}::uuid`;
}

export async function markPaid(tx: Tx, id: string, expiresAt: Date): Promise<void> {
  await tx.mailMessage.update({ where: { id }, data: { cod: null, paid: true, expiresAt } });
}

export async function shorten(tx: Tx, id: string, expiresAt: Date): Promise<void> {
  await tx.mailMessage.updateMany({ where: { id, expiresAt: { gt: expiresAt } }, data: { expiresAt } });
}

/** Back to who sent it, with all that is in it: as a new arrival that is not to be paid for. */
export async function turnBack(tx: Tx, { id, fromId, toId }: LockedLetter, at: Date, expiresAt: Date): Promise<void> {
  await affected(tx)`
    UPDATE mail_messages SET to_id = ${fromId}::uuid, from_id = ${toId}::uuid, returned = true, cod = NULL, read_at = NULL,
      sent_at = ${at}, expires_at = ${expiresAt}, arrival = nextval('mail_messages_arrival_seq')
    WHERE id = ${id}::uuid`;
}

export async function keepUntil(tx: Tx, id: string, expiresAt: Date): Promise<void> {
  await tx.mailMessage.update({ where: { id }, data: { expiresAt } });
}

export async function deleteLetter(tx: Tx, id: string): Promise<void> {
  await tx.mailMessage.delete({ where: { id } });
}

/** Counts one more letter of the account today (UTC). @returns how many that are */
export async function countSent(tx: Tx, accountId: string, now: Date): Promise<number> {
  // as text: the database's time zone may be another
  const day = now.toISOString().slice(0, 10);
  const [row] = await rowsOf<{ sent: number }>(tx)`
    INSERT INTO mail_quotas (account_id, day, sent) VALUES (${accountId}::uuid, ${day}::text::date, 1)
    ON CONFLICT (account_id) DO UPDATE SET sent = CASE WHEN mail_quotas.day = excluded.day THEN mail_quotas.sent + 1 ELSE 1 END,
      day = excluded.day
    RETURNING sent`;
  return row.sent;
}
