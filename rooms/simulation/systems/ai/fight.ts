import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { headingOf } from "#shared/primitives/angle.ts";
import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { positionToWire } from "#shared/protocol/quantize.ts";
import { toLineSteps } from "#shared/rules/collision.ts";
import { inRange } from "#shared/rules/ability.ts";
import { TAKE_OVER_FACTOR } from "#shared/rules/combat.ts";
import { canHelp } from "#shared/rules/hostility.ts";
import { THREAT_SLOTS } from "../../components/threat.ts";
import type { AbilityRule } from "../../rules/ability-rule.ts";
import type { NpcRule } from "../../rules/fighter-rule.ts";
import { MAX_SLOTS } from "../../world.ts";
import type { ZoneState } from "../../zone-state.ts";
import { touchCombat } from "../combat/combat-state.ts";
import { useAbility } from "../combat/casting.ts";
import { setTarget } from "./aggro.ts";
import { sees } from "../sight.ts";
import { startEvade } from "./roam.ts";
import { goTo, stopWalking } from "./travel.ts";

/** Who has neither come near his enemy nor been hurt for this long gives up, s; sooner when there is no way at all. */
const GIVE_UP_S = 15;
const GIVE_UP_NO_WAY_S = 6;
/** An NPC walks on into this part of its reach, so that a small step of the enemy does not get him out. */
const COMFORT = 0.8;
/** Nearer than this nobody steps, m. */
const ELBOW_M = 1;
/** A step aside ends this near to where it leads, m. */
const ARRIVE_M = 0.1;
/** Below this part of their health friends are worth a heal. */
const HEAL_BELOW = 0.7;

/** One thought of a fighting NPC: whom, with what, from where. */
export function thinkFight(s: ZoneState, npc: number, rule: NpcRule): void {
  const { world, minds } = s;
  if (!inRange(world.x[npc] - minds.homeX[npc], world.y[npc] - minds.homeY[npc], rule.leashM)) return startEvade(s, npc);
  const enemy = chooseEnemy(s, npc);
  if (enemy === 0) return startEvade(s, npc);
  setTarget(s, npc, world.id[enemy]);
  touchCombat(s, npc);
  touchCombat(s, enemy);
  const casting = s.rules.abilities[world.castAbility[npc]];
  if (casting && !casting.castWhileMoving) {
    stopWalking(s, npc);
    face(s, npc, enemy);
    return;
  }
  const reach = reachOf(rule.abilities[approachSlot(s, npc, rule)]);
  const near = inRange(world.x[enemy] - world.x[npc], world.y[enemy] - world.y[npc], reach);
  const inSight = sees(s, npc, enemy);
  const patience = minds.noWay[npc] === 1 ? GIVE_UP_NO_WAY_S : GIVE_UP_S;
  if (near && inSight) minds.timer[npc] = world.tick;
  else if (world.tick - minds.timer[npc] > patience * s.tickRate) return startEvade(s, npc);
  attack(s, npc, rule, enemy);
  if (world.castAbility[npc] !== 0 && !s.rules.abilities[world.castAbility[npc]]?.castWhileMoving) {
    stopWalking(s, npc);
    face(s, npc, enemy);
  } else if (near && inSight) standOrStepAside(s, npc, enemy);
  else {
    minds.goalX[npc] = world.x[enemy];
    minds.goalY[npc] = world.y[enemy];
    minds.arriveM[npc] = Math.max(ELBOW_M, reach * COMFORT);
    goTo(s, npc, 0);
  }
}

/** The highest threat among those who can be attacked now, 0: nobody. The present target is kept unless another is clearly worse. */
function chooseEnemy(s: ZoneState, npc: number): number {
  const { world, threat } = s;
  let best = 0;
  let bestThreat = 0;
  let present = 0;
  let presentThreat = 0;
  for (let n = threat.used[npc] - 1; n >= 0; n--) {
    const id = threat.enemy[npc * THREAT_SLOTS + n];
    if (!world.alive(id)) {
      threat.remove(npc, n);
      continue;
    }
    const i = indexOf(id);
    if (world.flags[i] & (EntityFlag.DEAD | EntityFlag.SAFE)) {
      threat.calm(npc, n);
      continue;
    }
    const anger = threat.threat[npc * THREAT_SLOTS + n];
    if (anger > bestThreat) {
      best = i;
      bestThreat = anger;
    }
    if (id === world.target[npc]) {
      present = i;
      presentThreat = anger;
    }
  }
  return presentThreat > 0 && bestThreat <= presentThreat * TAKE_OVER_FACTOR ? present : best;
}

/** The first ability of its list that can be used now is used. */
function attack(s: ZoneState, npc: number, rule: NpcRule, enemy: number): void {
  const { world } = s;
  if (world.tick < world.globalReadyTick[npc]) return;
  for (let slot = 0; slot < rule.abilities.length; slot++) {
    if (world.tick < world.readyTick[npc * MAX_SLOTS + slot]) continue;
    const ability = rule.abilities[slot];
    const on = ability.harmful ? world.id[enemy] : worthHelping(s, npc, ability);
    if (on === NOBODY || !strikesFromHere(s, npc, ability, enemy)) continue;
    face(s, npc, enemy);
    if (useAbility(s, npc, slot, on, positionToWire(world.x[enemy]) | 0, positionToWire(world.y[enemy]) | 0) === null) return;
  }
}

/** What spreads from the NPC itself has no range to be refused by: it is kept until the enemy stands within it. */
function strikesFromHere(s: ZoneState, npc: number, ability: AbilityRule, enemy: number): boolean {
  const { x, y } = s.world;
  return !ability.harmful || ability.target !== "self" || inRange(x[enemy] - x[npc], y[enemy] - y[npc], ability.radiusM);
}

/** Whom a helpful ability is used on: heals on the weakest wounded friend in range or on itself, others whenever they are ready; NOBODY: not needed. */
function worthHelping(s: ZoneState, npc: number, ability: AbilityRule): EntityId {
  const { world, found, minds } = s;
  if (!ability.heals) return world.id[npc];
  if (ability.target !== "ally") return world.health[npc] < world.maxHealth[npc] * HEAL_BELOW ? world.id[npc] : NOBODY;
  const disc = s.grid.disc;
  disc[0] = world.x[npc];
  disc[1] = world.y[npc];
  disc[2] = ability.rangeM;
  const near = s.grid.inDisc(world, found);
  let weakest = NOBODY;
  let least = HEAL_BELOW;
  for (let k = 0; k < near; k++) {
    const i = found[k];
    if (minds.group[i] !== minds.group[npc] || !canHelp(EntityKind.NPC, world.kind[i], world.flags[i])) continue;
    const left = world.health[i] / world.maxHealth[i];
    if (left < least) {
      least = left;
      weakest = world.id[i];
    }
  }
  return weakest;
}

/** Which ability it gets near enough for: the first attack in its list that is ready, else the one with the shortest reach. */
function approachSlot(s: ZoneState, npc: number, rule: NpcRule): number {
  let shortest = 0;
  for (let slot = 0; slot < rule.abilities.length; slot++) {
    const ability = rule.abilities[slot];
    if (!ability.harmful) continue;
    if (s.world.tick >= s.world.readyTick[npc * MAX_SLOTS + slot]) return slot;
    if (!rule.abilities[shortest].harmful || reachOf(ability) < reachOf(rule.abilities[shortest])) shortest = slot;
  }
  return shortest;
}

/** How near an enemy must be, m. */
function reachOf(ability: AbilityRule): number {
  return ability.target === "self" ? ability.radiusM : ability.rangeM;
}

/** Near enough: stand and look at the enemy, or make room when another stands on the same spot. */
function standOrStepAside(s: ZoneState, npc: number, enemy: number): void {
  const { world, found, minds } = s;
  face(s, npc, enemy);
  const near = s.grid.around(world, npc, ELBOW_M, found);
  for (let k = 0; k < near; k++) {
    const other = found[k];
    // the one with the higher index gives way, so that two never dance around each other
    if (world.kind[other] !== EntityKind.NPC || other >= npc || world.flags[other] & EntityFlag.DEAD) continue;
    const dx = world.x[enemy] - world.x[npc];
    const dy = world.y[enemy] - world.y[npc];
    const step = (npc & 1 ? ELBOW_M : -ELBOW_M) / (Math.sqrt(dx * dx + dy * dy) || 1);
    minds.goalX[npc] = world.x[npc] - dy * step;
    minds.goalY[npc] = world.y[npc] + dx * step;
    minds.arriveM[npc] = ARRIVE_M;
    goTo(s, npc, 0);
    return;
  }
  stopWalking(s, npc);
}

function face(s: ZoneState, npc: number, enemy: number): void {
  const world = s.world;
  s.intents.facing[npc] = headingOf(toLineSteps(world.x[enemy] - world.x[npc]), toLineSteps(world.y[enemy] - world.y[npc]));
  world.facing[npc] = s.intents.facing[npc];
  world.moveTick[npc] = world.tick;
}
