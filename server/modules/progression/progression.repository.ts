import type { WornItem } from "#shared/rules/equipment.ts";
import { affected, type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";

type Db = PrismaClient | Tx;

/** Everything that progression goes by. */
export interface ProgressionRow {
  id: string;
  level: number;
  experience: bigint;
  classId: string;
  originId: string | null;
  titleId: string | null;
  respecs: number;
  respecAt: Date | null;
  /** Points spent, by attribute id. */
  attributes: ReadonlyMap<string, number>;
  /** By skill id. */
  skills: ReadonlyMap<string, { uses: number; trained: number }>;
  /** By NPC id. */
  kills: ReadonlyMap<string, number>;
  worn: readonly WornItem[];
}

interface ReadRow extends Omit<ProgressionRow, "attributes" | "skills" | "kills" | "worn"> {
  attributes: Record<string, number> | null;
  skills: Record<string, { uses: number; trained: number }> | null;
  kills: Record<string, number> | null;
  worn: WornItem[] | null;
}

/** In one statement, so that all of it is of the same moment. Null when it is unknown, deleted or somebody else's. */
export async function findProgression(db: Db, accountId: string, id: string): Promise<ProgressionRow | null> {
  const [row] = await rowsOf<ReadRow>(db)`
    SELECT id, level, experience, class_id AS "classId", origin_id AS "originId", title_id AS "titleId", respecs, respec_at AS "respecAt",
      (SELECT json_object_agg(a.attribute_id, a.points) FROM character_attributes a WHERE a.character_id = c.id) AS attributes,
      (SELECT json_object_agg(k.skill_id, json_build_object('uses', k.uses, 'trained', k.trained))
       FROM character_skills k WHERE k.character_id = c.id) AS skills,
      (SELECT json_object_agg(d.npc_id, d.kills) FROM character_kills d WHERE d.character_id = c.id) AS kills,
      (SELECT json_agg(json_build_object('templateId', i.template_id, 'durability', i.durability, 'stats', i.attributes->'stats'))
       FROM character_items i WHERE i.owner_type = 'character' AND i.owner_id = c.id::text AND i.place = 'equipment') AS worn
    FROM characters c WHERE id = ${id}::uuid AND account_id = ${accountId}::uuid AND deleted_at IS NULL`;
  if (!row) return null;
  const { attributes, skills, kills, worn, ...rest } = row;
  const mapOf = <T>(byId: Record<string, T> | null) => new Map(Object.entries(byId ?? {}));
  return { ...rest, attributes: mapOf(attributes), skills: mapOf(skills), kills: mapOf(kills), worn: worn ?? [] };
}

/** The same, read after its row is locked: nobody else spends its points, nor levels it up, until the transaction ends. */
export async function lockProgression(tx: Tx, accountId: string, id: string): Promise<ProgressionRow | null> {
  await rowsOf(tx)`SELECT 1 FROM characters WHERE id = ${id}::uuid AND account_id = ${accountId}::uuid FOR NO KEY UPDATE`;
  return findProgression(tx, accountId, id);
}

/** Rooms that have the character learn of it by the version. */
async function raiseVersion(tx: Tx, characterId: string): Promise<void> {
  await tx.character.update({ where: { id: characterId }, data: { buildVersion: { increment: 1 } } });
}

/** Adds points to those already spent. */
export async function addAttributePoints(tx: Tx, characterId: string, points: Readonly<Record<string, number>>): Promise<void> {
  await affected(tx)`
    INSERT INTO character_attributes AS a (character_id, attribute_id, points)
    SELECT ${characterId}::uuid, * FROM unnest(${Object.keys(points)}::text[], ${Object.values(points)}::smallint[])
    ON CONFLICT (character_id, attribute_id) DO UPDATE SET points = a.points + EXCLUDED.points`;
  await raiseVersion(tx, characterId);
}

/** Adds points to those already trained. */
export async function addSkillPoints(tx: Tx, characterId: string, points: Readonly<Record<string, number>>): Promise<void> {
  await affected(tx)`
    INSERT INTO character_skills AS k (character_id, skill_id, trained)
    SELECT ${characterId}::uuid, * FROM unnest(${Object.keys(points)}::text[], ${Object.values(points)}::smallint[])
    ON CONFLICT (character_id, skill_id) DO UPDATE SET trained = k.trained + EXCLUDED.trained`;
  await raiseVersion(tx, characterId);
}

/** All points are free again; what use has taught stays. */
export async function takeBackPoints(tx: Tx, characterId: string, at: Date): Promise<void> {
  await tx.characterAttribute.deleteMany({ where: { characterId } });
  await tx.characterSkill.updateMany({ where: { characterId }, data: { trained: 0 } });
  const data = { buildVersion: { increment: 1 }, respecs: { increment: 1 }, respecAt: at };
  await tx.character.update({ where: { id: characterId }, data });
}

export async function setTitle(tx: Tx, characterId: string, titleId: string | null): Promise<void> {
  await tx.character.update({ where: { id: characterId }, data: { titleId } });
}
