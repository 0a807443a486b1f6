import { CombatEventKind, SelfField } from "#shared/protocol/codes.ts";
import { MAX_STATUSES } from "../../world.ts";
import type { ZoneState } from "../../zone-state.ts";
import { endStatus, refreshStatuses } from "./status-state.ts";

/** Shields take what they can of a blow: the one that ends first before the others, so that the least is wasted. @returns how much, points */
export function absorb(s: ZoneState, i: number, amount: number): number {
  const { world, fighters, strike } = s;
  let rest = amount;
  let broke = false;
  while (rest > 0) {
    const at = firstShield(s, i);
    if (at < 0) break;
    const taken = Math.min(rest, fighters.statusLeft[at]);
    fighters.statusLeft[at] -= taken;
    world.shield[i] -= taken;
    rest -= taken;
    if (fighters.statusLeft[at] > 0) continue;
    endStatus(s, i, at);
    broke = true;
  }
  s.changed(i, SelfField.SHIELD);
  s.events.combat.add(CombatEventKind.ABSORB, strike.sourceIndex, i, strike.abilityCode, amount - rest, 0);
  if (broke) refreshStatuses(s, i);
  return amount - rest;
}

function firstShield(s: ZoneState, i: number): number {
  const { statusEndTick } = s.world;
  const { statusLeft } = s.fighters;
  let first = -1;
  for (let at = i * MAX_STATUSES; at < (i + 1) * MAX_STATUSES; at++) {
    if (statusLeft[at] > 0 && (first < 0 || statusEndTick[at] < statusEndTick[first])) first = at;
  }
  return first;
}
