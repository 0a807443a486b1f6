import { type EntityId, NOBODY } from "#shared/primitives/entity-id.ts";
import { EntityKind } from "#shared/protocol/codes.ts";
import { inRange } from "#shared/rules/ability.ts";
import { canHelp } from "#shared/rules/hostility.ts";
import type { AbilityRule } from "../../rules/ability-rule.ts";
import type { Choice, UseRule } from "../../rules/behaviour-rule.ts";
import type { NpcRule } from "../../rules/fighter-rule.ts";
import { MAX_SLOTS } from "../../world.ts";
import type { ZoneState } from "../../zone-state.ts";
import { useAbility } from "../combat/casting.ts";
import { phaseSlots } from "./encounter-state.ts";
import { face } from "./footwork.ts";
import { layTelegraph } from "./telegraph.ts";
import { enemiesWithin, pickEnemy } from "./targets.ts";

/** The first ability of its list that can be used now, and whose conditions hold, is used. */
export function attack(s: ZoneState, npc: number, rule: NpcRule, enemy: number): void {
  const { world } = s;
  if (world.tick < world.globalReadyTick[npc]) return;
  const slots = phaseSlots(s, npc, rule);
  for (let slot = 0; slot < rule.abilities.length; slot++) {
    if ((slots & (1 << slot)) === 0 || !isReady(s, npc, slot)) continue;
    const use = rule.behaviour.uses[slot];
    if (holds(s, npc, use, enemy) && useSlot(s, npc, rule, slot, use.on, enemy)) return;
  }
}

/** Uses the ability in a slot on whom it is for. @returns whether it began */
export function useSlot(s: ZoneState, npc: number, rule: NpcRule, slot: number, on: Choice, enemy: number): boolean {
  const { world, minds } = s;
  const ability = rule.abilities[slot];
  const use = rule.behaviour.uses[slot];
  const victim = ability.harmful ? pickEnemy(s, npc, on, enemy) : enemy;
  const target = ability.harmful ? world.id[victim] : worthHelping(s, npc, ability, use.allyHealthBelow);
  if (target === NOBODY || !strikesFromHere(s, npc, ability, victim)) return false;
  face(s, npc, victim);
  if (useAbility(s, npc, slot, target, 0, 0, victim) !== null) return false;
  if (ability.target === "point" && world.castAbility[npc] !== 0) layTelegraph(s, npc, ability);
  if (use.jitterTicks > 0) {
    minds.notBefore[npc * MAX_SLOTS + slot] = world.tick + ability.castTicks + ability.cooldownTicks + world.rng.int(0, use.jitterTicks);
  }
  return true;
}

function isReady(s: ZoneState, npc: number, slot: number): boolean {
  const at = npc * MAX_SLOTS + slot;
  return s.world.tick >= s.world.readyTick[at] && s.world.tick >= s.minds.notBefore[at];
}

function holds(s: ZoneState, npc: number, use: UseRule, enemy: number): boolean {
  const { world } = s;
  const health = (1000 * world.health[npc]) / world.maxHealth[npc];
  if (health >= use.healthBelow || health <= use.healthAbove) return false;
  const dx = world.x[enemy] - world.x[npc];
  const dy = world.y[enemy] - world.y[npc];
  const distance2 = dx * dx + dy * dy;
  if (distance2 < use.distanceMinM * use.distanceMinM || distance2 > use.distanceMaxM * use.distanceMaxM) return false;
  return use.enemiesNear === 0 || enemiesWithin(s, npc, use.enemiesWithinM) >= use.enemiesNear;
}

/** What spreads from the NPC itself has no range to be refused by: it is kept until the enemy stands within it. */
function strikesFromHere(s: ZoneState, npc: number, ability: AbilityRule, enemy: number): boolean {
  const { x, y } = s.world;
  return !ability.harmful || ability.target !== "self" || inRange(x[enemy] - x[npc], y[enemy] - y[npc], ability.radiusM);
}

/**
 * Whom a helpful ability is used on: heals on the weakest wounded friend in range or on itself, others whenever they are ready;
 * NOBODY: not needed.
 * @param below thousandths of the full health
 */
function worthHelping(s: ZoneState, npc: number, ability: AbilityRule, below: number): EntityId {
  const { world, found, minds } = s;
  if (!ability.heals) return world.id[npc];
  if (ability.target !== "ally") return 1000 * world.health[npc] < world.maxHealth[npc] * below ? world.id[npc] : NOBODY;
  const disc = s.grid.disc;
  disc[0] = world.x[npc];
  disc[1] = world.y[npc];
  disc[2] = ability.rangeM;
  const near = s.grid.inDisc(world, found);
  let weakest = NOBODY;
  let least = below;
  for (let k = 0; k < near; k++) {
    const i = found[k];
    if (minds.group[i] !== minds.group[npc] || !canHelp(EntityKind.NPC, world.kind[i], world.flags[i])) continue;
    const left = (1000 * world.health[i]) / world.maxHealth[i];
    if (left < least) {
      least = left;
      weakest = world.id[i];
    }
  }
  return weakest;
}

/** Which ability it gets near enough for: the first attack in its list that is ready, else the one with the shortest reach. */
export function approachSlot(s: ZoneState, npc: number, rule: NpcRule): number {
  const slots = phaseSlots(s, npc, rule);
  let shortest = 0;
  for (let slot = 0; slot < rule.abilities.length; slot++) {
    const ability = rule.abilities[slot];
    if (!ability.harmful || (slots & (1 << slot)) === 0) continue;
    if (isReady(s, npc, slot)) return slot;
    if (!rule.abilities[shortest].harmful || reachOf(ability) < reachOf(rule.abilities[shortest])) shortest = slot;
  }
  return shortest;
}

/** How near an enemy must be, m. */
export function reachOf(ability: AbilityRule): number {
  return ability.target === "self" ? ability.radiusM : ability.rangeM;
}
