import { type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";

type Db = PrismaClient | Tx;

export interface InviteRow {
  id: string;
  fromId: string;
  toId: string;
  partyId: string | null;
}

export interface ReceivedInvite {
  id: string;
  expiresAt: Date;
  fromId: string;
  fromName: string;
  fromClassId: string;
  fromLevel: number;
  members: number;
  raid: boolean;
}

/** Those that wait for an answer, the oldest first. */
export function listReceived(db: Db, characterId: string, now: Date): Promise<ReceivedInvite[]> {
  return rowsOf<ReceivedInvite>(db)`
    SELECT i.id::text, i.expires_at AS "expiresAt", c.id::text AS "fromId", c.name AS "fromName", c.class_id AS "fromClassId",
      c.level AS "fromLevel", coalesce(p.raid, false) AS raid,
      greatest(1, (SELECT count(*) FROM party_members m WHERE m.party_id = i.party_id))::int AS members
    FROM party_invites i JOIN characters c ON c.id = i.from_id LEFT JOIN parties p ON p.id = i.party_id
    WHERE i.to_id = ${characterId}::uuid AND NOT i.declined AND i.expires_at > ${now} ORDER BY i.created_at, i.id`;
}

/** An invitation to `toId` that waits for its answer. */
export function findOpen(db: Db, id: string, toId: string, now: Date): Promise<InviteRow | null> {
  return db.partyInvite.findFirst({ where: { id, toId, declined: false, expiresAt: { gt: now } } });
}

/** Of those who try, one uses it up. */
export async function useUp(tx: Tx, id: string, now: Date): Promise<boolean> {
  const { count } = await tx.partyInvite.deleteMany({ where: { id, declined: false, expiresAt: { gt: now } } });
  return count === 1;
}

/** It stays until it expires, so that the same character does not ask again at once. */
export async function decline(tx: Tx, id: string, now: Date): Promise<boolean> {
  const where = { id, declined: false, expiresAt: { gt: now } };
  return (await tx.partyInvite.updateMany({ where, data: { declined: true } })).count === 1;
}

/** Invitations of the last minute that somebody made or got; declined ones count for who made them. */
export async function countOpen(tx: Tx, { fromId, toId }: { fromId: string; toId: string }, now: Date) {
  const expiresAt = { gt: now };
  const made = await tx.partyInvite.count({ where: { fromId, expiresAt } });
  const had = await tx.partyInvite.count({ where: { toId, expiresAt, declined: false } });
  return { made, had };
}

/** False: there is one already, open or declined, and nothing was written. */
export async function insertInvite(tx: Tx, row: InviteRow & { createdAt: Date; expiresAt: Date }): Promise<boolean> {
  await tx.partyInvite.deleteMany({ where: { fromId: row.fromId, toId: row.toId, expiresAt: { lte: row.createdAt } } });
  return (await tx.partyInvite.createMany({ data: row, skipDuplicates: true })).count === 1;
}

/** Who was invited by a founder before there was a party is invited to the party. */
export async function nameParty(tx: Tx, founderId: string, partyId: string): Promise<void> {
  await tx.partyInvite.updateMany({ where: { fromId: founderId, partyId: null }, data: { partyId } });
}

/** What lapses when a character becomes a member: invitations to it, and to a party of its own. */
export async function lapse(tx: Tx, characterId: string): Promise<void> {
  await tx.partyInvite.deleteMany({ where: { OR: [{ toId: characterId }, { fromId: characterId, partyId: null }] } });
}

export async function deleteExpired(db: Db, now: Date): Promise<number> {
  return (await db.partyInvite.deleteMany({ where: { expiresAt: { lte: now } } })).count;
}
