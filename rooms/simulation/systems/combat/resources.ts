import { CombatEventKind, EntityKind, SelfField } from "#shared/protocol/codes.ts";
import { HUNDREDTHS } from "#shared/rules/combat.ts";
import type { ZoneState } from "../../zone-state.ts";

/** NPCs have no resource: whatever gives or takes one passes them by. */
function hasResource(s: ZoneState, i: number): boolean {
  return i !== 0 && s.world.kind[i] === EntityKind.PLAYER;
}

/** Gives resource and says so. @param amount hundredths */
export function giveResource(s: ZoneState, i: number, amount: number): void {
  if (!hasResource(s, i)) return;
  const gained = addResource(s, i, amount);
  s.events.combat.add(CombatEventKind.ENERGIZE, s.strike.sourceIndex, i, s.strike.abilityCode, gained, 0);
}

/** Takes resource and says so; the source gets `returned` thousandths of it. */
export function drainResource(s: ZoneState, i: number, amount: number, returned: number): void {
  if (!hasResource(s, i)) return;
  const lost = Math.min(Math.floor(amount / HUNDREDTHS), Math.floor(s.world.resource[i])) | 0;
  if (lost === 0) return;
  addResource(s, i, -lost * HUNDREDTHS);
  s.events.combat.add(CombatEventKind.DRAIN, s.strike.sourceIndex, i, s.strike.abilityCode, lost, 0);
  if (returned > 0) giveResource(s, s.strike.sourceIndex, Math.round((lost * HUNDREDTHS * returned) / 1000));
}

/** A direct hit fills what fills by hits, of the one who strikes and of the one who is struck. */
export function fillByHit(s: ZoneState, target: number): void {
  const { fighters, strike } = s;
  if (hasResource(s, strike.sourceIndex) && fighters.perHitDealt[strike.sourceIndex] > 0)
    addResource(s, strike.sourceIndex, fighters.perHitDealt[strike.sourceIndex]);
  if (hasResource(s, target) && fighters.perHitTaken[target] > 0) addResource(s, target, fighters.perHitTaken[target]);
}

/** @param amount hundredths, negative: takes @returns whole points of the change */
function addResource(s: ZoneState, i: number, amount: number): number {
  const { resource, maxResource } = s.world;
  const before = resource[i];
  resource[i] = Math.max(0, Math.min(maxResource[i], before + amount / HUNDREDTHS));
  if (Math.floor(resource[i]) !== Math.floor(before)) s.changedForOwner(i, SelfField.VITALS);
  return Math.round(resource[i] - before) | 0;
}
