import { CombatEventFlag, CombatEventKind, EntityFlag, EntityKind, SelfField } from "#shared/protocol/codes.ts";
import {
  armourReduction,
  blockedOf,
  CHANCE_STEPS,
  DAMAGE_THREAT,
  finalAmount,
  HEAL_THREAT,
  rawAmount,
  SPREAD_STEPS,
} from "#shared/rules/combat.ts";
import { FULL_FACTOR, scaled } from "#shared/rules/modifiers.ts";
import { Fragile } from "../../components/fighters.ts";
import { Factor, RESISTANCE_OF } from "../../components/fighter-stats.ts";
import { Mind } from "../../components/npc-minds.ts";
import type { EffectRule } from "../../rules/effect-rule.ts";
import type { ZoneState } from "../../zone-state.ts";
import { provoke } from "../ai/aggro.ts";
import { practise } from "../practice.ts";
import { pushBack } from "./cast-state.ts";
import { touchCombat } from "./combat-state.ts";
import { die } from "./death.ts";
import { fillByHit } from "./resources.ts";
import { absorb } from "./shields.ts";
import { breakStatuses, stacksOf } from "./status-state.ts";
import { endDuel } from "../duels.ts";
import { mayHarm, mayHelp } from "../hostility.ts";
import { helpInPvp, touchPvp } from "../pvp.ts";

/** NPCs within this distance of somebody healed resent the healer, m. */
const HEAL_THREAT_RADIUS_M = 60;

/** Damage of the present strike, which has hit: may be critical. @param blocked a part is blocked */
export function dealDamage(s: ZoneState, target: number, effect: EffectRule, blocked: boolean): void {
  const { world, fighters, strike } = s;
  // an earlier effect of the same blow may have killed
  if (!mayHarm(s, target)) return;
  const critical = world.rng.below(CHANCE_STEPS) < strike.crit;
  const spread = world.rng.below(SPREAD_STEPS);
  let raw = rawAmount(effect.base, effect.powerFactor, strike.power);
  if (effect.stackCode !== 0 && strike.sourceIndex !== 0)
    raw = scaled(raw, FULL_FACTOR + effect.perStack * stacksOf(s, strike.sourceIndex, effect.stackCode));
  raw = scaled(scaled(scaled(raw, strike.dealt), strike.scale), fighters.stats.factor(target, Factor.DAMAGE_TAKEN));
  const resistance = scaled(fighters.stats.get(target, RESISTANCE_OF[effect.school]), FULL_FACTOR - effect.part);
  let amount = finalAmount(raw, spread, critical, armourReduction(resistance, strike.sourceLevel));
  if (blocked) {
    const off = blockedOf(amount);
    s.events.combat.add(CombatEventKind.BLOCK, strike.sourceIndex, target, strike.abilityCode, off, 0);
    amount -= off;
  }
  if (world.kind[target] === EntityKind.NPC) practise(s, effect.skill); // friends who fight each other learn nothing
  takeHealth(s, target, amount, critical ? CombatEventFlag.CRITICAL : 0, effect.threat);
}

/** A heal of the present strike: may be critical. */
export function giveHealth(s: ZoneState, target: number, effect: EffectRule): void {
  const { world, strike, fighters } = s;
  if (!mayHelp(s, target)) return;
  const critical = world.rng.below(CHANCE_STEPS) < strike.crit;
  const spread = world.rng.below(SPREAD_STEPS);
  const raw = rawAmount(effect.base, effect.powerFactor, strike.power);
  const healed = scaled(scaled(scaled(raw, strike.healing), strike.scale), fighters.stats.factor(target, Factor.HEALING_TAKEN));
  if (world.health[target] < world.maxHealth[target]) practise(s, effect.skill);
  restoreHealth(s, target, finalAmount(healed, spread, critical, 0), critical ? CombatEventFlag.CRITICAL : 0, effect.threat);
}

/**
 * The target loses health to the present strike, shields first; at 0 it dies.
 * @param threat multiple of the usual threat, thousandths
 */
export function takeHealth(s: ZoneState, target: number, amount: number, eventFlags: number, threat = FULL_FACTOR): void {
  const { world, strike, fighters } = s;
  const absorbed = world.shield[target] > 0 ? absorb(s, target, amount) : 0;
  // nobody dies of a duel: with the last point of health it is lost
  const yields = s.duels.fight(target, strike.source);
  const lost = Math.min(amount - absorbed, yields ? world.health[target] - 1 : world.health[target]);
  world.health[target] -= lost;
  s.changed(target, SelfField.VITALS);
  if (amount > absorbed)
    s.events.combat.add(CombatEventKind.DAMAGE, strike.sourceIndex, target, strike.abilityCode, amount - absorbed, eventFlags);
  engage(s, target, scaled(scaled(amount * DAMAGE_THREAT, threat), strike.threat), lost * DAMAGE_THREAT);
  if ((eventFlags & CombatEventFlag.PERIODIC) === 0) {
    fillByHit(s, target);
    if (world.castAbility[target] !== 0) pushBack(s, target);
  }
  if (yields && world.health[target] === 1 && amount - absorbed > 0) endDuel(s, target);
  else if (world.health[target] <= 0) die(s, target);
  else if (fighters.fragile[target] & Fragile.DAMAGE) breakStatuses(s, target, Fragile.DAMAGE);
}

/** The target regains health by the present strike; only what was missing counts for threat. */
export function restoreHealth(s: ZoneState, target: number, amount: number, eventFlags: number, threat = FULL_FACTOR): void {
  const { world, strike } = s;
  const gained = Math.min(amount, world.maxHealth[target] - world.health[target]);
  world.health[target] += gained;
  s.changed(target, SelfField.VITALS);
  s.events.combat.add(CombatEventKind.HEAL, strike.sourceIndex, target, strike.abilityCode, gained, eventFlags);
  helpInPvp(s, strike.sourceIndex, target);
  if (gained > 0 && world.kind[target] === EntityKind.PLAYER && world.flags[target] & EntityFlag.IN_COMBAT)
    resentHealer(s, target, gained, scaled(threat, strike.threat));
}

/** A hostile act of the present strike: both sides are in combat, an NPC remembers who it was. */
export function engage(s: ZoneState, target: number, threat: number, contribution: number): void {
  const { world, strike } = s;
  touchCombat(s, target);
  if (strike.sourceIndex === 0) return;
  touchCombat(s, strike.sourceIndex);
  if (world.kind[target] === EntityKind.PLAYER && world.flags[target] & world.flags[strike.sourceIndex] & EntityFlag.PVP) {
    touchPvp(s, target);
    touchPvp(s, strike.sourceIndex);
  }
  if (world.kind[target] === EntityKind.NPC && world.kind[strike.sourceIndex] === EntityKind.PLAYER) {
    provoke(s, target, strike.source, threat, contribution);
  }
}

/** NPCs that fight the healed one turn some of their anger to the healer. */
function resentHealer(s: ZoneState, healed: number, gained: number, factor: number): void {
  const { world, found, minds, threat, strike } = s;
  if (strike.sourceIndex === 0 || world.kind[strike.sourceIndex] !== EntityKind.PLAYER) return;
  const near = s.grid.around(world, healed, HEAL_THREAT_RADIUS_M, found);
  for (let k = 0; k < near; k++) {
    const npc = found[k];
    if (world.kind[npc] !== EntityKind.NPC || minds.state[npc] !== Mind.FIGHT || !threat.knows(npc, world.id[healed])) continue;
    threat.add(npc, strike.source, scaled(gained * HEAL_THREAT, factor), gained * HEAL_THREAT);
    touchCombat(s, strike.sourceIndex);
  }
}
