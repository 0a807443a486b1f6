import { levelAt } from "#shared/rules/experience.ts";
import type { CharacterLease } from "#rooms/ports/characters.ts";
import type { Kill, KillOutcome } from "#rooms/ports/loot.ts";
import type { Grant } from "#server/modules/currency/ledger.service.ts";
import type { LootNews } from "#server/modules/loot/loot.news.ts";
import type { GameEvent } from "#server/outbox/append.ts";
import type { LootBook } from "./loot-book.ts";
import type { LootMemory } from "./loot-memory.ts";
import { type PlannedDrop, type PlannedRoll, planLoot } from "./loot-plan.ts";
import type { Turns } from "./loot-split.ts";

/** What the column and the wire hold. */
const MAX_EXPERIENCE = 0xffffffff;

/** A character as its locked row says. */
export interface Standing {
  classId: string;
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
  /** New counts of misses, by character id and entry (shared/rules/loot). */
  misses: Map<string, Map<string, number>>;
  /** How many stacks members of parties got in turns, by party id. */
  turns: Map<string, Turns>;
  stacks: PlannedDrop[];
  /** Their items are made with them. */
  rolls: PlannedRoll[];
  /** Coins of loot tables. */
  coins: Grant[];
  events: GameEvent[];
  /** To be told when it is committed. */
  news: LootNews[];
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
 * @param memory what the tables ask of the past (loot-memory.ts)
 * @param nowMs epoch ms from which drops' times count
 */
export function planSettlement(
  kills: readonly Kill[],
  standings: ReadonlyMap<string, Standing>,
  memory: LootMemory,
  book: LootBook,
  nowMs: number,
): SettlementPlan {
  const plan: SettlementPlan = {
    ...{ outcomes: [], stacks: [], rolls: [], coins: [], events: [], news: [] },
    ...{ gains: new Map(), kills: new Map(), misses: new Map(), turns: new Map() },
  };
  for (const kill of kills) {
    // before the awards: neither the level it brings nor the kill itself counts for what falls
    const drops = planLoot(kill, { standings, memory, book }, nowMs, plan);
    const awards = award(kill, standings, book, plan);
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

function award(kill: Kill, standings: ReadonlyMap<string, Standing>, { content }: LootBook, plan: SettlementPlan): KillOutcome["awards"] {
  const awards: KillOutcome["awards"] = [];
  for (const { lease, experience: earned } of kill.credits) {
    const standing = standings.get(lease.characterId);
    if (!holds(standing, lease)) continue;
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

function holds(standing: Standing | undefined, lease: CharacterLease): standing is Standing {
  return standing !== undefined && standing.leaseOwner !== null && standing.leaseEpoch === lease.epoch;
}

function countKill(kills: SettlementPlan["kills"], characterId: string, npcId: string): void {
  const own = kills.get(characterId) ?? new Map<string, number>();
  kills.set(characterId, own.set(npcId, (own.get(npcId) ?? 0) + 1));
}
