import { beamCovers, coneCovers } from "#shared/rules/ability.ts";
import { canBeHarmed, canHelp } from "#shared/rules/hostility.ts";
import type { AbilityRule } from "../../rules/ability-rule.ts";
import type { ZoneState } from "../../zone-state.ts";
import { seenFromCentre, sees } from "../sight.ts";

/**
 * Whom an ability's area reaches, nearest first, written to `victims`: enemies when it harms, friends when it helps. Circles, cones and
 * lines spread from `strike.centre`, chains jump on from their target.
 * @param target index; counts for chains
 * @returns how many
 */
export function collect(s: ZoneState, ability: AbilityRule, harmful: boolean, target: number): number {
  if (ability.area === "chain") return collectChain(s, ability, harmful, target);
  const { world, found, strike } = s;
  const disc = s.grid.disc;
  disc[0] = strike.centre[0];
  disc[1] = strike.centre[1];
  disc[2] = ability.radiusM;
  const near = s.grid.inDisc(world, found);
  let candidates = 0;
  for (let k = 0; k < near; k++) {
    const i = found[k];
    if (fits(s, i, harmful) && covers(s, ability, i)) found[candidates++] = i;
  }
  let hit = 0;
  while (hit < ability.maxTargets && candidates > 0) {
    const nearest = nearestOf(s, strike.centre, candidates);
    const i = found[nearest];
    found[nearest] = found[--candidates];
    if (ability.lineOfSight && !seenFromCentre(s, i)) continue;
    s.victims[hit++] = i;
  }
  return hit;
}

/** Each jump goes from the last one struck to the nearest in sight of it that was not struck yet. */
function collectChain(s: ZoneState, ability: AbilityRule, harmful: boolean, target: number): number {
  const { world, found, victims } = s;
  if (target === 0) return 0;
  victims[0] = target;
  let hit = 1;
  while (hit < ability.maxTargets) {
    const last = victims[hit - 1];
    const disc = s.grid.disc;
    disc[0] = world.x[last];
    disc[1] = world.y[last];
    disc[2] = ability.radiusM;
    const near = s.grid.inDisc(world, found);
    let candidates = 0;
    for (let k = 0; k < near; k++) {
      const i = found[k];
      if (fits(s, i, harmful) && !struck(s, hit, i)) found[candidates++] = i;
    }
    let next = 0;
    while (next === 0 && candidates > 0) {
      const nearest = nearestOf(s, disc, candidates);
      if (!ability.lineOfSight || sees(s, last, found[nearest])) next = found[nearest];
      found[nearest] = found[--candidates];
    }
    if (next === 0) break;
    victims[hit++] = next;
  }
  return hit;
}

function fits(s: ZoneState, i: number, harmful: boolean): boolean {
  const { world, strike } = s;
  return harmful
    ? canBeHarmed(strike.sourceKind, world.kind[i], world.flags[i])
    : canHelp(strike.sourceKind, world.kind[i], world.flags[i]);
}

/** Is somebody within the disc also within the shape? */
function covers(s: ZoneState, ability: AbilityRule, i: number): boolean {
  const { centre, towards } = s.strike;
  if (ability.area === "circle") return true;
  const dx = s.world.x[i] - centre[0];
  const dy = s.world.y[i] - centre[1];
  if (ability.area === "cone") return coneCovers(dx, dy, towards[0], towards[1], ability.cosHalfAngle);
  return beamCovers(dx, dy, towards[0], towards[1], ability.radiusM, ability.halfWidthM);
}

function struck(s: ZoneState, count: number, i: number): boolean {
  for (let k = 0; k < count; k++) if (s.victims[k] === i) return true;
  return false;
}

/** Place in `found` of the one nearest to a point, among the first `count`; of two as near the first. */
function nearestOf(s: ZoneState, point: Float64Array, count: number): number {
  const { found } = s;
  const { x, y } = s.world;
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < count; k++) {
    const dx = x[found[k]] - point[0];
    const dy = y[found[k]] - point[1];
    const distance = dx * dx + dy * dy;
    if (distance < least) {
      least = distance;
      nearest = k;
    }
  }
  return nearest;
}
