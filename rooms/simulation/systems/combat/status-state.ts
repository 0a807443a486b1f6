import { EntityFlag, SelfField } from "#shared/protocol/codes.ts";
import { speedUnder } from "#shared/rules/stats.ts";
import { NEVER } from "../../components/fighters.ts";
import { MAX_STATUSES } from "../../world.ts";
import type { ZoneState } from "../../zone-state.ts";

/** No slow or haste goes beyond this, however many stacks, thousandths. */
const MOST_FRACTION = 900;

/** Takes every status away: death, evasion, a new life. */
export function clearStatuses(s: ZoneState, i: number): void {
  s.world.statusCode.fill(0, i * MAX_STATUSES, (i + 1) * MAX_STATUSES);
  refreshStatuses(s, i);
}

/** Works out anew what the statuses amount to: speed, flags, and when to look next. */
export function refreshStatuses(s: ZoneState, i: number): void {
  const { world, fighters, rules } = s;
  let set = 0;
  let slow = 0;
  let haste = 0;
  let due = NEVER;
  for (let at = i * MAX_STATUSES; at < (i + 1) * MAX_STATUSES; at++) {
    const status = rules.statuses[world.statusCode[at]];
    if (!status) continue;
    due = Math.min(due, world.statusEndTick[at], world.statusNextPulse[at]);
    const fraction = Math.min(MOST_FRACTION, status.fraction * world.statusStacks[at]);
    if (status.kind === "stun") set |= EntityFlag.STUNNED;
    else if (status.kind === "root") set |= EntityFlag.ROOTED;
    else if (status.kind === "slow") slow = Math.max(slow, fraction);
    else if (status.kind === "haste") haste = Math.max(haste, fraction);
  }
  if (slow > 0) set |= EntityFlag.SLOWED;
  fighters.statusDueTick[i] = due;
  s.setFlags(i, set, EntityFlag.STUNNED | EntityFlag.ROOTED | EntityFlag.SLOWED);
  const held = (world.flags[i] & (EntityFlag.DEAD | EntityFlag.STUNNED | EntityFlag.ROOTED)) !== 0;
  world.speedMmps[i] = held ? 0 : speedUnder(fighters.baseSpeedMmps[i], slow, haste);
  s.changedForOwner(i, SelfField.STATUSES | SelfField.MOVEMENT);
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
