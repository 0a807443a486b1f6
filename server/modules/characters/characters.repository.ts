import { type PrismaClient, rowsOf, sql, type Tx } from "#server/platform/prisma.ts";
import { BAG_SLOTS } from "./characters.schema.ts";

type Db = PrismaClient | Tx;

/** A character with its slot and the zone it is in; read with one statement: log-in and the way into the world ask for it. */
export interface CharacterRow {
  id: string;
  name: string;
  classId: string;
  originId: string | null;
  appearance: number;
  level: number;
  experience: bigint;
  createdAt: Date;
  lastPlayedAt: Date | null;
  deletedAt: Date | null;
  slot: number | null;
  zoneId: string | null;
}

const ROWS = sql`
  SELECT c.id, c.name, c.class_id AS "classId", c.origin_id AS "originId", c.appearance, c.level, c.experience,
    c.created_at AS "createdAt", c.last_played_at AS "lastPlayedAt", c.deleted_at AS "deletedAt", s.slot, p.zone_id AS "zoneId"
  FROM characters c
  LEFT JOIN character_slots s ON s.character_id = c.id
  LEFT JOIN player_positions p ON p.character_id = c.id`;

/** Those that are not deleted, in slot order, then the deleted ones, the newest first. */
export function listCharacters(db: Db, accountId: string): Promise<CharacterRow[]> {
  return rowsOf<CharacterRow>(db)`${ROWS} WHERE c.account_id = ${accountId}::uuid ORDER BY c.deleted_at DESC NULLS FIRST, s.slot`;
}

/** Null when it is unknown or somebody else's. */
export async function findCharacter(db: Db, accountId: string, id: string): Promise<CharacterRow | null> {
  const [character] = await rowsOf<CharacterRow>(db)`${ROWS} WHERE c.id = ${id}::uuid AND c.account_id = ${accountId}::uuid`;
  return character ?? null;
}

/** Slots in use. Other requests of the account wait until the transaction ends. */
export async function lockSlots(tx: Tx, accountId: string): Promise<number[]> {
  await rowsOf(tx)`SELECT 1 FROM accounts WHERE id = ${accountId}::uuid FOR UPDATE`;
  return (await tx.characterSlot.findMany({ where: { accountId } })).map(({ slot }) => slot);
}

export interface NewCharacterRow {
  id: string;
  accountId: string;
  name: string;
  nameKey: string;
  classId: string;
  originId: string | null;
  appearance: number;
  createdAt: Date;
}

/** False: the name is taken, and nothing was written. */
export async function insertCharacter(tx: Tx, character: NewCharacterRow, slot: number): Promise<boolean> {
  const { count } = await tx.character.createMany({ data: character, skipDuplicates: true });
  if (count === 0) return false;
  await putInSlot(tx, character.accountId, slot, character.id);
  await tx.characterInventory.create({ data: { characterId: character.id, bagSlots: BAG_SLOTS } });
  return true;
}

export async function putInSlot(tx: Tx, accountId: string, slot: number, characterId: string): Promise<void> {
  await tx.characterSlot.create({ data: { accountId, slot, characterId } });
}

/** What decides whether a character can be deleted or restored. Its row stays locked until the transaction ends. */
export interface LockedCharacter {
  name: string;
  deletedAt: Date | null;
  /** A living room has it. A lease that a dead one left behind does not count. */
  inWorld: boolean;
}

export async function lockCharacter(tx: Tx, accountId: string, id: string): Promise<LockedCharacter | null> {
  const [row] = await rowsOf<LockedCharacter>(tx)`
    SELECT name, deleted_at AS "deletedAt", EXISTS (
      SELECT 1 FROM zone_leases z WHERE z.room_id = c.lease_owner AND z.expires_at > now()) AS "inWorld"
    FROM characters c WHERE id = ${id}::uuid AND account_id = ${accountId}::uuid FOR UPDATE OF c`;
  return row ?? null;
}

export function countDeleted(tx: Tx, accountId: string): Promise<number> {
  return tx.character.count({ where: { accountId, deletedAt: { not: null } } });
}

/** Out of its slot, without ticket and lease: no room and no client gets hold of it again. */
export async function markDeleted(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.character.update({ where: { id }, data: { deletedAt: at, leaseOwner: null, leaseEpoch: { increment: 1 } } });
  await tx.characterSlot.deleteMany({ where: { characterId: id } });
  await tx.characterTicket.deleteMany({ where: { characterId: id } });
}

export async function markRestored(tx: Tx, id: string): Promise<void> {
  await tx.character.update({ where: { id }, data: { deletedAt: null } });
}

export interface NewTicket {
  characterId: string;
  hash: Uint8Array<ArrayBuffer>;
  sessionId: string;
  zoneId: string;
  lifetimeS: number;
}

/**
 * Replaces the character's earlier ticket. @returns when it expires, by the database's clock; null: the character was deleted.
 * The row is locked meanwhile: a ticket is either there when the character is deleted, and goes with it, or is not made.
 */
export async function putTicket(db: Db, { characterId, hash, sessionId, zoneId, lifetimeS }: NewTicket): Promise<Date | null> {
  const [ticket] = await rowsOf<{ expiresAt: Date }>(db)`
    WITH character AS (SELECT id FROM characters WHERE id = ${characterId}::uuid AND deleted_at IS NULL FOR SHARE)
    INSERT INTO character_tickets (character_id, hash, session_id, zone_id, expires_at)
    SELECT id, ${hash}, ${sessionId}::uuid, ${zoneId}, now() + make_interval(secs => ${lifetimeS}::float8) FROM character
    ON CONFLICT (character_id) DO UPDATE
      SET hash = EXCLUDED.hash, session_id = EXCLUDED.session_id, zone_id = EXCLUDED.zone_id, expires_at = EXCLUDED.expires_at
    RETURNING expires_at AS "expiresAt"`;
  return ticket?.expiresAt ?? null;
}
