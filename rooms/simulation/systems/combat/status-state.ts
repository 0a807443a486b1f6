import { CombatEventKind, EntityFlag, SelfField } from "#shared/protocol/codes.ts";
import { speedUnder } from "#shared/rules/stats.ts";
import { Fragile, NEVER } from "../../components/fighters.ts";
import { Stat } from "../../components/fighter-stats.ts";
import { IMMUNE_TO_ALL, type StatusRule } from "../../rules/status-rule.ts";
import { MAX_STATUSES } from "../../world.ts";
import type { ZoneState } from "../../zone-state.ts";

/** No slow or haste goes beyond this, however many stacks, thousandths. */
const MOST_FRACTION = 900;
/** All flags that statuses set. */
const STATUS_FLAGS =
  EntityFlag.STUNNED |
  EntityFlag.ROOTED |
  EntityFlag.SLOWED |
  EntityFlag.SILENCED |
  EntityFlag.IMMUNE |
  EntityFlag.STEALTHED |
  EntityFlag.MOUNTED;

/** Takes every status away: death, evasion, a new life. */
export function clearStatuses(s: ZoneState, i: number): void {
  for (let at = i * MAX_STATUSES; at < (i + 1) * MAX_STATUSES; at++) removeStatus(s, at);
  refreshStatuses(s, i);
}

/** Takes off what somebody did to another: their fight is over. @param source entity */
export function clearStatusesFrom(s: ZoneState, i: number, source: number): void {
  for (let at = i * MAX_STATUSES; at < (i + 1) * MAX_STATUSES; at++) {
    const status = s.rules.statuses[s.world.statusCode[at]];
    if (status?.harmful && s.world.statusSource[at] === source) endStatus(s, i, at);
  }
  refreshStatuses(s, i);
}

/** Empties a place; `refreshStatuses` has to follow. */
export function removeStatus(s: ZoneState, at: number): void {
  s.world.statusCode[at] = 0;
  s.fighters.statusLeft[at] = 0;
}

/** The same before its time: those who look on are told. */
export function endStatus(s: ZoneState, i: number, at: number): void {
  s.events.combat.add(CombatEventKind.STATUS_ENDED, 0, i, s.world.statusCode[at], 0, 0);
  removeStatus(s, at);
}

/** Ends the statuses that do not survive damage, or an attack of their bearer. @param by Fragile bit */
export function breakStatuses(s: ZoneState, i: number, by: number): void {
  for (let at = i * MAX_STATUSES; at < (i + 1) * MAX_STATUSES; at++) {
    const status = s.rules.statuses[s.world.statusCode[at]];
    if (status && (by === Fragile.DAMAGE ? status.breaksOnDamage : status.breaksOnAction)) endStatus(s, i, at);
  }
  refreshStatuses(s, i);
}

/**
 * The present strike dispels: takes up to `count` statuses of the categories off somebody, those that end last first.
 * @param harmful the harmful ones, or the helpful
 */
export function takeOffStatuses(s: ZoneState, i: number, categories: number, count: number, harmful: boolean): void {
  const { world, strike } = s;
  let taken = 0;
  while (taken < count) {
    let last = -1;
    for (let at = i * MAX_STATUSES; at < (i + 1) * MAX_STATUSES; at++) {
      const status = s.rules.statuses[world.statusCode[at]];
      if (!status || status.harmful !== harmful || (status.category & categories) === 0) continue;
      if (last < 0 || world.statusEndTick[at] > world.statusEndTick[last]) last = at;
    }
    if (last < 0) break;
    s.events.combat.add(CombatEventKind.DISPEL, strike.sourceIndex, i, world.statusCode[last], 0, 0);
    removeStatus(s, last);
    taken++;
  }
  if (taken > 0) refreshStatuses(s, i);
}

/** Stacks of a status somebody has, 0: none. */
export function stacksOf(s: ZoneState, i: number, code: number): number {
  const { statusCode, statusStacks } = s.world;
  for (let at = i * MAX_STATUSES; at < (i + 1) * MAX_STATUSES; at++) if (statusCode[at] === code) return statusStacks[at];
  return 0;
}

/** Works out anew what the statuses amount to: stats, speed, flags, shields, and when to look next. */
export function refreshStatuses(s: ZoneState, i: number): void {
  const { world, fighters, rules } = s;
  let set = 0;
  let slow = 0;
  let haste = 0;
  let due = NEVER;
  let fragile = 0;
  let immune = 0;
  let shield = 0;
  let changes = false;
  for (let at = i * MAX_STATUSES; at < (i + 1) * MAX_STATUSES; at++) {
    const status = rules.statuses[world.statusCode[at]];
    if (!status) continue;
    due = Math.min(due, world.statusEndTick[at], world.statusNextPulse[at]);
    const fraction = Math.min(MOST_FRACTION, status.fraction * world.statusStacks[at]);
    if (status.kind === "slow") slow = Math.max(slow, fraction);
    else if (status.kind === "haste" || status.kind === "mount") haste = Math.max(haste, fraction);
    set |= flagOf(status);
    if (status.breaksOnDamage) fragile |= Fragile.DAMAGE;
    if (status.breaksOnAction) fragile |= Fragile.ACTION;
    immune |= status.immune;
    shield += fighters.statusLeft[at];
    if (status.stats.length > 0 || status.factors.length > 0) changes = true;
  }
  if (slow > 0) set |= EntityFlag.SLOWED;
  if (immune & IMMUNE_TO_ALL) set |= EntityFlag.IMMUNE;
  fighters.statusDueTick[i] = due;
  fighters.fragile[i] = fragile;
  fighters.immune[i] = immune;
  if (world.shield[i] !== shield) {
    world.shield[i] = shield;
    s.changed(i, SelfField.SHIELD);
  }
  refreshStats(s, i, changes);
  s.setFlags(i, set, STATUS_FLAGS);
  const held = (world.flags[i] & (EntityFlag.DEAD | EntityFlag.STUNNED | EntityFlag.ROOTED)) !== 0;
  world.speedMmps[i] = held ? 0 : speedUnder(fighters.stats.get(i, Stat.SPEED), slow, haste);
  s.changedForOwner(i, SelfField.STATUSES | SelfField.MOVEMENT);
}

function flagOf(status: StatusRule): number {
  switch (status.kind) {
    case "stun":
      return EntityFlag.STUNNED;
    case "root":
      return EntityFlag.ROOTED;
    case "silence":
      return EntityFlag.SILENCED;
    case "stealth":
      return EntityFlag.STEALTHED;
    case "mount":
      return EntityFlag.MOUNTED;
    default:
      return 0;
  }
}

/** Stats and factors as the statuses make them. @param changes does any of them change something? */
function refreshStats(s: ZoneState, i: number, changes: boolean): void {
  const { world, rules } = s;
  const { stats } = s.fighters;
  const changed = stats.begin(i);
  if (!changes && !changed) return;
  if (changes) {
    for (let at = i * MAX_STATUSES; at < (i + 1) * MAX_STATUSES; at++) {
      const status = rules.statuses[world.statusCode[at]];
      if (!status) continue;
      const stacks = world.statusStacks[at];
      for (let n = 0; n < status.stats.length; n++) {
        const change = status.stats[n];
        stats.add(change.stat, change.add * stacks, change.part * stacks);
      }
      for (let n = 0; n < status.factors.length; n++) stats.addFactor(status.factors[n].factor, status.factors[n].part * stacks);
    }
    stats.finish(i);
  }
  takeMaxima(s, i);
}

/** Health and resource follow their maxima down, not up: what is gained has to be filled. */
export function takeMaxima(s: ZoneState, i: number): void {
  const { world } = s;
  const { stats } = s.fighters;
  world.maxHealth[i] = stats.get(i, Stat.MAX_HEALTH);
  world.maxResource[i] = stats.get(i, Stat.MAX_RESOURCE);
  if (world.health[i] > world.maxHealth[i]) world.health[i] = world.maxHealth[i];
  if (world.resource[i] > world.maxResource[i]) world.resource[i] = world.maxResource[i];
  s.changed(i, SelfField.VITALS);
}

/** The slot that holds this status, else a free one, else the one that ends first. */
export function statusSlotFor(s: ZoneState, i: number, code: number): number {
  const { statusCode, statusEndTick } = s.world;
  const from = i * MAX_STATUSES;
  let free = -1;
  let first = from;
  for (let at = from; at < from + MAX_STATUSES; at++) {
    if (statusCode[at] === code) return at;
    if (statusCode[at] === 0 && free < 0) free = at;
    if (statusEndTick[at] < statusEndTick[first]) first = at;
  }
  return free >= 0 ? free : first;
}
