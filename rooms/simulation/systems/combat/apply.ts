import { CombatEventKind, EntityFlag } from "#shared/protocol/codes.ts";
import { u16ToAngle } from "#shared/primitives/angle.ts";
import { coneCovers } from "#shared/rules/ability.ts";
import { CHANCE_STEPS, missChance, Outcome, outcomeOf } from "#shared/rules/combat.ts";
import { FULL_FACTOR, scaled } from "#shared/rules/modifiers.ts";
import { Stat } from "../../components/fighter-stats.ts";
import type { AbilityRule } from "../../rules/ability-rule.ts";
import { IMMUNE_TO_ALL } from "../../rules/status-rule.ts";
import type { ZoneState } from "../../zone-state.ts";
import { applyEffect, effectApplies } from "./effects.ts";
import { engage } from "./harm.ts";
import { collect } from "./targets.ts";
import { mayHarm } from "../hostility.ts";

/**
 * The ability takes effect: on its target alone, or on everybody in its area. Harmful effects reach enemies, helpful ones friends; the
 * helpful effects of an attack (a drain, a battle cry) reach the attacker, unless all of it was missed or dodged.
 * @param target index, 0: none
 */
export function applyAbility(s: ZoneState, ability: AbilityRule, target: number): void {
  const landed = ability.harmful ? strikeAll(s, ability, target) : 0;
  if (!ability.helpful) return;
  if (ability.target === "enemy" || ability.target === "direction") {
    if (landed > 0 || !ability.damages) applyEffects(s, ability, s.strike.sourceIndex, false, false);
  } else if (ability.area === "none") applyEffects(s, ability, target, false, false);
  else {
    const reached = collect(s, ability, false, target);
    for (let k = 0; k < reached; k++) {
      applyEffects(s, ability, s.victims[k], false, false);
      weaken(s, ability);
    }
    s.strike.scale = FULL_FACTOR;
  }
}

/** @returns how many were truly hit */
function strikeAll(s: ZoneState, ability: AbilityRule, target: number): number {
  if (ability.area === "none") return strikeOne(s, ability, target) ? 1 : 0;
  const reached = collect(s, ability, true, target);
  let landed = 0;
  for (let k = 0; k < reached; k++) {
    if (strikeOne(s, ability, s.victims[k])) landed++;
    weaken(s, ability);
  }
  s.strike.scale = FULL_FACTOR;
  return landed;
}

function weaken(s: ZoneState, ability: AbilityRule): void {
  s.strike.scale = scaled(s.strike.scale, ability.chainFactor);
}

/** One blow: whoever misses, is dodged or meets an immune one does nothing of what the blow brings with it. @returns did it hit? */
function strikeOne(s: ZoneState, ability: AbilityRule, target: number): boolean {
  const { fighters, strike } = s;
  if (target === 0 || !mayHarm(s, target)) return false;
  if (fighters.immune[target] & (IMMUNE_TO_ALL | (1 << ability.school))) {
    s.events.combat.add(CombatEventKind.IMMUNE, strike.sourceIndex, target, strike.abilityCode, 0, 0);
    engage(s, target, 1, 0);
    return false;
  }
  const outcome = ability.damages ? meet(s, ability, target) : Outcome.HIT;
  if (outcome === Outcome.MISS || outcome === Outcome.DODGE) {
    const kind = outcome === Outcome.MISS ? CombatEventKind.MISS : CombatEventKind.DODGE;
    s.events.combat.add(kind, strike.sourceIndex, target, strike.abilityCode, 0, 0);
    engage(s, target, 1, 0);
    return false;
  }
  applyEffects(s, ability, target, true, outcome === Outcome.BLOCK);
  return true;
}

/** Draws how the blow meets its target: only physical blows are dodged and blocked, only from the front is blocked, the stunned do neither. */
function meet(s: ZoneState, ability: AbilityRule, target: number): Outcome {
  const { world, strike } = s;
  const { stats } = s.fighters;
  const draw = world.rng.below(CHANCE_STEPS);
  const miss = missChance(strike.sourceLevel, world.level[target]);
  const avoids = ability.school === 0 && (world.flags[target] & EntityFlag.STUNNED) === 0;
  const dodge = avoids ? stats.get(target, Stat.DODGE) : 0;
  const block = avoids && facesSource(s, target) ? stats.get(target, Stat.BLOCK) : 0;
  return outcomeOf(draw, miss, dodge, block, strike.hit);
}

/** Does the target look to the side the blow comes from? */
function facesSource(s: ZoneState, target: number): boolean {
  const { world, strike } = s;
  const source = strike.sourceIndex;
  if (source === 0) return false;
  const angle = u16ToAngle(world.facing[target]);
  return coneCovers(world.x[source] - world.x[target], world.y[source] - world.y[target], Math.cos(angle), Math.sin(angle), 0);
}

/** Applies those effects of an ability to one entity that harm, or those that help. */
function applyEffects(s: ZoneState, ability: AbilityRule, target: number, harmful: boolean, blocked: boolean): void {
  if (target === 0) return;
  const { effects } = ability;
  // what a condition asks for is looked at before the blow, by all effects alike
  let applies = 0;
  for (let e = 0; e < effects.length; e++) {
    if (effects[e].harmful === harmful && !effects[e].own && effectApplies(s, effects[e], target)) applies |= 1 << e;
  }
  for (let e = 0; e < effects.length; e++) if (applies & (1 << e)) applyEffect(s, effects[e], ability, target, blocked);
}
