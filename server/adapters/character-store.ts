import { MAX_ZONE_SIZE_M } from "#shared/protocol/quantize.ts";
import {
  type CharacterLease,
  type CharacterRecord,
  type CharacterSave,
  type CharacterStore,
  RoomError,
  type TicketHolder,
} from "#rooms/ports.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import { hashSecret } from "#server/platform/secret.ts";
import { violatedUnique, withRetries } from "#server/platform/transaction.ts";

interface StoreLog {
  error(details: Record<string, unknown>, message: string): void;
}

interface ClaimedRow {
  account_id: string;
  name: string;
  class_id: string;
  origin_id: string | null;
  appearance: number;
  level: number;
  experience: bigint;
  build_version: number;
  attributes: Record<string, number> | null;
  skills: Record<string, { uses: number; trained: number }> | null;
  health: number | null;
  resource: number | null;
  lease_epoch: bigint;
  zone_id: string | null;
  x: number;
  y: number;
  facing: number;
}

const heldAnother = (error: unknown) => violatedUnique(error) === "characters_one_in_world";

/**
 * Characters on their way into zones and back. Who may write a character is decided by its row: `lease_owner` and `lease_epoch`;
 * every write names the epoch it was given and is refused when that is no longer the newest.
 */
export class PostgresCharacterStore implements CharacterStore {
  readonly #prisma: PrismaClient;
  readonly #log: StoreLog;

  constructor(prisma: PrismaClient, log: StoreLog) {
    this.#prisma = prisma;
    this.#log = log;
  }

  async redeem(ticket: string, zoneId: string): Promise<TicketHolder> {
    const rows = await this.#prisma.$queryRaw<TicketHolder[]>`
      DELETE FROM character_tickets t USING characters c, auth_sessions s
      WHERE t.hash = ${hashSecret(ticket)} AND t.zone_id = ${zoneId} AND t.expires_at > now()
        AND c.id = t.character_id AND c.deleted_at IS NULL AND s.id = t.session_id AND s.revoked_at IS NULL AND s.expires_at > now()
      RETURNING c.id AS "characterId", c.account_id AS "accountId", s.id AS "loginId", c.lease_owner AS "heldBy", COALESCE(
        (SELECT json_agg(json_build_object('characterId', o.id, 'heldBy', o.lease_owner)) FROM characters o
         WHERE o.account_id = c.account_id AND o.id <> c.id AND o.lease_owner IS NOT NULL), '[]') AS others`;
    if (rows.length === 0) throw new RoomError("ticket_invalid", "no such ticket for this zone");
    return rows[0];
  }

  async claim(characterId: string, roomId: string): Promise<CharacterRecord> {
    const rows = await withRetries(() => this.#claim(characterId, roomId), heldAnother);
    if (rows.length === 0) throw new RoomError("character_unavailable", "no such character");
    return toRecord(characterId, rows[0]);
  }

  async #claim(characterId: string, roomId: string): Promise<ClaimedRow[]> {
    try {
      return await this.#prisma.$queryRaw<ClaimedRow[]>`
        WITH claimed AS (
          UPDATE characters SET lease_owner = ${roomId}, lease_epoch = lease_epoch + 1, last_played_at = now()
          WHERE id = ${characterId}::uuid AND deleted_at IS NULL
          RETURNING id, account_id, name, class_id, origin_id, appearance, level, experience, build_version, health, resource, lease_epoch)
        SELECT c.*, p.zone_id, p.x, p.y, p.facing,
          (SELECT json_object_agg(a.attribute_id, a.points) FROM character_attributes a WHERE a.character_id = c.id) AS attributes,
          (SELECT json_object_agg(k.skill_id, json_build_object('uses', k.uses, 'trained', k.trained))
           FROM character_skills k WHERE k.character_id = c.id) AS skills
        FROM claimed c LEFT JOIN player_positions p ON p.character_id = c.id`;
    } catch (error) {
      if (heldAnother(error)) await this.#endOthers(characterId);
      throw error;
    }
  }

  /** An account is in the world with one character at a time. The other's room learns from its next save that it has lost it. */
  async #endOthers(characterId: string): Promise<void> {
    await this.#prisma.$executeRaw`
      UPDATE characters o SET lease_owner = NULL, lease_epoch = o.lease_epoch + 1 FROM characters c
      WHERE c.id = ${characterId}::uuid AND o.account_id = c.account_id AND o.id <> c.id AND o.lease_owner IS NOT NULL`;
  }

  /** A state that no row may hold is left out, and logged: it must not keep the others from being saved. */
  async save(states: readonly CharacterSave[]): Promise<string[]> {
    const sound = states.filter((state) => this.#isSound(state));
    return sound.length === 0 ? [] : this.#write(sound, false);
  }

  async release(state: CharacterSave): Promise<boolean> {
    if (this.#isSound(state)) return (await this.#write([state], true)).length === 0;
    return this.#free(state.lease);
  }

  async giveBack(lease: CharacterLease): Promise<void> {
    await this.#free(lease);
  }

  /** False when it was no longer ours. */
  async #free({ characterId, epoch }: CharacterLease): Promise<boolean> {
    const given = await this.#prisma.$executeRaw`
      UPDATE characters SET lease_owner = NULL
      WHERE id = ${characterId}::uuid AND lease_epoch = ${epoch} AND lease_owner IS NOT NULL`;
    return given === 1;
  }

  /** @returns characters whose lease is another's by now; nothing of them was written */
  async #write(states: readonly CharacterSave[], release: boolean): Promise<string[]> {
    const lost = await withRetries(
      // rows are locked in the order of their ids, as everywhere: two writers never wait for each other in a circle
      () => this.#prisma.$queryRaw<Array<{ id: string }>>`
        WITH state AS (
          SELECT * FROM unnest(
            ${states.map((s) => s.lease.characterId)}::uuid[],
            ${states.map((s) => s.lease.epoch)}::bigint[],
            ${states.map((s) => s.zoneId)}::text[],
            ${states.map((s) => s.x)}::real[],
            ${states.map((s) => s.y)}::real[],
            ${states.map((s) => s.facing)}::real[],
            ${states.map((s) => s.health)}::int[],
            ${states.map((s) => s.resource)}::real[]
          ) AS s (id, epoch, zone_id, x, y, facing, health, resource)),
        mine AS (
          SELECT c.id FROM characters c JOIN state s ON s.id = c.id
          WHERE c.lease_epoch = s.epoch AND c.lease_owner IS NOT NULL
          ORDER BY c.id FOR NO KEY UPDATE OF c),
        written AS (
          UPDATE characters c SET health = s.health, resource = s.resource,
            lease_owner = CASE WHEN ${release}::boolean THEN NULL ELSE c.lease_owner END
          FROM mine m JOIN state s ON s.id = m.id WHERE c.id = m.id),
        placed AS (
          INSERT INTO player_positions (character_id, zone_id, x, y, facing, updated_at)
          SELECT s.id, s.zone_id, s.x, s.y, s.facing, now() FROM mine m JOIN state s ON s.id = m.id
          ON CONFLICT (character_id) DO UPDATE SET zone_id = EXCLUDED.zone_id, x = EXCLUDED.x, y = EXCLUDED.y,
            facing = EXCLUDED.facing, updated_at = EXCLUDED.updated_at)
        SELECT s.id FROM state s LEFT JOIN mine m ON m.id = s.id WHERE m.id IS NULL`,
    );
    return lost.map((row) => row.id);
  }

  #isSound(s: CharacterSave): boolean {
    const inside = (n: number) => n >= 0 && n <= MAX_ZONE_SIZE_M;
    const sound = inside(s.x) && inside(s.y) && Number.isFinite(s.facing) && Number.isInteger(s.health) && s.health >= 0 && s.resource >= 0;
    if (!sound) {
      const { lease, ...state } = s;
      this.#log.error({ ...state, characterId: lease.characterId }, "a character's state cannot be saved");
    }
    return sound;
  }
}

function toRecord(characterId: string, row: ClaimedRow): CharacterRecord {
  const skills = Object.entries(row.skills ?? {});
  return {
    lease: { characterId, epoch: row.lease_epoch },
    accountId: row.account_id,
    name: row.name,
    classId: row.class_id,
    originId: row.origin_id,
    appearance: row.appearance,
    level: row.level,
    experience: Number(row.experience),
    points: {
      version: row.build_version,
      attributes: row.attributes ?? {},
      trained: Object.fromEntries(skills.map(([id, { trained }]) => [id, trained])),
    },
    skillUses: Object.fromEntries(skills.map(([id, { uses }]) => [id, uses])),
    // `real` is read as its shortest decimals: exactly what was saved only after rounding back
    place:
      row.zone_id === null ? null : { zoneId: row.zone_id, x: Math.fround(row.x), y: Math.fround(row.y), facing: Math.fround(row.facing) },
    health: row.health,
    resource: row.resource === null ? null : Math.fround(row.resource),
  };
}
