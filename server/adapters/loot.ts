import { type Content, LootTable } from "#shared/content/schema.ts";
import type { CharacterLease } from "#rooms/ports/characters.ts";
import type { DropRecord, Kill, KillOutcome, Loot, PickUpOutcome } from "#rooms/ports/loot.ts";
import { uuidv7 } from "uuidv7";
import { Ledger } from "#server/modules/currency/ledger.service.ts";
import { Items } from "#server/modules/items/items.service.ts";
import type { LootNews, LootTeller } from "#server/modules/loot/loot.news.ts";
import { insertRolls } from "#server/modules/loot/loot.repository.ts";
import { append } from "#server/outbox/append.ts";
import { affected, type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";
import { transact, violatedUnique } from "#server/platform/transaction.ts";
import { fromOwners } from "./zone-fence.ts";
import { pickUp } from "./pick-up.ts";
import { LootBook } from "./loot-book.ts";
import { concernedBy, recall, writeMisses, writeTurns } from "./loot-memory.ts";
import { type KillPayload, planSettlement, type SettlementPlan, type Standing } from "./settlement.ts";

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

export interface LootDeps {
  prisma: PrismaClient;
  content: Content;
  /** Tells parties about their loot. */
  teller: LootTeller;
  /** Epoch ms: the clock by which drops are owned and expire. */
  now: () => number;
}

/** Rewards and what lies on the ground. Everything here is committed before anybody is told. */
export class PostgresLoot implements Loot {
  readonly #prisma: PrismaClient;
  readonly #book: LootBook;
  readonly #items: Items;
  readonly #ledger: Ledger;
  readonly #teller: LootTeller;
  readonly #now: () => number;

  private constructor({ prisma, teller, now }: LootDeps, book: LootBook) {
    this.#prisma = prisma;
    this.#book = book;
    this.#items = new Items({ content: book.content });
    this.#ledger = new Ledger({ content: book.content });
    this.#teller = teller;
    this.#now = now;
  }

  /** Reads the loot tables of the database. */
  static async open(deps: LootDeps): Promise<PostgresLoot> {
    const { prisma, content } = deps;
    const tables = await prisma.lootTable.findMany();
    const book = new LootBook(
      content,
      tables.map(({ id, entries, groups }) => LootTable.parse({ id, entries, groups })),
    );
    return new PostgresLoot(deps, book);
  }

  async settle(kills: readonly Kill[]): Promise<KillOutcome[]> {
    // two settlements of one kill at the same time: the second finds the event's id taken, and in its next try the event
    const takenMeanwhile = (error: unknown) => violatedUnique(error) === "game_events_pkey";
    const { outcomes, news } = await transact(this.#prisma, (tx) => this.#settle(tx, kills), takenMeanwhile);
    for (const one of news) this.#teller.tell(one);
    return outcomes;
  }

  async #settle(tx: Tx, kills: readonly Kill[]): Promise<{ outcomes: KillOutcome[]; news: LootNews[] }> {
    const settled = await settledBefore(tx, kills);
    const unsettled = kills.filter((kill) => !settled.has(kill.killId));
    const fresh = new Map((await fromOwners(tx, unsettled)).map((kill) => [kill.killId, kill]));
    const concerned = [...fresh.values()].flatMap((kill) => [
      ...concernedBy(kill),
      ...kill.credits.map((credit) => credit.lease.characterId),
    ]);
    for (const { awards } of settled.values()) concerned.push(...awards.map((award) => award.characterId));
    const standings = await lockCharacters(tx, concerned);
    const memory = await recall(tx, [...fresh.values()], this.#book);
    const plan = planSettlement([...fresh.values()], standings, memory, this.#book, this.#now());
    await writeGains(tx, plan);
    await writeKills(tx, plan);
    await writeMisses(tx, plan.misses);
    await writeTurns(tx, plan.turns);
    await this.#makeItems(tx, plan);
    await this.#ledger.grant(tx, "loot", plan.coins);
    await append(tx, ...plan.events);
    const outcomes = new Map(plan.outcomes.map((outcome) => [outcome.killId, outcome]));
    if (settled.size > 0) for (const again of await repeat(tx, settled, standings)) outcomes.set(again.killId, again);
    const outcomeOf = (killId: string): KillOutcome => outcomes.get(killId) ?? { killId, awards: [], drops: [] };
    return { outcomes: kills.map(({ killId }) => outcomeOf(killId)), news: plan.news };
  }

  pickUp(lease: CharacterLease, dropId: string): Promise<PickUpOutcome> {
    return transact(this.#prisma, (tx) => pickUp(tx, this.#items, lease, dropId, this.#now()));
  }

  /** Also clears away what expired while nobody hosted the zone. */
  async dropsIn(zoneId: string, layer: number): Promise<DropRecord[]> {
    const now = new Date(this.#now());
    const expired = await this.#prisma.worldDrop.findMany({ where: { zoneId, layer, expiresAt: { lte: now } }, select: { itemId: true } });
    await this.expire(expired.map(({ itemId }) => itemId));
    const rows = await rowsOf<DropRow>(this.#prisma)`
      SELECT i.id, t.code, i.quantity, d.x, d.y, d.owner_character_id, d.owned_until, d.expires_at
      FROM world_drops d JOIN character_items i ON i.id = d.item_id JOIN item_templates t ON t.id = i.template_id
      WHERE d.zone_id = ${zoneId} AND d.layer = ${layer} ORDER BY i.id`;
    return rows.map(toDrop);
  }

  async lateDrops(zoneId: string, layer: number): Promise<DropRecord[]> {
    const rows = await rowsOf<DropRow>(this.#prisma)`
      SELECT i.id, t.code, i.quantity, d.x, d.y, d.owner_character_id, d.owned_until, d.expires_at
      FROM world_drops d JOIN character_items i ON i.id = d.item_id JOIN item_templates t ON t.id = i.template_id
      WHERE d.zone_id = ${zoneId} AND d.layer = ${layer} AND d.late AND d.expires_at > ${new Date(this.#now())} ORDER BY i.id`;
    return rows.map(toDrop);
  }

  async expire(dropIds: readonly string[]): Promise<void> {
    if (dropIds.length === 0) return;
    await transact(this.#prisma, (tx) => this.#items.clearGround(tx, { id: uuidv7(), reason: "expired" }, dropIds));
  }

  /** What lies on the ground, and what the rolls keep until they are decided. */
  async #makeItems(tx: Tx, { stacks, rolls }: SettlementPlan): Promise<void> {
    if (stacks.length + rolls.length === 0) return;
    await this.#items.applyAll(tx, [
      ...stacks.map(({ op, dropId, templateId, quantity, zoneId }) => ({
        op,
        changes: [{ create: { id: dropId, templateId, quantity }, to: { zone: zoneId } }],
      })),
      ...rolls.map(({ op, id, itemId, templateId, quantity }) => ({
        op,
        changes: [{ create: { id: itemId, templateId, quantity }, to: { lootRoll: id } }],
      })),
    ]);
    await insertRolls(tx, rolls);
    await layDown(tx, stacks);
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
  const rows = await rowsOf<{ id: string; payload: KillPayload }>(tx)`
    SELECT id, payload FROM game_events WHERE id = ANY(${kills.map((kill) => kill.killId)}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row.payload]));
}

async function lockCharacters(tx: Tx, ids: readonly string[]): Promise<Map<string, Standing>> {
  if (ids.length === 0) return new Map();
  const rows = await rowsOf<{
    id: string;
    experience: bigint;
    level: number;
    class_id: string;
    lease_owner: string | null;
    lease_epoch: bigint;
  }>(tx)`
    SELECT id, experience, level, class_id, lease_owner, lease_epoch FROM characters
    WHERE id = ANY(${[...new Set(ids)]}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
  return new Map(
    rows.map((row) => [
      row.id,
      {
        experience: Number(row.experience),
        level: row.level,
        classId: row.class_id,
        leaseOwner: row.lease_owner,
        leaseEpoch: row.lease_epoch,
      },
    ]),
  );
}

async function writeGains(tx: Tx, { gains }: SettlementPlan): Promise<void> {
  if (gains.size === 0) return;
  const values = [...gains.values()];
  await affected(tx)`
    UPDATE characters c SET experience = g.experience, level = g.level
    FROM unnest(${[...gains.keys()]}::uuid[], ${values.map((g) => g.experience)}::bigint[], ${values.map((g) => g.level)}::int[])
      AS g (id, experience, level)
    WHERE c.id = g.id`;
}

async function writeKills(tx: Tx, { kills }: SettlementPlan): Promise<void> {
  const rows = [...kills].flatMap(([characterId, own]) => [...own].map(([npcId, count]) => ({ characterId, npcId, count })));
  if (rows.length === 0) return;
  await affected(tx)`
    INSERT INTO character_kills AS k (character_id, npc_id, kills)
    SELECT * FROM unnest(${rows.map((r) => r.characterId)}::uuid[], ${rows.map((r) => r.npcId)}::text[], ${rows.map((r) => r.count)}::int[])
    ON CONFLICT (character_id, npc_id) DO UPDATE SET kills = k.kills + EXCLUDED.kills`;
}

async function layDown(tx: Tx, stacks: SettlementPlan["stacks"]): Promise<void> {
  if (stacks.length === 0) return;
  await affected(tx)`
    INSERT INTO world_drops (item_id, zone_id, layer, x, y, owner_character_id, owner_ids, owned_until, expires_at)
    SELECT s.item_id, s.zone_id, s.layer, s.x, s.y, s.owner_character_id, s.owner_ids::uuid[], s.owned_until, s.expires_at FROM unnest(
      ${stacks.map((s) => s.dropId)}::uuid[],
      ${stacks.map((s) => s.zoneId)}::text[],
      ${stacks.map((s) => s.layer)}::smallint[],
      ${stacks.map((s) => s.x)}::real[],
      ${stacks.map((s) => s.y)}::real[],
      ${stacks.map((s) => s.ownerCharacterId)}::uuid[],
      ${stacks.map((s) => `{${s.ownerIds.join(",")}}`)}::text[],
      ${stacks.map((s) => new Date(s.ownedUntil))}::timestamptz[],
      ${stacks.map((s) => new Date(s.expiresAt))}::timestamptz[]
    ) AS s (item_id, zone_id, layer, x, y, owner_character_id, owner_ids, owned_until, expires_at)`;
}

/** The same answers again: what was gained then, with where everybody stands and what still lies there now. */
async function repeat(tx: Tx, settled: ReadonlyMap<string, KillPayload>, standings: ReadonlyMap<string, Standing>): Promise<KillOutcome[]> {
  const ids = [...settled.values()].flatMap((payload) => payload.drops);
  const rows = await rowsOf<DropRow>(tx)`
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
