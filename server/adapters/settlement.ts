import { uuidv7 } from "uuidv7";
import type { Content, Item, LootTable } from "#shared/content/schema.ts";
import { levelAt } from "#shared/rules/experience.ts";
import type { DropRecord, Kill, KillOutcome } from "#rooms/ports.ts";
import type { GameEvent } from "#server/outbox/append.ts";
import { rollLoot } from "./loot-roll.ts";

/** Only its owner may take a drop for so long, ms. */
export const OWNED_MS = 60_000;
/** Then anybody may, until it is gone, ms. */
export const LASTS_MS = 180_000;
/** What the column and the wire hold. */
const MAX_EXPERIENCE = 0xffffffff;

/** What settling goes by. */
export interface LootRules {
  content: Content;
  /** Entries by table id, as the database has them. */
  tables: ReadonlyMap<string, LootTable["entries"]>;
  items: ReadonlyMap<string, Item>;
}

/** A character as its locked row says. */
export interface Standing {
  experience: number;
  level: number;
  /** null: nobody holds it. */
  leaseOwner: string | null;
  leaseEpoch: bigint;
}

/** Everything that one transaction writes. */
export interface SettlementPlan {
  outcomes: KillOutcome[];
  /** New standing of those that gained, by character id. */
  gains: Map<string, { experience: number; level: number }>;
  /** Kills to count, by character id and NPC id. */
  kills: Map<string, Map<string, number>>;
  stacks: Array<DropRecord & { templateId: string; zoneId: string; layer: number }>;
  events: GameEvent[];
}

/** What `NPC_DIED` (and `OBJECT_OPENED`) says; enough to give the same answer when a kill is settled again. */
export interface KillPayload {
  npcId: string;
  objectId?: string;
  zoneId: string;
  layer: number;
  x: number;
  y: number;
  lootOwner: string | null;
  awards: Array<{ characterId: string; gained: number }>;
  drops: string[];
}

/**
 * Decides what kills bring, in order: experience for those whose lease still holds, levels by the content's thresholds, loot by the
 * NPC's table. Pure, but for the new ids.
 * @param nowMs epoch ms from which drops' times count
 */
export function planSettlement(
  kills: readonly Kill[],
  standings: ReadonlyMap<string, Standing>,
  rules: LootRules,
  nowMs: number,
): SettlementPlan {
  const plan: SettlementPlan = { outcomes: [], gains: new Map(), kills: new Map(), stacks: [], events: [] };
  for (const kill of kills) {
    const awards = award(kill, standings, rules, plan);
    const drops = dropLoot(kill, rules, nowMs, plan);
    const payload: KillPayload = {
      npcId: kill.npcId,
      ...(kill.opened ? { objectId: kill.opened.objectId } : {}),
      zoneId: kill.zoneId,
      layer: kill.layer,
      x: kill.x,
      y: kill.y,
      lootOwner: kill.lootOwner?.characterId ?? null,
      awards: awards.map(({ characterId, gained }) => ({ characterId, gained })),
      drops: drops.map((drop) => drop.dropId),
    };
    const name = kill.opened ? "OBJECT_OPENED" : "NPC_DIED";
    plan.events.push({ id: kill.killId, name, characterId: payload.lootOwner ?? undefined, payload: { ...payload } });
    plan.outcomes.push({ killId: kill.killId, awards, drops });
  }
  return plan;
}

function award(kill: Kill, standings: ReadonlyMap<string, Standing>, { content }: LootRules, plan: SettlementPlan): KillOutcome["awards"] {
  const awards: KillOutcome["awards"] = [];
  for (const { lease, experience: earned } of kill.credits) {
    const standing = standings.get(lease.characterId);
    if (!standing || standing.leaseOwner === null || standing.leaseEpoch !== lease.epoch) continue;
    countKill(plan.kills, lease.characterId, kill.npcId);
    const before = plan.gains.get(lease.characterId) ?? standing;
    const experience = Math.min(MAX_EXPERIENCE, before.experience + earned);
    const gained = experience - before.experience;
    if (gained <= 0) continue;
    const level = Math.max(before.level, levelAt(experience, content.progression.experienceForLevel));
    plan.gains.set(lease.characterId, { experience, level });
    awards.push({ characterId: lease.characterId, gained, experience, level });
    if (level > before.level) {
      const payload = { from: before.level, to: level, experience, killId: kill.killId };
      plan.events.push({ name: "LEVEL_UP", characterId: lease.characterId, payload });
    }
  }
  return awards;
}

function countKill(kills: SettlementPlan["kills"], characterId: string, npcId: string): void {
  const own = kills.get(characterId) ?? new Map<string, number>();
  kills.set(characterId, own.set(npcId, (own.get(npcId) ?? 0) + 1));
}

function dropLoot(kill: Kill, { content, tables, items }: LootRules, nowMs: number, plan: SettlementPlan): DropRecord[] {
  const table = kill.opened ? kill.opened.lootTable : content.npcs.find((npc) => npc.id === kill.npcId)?.lootTable;
  const entries = table === undefined ? undefined : tables.get(table);
  const zone = content.zones.find((z) => z.id === kill.zoneId);
  if (!entries || !zone) return [];
  const ownerCharacterId = kill.lootOwner?.characterId ?? null;
  const stacks = rollLoot(entries, items, kill.killId).map(({ item, quantity, dx, dy }) => ({
    dropId: uuidv7(),
    itemCode: item.code,
    templateId: item.id,
    quantity,
    // as the columns hold them
    x: Math.fround(Math.min(zone.widthM, Math.max(0, kill.x + dx))),
    y: Math.fround(Math.min(zone.heightM, Math.max(0, kill.y + dy))),
    ownerCharacterId,
    ownedUntil: ownerCharacterId === null ? nowMs : nowMs + OWNED_MS,
    expiresAt: nowMs + LASTS_MS,
  }));
  if (stacks.length === 0) return [];
  plan.stacks.push(...stacks.map((stack) => ({ ...stack, zoneId: kill.zoneId, layer: kill.layer })));
  plan.events.push({
    name: "LOOT_GENERATED",
    characterId: ownerCharacterId ?? undefined,
    payload: {
      killId: kill.killId,
      npcId: kill.npcId,
      table,
      items: stacks.map(({ dropId, templateId, quantity }) => ({ itemId: dropId, templateId, quantity })),
    },
  });
  return stacks.map(({ templateId: _templateId, ...drop }) => drop);
}
