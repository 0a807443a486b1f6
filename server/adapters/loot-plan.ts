import { uuidv7 } from "uuidv7";
import { hashText } from "#shared/primitives/hash.ts";
import { ROLL_MS } from "#shared/rules/loot/need-greed.ts";
import type { DropRecord, Kill } from "#rooms/ports/loot.ts";
import type { Grant } from "#server/modules/currency/ledger.service.ts";
import { LASTS_MS, OWNED_MS } from "#server/modules/items/ground.ts";
import type { Operation } from "#server/modules/items/operation.ts";
import type { NewRoll } from "#server/modules/loot/loot.repository.ts";
import { layOut, type RolledStack } from "./loot-roll.ts";
import { type Fate, mayNeed, shareOut, type Turns } from "./loot-split.ts";
import type { SettlementPlan } from "./settlement.ts";
import { type LootRollRecord, type Past, rollFor } from "./table-roll.ts";

/** A stack that is laid down. */
export type PlannedDrop = DropRecord & {
  op: Operation;
  templateId: string;
  zoneId: string;
  layer: number;
  /** Several owners; empty: as ownerCharacterId says. */
  ownerIds: readonly string[];
};

/** A roll that begins; its item is made with it. */
export type PlannedRoll = NewRoll & { op: Operation };

/** What is done to the economy because of a kill. */
export function operationOf({ killId, opened }: Kill): Operation {
  return { id: killId, reason: opened ? "opened" : "kill" };
}

/** A party of at least two who were near and are not gone. */
type Sharing = Omit<NonNullable<Kill["party"]>, "eligible"> & { eligible: string[] };

/** A stack with whose it is. */
interface Shared {
  stack: RolledStack;
  fate: Fate;
}

/**
 * Rolls what a kill leaves and shares it out: to who killed it, or to the party by its rule. Adds to the plan what has to be written.
 * @returns what lies on the ground
 */
export function planLoot(kill: Kill, past: Past, nowMs: number, plan: SettlementPlan): DropRecord[] {
  const table = past.book.tableOf(kill);
  const zone = past.book.content.zones.find((z) => z.id === kill.zoneId);
  if (table === null || !past.book.sheet(table) || !zone) return [];
  const eligible = (kill.party?.eligible ?? []).map(({ characterId }) => characterId).filter((id) => past.standings.has(id));
  // who was there alone shares with nobody
  const party = kill.party && eligible.length > 1 ? { ...kill.party, eligible } : null;
  const coinsBefore = plan.coins.length;
  const { shared, rolls } = share(kill, party, past, plan);
  const coins = plan.coins
    .slice(coinsBefore)
    .map(({ characterId, currency, amount }) => ({ characterId, currency, amount: String(amount) }));
  if (shared.length + coins.length === 0) return [];
  const at = (stack: RolledStack) => ({
    // as the columns hold them
    x: Math.fround(Math.min(zone.widthM, Math.max(0, kill.x + stack.dx))),
    y: Math.fround(Math.min(zone.heightM, Math.max(0, kill.y + stack.dy))),
  });
  const told: Array<{ itemId: string; templateId: string; quantity: number; owners?: readonly string[]; rollId?: string }> = [];
  const drops: DropRecord[] = [];
  for (const { stack, fate } of shared) {
    const itemId = uuidv7();
    const what = { itemId, templateId: stack.item.id, quantity: stack.quantity };
    if (fate === "roll" && party) {
      told.push({ ...what, rollId: beginRoll(kill, party, what, { ...at(stack), nowMs }, past, plan) });
    } else if (fate !== "roll") {
      const drop = dropOf(itemId, stack, fate, at(stack), nowMs);
      drops.push(drop);
      const ownerIds = "turn" in fate ? [fate.turn] : fate.owners;
      const several = ownerIds.length > 1 ? ownerIds : [];
      const { zoneId, layer } = kill;
      plan.stacks.push({ ...drop, op: operationOf(kill), templateId: stack.item.id, zoneId, layer, ownerIds: several });
      told.push({ ...what, owners: ownerIds });
      if (party && "turn" in fate)
        plan.news.push({
          partyId: party.partyId,
          kind: "assigned",
          data: { characterId: fate.turn, templateId: what.templateId, quantity: what.quantity },
        });
    }
  }
  plan.events.push({
    name: "LOOT_GENERATED",
    characterId: kill.lootOwner?.characterId,
    payload: { killId: kill.killId, npcId: kill.npcId, table, partyId: party?.partyId ?? null, rolls, items: told, coins },
  });
  return drops;
}

/** What falls, with whose it is. Coins are paid at once. */
function share(kill: Kill, party: Sharing | null, past: Past, plan: SettlementPlan): { shared: Shared[]; rolls: LootRollRecord[] } {
  const owner = kill.lootOwner?.characterId ?? null;
  const rolls: LootRollRecord[] = [];
  const roll = (characterId: string | null, seed: number, payees: readonly string[]): RolledStack[] => {
    const { record, items, coins } = rollFor(kill, characterId, seed, past, plan);
    rolls.push(record);
    for (const { currency, quantity } of coins) plan.coins.push(...split(kill, currency, quantity, payees));
    return layOut(items, past.book.items, seed);
  };
  if (party?.rule === "personal") {
    const shared = party.eligible.flatMap((id) =>
      roll(id, hashText(`${kill.killId}/${id}`), [id]).map((stack) => ({ stack, fate: { owners: [id], kept: true } })),
    );
    return { shared, rolls };
  }
  const owners = owner === null ? [] : [owner];
  const stacks = roll(owner, hashText(kill.killId), party?.eligible ?? owners);
  if (!party) return { shared: stacks.map((stack) => ({ stack, fate: { owners, kept: false } })), rolls };
  const { rule, threshold, eligible } = party;
  const turns: Turns = plan.turns.get(party.partyId) ?? new Map(past.memory.turns.get(party.partyId));
  const fates = shareOut(stacks, { rule, threshold, eligible }, turns);
  if (fates.some((fate) => fate !== "roll" && "turn" in fate)) plan.turns.set(party.partyId, turns);
  return { shared: stacks.map((stack, n) => ({ stack, fate: fates[n] })), rolls };
}

/** In equal parts; what is left over goes to the first. Nobody to pay: nothing is made. */
function split(kill: Kill, currency: string, quantity: number, payees: readonly string[]): Grant[] {
  const parts = payees.map((characterId, n) => {
    const amount = Math.floor(quantity / payees.length) + (n === 0 ? quantity % payees.length : 0);
    return { op: operationOf(kill), characterId, currency, amount: BigInt(amount) };
  });
  return parts.filter(({ amount }) => amount > 0n);
}

function dropOf(dropId: string, stack: RolledStack, fate: Exclude<Fate, "roll">, at: { x: number; y: number }, nowMs: number): DropRecord {
  const owners = "turn" in fate ? [fate.turn] : fate.owners;
  const kept = "turn" in fate || fate.kept;
  return {
    dropId,
    itemCode: stack.item.code,
    quantity: stack.quantity,
    ...at,
    ownerCharacterId: owners.length === 1 ? owners[0] : null,
    ownedUntil: owners.length === 0 ? nowMs : nowMs + (kept ? LASTS_MS : OWNED_MS),
    expiresAt: nowMs + LASTS_MS,
  };
}

/** @returns its id */
function beginRoll(
  kill: Kill,
  party: Sharing,
  what: { itemId: string; templateId: string; quantity: number },
  { x, y, nowMs }: { x: number; y: number; nowMs: number },
  { standings, book }: Past,
  plan: SettlementPlan,
): string {
  const id = uuidv7();
  const item = book.items.get(what.templateId);
  const eligible = party.eligible.map((characterId) => ({
    characterId,
    mayNeed: item !== undefined && mayNeed(item, standings.get(characterId)?.classId ?? ""),
  }));
  const seed = hashText(`${kill.killId}/roll/${plan.rolls.filter(({ killId }) => killId === kill.killId).length}`);
  const startedAt = new Date(nowMs);
  const endsAt = new Date(nowMs + ROLL_MS);
  const { killId, zoneId, layer } = kill;
  const { partyId } = party;
  plan.rolls.push({ op: operationOf(kill), id, killId, partyId, zoneId, layer, x, y, ...what, seed, startedAt, endsAt, eligible });
  const times = { startedAt: startedAt.toISOString(), endsAt: endsAt.toISOString() };
  plan.events.push({ name: "LOOT_ROLL_STARTED", payload: { rollId: id, killId, partyId, ...what, seed, ...times, eligible } });
  const { templateId, quantity } = what;
  plan.news.push({ partyId, kind: "roll_started", data: { rollId: id, templateId, quantity, ...times, eligible } });
  return id;
}
