import { affected, type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";
import type { RollChoice } from "#shared/rules/loot/need-greed.ts";

type Db = PrismaClient | Tx;

/** A roll that begins. */
export interface NewRoll {
  id: string;
  killId: string;
  partyId: string;
  zoneId: string;
  layer: number;
  /** Where it is laid down when nobody wants it. */
  x: number;
  y: number;
  itemId: string;
  templateId: string;
  quantity: number;
  /** 32 bits. */
  seed: number;
  startedAt: Date;
  endsAt: Date;
  eligible: Array<{ characterId: string; mayNeed: boolean }>;
}

export interface RollRow extends Omit<NewRoll, "eligible" | "seed"> {
  seed: bigint;
  decidedAt: Date | null;
}

export interface ChoiceRow {
  characterId: string;
  mayNeed: boolean;
  choice: RollChoice | null;
}

/** A roll as one of those who may roll sees it. */
export interface RollSeen {
  id: string;
  partyId: string;
  templateId: string;
  quantity: number;
  startedAt: Date;
  endsAt: Date;
  decidedAt: Date | null;
  winnerId: string | null;
  wonBy: "need" | "greed" | null;
  delivered: "bag" | "mail" | "ground" | null;
  mayNeed: boolean;
  choice: RollChoice | null;
  /** By number, the highest first. */
  answers: Array<{ characterId: string; name: string; choice: RollChoice | null; number: number | null }>;
}

/** The items are in the keeping of the rolls already. */
export async function insertRolls(tx: Tx, rolls: readonly NewRoll[]): Promise<void> {
  if (rolls.length === 0) return;
  const rows = rolls.map(({ id, killId, partyId, zoneId, layer, x, y, itemId, templateId, quantity, seed, startedAt, endsAt }) => {
    return { id, killId, partyId, zoneId, layer, x, y, itemId, templateId, quantity, seed: BigInt(seed), startedAt, endsAt };
  });
  await tx.lootRoll.createMany({ data: rows });
  const choices = rolls.flatMap(({ id, eligible }) => eligible.map((who) => ({ rollId: id, ...who })));
  await tx.lootRollChoice.createMany({ data: choices });
}

/** Before any character or item is locked: everybody who decides a roll takes it first. Null: there is none. */
export async function lockRoll(tx: Tx, id: string): Promise<RollRow | null> {
  const [row] = await rowsOf<RollRow>(tx)`
    SELECT id::text, kill_id::text AS "killId", party_id::text AS "partyId", zone_id AS "zoneId", layer, x, y, item_id::text AS "itemId",
      template_id AS "templateId", quantity, seed, started_at AS "startedAt", ends_at AS "endsAt", decided_at AS "decidedAt"
    FROM loot_rolls WHERE id = ${id}::uuid FOR UPDATE`;
  return row ?? null;
}

/** Of those who may roll and are not erased, in the order of their ids. */
export function choicesOf(tx: Tx, rollId: string): Promise<ChoiceRow[]> {
  return rowsOf<ChoiceRow>(tx)`
    SELECT character_id::text AS "characterId", may_need AS "mayNeed", choice FROM loot_roll_choices
    WHERE roll_id = ${rollId}::uuid ORDER BY character_id`;
}

export async function setChoice(tx: Tx, rollId: string, characterId: string, choice: RollChoice, at: Date): Promise<void> {
  await tx.lootRollChoice.update({ where: { rollId_characterId: { rollId, characterId } }, data: { choice, chosenAt: at } });
}

export interface Decided {
  at: Date;
  winnerId: string | null;
  by: "need" | "greed" | null;
  delivered: "bag" | "mail" | "ground";
  numbers: ReadonlyMap<string, number>;
}

export async function finish(tx: Tx, rollId: string, { at, winnerId, by, delivered, numbers }: Decided): Promise<void> {
  await tx.lootRoll.update({ where: { id: rollId }, data: { decidedAt: at, winnerId, wonBy: by, delivered } });
  if (numbers.size === 0) return;
  await affected(tx)`
    UPDATE loot_roll_choices c SET number = n.number
    FROM unnest(${[...numbers.keys()]}::uuid[], ${[...numbers.values()]}::int[]) AS n (character_id, number)
    WHERE c.roll_id = ${rollId}::uuid AND c.character_id = n.character_id`;
}

/** Rolls past their time, the oldest first. */
export async function dueRolls(db: Db, now: Date, most: number): Promise<string[]> {
  const rows = await db.lootRoll.findMany({
    where: { decidedAt: null, endsAt: { lte: now } },
    orderBy: { endsAt: "asc" },
    take: most,
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/** Does the character belong to the account, and is not deleted? */
export async function isOwn(db: Db, accountId: string, id: string): Promise<boolean> {
  return (await db.character.count({ where: { id, accountId, deletedAt: null } })) > 0;
}

export interface Wanted {
  /** One roll; absent: all of them. */
  rollId?: string;
  decided?: boolean;
  /** Only those begun before this one. */
  before?: string | undefined;
  most: number;
}

/** Rolls of a character; the newest first, those that are open by their end. */
export function rollsOf(db: Db, characterId: string, { rollId, decided, before, most }: Wanted): Promise<RollSeen[]> {
  return rowsOf<RollSeen>(db)`
    SELECT r.id::text, r.party_id::text AS "partyId", r.template_id AS "templateId", r.quantity, r.started_at AS "startedAt",
      r.ends_at AS "endsAt", r.decided_at AS "decidedAt", r.winner_id::text AS "winnerId", r.won_by AS "wonBy", r.delivered,
      c.may_need AS "mayNeed", c.choice, (
        SELECT coalesce(json_agg(json_build_object('characterId', a.character_id, 'name', w.name, 'choice', a.choice, 'number', a.number)
          ORDER BY a.number DESC NULLS LAST, w.name), '[]')
        FROM loot_roll_choices a JOIN characters w ON w.id = a.character_id WHERE a.roll_id = r.id) AS answers
    FROM loot_roll_choices c JOIN loot_rolls r ON r.id = c.roll_id
    WHERE c.character_id = ${characterId}::uuid
      AND (${rollId ?? null}::uuid IS NULL OR r.id = ${rollId ?? null}::uuid)
      AND (${decided ?? null}::boolean IS NULL OR (r.decided_at IS NOT NULL) = ${decided ?? null}::boolean)
      AND (${before ?? null}::uuid IS NULL OR r.id < ${before ?? null}::uuid)
    ORDER BY CASE WHEN r.decided_at IS NULL THEN r.ends_at END, r.id DESC LIMIT ${most}`;
}

/** Payload of the LOOT_GENERATED of a kill; null: nothing fell. */
export async function generatedAt(db: Db, killId: string): Promise<unknown> {
  const event = await db.gameEvent.findFirst({ where: { name: "LOOT_GENERATED", payload: { path: ["killId"], equals: killId } } });
  return event?.payload ?? null;
}

/** A loot table as it was, with all it names; null: no such version. */
export async function tablesOf(db: Db, version: string): Promise<unknown[] | null> {
  const row = await db.lootTableVersion.findUnique({ where: { version } });
  return (row?.tables as unknown[] | undefined) ?? null;
}

/** Rolls of a kill that were decided, with all who could answer and were not erased since. */
export async function decidedAt(db: Db, killId: string) {
  const rolls = await db.lootRoll.findMany({ where: { killId, decidedAt: { not: null } }, include: { choices: true } });
  return rolls.map(({ choices, ...roll }) => ({ ...roll, choices: choices.map((c) => ({ ...c, choice: c.choice as RollChoice | null })) }));
}
