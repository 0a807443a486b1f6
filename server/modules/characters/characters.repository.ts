import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import { BAG_SLOTS } from "./characters.schema.ts";

type Db = PrismaClient | Tx;

const WITH_PLACE = { slot: { select: { slot: true } }, position: { select: { zoneId: true } } } as const;

export type CharacterRow = Awaited<ReturnType<typeof listCharacters>>[number];

export function listCharacters(db: Db, accountId: string) {
  return db.character.findMany({ where: { accountId }, include: WITH_PLACE, orderBy: { slot: { slot: "asc" } } });
}

/** Null when it is unknown or somebody else's. */
export function findCharacter(db: Db, accountId: string, id: string) {
  return db.character.findFirst({ where: { id, accountId }, include: WITH_PLACE });
}

/** Slots in use. Other requests of the account wait until the transaction ends. */
export async function lockSlots(tx: Tx, accountId: string): Promise<number[]> {
  await tx.$queryRaw`SELECT 1 FROM accounts WHERE id = ${accountId}::uuid FOR UPDATE`;
  return (await tx.characterSlot.findMany({ where: { accountId } })).map(({ slot }) => slot);
}

export interface NewCharacterRow {
  id: string;
  accountId: string;
  name: string;
  nameKey: string;
  classId: string;
  createdAt: Date;
}

/** False: the name is taken, and nothing was written. */
export async function insertCharacter(tx: Tx, character: NewCharacterRow, slot: number): Promise<boolean> {
  const { count } = await tx.character.createMany({ data: character, skipDuplicates: true });
  if (count === 0) return false;
  await tx.characterSlot.create({ data: { accountId: character.accountId, slot, characterId: character.id } });
  await tx.characterInventory.create({ data: { characterId: character.id, bagSlots: BAG_SLOTS } });
  return true;
}

/** The room that runs a zone now, by the database's clock. */
export async function findRoom(db: Db, zoneId: string): Promise<{ roomId: string; address: string; layer: number } | null> {
  const [room] = await db.$queryRaw<Array<{ roomId: string; address: string; layer: number }>>`
    SELECT room_id AS "roomId", address, layer FROM zone_leases
    WHERE zone_id = ${zoneId} AND room_id IS NOT NULL AND address IS NOT NULL AND expires_at > now()
    ORDER BY layer LIMIT 1`;
  return room ?? null;
}

export interface NewTicket {
  characterId: string;
  hash: Uint8Array<ArrayBuffer>;
  sessionId: string;
  zoneId: string;
  lifetimeS: number;
}

/** Replaces the character's earlier ticket. @returns when it expires, by the database's clock */
export async function putTicket(db: Db, { characterId, hash, sessionId, zoneId, lifetimeS }: NewTicket): Promise<Date> {
  const [ticket] = await db.$queryRaw<Array<{ expiresAt: Date }>>`
    INSERT INTO character_tickets (character_id, hash, session_id, zone_id, expires_at)
    VALUES (${characterId}::uuid, ${hash}, ${sessionId}::uuid, ${zoneId}, now() + make_interval(secs => ${lifetimeS}::float8))
    ON CONFLICT (character_id) DO UPDATE
      SET hash = EXCLUDED.hash, session_id = EXCLUDED.session_id, zone_id = EXCLUDED.zone_id, expires_at = EXCLUDED.expires_at
    RETURNING expires_at AS "expiresAt"`;
  return ticket.expiresAt;
}
