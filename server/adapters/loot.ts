import type { Content, LootTable } from "#shared/content/schema.ts";
import type { CharacterLease, DropRecord, Kill, KillOutcome, Loot, PickUpOutcome } from "#rooms/ports.ts";
import { append } from "#server/outbox/append.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import { transact, violatedUnique, withRetries } from "#server/platform/transaction.ts";
import { pickUp } from "./pick-up.ts";
import { type KillPayload, type LootRules, planSettlement, type SettlementPlan, type Standing } from "./settlement.ts";

interface DropRow {
  id: string;
  code: number;
  quantity: number;
  x: number;
  y: number;
  owner_character_id: string | null;
  owned_until: Date;
  expires_at: Date;
}

/** Rewards and what lies on the ground. Everything here is committed before anybody is told. */
export class PostgresLoot implements Loot {
  readonly #prisma: PrismaClient;
  readonly #rules: LootRules;
  readonly #now: () => number;

  private constructor(prisma: PrismaClient, rules: LootRules, now: () => number) {
    this.#prisma = prisma;
    this.#rules = rules;
    this.#now = now;
  }

  /**
   * Reads the loot tables of the database.
   * @param now epoch ms: the clock by which drops are owned and expire
   */
  static async open(prisma: PrismaClient, content: Content, now: () => number): Promise<PostgresLoot> {
    const tables = await prisma.lootTable.findMany();
    const rules: LootRules = {
      content,
      tables: new Map(tables.map(({ id, entries }) => [id, entries as LootTable["entries"]])),
      items: new Map(content.items.map((item) => [item.id, item])),
    };
    return new PostgresLoot(prisma, rules, now);
  }

  settle(kills: readonly Kill[]): Promise<KillOutcome[]> {
    // two settlements of one kill at the same time: the second finds the event's id taken, and in its next try the event
    const takenMeanwhile = (error: unknown) => violatedUnique(error) === "game_events_pkey";
    return transact(this.#prisma, (tx) => this.#settle(tx, kills), takenMeanwhile);
  }

  async #settle(tx: Tx, kills: readonly Kill[]): Promise<KillOutcome[]> {
    const settled = await settledBefore(tx, kills);
    const fresh = new Map(kills.filter((kill) => !settled.has(kill.killId)).map((kill) => [kill.killId, kill]));
    const concerned = [...fresh.values()].flatMap((kill) => kill.credits.map((credit) => credit.lease.characterId));
    for (const { awards } of settled.values()) concerned.push(...awards.map((award) => award.characterId));
    const standings = await lockCharacters(tx, concerned);
    const plan = planSettlement([...fresh.values()], standings, this.#rules, this.#now());
    await writeGains(tx, plan);
    await writeKills(tx, plan);
    await writeDrops(tx, plan);
    await append(tx, ...plan.events);
    const outcomes = new Map(plan.outcomes.map((outcome) => [outcome.killId, outcome]));
    if (settled.size > 0) for (const again of await repeat(tx, settled, standings)) outcomes.set(again.killId, again);
    return kills.map((kill) => outcomes.get(kill.killId) as KillOutcome);
  }

  pickUp(lease: CharacterLease, dropId: string): Promise<PickUpOutcome> {
    return transact(this.#prisma, (tx) => pickUp(tx, lease, dropId, this.#now()));
  }

  /** Also clears away what expired while nobody hosted the zone. */
  async dropsIn(zoneId: string, layer: number): Promise<DropRecord[]> {
    const now = new Date(this.#now());
    await this.#prisma.$executeRaw`
      DELETE FROM character_items i USING world_drops d
      WHERE d.item_id = i.id AND i.owner_type = 'zone' AND d.zone_id = ${zoneId} AND d.layer = ${layer} AND d.expires_at <= ${now}`;
    const rows = await this.#prisma.$queryRaw<DropRow[]>`
      SELECT i.id, t.code, i.quantity, d.x, d.y, d.owner_character_id, d.owned_until, d.expires_at
      FROM world_drops d JOIN character_items i ON i.id = d.item_id JOIN item_templates t ON t.id = i.template_id
      WHERE d.zone_id = ${zoneId} AND d.layer = ${layer} ORDER BY i.id`;
    return rows.map(toDrop);
  }

  async expire(dropIds: readonly string[]): Promise<void> {
    if (dropIds.length === 0) return;
    await withRetries(
      // only what still lies on the ground: somebody may have been quicker
      () => this.#prisma.$executeRaw`
        DELETE FROM character_items WHERE id IN (
          SELECT id FROM character_items WHERE id = ANY(${[...dropIds]}::uuid[]) AND owner_type = 'zone' ORDER BY id FOR UPDATE)`,
    );
  }
}

function toDrop(row: DropRow): DropRecord {
  return {
    dropId: row.id,
    itemCode: row.code,
    quantity: row.quantity,
    // `real` is read as its shortest decimals
    x: Math.fround(row.x),
    y: Math.fround(row.y),
    ownerCharacterId: row.owner_character_id,
    ownedUntil: row.owned_until.getTime(),
    expiresAt: row.expires_at.getTime(),
  };
}

async function settledBefore(tx: Tx, kills: readonly Kill[]): Promise<Map<string, KillPayload>> {
  const rows = await tx.$queryRaw<Array<{ id: string; payload: KillPayload }>>`
    SELECT id, payload FROM game_events WHERE id = ANY(${kills.map((kill) => kill.killId)}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row.payload]));
}

async function lockCharacters(tx: Tx, ids: readonly string[]): Promise<Map<string, Standing>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.$queryRaw<
    Array<{
      id: string;
      experience: bigint;
      level: number;
      lease_owner: string | null;
      lease_epoch: bigint;
    }>
  >`
    SELECT id, experience, level, lease_owner, lease_epoch FROM characters
    WHERE id = ANY(${[...new Set(ids)]}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
  return new Map(
    rows.map((row) => [
      row.id,
      {
        experience: Number(row.experience),
        level: row.level,
        leaseOwner: row.lease_owner,
        leaseEpoch: row.lease_epoch,
      },
    ]),
  );
}

async function writeGains(tx: Tx, { gains }: SettlementPlan): Promise<void> {
  if (gains.size === 0) return;
  const values = [...gains.values()];
  await tx.$executeRaw`
    UPDATE characters c SET experience = g.experience, level = g.level
    FROM unnest(${[...gains.keys()]}::uuid[], ${values.map((g) => g.experience)}::bigint[], ${values.map((g) => g.level)}::int[])
      AS g (id, experience, level)
    WHERE c.id = g.id`;
}

async function writeKills(tx: Tx, { kills }: SettlementPlan): Promise<void> {
  const rows = [...kills].flatMap(([characterId, own]) => [...own].map(([npcId, count]) => ({ characterId, npcId, count })));
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO character_kills AS k (character_id, npc_id, kills)
    SELECT * FROM unnest(${rows.map((r) => r.characterId)}::uuid[], ${rows.map((r) => r.npcId)}::text[], ${rows.map((r) => r.count)}::int[])
    ON CONFLICT (character_id, npc_id) DO UPDATE SET kills = k.kills + EXCLUDED.kills`;
}

async function writeDrops(tx: Tx, { stacks }: SettlementPlan): Promise<void> {
  if (stacks.length === 0) return;
  await tx.$executeRaw`
    WITH stack AS (
      SELECT * FROM unnest(
        ${stacks.map((s) => s.dropId)}::uuid[],
        ${stacks.map((s) => s.templateId)}::text[],
        ${stacks.map((s) => s.quantity)}::int[],
        ${stacks.map((s) => s.zoneId)}::text[],
        ${stacks.map((s) => s.layer)}::smallint[],
        ${stacks.map((s) => s.x)}::real[],
        ${stacks.map((s) => s.y)}::real[],
        ${stacks.map((s) => s.ownerCharacterId)}::uuid[],
        ${stacks.map((s) => new Date(s.ownedUntil))}::timestamptz[],
        ${stacks.map((s) => new Date(s.expiresAt))}::timestamptz[]
      ) AS s (id, template_id, quantity, zone_id, layer, x, y, owner_character_id, owned_until, expires_at)),
    item AS (
      INSERT INTO character_items (id, template_id, owner_type, owner_id, place, quantity)
      SELECT id, template_id, 'zone', zone_id, 'ground', quantity FROM stack)
    INSERT INTO world_drops (item_id, zone_id, layer, x, y, owner_character_id, owned_until, expires_at)
    SELECT id, zone_id, layer, x, y, owner_character_id, owned_until, expires_at FROM stack`;
}

/** The same answers again: what was gained then, with where everybody stands and what still lies there now. */
async function repeat(tx: Tx, settled: ReadonlyMap<string, KillPayload>, standings: ReadonlyMap<string, Standing>): Promise<KillOutcome[]> {
  const ids = [...settled.values()].flatMap((payload) => payload.drops);
  const rows = await tx.$queryRaw<DropRow[]>`
    SELECT i.id, t.code, i.quantity, d.x, d.y, d.owner_character_id, d.owned_until, d.expires_at
    FROM world_drops d JOIN character_items i ON i.id = d.item_id JOIN item_templates t ON t.id = i.template_id
    WHERE d.item_id = ANY(${ids}::uuid[])`;
  const lying = new Map(rows.map((row) => [row.id, toDrop(row)]));
  return [...settled].map(([killId, { awards, drops }]) => ({
    killId,
    awards: awards.flatMap(({ characterId, gained }) => {
      const now = standings.get(characterId);
      return now
        ? [
            {
              characterId,
              gained,
              experience: now.experience,
              level: now.level,
            },
          ]
        : [];
    }),
    drops: drops.flatMap((id) => lying.get(id) ?? []),
  }));
}
