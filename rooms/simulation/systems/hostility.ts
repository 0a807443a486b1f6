import { canAttack, canBeHarmed, canHelp, feudBetween } from "#shared/rules/hostility.ts";
import type { ZoneState } from "../zone-state.ts";

/** Do these two players fight each other: in a duel, or because both want to? */
export function haveFeud(s: ZoneState, i: number, other: number): boolean {
  const { world, duels, parties } = s;
  if (i === 0 || i === other) return false;
  return feudBetween(world.flags[i], world.flags[other], duels.fight(i, world.id[other]), parties.together(i, other));
}

/** May something of this source (0: he has left) that is already on its way harm the target? */
export function reachesAsFoe(s: ZoneState, source: number, sourceKind: number, target: number): boolean {
  const { kind, flags } = s.world;
  return canBeHarmed(sourceKind, kind[target], flags[target], haveFeud(s, source, target));
}

/** May something of this source heal or strengthen the target? */
export function reachesAsFriend(s: ZoneState, source: number, sourceKind: number, target: number): boolean {
  const { kind, flags } = s.world;
  return canHelp(sourceKind, kind[target], flags[target], haveFeud(s, source, target));
}

/** May the present strike harm this target? */
export function mayHarm(s: ZoneState, target: number): boolean {
  return reachesAsFoe(s, s.strike.sourceIndex, s.strike.sourceKind, target);
}

/** May the present strike heal or strengthen this target? */
export function mayHelp(s: ZoneState, target: number): boolean {
  return reachesAsFriend(s, s.strike.sourceIndex, s.strike.sourceKind, target);
}

/** May somebody begin an attack on this target? */
export function mayAttack(s: ZoneState, i: number, target: number): boolean {
  const { kind, flags } = s.world;
  return canAttack(kind[i], flags[i], kind[target], flags[target], haveFeud(s, i, target));
}
