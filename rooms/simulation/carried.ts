import type { EntityId } from "#shared/primitives/entity-id.ts";
import { SelfField, EntityFlag } from "#shared/protocol/codes.ts";
import { msToTicks, spentAt } from "#shared/rules/ability.ts";
import { NEVER } from "./components/fighters.ts";
import { MAX_ITEM_GROUPS } from "#shared/content/schema/item.ts";
import type { ItemRule } from "./rules/item-rule.ts";
import { refreshStatuses } from "./systems/combat/status-state.ts";
import { MAX_SLOTS, MAX_STATUSES } from "./world.ts";
import type { ZoneState } from "./zone-state.ts";

/** A status that goes along. */
export interface CarriedStatus {
  /** Name in the content. */
  id: string;
  stacks: number;
  leftMs: number;
  /** Until it pulses next; 0: it does not. */
  pulseMs: number;
  /** Power of whoever put it there, hundredths. */
  power: number;
  /** What a shield still takes. */
  shield: number;
}

/**
 * What goes along when a character leaves a zone or the world, besides place, health and resource: what is not ready yet and what lasts on it.
 * Names of the content instead of slots and codes, and time left instead of ticks: the next zone has another clock, and the content may be newer.
 */
export interface Carried {
  globalMs: number;
  /** Until abilities are ready, by name, ms; and groups of items (itemKey). */
  cooldowns: Readonly<Record<string, number>>;
  /** Charges that are used up, and when the next one comes back, ms. */
  charges: Readonly<Record<string, { spent: number; nextMs: number }>>;
  statuses: readonly CarriedStatus[];
  /** How long he still fights other players; null: as long as he wants to; 0: not at all. */
  pvpMs: number | null;
}

/** Reads what players in the world would take along. */
export interface Luggage {
  of(id: EntityId): Carried;
  /** Another number when `of` says something else, other than by time passing. */
  stamp(id: EntityId): number;
}

/** What a player would take along now. */
export function captureCarried(s: ZoneState, i: number): Carried {
  const { world, fighters, zone } = s;
  const { tick } = world;
  const ms = (until: number) => (until <= tick ? 0 : Math.round(((until - tick) * 1000) / s.tickRate));
  const cooldowns: Record<string, number> = {};
  const charges: Record<string, { spent: number; nextMs: number }> = {};
  for (let at = i * MAX_SLOTS; at < (i + 1) * MAX_SLOTS; at++) {
    const id = zone.tables.abilityByCode.get(fighters.slotAbility[at])?.id;
    const rule = s.rules.abilities[fighters.slotAbility[at]];
    if (id === undefined || !rule) continue;
    const readyMs = ms(world.readyTick[at]);
    if (readyMs > 0) cooldowns[id] = readyMs;
    if (rule.maxCharges === 0) continue;
    const spent = spentAt(tick, world.spentCharges[at], world.rechargeTick[at], rule.rechargeTicks);
    const back = world.spentCharges[at] - spent;
    if (spent > 0) charges[id] = { spent, nextMs: ms(world.rechargeTick[at] + back * rule.rechargeTicks) };
  }
  for (const rule of s.rules.items) {
    const readyMs = rule ? ms(s.itemUses.readyTick[i * MAX_ITEM_GROUPS + rule.group]) : 0;
    if (rule && readyMs > 0) cooldowns[itemKey(rule)] = readyMs;
  }
  const statuses: CarriedStatus[] = [];
  for (let at = i * MAX_STATUSES; at < (i + 1) * MAX_STATUSES; at++) {
    const id = zone.tables.statusByCode.get(world.statusCode[at])?.id;
    const leftMs = ms(world.statusEndTick[at]);
    if (id === undefined || leftMs === 0) continue;
    const pulse = world.statusNextPulse[at];
    const pulseMs = pulse === NEVER ? 0 : Math.max(1, ms(pulse));
    statuses.push({
      id,
      stacks: world.statusStacks[at],
      leftMs,
      pulseMs,
      power: fighters.statusPower[at],
      shield: fighters.statusLeft[at],
    });
  }
  const pvp = fighters.pvpEndTick[i];
  const fights = (world.flags[i] & EntityFlag.PVP) !== 0;
  return { globalMs: ms(world.globalReadyTick[i]), cooldowns, charges, statuses, pvpMs: !fights ? 0 : pvp === NEVER ? null : ms(pvp) };
}

/** Gives a player who has just entered what he brought along. What the content no longer has is left out. */
export function restoreCarried(s: ZoneState, i: number, carried: Carried): void {
  const { world, fighters, zone } = s;
  const until = (leftMs: number) => world.tick + msToTicks(leftMs, s.tickRate);
  if (carried.globalMs > 0) world.globalReadyTick[i] = until(carried.globalMs);
  for (let at = i * MAX_SLOTS; at < (i + 1) * MAX_SLOTS; at++) {
    const id = zone.tables.abilityByCode.get(fighters.slotAbility[at])?.id;
    const rule = s.rules.abilities[fighters.slotAbility[at]];
    if (id === undefined || !rule) continue;
    const readyMs = carried.cooldowns[id] ?? 0;
    if (readyMs > 0) world.readyTick[at] = until(readyMs);
    const used = carried.charges[id];
    if (!used || rule.maxCharges === 0) continue;
    world.spentCharges[at] = Math.min(used.spent, rule.maxCharges);
    world.rechargeTick[at] = until(used.nextMs);
  }
  for (const rule of s.rules.items) {
    const readyMs = rule ? (carried.cooldowns[itemKey(rule)] ?? 0) : 0;
    if (rule && readyMs > 0) s.itemUses.readyTick[i * MAX_ITEM_GROUPS + rule.group] = until(readyMs);
  }
  let at = i * MAX_STATUSES;
  for (const status of carried.statuses) {
    const rule = zone.tables.statusById.get(status.id);
    const code = rule?.code ?? 0;
    const known = s.rules.statuses[code];
    if (!known || at === (i + 1) * MAX_STATUSES) continue;
    world.statusCode[at] = code;
    world.statusStacks[at] = Math.min(status.stacks, known.maxStacks);
    world.statusEndTick[at] = until(status.leftMs);
    world.statusNextPulse[at] = known.periodTicks === 0 ? NEVER : until(Math.max(1, status.pulseMs));
    fighters.statusPower[at] = status.power;
    fighters.statusLeft[at] = known.kind === "shield" ? status.shield : 0;
    at++;
  }
  refreshStatuses(s, i);
  if (zone.zone.pvp === "flagged" && carried.pvpMs !== 0) {
    fighters.pvpEndTick[i] = carried.pvpMs === null ? NEVER : until(carried.pvpMs);
    s.setFlags(i, EntityFlag.PVP, 0);
  }
  s.changedForOwner(i, SelfField.COOLDOWNS | SelfField.CHARGES | SelfField.STATUSES);
}

/** Changes when what would be taken along does, other than by time passing. */
export function luggageStamp(s: ZoneState, i: number): number {
  const { world, fighters } = s;
  let h = world.globalReadyTick[i] ^ fighters.pvpEndTick[i] ^ (world.flags[i] & EntityFlag.PVP);
  for (let at = i * MAX_SLOTS; at < (i + 1) * MAX_SLOTS; at++) {
    h = Math.imul(h ^ world.readyTick[at], PRIME);
    h = Math.imul(h ^ world.spentCharges[at] ^ world.rechargeTick[at], PRIME);
  }
  for (let at = i * MAX_ITEM_GROUPS; at < (i + 1) * MAX_ITEM_GROUPS; at++) h = Math.imul(h ^ s.itemUses.readyTick[at], PRIME);
  for (let at = i * MAX_STATUSES; at < (i + 1) * MAX_STATUSES; at++) {
    if (world.statusCode[at] === 0) continue;
    h = Math.imul(h ^ world.statusCode[at] ^ (world.statusStacks[at] << 8) ^ fighters.statusLeft[at], PRIME);
    h = Math.imul(h ^ world.statusEndTick[at], PRIME);
  }
  return h;
}

/** Names the cooldown of a group of items among those of abilities. */
function itemKey({ groupId }: ItemRule): string {
  return `item_${groupId}`;
}

const PRIME = 16_777_619;
