import { CombatEventFlag, CombatEventKind, EntityFlag, EntityKind, SelfField } from "#shared/protocol/codes.ts";
import { armourReduction, CHANCE_STEPS, DAMAGE_THREAT, finalAmount, HEAL_THREAT, rawAmount, SPREAD_STEPS } from "#shared/rules/combat.ts";
import { canBeHarmed, canHelp } from "#shared/rules/hostility.ts";
import { Mind } from "../../components/npc-minds.ts";
import type { EffectRule } from "../../rules/ability-rule.ts";
import type { ZoneState } from "../../zone-state.ts";
import { provoke } from "../ai/aggro.ts";
import { practise } from "../practice.ts";
import { touchCombat } from "./combat-state.ts";
import { die } from "./death.ts";

/** NPCs within this distance of somebody healed resent the healer, m. */
const HEAL_THREAT_RADIUS_M = 60;

/** A direct hit of the present strike: may be dodged when physical, may be critical. */
export function dealDamage(s: ZoneState, target: number, effect: EffectRule): void {
  const { world, fighters, strike } = s;
  const flags = world.flags[target];
  if (!canBeHarmed(strike.sourceKind, world.kind[target], flags)) return;
  if (effect.physical && (flags & EntityFlag.STUNNED) === 0 && world.rng.below(CHANCE_STEPS) < fighters.dodge[target]) {
    s.events.combat.add(CombatEventKind.DODGE, strike.sourceIndex, target, strike.abilityCode, 0, 0);
    engage(s, target, 1, 0);
    return;
  }
  const critical = world.rng.below(CHANCE_STEPS) < strike.crit;
  const spread = world.rng.below(SPREAD_STEPS);
  const reduction = effect.physical ? armourReduction(fighters.armour[target], strike.sourceLevel) : 0;
  const amount = finalAmount(rawAmount(effect.base, effect.powerFactor, strike.power), spread, critical, reduction);
  practise(s, effect.skill);
  takeHealth(s, target, amount, critical ? CombatEventFlag.CRITICAL : 0);
}

/** A heal of the present strike: may be critical. */
export function giveHealth(s: ZoneState, target: number, effect: EffectRule): void {
  const { world, strike } = s;
  if (!canHelp(strike.sourceKind, world.kind[target], world.flags[target])) return;
  const critical = world.rng.below(CHANCE_STEPS) < strike.crit;
  const spread = world.rng.below(SPREAD_STEPS);
  const amount = finalAmount(rawAmount(effect.base, effect.powerFactor, strike.power), spread, critical, 0);
  if (world.health[target] < world.maxHealth[target]) practise(s, effect.skill);
  restoreHealth(s, target, amount, critical ? CombatEventFlag.CRITICAL : 0);
}

/** The target loses health to the present strike; at 0 it dies. */
export function takeHealth(s: ZoneState, target: number, amount: number, eventFlags: number): void {
  const { world, strike } = s;
  const lost = Math.min(amount, world.health[target]);
  world.health[target] -= lost;
  s.changed(target, SelfField.VITALS);
  s.events.combat.add(CombatEventKind.DAMAGE, strike.sourceIndex, target, strike.abilityCode, amount, eventFlags);
  engage(s, target, amount * DAMAGE_THREAT, lost * DAMAGE_THREAT);
  if (world.health[target] <= 0) die(s, target);
}

/** The target regains health by the present strike; only what was missing counts for threat. */
export function restoreHealth(s: ZoneState, target: number, amount: number, eventFlags: number): void {
  const { world, strike } = s;
  const gained = Math.min(amount, world.maxHealth[target] - world.health[target]);
  world.health[target] += gained;
  s.changed(target, SelfField.VITALS);
  s.events.combat.add(CombatEventKind.HEAL, strike.sourceIndex, target, strike.abilityCode, gained, eventFlags);
  if (gained > 0 && world.kind[target] === EntityKind.PLAYER && world.flags[target] & EntityFlag.IN_COMBAT) resentHealer(s, target, gained);
}

/** A hostile act of the present strike: both sides are in combat, an NPC remembers who it was. */
export function engage(s: ZoneState, target: number, threat: number, contribution: number): void {
  const { world, strike } = s;
  touchCombat(s, target);
  if (strike.sourceIndex === 0) return;
  touchCombat(s, strike.sourceIndex);
  if (world.kind[target] === EntityKind.NPC && world.kind[strike.sourceIndex] === EntityKind.PLAYER) {
    provoke(s, target, strike.source, threat, contribution);
  }
}

/** NPCs that fight the healed one turn some of their anger to the healer. */
function resentHealer(s: ZoneState, healed: number, gained: number): void {
  const { world, found, minds, threat, strike } = s;
  if (strike.sourceIndex === 0 || world.kind[strike.sourceIndex] !== EntityKind.PLAYER) return;
  const near = s.grid.around(world, healed, HEAL_THREAT_RADIUS_M, found);
  for (let k = 0; k < near; k++) {
    const npc = found[k];
    if (world.kind[npc] !== EntityKind.NPC || minds.state[npc] !== Mind.FIGHT || !threat.knows(npc, world.id[healed])) continue;
    threat.add(npc, strike.source, gained * HEAL_THREAT, gained * HEAL_THREAT);
    touchCombat(s, strike.sourceIndex);
  }
}
