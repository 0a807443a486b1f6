import { beamCovers, coneCovers, inRange } from "#shared/rules/ability.ts";
import { MOST_REWOUND_M } from "../../components/history.ts";
import type { AbilityRule } from "../../rules/ability-rule.ts";
import type { ZoneState } from "../../zone-state.ts";
import { seenFromCentre, sees } from "../sight.ts";
import { mayHarm, mayHelp } from "../hostility.ts";

/** Farther than anybody in any area, m². */
const STRANGERS_LAST = 1e9;

/**
 * Whom an ability's area reaches, nearest first, written to `victims`: enemies when it harms, friends when it helps. Circles, cones and
 * lines spread from `strike.centre`, chains jump on from their target. Enemies count where the user saw them (`strike.rewind`).
 * @param target index; counts for chains
 * @returns how many
 */
export function collect(s: ZoneState, ability: AbilityRule, harmful: boolean, target: number): number {
  if (ability.area === "chain") return collectChain(s, ability, harmful, target);
  const { world, found, spots, strike, history } = s;
  const rewind = harmful ? strike.rewind : 0;
  const disc = s.grid.disc;
  disc[0] = strike.centre[0];
  disc[1] = strike.centre[1];
  disc[2] = ability.radiusM + (rewind > 0 ? MOST_REWOUND_M : 0);
  const near = s.grid.inDisc(world, found);
  let candidates = 0;
  for (let k = 0; k < near; k++) {
    const i = found[k];
    if (!fits(s, i, harmful)) continue;
    const { place } = history;
    if (rewind > 0) history.at(i, rewind);
    else {
      place[0] = world.x[i];
      place[1] = world.y[i];
    }
    if (!covers(s, ability, place)) continue;
    found[candidates] = i;
    spots[2 * candidates] = place[0];
    spots[2 * candidates + 1] = place[1];
    candidates++;
  }
  let hit = 0;
  while (hit < ability.maxTargets && candidates > 0) {
    const nearest = nearestOf(s, strike.centre, candidates, harmful);
    const i = found[nearest];
    takeOut(s, nearest, --candidates);
    if (ability.lineOfSight && !seenFromCentre(s, i)) continue;
    s.victims[hit++] = i;
  }
  return hit;
}

/** The last candidate takes the place of one. */
function takeOut({ found, spots }: ZoneState, k: number, last: number): void {
  found[k] = found[last];
  spots[2 * k] = spots[2 * last];
  spots[2 * k + 1] = spots[2 * last + 1];
}

/** Each jump goes from the last one struck to the nearest in sight of it that was not struck yet. */
function collectChain(s: ZoneState, ability: AbilityRule, harmful: boolean, target: number): number {
  const { world, found, spots, victims } = s;
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
      if (!fits(s, i, harmful) || struck(s, hit, i)) continue;
      found[candidates] = i;
      spots[2 * candidates] = world.x[i];
      spots[2 * candidates + 1] = world.y[i];
      candidates++;
    }
    let next = 0;
    while (next === 0 && candidates > 0) {
      const nearest = nearestOf(s, disc, candidates, harmful);
      if (!ability.lineOfSight || sees(s, last, found[nearest])) next = found[nearest];
      takeOut(s, nearest, --candidates);
    }
    if (next === 0) break;
    victims[hit++] = next;
  }
  return hit;
}

function fits(s: ZoneState, i: number, harmful: boolean): boolean {
  return harmful ? mayHarm(s, i) : mayHelp(s, i);
}

/** Is a place within the area? */
function covers(s: ZoneState, ability: AbilityRule, place: Float64Array): boolean {
  const { centre, towards } = s.strike;
  const dx = place[0] - centre[0];
  const dy = place[1] - centre[1];
  if (ability.area === "line") return beamCovers(dx, dy, towards[0], towards[1], ability.radiusM, ability.halfWidthM);
  if (!inRange(dx, dy, ability.radiusM)) return false;
  return ability.area === "circle" || coneCovers(dx, dy, towards[0], towards[1], ability.cosHalfAngle);
}

function struck(s: ZoneState, count: number, i: number): boolean {
  for (let k = 0; k < count; k++) if (s.victims[k] === i) return true;
  return false;
}

/**
 * Place among the first `count` candidates of the one nearest to a point; of two as near the first. Who is helped by somebody of his
 * party comes before all others.
 */
function nearestOf({ spots, found, parties, strike }: ZoneState, point: Float64Array, count: number, harmful: boolean): number {
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  const helper = harmful || parties.number[strike.sourceIndex] === 0 ? 0 : strike.sourceIndex;
  for (let k = 0; k < count; k++) {
    const dx = spots[2 * k] - point[0];
    const dy = spots[2 * k + 1] - point[1];
    const stranger = helper !== 0 && found[k] !== helper && !parties.together(helper, found[k]);
    const distance = dx * dx + dy * dy + (stranger ? STRANGERS_LAST : 0);
    if (distance < least) {
      least = distance;
      nearest = k;
    }
  }
  return nearest;
}
