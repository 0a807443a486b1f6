import { u16ToAngle } from "#shared/primitives/angle.ts";
import { coneCovers } from "#shared/rules/ability.ts";
import { canBeHarmed, canHelp } from "#shared/rules/hostility.ts";
import type { AbilityRule, EffectRule } from "../../rules/ability-rule.ts";
import type { ZoneState } from "../../zone-state.ts";
import { pushTarget } from "../impulse.ts";
import { seenFromCentre } from "../sight.ts";
import { dealDamage, giveHealth } from "./harm.ts";
import { applyStatus } from "./statuses.ts";

/**
 * The ability takes effect: on its target alone, or on everybody in its area around `strike.centre`. Harmful effects reach enemies,
 * helpful ones friends; the helpful effects of an attack (a drain, a battle cry) reach the attacker.
 * @param target index, 0: none
 */
export function applyAbility(s: ZoneState, ability: AbilityRule, target: number): void {
  if (ability.area === "none") {
    if (ability.harmful) applyEffects(s, ability, target, true);
    if (ability.helpful) applyEffects(s, ability, ability.target === "enemy" ? s.strike.sourceIndex : target, false);
    return;
  }
  if (ability.harmful) {
    const hit = collect(s, ability, true);
    for (let k = 0; k < hit; k++) applyEffects(s, ability, s.victims[k], true);
  }
  if (!ability.helpful) return;
  if (ability.target === "enemy") {
    applyEffects(s, ability, s.strike.sourceIndex, false);
    return;
  }
  const hit = collect(s, ability, false);
  for (let k = 0; k < hit; k++) applyEffects(s, ability, s.victims[k], false);
}

/** Applies those effects of an ability to one entity that harm, or those that help. */
function applyEffects(s: ZoneState, ability: AbilityRule, target: number, harmful: boolean): void {
  if (target === 0) return;
  const effects = ability.effects;
  for (let e = 0; e < effects.length; e++) if (effects[e].harmful === harmful && !effects[e].own) applyEffect(s, effects[e], target);
}

function applyEffect(s: ZoneState, effect: EffectRule, target: number): void {
  switch (effect.kind) {
    case "damage":
      dealDamage(s, target, effect);
      break;
    case "heal":
      giveHealth(s, target, effect);
      break;
    case "status":
      if (effect.status) applyStatus(s, target, effect.status);
      break;
    case "impulse":
      pushTarget(s, target, effect);
      break;
  }
}

/** Writes the nearest of those an area reaches to `victims`, nearest first. @returns how many */
function collect(s: ZoneState, ability: AbilityRule, harmful: boolean): number {
  const { world, found, victims, strike } = s;
  const centreX = strike.centre[0];
  const centreY = strike.centre[1];
  const cone = ability.area === "cone";
  const angle = u16ToAngle(world.facing[strike.sourceIndex]);
  const towardsX = Math.cos(angle);
  const towardsY = Math.sin(angle);
  const disc = s.grid.disc;
  disc[0] = centreX;
  disc[1] = centreY;
  disc[2] = ability.radiusM;
  const near = s.grid.inDisc(world, found);
  let candidates = 0;
  for (let k = 0; k < near; k++) {
    const i = found[k];
    const fits = harmful
      ? canBeHarmed(strike.sourceKind, world.kind[i], world.flags[i])
      : canHelp(strike.sourceKind, world.kind[i], world.flags[i]);
    if (!fits) continue;
    if (cone && !coneCovers(world.x[i] - centreX, world.y[i] - centreY, towardsX, towardsY, ability.cosHalfAngle)) continue;
    found[candidates++] = i;
  }
  let hit = 0;
  while (hit < ability.maxTargets && candidates > 0) {
    let nearest = 0;
    let nearestDistance = Number.POSITIVE_INFINITY;
    for (let k = 0; k < candidates; k++) {
      const dx = world.x[found[k]] - centreX;
      const dy = world.y[found[k]] - centreY;
      const distance = dx * dx + dy * dy;
      if (distance < nearestDistance) {
        nearestDistance = distance;
        nearest = k;
      }
    }
    const i = found[nearest];
    found[nearest] = found[--candidates];
    if (ability.lineOfSight && !seenFromCentre(s, i)) continue;
    victims[hit++] = i;
  }
  return hit;
}
