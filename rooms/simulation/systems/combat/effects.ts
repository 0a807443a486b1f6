import { indexOf } from "#shared/primitives/entity-id.ts";
import { CombatEventKind, EntityKind, SelfField } from "#shared/protocol/codes.ts";
import { CHANCE_STEPS } from "#shared/rules/combat.ts";
import type { AbilityRule } from "../../rules/ability-rule.ts";
import type { EffectRule } from "../../rules/effect-rule.ts";
import { MAX_SLOTS } from "../../world.ts";
import type { ZoneState } from "../../zone-state.ts";
import { setTarget } from "../ai/aggro.ts";
import { pushTarget } from "../impulse.ts";
import { breakCast } from "./cast-state.ts";
import { dealDamage, engage, giveHealth } from "./harm.ts";
import { offerResurrection } from "./resurrection.ts";
import { drainResource, giveResource } from "./resources.ts";
import { stacksOf, takeOffStatuses } from "./status-state.ts";
import { applyStatus } from "./statuses.ts";
import { goHome } from "../departing.ts";
import { mayHarm, mayHelp } from "../hostility.ts";

/** NPCs within this distance of somebody who fades forget him, m. */
const FADE_RADIUS_M = 60;

/** Does what the effect asks for hold? */
export function effectApplies(s: ZoneState, effect: EffectRule, target: number): boolean {
  if (!effect.conditional) return true;
  const { world, strike } = s;
  if (strike.sourceLevel < effect.minLevel) return false;
  if (effect.ifTargetStatus !== 0 && stacksOf(s, target, effect.ifTargetStatus) === 0) return false;
  if (effect.ifSelfStatus !== 0 && (strike.sourceIndex === 0 || stacksOf(s, strike.sourceIndex, effect.ifSelfStatus) === 0)) return false;
  return healthWithin(world.health[target], world.maxHealth[target], effect.ifHealthBelow, effect.ifHealthAbove);
}

/** Is health below one part of the full and not below another? Thousandths; 1000 and 0 ask for nothing. */
export function healthWithin(health: number, maxHealth: number, below: number, above: number): boolean {
  return (below === 1000 || health * 1000 < below * maxHealth) && health * 1000 >= above * maxHealth;
}

/** One effect of the present strike on one entity. @param blocked a part of its damage is blocked */
export function applyEffect(s: ZoneState, effect: EffectRule, ability: AbilityRule, target: number, blocked: boolean): void {
  switch (effect.kind) {
    case "damage":
      return dealDamage(s, target, effect, blocked);
    case "heal":
      return giveHealth(s, target, effect);
    case "status":
      if (effect.status && (effect.chance >= CHANCE_STEPS || s.world.rng.below(CHANCE_STEPS) < effect.chance))
        applyStatus(s, target, effect.status);
      return;
    case "energize":
      if (helps(s, target)) giveResource(s, target, effect.base);
      return;
    case "drain":
      if (!harms(s, target)) return;
      engage(s, target, 1, 0);
      return drainResource(s, target, effect.base, effect.part);
    case "dispel":
      if (helps(s, target)) takeOffStatuses(s, target, effect.categories, effect.count, true);
      return;
    case "purge":
      if (!harms(s, target)) return;
      takeOffStatuses(s, target, effect.categories, effect.count, false);
      return engage(s, target, 1, 0);
    case "interrupt":
      if (!harms(s, target)) return;
      breakCast(s, target, effect.ticks);
      return engage(s, target, 1, 0);
    case "impulse":
      return pushTarget(s, target, effect);
    case "taunt":
      return taunt(s, target);
    case "resurrect":
      return offerResurrection(s, target, effect.part);
    case "fade":
      if (helps(s, target)) fade(s, target, effect.part);
      return;
    case "reset_cooldowns":
      if (helps(s, target)) resetCooldowns(s, target, effect.abilities, ability.code);
      return;
    case "go_home":
      return goHome(s, target);
  }
}

function harms(s: ZoneState, target: number): boolean {
  return mayHarm(s, target);
}

function helps(s: ZoneState, target: number): boolean {
  return mayHelp(s, target);
}

/** The NPC is angrier at the taunter than at anybody else. */
function taunt(s: ZoneState, target: number): void {
  const { world, strike } = s;
  if (!harms(s, target) || world.kind[target] !== EntityKind.NPC || strike.sourceIndex === 0) return;
  engage(s, target, 1, 0);
  if (!s.threat.raise(target, strike.source)) return;
  setTarget(s, target, strike.source);
  s.events.combat.add(CombatEventKind.TAUNT, strike.sourceIndex, target, strike.abilityCode, 0, 0);
}

function fade(s: ZoneState, i: number, part: number): void {
  const { world, found } = s;
  const near = s.grid.around(world, i, FADE_RADIUS_M, found);
  for (let k = 0; k < near; k++) {
    if (world.kind[found[k]] === EntityKind.NPC) s.threat.lower(found[k], world.id[i], part);
  }
}

/** @param codes of the abilities; null: all but `own` */
function resetCooldowns(s: ZoneState, i: number, codes: readonly number[] | null, own: number): void {
  const { world, fighters } = s;
  for (let slot = 0; slot < MAX_SLOTS; slot++) {
    const at = i * MAX_SLOTS + slot;
    const code = fighters.slotAbility[at];
    if (codes === null ? code === own : !codes.includes(code)) continue;
    world.readyTick[at] = 0;
    world.spentCharges[at] = 0;
  }
  s.changedForOwner(indexOf(world.id[i]), SelfField.COOLDOWNS | SelfField.CHARGES);
}
