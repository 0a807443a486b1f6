import type { WornItem } from "#shared/rules/equipment.ts";
import { MAX_ZONE_SIZE_M } from "#shared/protocol/quantize.ts";
import type {
  CharacterLease,
  CharacterRecord,
  CharacterSave,
  CharacterStore,
  Home,
  ObjectName,
  TicketHolder,
} from "#rooms/ports/characters.ts";
import type { Destination } from "#rooms/ports/places.ts";
import { RoomError } from "#rooms/ports/room-error.ts";
import { affected, type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";
import { hashSecret } from "#server/platform/secret.ts";
import { append } from "#server/outbox/append.ts";
import { transact, violatedUnique, withRetries } from "#server/platform/transaction.ts";

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
  worn: WornItem[] | null;
  attributes: Record<string, number> | null;
  skills: Record<string, { uses: number; trained: number }> | null;
  health: number | null;
  resource: number | null;
  lease_epoch: bigint;
  carried: unknown;
  carried_age_ms: number | null;
  home_zone_id: string | null;
  home_object_id: string | null;
  waystones: ObjectName[] | null;
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
    const rows = await rowsOf<TicketHolder>(this.#prisma)`
      DELETE FROM character_tickets t USING characters c, auth_sessions s
      WHERE t.hash = ${hashSecret(ticket)} AND t.zone_id = ${zoneId} AND t.expires_at > now()
        AND c.id = t.character_id AND c.deleted_at IS NULL AND s.id = t.session_id AND s.revoked_at IS NULL AND s.expires_at > now()
      RETURNING c.id AS "characterId", c.account_id AS "accountId", s.id AS "loginId", c.lease_owner AS "heldBy", COALESCE(
        (SELECT json_agg(json_build_object('characterId', o.id, 'heldBy', o.lease_owner)) FROM characters o
         WHERE o.account_id = c.account_id AND o.id <> c.id AND o.lease_owner IS NOT NULL), '[]') AS others`;
    if (rows.length === 0) throw new RoomError("ticket_invalid", "no such ticket for this zone");
    return rows[0];
  }

  async claim(characterId: string, roomId: string, epoch?: bigint): Promise<CharacterRecord> {
    const rows = await withRetries(() => this.#claim(characterId, roomId, epoch ?? null), heldAnother);
    if (rows.length > 0) return toRecord(characterId, rows[0]);
    if (epoch !== undefined) throw new RoomError("ticket_invalid", "the character has been claimed since it was sent here");
    throw new RoomError("character_unavailable", "no such character");
  }

  async #claim(characterId: string, roomId: string, epoch: bigint | null): Promise<ClaimedRow[]> {
    try {
      return await rowsOf<ClaimedRow>(this.#prisma)`
        WITH claimed AS (
          UPDATE characters SET lease_owner = ${roomId}, lease_epoch = lease_epoch + 1, last_played_at = now()
          WHERE id = ${characterId}::uuid AND deleted_at IS NULL
            AND (${epoch}::bigint IS NULL OR (lease_epoch = ${epoch} AND lease_owner IS NULL))
          RETURNING id, account_id, name, class_id, origin_id, appearance, level, experience, build_version, health, resource, lease_epoch,
            carried, (EXTRACT(EPOCH FROM now() - carried_at) * 1000)::float8 AS carried_age_ms, home_zone_id, home_object_id)
        SELECT c.*, p.zone_id, p.x, p.y, p.facing,
          (SELECT json_object_agg(a.attribute_id, a.points) FROM character_attributes a WHERE a.character_id = c.id) AS attributes,
          (SELECT json_object_agg(k.skill_id, json_build_object('uses', k.uses, 'trained', k.trained))
           FROM character_skills k WHERE k.character_id = c.id) AS skills,
          (SELECT json_agg(json_build_object('zoneId', w.zone_id, 'objectId', w.object_id))
           FROM character_waystones w WHERE w.character_id = c.id) AS waystones,
          (SELECT json_agg(json_build_object('templateId', i.template_id, 'durability', i.durability, 'stats', i.attributes->'stats'))
           FROM character_items i WHERE i.owner_type = 'character' AND i.owner_id = c.id::text AND i.place = 'equipment') AS worn
        FROM claimed c LEFT JOIN player_positions p ON p.character_id = c.id`;
    } catch (error) {
      // who was sent here before his player went on with another character is too late
      if (heldAnother(error) && epoch !== null) return [];
      if (heldAnother(error)) await this.#endOthers(characterId);
      throw error;
    }
  }

  /** An account is in the world with one character at a time. The other's room learns from its next save that it has lost it. */
  async #endOthers(characterId: string): Promise<void> {
    await affected(this.#prisma)`
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

  async depart(state: CharacterSave, to: Destination, layer: number): Promise<boolean> {
    if (!this.#isSound({ ...state, x: to.x, y: to.y, facing: to.facing })) return false;
    const { characterId, epoch } = state.lease;
    return transact(this.#prisma, async (tx) => {
      const [row] = await rowsOf<{ epoch: bigint; held: boolean }>(tx)`
        SELECT lease_epoch AS epoch, lease_owner IS NOT NULL AS held FROM characters WHERE id = ${characterId}::uuid FOR NO KEY UPDATE`;
      // an earlier try, whose answer never came, has done it
      if (row?.epoch === epoch + 1n && !row.held) return this.#isAt(tx, characterId, to);
      if (row?.epoch !== epoch || !row.held) return false;
      await affected(tx)`
        WITH gone AS (
          UPDATE characters SET health = ${state.health}, resource = ${state.resource}, lease_owner = NULL, lease_epoch = lease_epoch + 1,
            carried = ${JSON.stringify(state.carried ?? {})}::jsonb, carried_at = now()
          WHERE id = ${characterId}::uuid RETURNING id)
        INSERT INTO player_positions (character_id, zone_id, layer, x, y, facing, updated_at)
        SELECT id, ${to.zoneId}, ${layer}, ${to.x}, ${to.y}, ${to.facing}, now() FROM gone
        ON CONFLICT (character_id) DO UPDATE SET zone_id = EXCLUDED.zone_id, layer = EXCLUDED.layer, x = EXCLUDED.x, y = EXCLUDED.y,
          facing = EXCLUDED.facing, updated_at = EXCLUDED.updated_at`;
      if (to.zoneId !== state.zoneId)
        await append(tx, { name: "ZONE_CHANGED", characterId, payload: { from: state.zoneId, to: to.zoneId, layer } });
      return true;
    });
  }

  async #isAt(tx: Tx, characterId: string, to: Destination): Promise<boolean> {
    const at = await tx.playerPosition.findUnique({ where: { characterId } });
    return at?.zoneId === to.zoneId && Math.fround(at.x) === Math.fround(to.x) && Math.fround(at.y) === Math.fround(to.y);
  }

  async bind({ characterId, epoch }: CharacterLease, { zoneId, objectId }: Home): Promise<boolean> {
    const bound = await affected(this.#prisma)`
      UPDATE characters SET home_zone_id = ${zoneId}, home_object_id = ${objectId}
      WHERE id = ${characterId}::uuid AND lease_epoch = ${epoch} AND lease_owner IS NOT NULL`;
    return bound === 1;
  }

  discover({ characterId, epoch }: CharacterLease, { zoneId, objectId }: ObjectName): Promise<boolean> {
    return transact(this.#prisma, async (tx) => {
      const held = await rowsOf<object>(tx)`
        SELECT 1 FROM characters WHERE id = ${characterId}::uuid AND lease_epoch = ${epoch} AND lease_owner IS NOT NULL FOR NO KEY UPDATE`;
      if (held.length === 0) return false;
      const found = await affected(tx)`
        INSERT INTO character_waystones (character_id, zone_id, object_id) VALUES (${characterId}::uuid, ${zoneId}, ${objectId})
        ON CONFLICT DO NOTHING`;
      if (found === 1) await append(tx, { name: "WAYSTONE_DISCOVERED", characterId, payload: { zoneId, objectId } });
      return true;
    });
  }

  async giveBack(lease: CharacterLease): Promise<void> {
    await this.#free(lease);
  }

  /** False when it was no longer ours. */
  async #free({ characterId, epoch }: CharacterLease): Promise<boolean> {
    const given = await affected(this.#prisma)`
      UPDATE characters SET lease_owner = NULL
      WHERE id = ${characterId}::uuid AND lease_epoch = ${epoch} AND lease_owner IS NOT NULL`;
    return given === 1;
  }

  /** @returns characters whose lease is another's by now; nothing of them was written */
  async #write(states: readonly CharacterSave[], release: boolean): Promise<string[]> {
    const lost = await withRetries(
      // rows are locked in the order of their ids, as everywhere: two writers never wait for each other in a circle
      () => rowsOf<{ id: string }>(this.#prisma)`
        WITH state AS (
          SELECT * FROM unnest(
            ${states.map((s) => s.lease.characterId)}::uuid[],
            ${states.map((s) => s.lease.epoch)}::bigint[],
            ${states.map((s) => s.zoneId)}::text[],
            ${states.map((s) => s.layer)}::smallint[],
            ${states.map((s) => s.x)}::real[],
            ${states.map((s) => s.y)}::real[],
            ${states.map((s) => s.facing)}::real[],
            ${states.map((s) => s.health)}::int[],
            ${states.map((s) => s.resource)}::real[],
            ${states.map((s) => s.carried && JSON.stringify(s.carried))}::text[]
          ) AS s (id, epoch, zone_id, layer, x, y, facing, health, resource, carried)),
        mine AS (
          SELECT c.id FROM characters c JOIN state s ON s.id = c.id
          WHERE c.lease_epoch = s.epoch AND c.lease_owner IS NOT NULL
          ORDER BY c.id FOR NO KEY UPDATE OF c),
        written AS (
          UPDATE characters c SET health = s.health, resource = s.resource, carried = COALESCE(s.carried::jsonb, c.carried),
            carried_at = CASE WHEN s.carried IS NULL THEN c.carried_at ELSE now() END,
            lease_owner = CASE WHEN ${release}::boolean THEN NULL ELSE c.lease_owner END
          FROM mine m JOIN state s ON s.id = m.id WHERE c.id = m.id),
        placed AS (
          INSERT INTO player_positions (character_id, zone_id, layer, x, y, facing, updated_at)
          SELECT s.id, s.zone_id, s.layer, s.x, s.y, s.facing, now() FROM mine m JOIN state s ON s.id = m.id
          ON CONFLICT (character_id) DO UPDATE SET zone_id = EXCLUDED.zone_id, layer = EXCLUDED.layer, x = EXCLUDED.x, y = EXCLUDED.y,
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
      worn: row.worn ?? [],
    },
    skillUses: Object.fromEntries(skills.map(([id, { uses }]) => [id, uses])),
    // `real` is read as its shortest decimals: exactly what was saved only after rounding back
    place:
      row.zone_id === null ? null : { zoneId: row.zone_id, x: Math.fround(row.x), y: Math.fround(row.y), facing: Math.fround(row.facing) },
    health: row.health,
    resource: row.resource === null ? null : Math.fround(row.resource),
    carried: row.carried_age_ms === null ? null : { state: row.carried, ageMs: Math.max(0, row.carried_age_ms) },
    home: row.home_zone_id === null || row.home_object_id === null ? null : { zoneId: row.home_zone_id, objectId: row.home_object_id },
    waystones: row.waystones ?? [],
  };
}
