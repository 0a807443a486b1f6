import { affected, type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";
import type { ItemQuality } from "#shared/rules/quality.ts";
import type { LootRule, PartyRole } from "#shared/rules/party.ts";
import type { Seated } from "./party.rules.ts";

type Db = PrismaClient | Tx;

export interface MemberRow extends Seated {
  accountId: string;
  name: string;
  classId: string;
  level: number;
  role: PartyRole;
  zoneId: string | null;
  layer: number | null;
  ready: boolean | null;
}

export interface PartyRow {
  id: string;
  raid: boolean;
  lootRule: LootRule;
  lootThreshold: ItemQuality;
  version: number;
  readyCheckById: string | null;
  readyCheckUntil: Date | null;
  readyCheckDone: boolean;
  /** By seat. */
  members: MemberRow[];
}

/** A character by whom, or for whom, something is asked. */
export interface CharacterRow {
  id: string;
  accountId: string;
  name: string;
  /** A living room has it. */
  online: boolean;
}

/** Null when it is unknown, deleted or somebody else's. */
export async function findOwn(db: Db, accountId: string, id: string): Promise<{ name: string } | null> {
  return db.character.findFirst({ where: { id, accountId, deletedAt: null }, select: { name: true } });
}

/** The account of a character, as a list; empty: there is none. */
export async function accountOf(db: Db, id: string): Promise<string[]> {
  const rows = await db.character.findMany({ where: { id }, select: { accountId: true } });
  return rows.map(({ accountId }) => accountId);
}

/** By the key of its name; null: there is none that is not deleted. */
export async function findByName(db: Db, nameKey: string): Promise<{ id: string } | null> {
  return db.character.findFirst({ where: { nameKey, deletedAt: null }, select: { id: true } });
}

/** In the order of their ids: whoever changes what characters belong to locks them so, and before parties. Deleted ones are not found. */
export async function lockCharacters(tx: Tx, ids: readonly string[]): Promise<Map<string, CharacterRow>> {
  const rows = await rowsOf<CharacterRow>(tx)`
    SELECT id::text, account_id::text AS "accountId", name, EXISTS (
      SELECT 1 FROM zone_leases z WHERE z.room_id = c.lease_owner AND z.expires_at > now()) AS online
    FROM characters c WHERE id = ANY (${ids}::uuid[]) AND deleted_at IS NULL ORDER BY id FOR NO KEY UPDATE OF c`;
  return new Map(rows.map((row) => [row.id, row]));
}

export async function partyIdOf(db: Db, characterId: string): Promise<string | null> {
  const member = await db.partyMember.findUnique({ where: { characterId }, select: { partyId: true } });
  return member?.partyId ?? null;
}

export async function findParty(db: Db, id: string): Promise<PartyRow | null> {
  const party = await db.party.findUnique({ where: { id } });
  if (!party) return null;
  const members = await rowsOf<MemberRow>(db)`
    SELECT m.character_id::text AS "characterId", c.account_id::text AS "accountId", c.name, c.class_id AS "classId", c.level,
      m.rank, m.role, m.seat, m.joined_at AS "joinedAt", m.ready, z.zone_id AS "zoneId", z.layer, z.zone_id IS NOT NULL AS online
    FROM party_members m JOIN characters c ON c.id = m.character_id
    LEFT JOIN zone_leases z ON z.room_id = c.lease_owner AND z.expires_at > now()
    WHERE m.party_id = ${id}::uuid ORDER BY m.seat`;
  return { ...party, lootRule: party.lootRule as LootRule, lootThreshold: party.lootThreshold as ItemQuality, members };
}

/** The party, which nobody else changes until the transaction ends; read after it is locked. Null: it is gone. */
export async function lockParty(tx: Tx, id: string): Promise<PartyRow | null> {
  const rows = await rowsOf<object>(tx)`SELECT 1 FROM parties WHERE id = ${id}::uuid FOR UPDATE`;
  return rows.length === 0 ? null : findParty(tx, id);
}

/** Everybody who follows the party learns of a change by the version. @returns the new one */
export async function raiseVersion(tx: Tx, id: string): Promise<number> {
  const { version } = await tx.party.update({ where: { id }, data: { version: { increment: 1 } }, select: { version: true } });
  return version;
}

export async function insertParty(tx: Tx, id: string, leaderId: string, createdAt: Date): Promise<void> {
  await tx.party.create({ data: { id, createdAt } });
  await tx.partyMember.create({
    data: { characterId: leaderId, partyId: id, rank: "leader", role: "damage", seat: 1, joinedAt: createdAt },
  });
}

export async function insertMember(tx: Tx, partyId: string, characterId: string, seat: number, joinedAt: Date): Promise<void> {
  await tx.partyMember.create({ data: { characterId, partyId, rank: "member", role: "damage", seat, joinedAt } });
}

/** With the invitations that the member has made for the party. */
export async function deleteMember(tx: Tx, partyId: string, characterId: string): Promise<void> {
  await tx.partyMember.delete({ where: { characterId, partyId } });
  await tx.partyInvite.deleteMany({ where: { partyId, fromId: characterId } });
}

/** With its members and invitations. */
export async function deleteParty(tx: Tx, id: string): Promise<void> {
  await tx.party.delete({ where: { id } });
}

export async function updateParty(
  tx: Tx,
  id: string,
  data: Partial<Pick<PartyRow, "raid" | "lootRule" | "lootThreshold" | "readyCheckById" | "readyCheckUntil" | "readyCheckDone">>,
): Promise<void> {
  await tx.party.update({ where: { id }, data });
}

export async function updateMember(tx: Tx, characterId: string, data: Partial<Pick<MemberRow, "rank" | "role" | "ready">>): Promise<void> {
  await tx.partyMember.update({ where: { characterId }, data });
}

/** Each of them gets the seat given, all in one statement: they may change places. */
export async function setSeats(tx: Tx, seats: ReadonlyMap<string, number>): Promise<void> {
  await affected(tx)`
    UPDATE party_members m SET seat = s.seat
    FROM unnest(${[...seats.keys()]}::uuid[], ${[...seats.values()]}::smallint[]) AS s (id, seat) WHERE m.character_id = s.id`;
}

/** Those who gave no answer yet get this one, those who are asked again (null) all. */
export async function setReady(tx: Tx, partyId: string, ready: boolean | null, of: "all" | "unanswered"): Promise<void> {
  await tx.partyMember.updateMany({ where: { partyId, ...(of === "unanswered" && { ready: null }) }, data: { ready } });
}

/** Members whose presence changed since it was looked last are marked so, by the database's clock. @returns what they are members of */
export async function markPresence(db: Db): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(db)`
    UPDATE party_members m SET offline_since = CASE WHEN p.online THEN NULL ELSE now() END
    FROM (
      SELECT k.character_id, z.zone_id IS NOT NULL AS online
      FROM party_members k JOIN characters c ON c.id = k.character_id
      LEFT JOIN zone_leases z ON z.room_id = c.lease_owner AND z.expires_at > now()
      WHERE (k.offline_since IS NULL) <> (z.zone_id IS NOT NULL)) p
    WHERE m.character_id = p.character_id RETURNING m.party_id::text AS id`;
  return [...new Set(rows.map(({ id }) => id))];
}

/** Parties in which something is due: somebody away for too long, a check whose time is over, no leader or nobody to play with. */
export async function partiesDue(db: Db, now: Date, offlineMs: number, most: number): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(db)`
    SELECT p.id::text FROM parties p
    WHERE (NOT p.ready_check_done AND p.ready_check_until <= ${now})
      OR EXISTS (SELECT 1 FROM party_members m WHERE m.party_id = p.id
        AND m.offline_since < now() - ${offlineMs}::float8 * interval '1 ms')
      OR NOT EXISTS (SELECT 1 FROM party_members m WHERE m.party_id = p.id AND m.rank = 'leader')
      OR (SELECT count(*) FROM party_members m WHERE m.party_id = p.id) < 2
    ORDER BY p.id LIMIT ${most}`;
  return rows.map(({ id }) => id);
}

/** Who of the party is away for too long, by the database's clock. */
export async function awayTooLong(tx: Tx, partyId: string, offlineMs: number): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(tx)`
    SELECT character_id::text AS id FROM party_members
    WHERE party_id = ${partyId}::uuid AND offline_since < now() - ${offlineMs}::float8 * interval '1 ms' ORDER BY seat`;
  return rows.map(({ id }) => id);
}
