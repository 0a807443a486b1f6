import { inRange } from "#shared/rules/ability.ts";
import { Done } from "../../components/npc-minds.ts";
import type { NpcRule } from "../../rules/fighter-rule.ts";
import type { ZoneState } from "../../zone-state.ts";
import { touchCombat } from "../combat/combat-state.ts";
import { sees } from "../sight.ts";
import { callForHelp, setTarget } from "./aggro.ts";
import { runEncounter } from "./encounter.ts";
import { startFlee } from "./flee.ts";
import { ELBOW_M, face, standOrStepAside, stepAway } from "./footwork.ts";
import { startEvade } from "./roam.ts";
import { approachSlot, attack, reachOf } from "./rotation.ts";
import { chooseEnemy } from "./targets.ts";
import { goTo, stopWalking } from "./travel.ts";

/** Who has neither come near his enemy nor been hurt for this long gives up, s; sooner when there is no way at all. */
const GIVE_UP_S = 15;
const GIVE_UP_NO_WAY_S = 6;
/** An NPC walks on into this part of its reach, so that a small step of the enemy does not get him out. */
const COMFORT = 0.8;
/** Who keeps a distance steps back when the enemy comes within this part of it, and not again for a while: he can be caught. */
const TOO_NEAR = 0.6;
const STEP_BACK_PAUSE_S = 4;

/** One thought of a fighting NPC: whom, with what, from where. */
export function thinkFight(s: ZoneState, npc: number, rule: NpcRule): void {
  const { world, minds } = s;
  if (!inRange(world.x[npc] - minds.homeX[npc], world.y[npc] - minds.homeY[npc], rule.leashM)) return startEvade(s, npc);
  const enemy = chooseEnemy(s, npc, rule);
  if (enemy === 0) return startEvade(s, npc);
  setTarget(s, npc, world.id[enemy]);
  touchCombat(s, npc);
  touchCombat(s, enemy);
  if (oncePerFight(s, npc, rule, enemy)) return;
  if (isCastingStill(s, npc)) {
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
  runEncounter(s, npc, rule, enemy);
  if (world.castAbility[npc] === 0) attack(s, npc, rule, enemy);
  if (isCastingStill(s, npc)) {
    stopWalking(s, npc);
    face(s, npc, enemy);
  } else if (near && inSight) {
    if (!keepsDistance(s, npc, rule, enemy)) standOrStepAside(s, npc, enemy);
  } else {
    minds.goalX[npc] = world.x[enemy];
    minds.goalY[npc] = world.y[enemy];
    minds.arriveM[npc] = Math.max(ELBOW_M, reach * COMFORT);
    goTo(s, npc, 0);
  }
}

/** Does it cast something that it has to stand still for? */
function isCastingStill(s: ZoneState, npc: number): boolean {
  const casting = s.rules.abilities[s.world.castAbility[npc]];
  return !!casting && !casting.castWhileMoving;
}

/** Calls for help and flees, when it is time. @returns whether it flees now */
function oncePerFight(s: ZoneState, npc: number, rule: NpcRule, enemy: number): boolean {
  const { world, minds } = s;
  const { fleeBelow, helpRadiusM, helpBelow, helpAfterTicks } = rule.behaviour;
  if (fleeBelow === 0 && helpRadiusM === 0) return false;
  const health = (1000 * world.health[npc]) / world.maxHealth[npc];
  if (
    helpRadiusM > 0 &&
    (minds.done[npc] & Done.CALLED) === 0 &&
    health <= helpBelow &&
    world.tick - minds.fightSince[npc] >= helpAfterTicks
  ) {
    minds.done[npc] |= Done.CALLED;
    callForHelp(s, npc, rule, world.id[enemy]);
  }
  if ((minds.done[npc] & Done.FLED) !== 0 || health >= fleeBelow) return false;
  minds.done[npc] |= Done.FLED;
  return startFlee(s, npc, rule, enemy);
}

/** Steps back from an enemy that came too near. It stands again before the enemy is out of its reach. */
function keepsDistance(s: ZoneState, npc: number, rule: NpcRule, enemy: number): boolean {
  const { world, minds } = s;
  const { keepDistanceM } = rule.behaviour;
  if (keepDistanceM === 0) return false;
  if (world.tick < minds.stepBackTick[npc]) return minds.walking[npc] === 1;
  if (!inRange(world.x[enemy] - world.x[npc], world.y[enemy] - world.y[npc], keepDistanceM * TOO_NEAR)) return false;
  minds.stepBackTick[npc] = world.tick + STEP_BACK_PAUSE_S * s.tickRate;
  return stepAway(s, npc, enemy, keepDistanceM);
}
