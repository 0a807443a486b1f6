import { NOBODY } from "#shared/primitives/entity-id.ts";
import { EntityFlag, InputButton } from "#shared/protocol/codes.ts";
import { inRange } from "#shared/rules/ability.ts";
import { clearLane, LINE_STEPS_PER_M, toLineSteps } from "#shared/rules/collision.ts";
import { Mind } from "../../components/npc-minds.ts";
import type { NpcRule } from "../../rules/fighter-rule.ts";
import type { ZoneState } from "../../zone-state.ts";
import { clearCast } from "../combat/cast-state.ts";
import { clearStatuses } from "../combat/status-state.ts";
import { lookForEnemies, setTarget } from "./aggro.ts";
import { resetEncounter } from "./encounter-state.ts";
import { leaderOf, thinkPatrol } from "./patrol.ts";
import { goTo, NPC_SOLID, stopWalking } from "./travel.ts";

/** This near to its spawn point an NPC is at home, m. */
const HOME_M = 0.75;
/** Who is not home by then is put there, s. */
const HOMEWARD_S = 20;
/** Pause between two strolls, s. */
const PAUSE_MIN_S = 4;
const PAUSE_MAX_S = 12;

/** One thought of an idle NPC: is there an enemy? Otherwise a stroll now and then. */
export function thinkIdle(s: ZoneState, npc: number, rule: NpcRule): void {
  lookForEnemies(s, npc);
  const { world, minds, map } = s;
  if (minds.state[npc] !== Mind.IDLE || thinkPatrol(s, npc)) return;
  if (rule.wanderRadiusM === 0 || minds.walking[npc] === 1 || world.tick < minds.timer[npc]) return;
  minds.timer[npc] = world.tick + world.rng.int(PAUSE_MIN_S * s.tickRate, PAUSE_MAX_S * s.tickRate);
  // a random place of the square around home; those outside of the disc or behind something wait for the next turn
  const reach = toLineSteps(rule.wanderRadiusM);
  const dx = world.rng.int(-reach, reach);
  const dy = world.rng.int(-reach, reach);
  if (dx * dx + dy * dy > reach * reach) return;
  const leader = strollsAround(s, npc);
  const x = toLineSteps(leader === 0 ? minds.homeX[npc] : world.x[leader]) + dx;
  const y = toLineSteps(leader === 0 ? minds.homeY[npc] : world.y[leader]) + dy;
  if (!clearLane(map, toLineSteps(world.x[npc]), toLineSteps(world.y[npc]), x, y, NPC_SOLID)) return;
  minds.goalX[npc] = x / LINE_STEPS_PER_M;
  minds.goalY[npc] = y / LINE_STEPS_PER_M;
  minds.arriveM[npc] = HOME_M / 2;
  goTo(s, npc, InputButton.WALK);
}

/** The leader of a pack, around whom the others stroll; 0: none but home. */
function strollsAround(s: ZoneState, npc: number): number {
  const group = s.rules.groups[s.minds.group[npc]];
  if (!group?.led) return 0;
  const leader = leaderOf(s, group);
  return leader === npc ? 0 : leader;
}

/** Too far from home, or nobody left to fight: forgets everything and goes home, untouchable on the way. */
export function startEvade(s: ZoneState, npc: number): void {
  const { world, minds } = s;
  minds.enter(npc, Mind.EVADE, world.tick);
  resetEncounter(s, npc);
  s.threat.clear(npc);
  clearCast(s, npc);
  clearStatuses(s, npc);
  setTarget(s, npc, NOBODY);
  s.setFlags(npc, EntityFlag.EVADING, EntityFlag.IN_COMBAT);
  stopWalking(s, npc);
  goHome(s, npc);
}

function goHome(s: ZoneState, npc: number): void {
  const minds = s.minds;
  minds.goalX[npc] = minds.homeX[npc];
  minds.goalY[npc] = minds.homeY[npc];
  minds.arriveM[npc] = HOME_M / 2;
  goTo(s, npc, 0);
}

/** One thought on the way home: arrived it is whole again, and idle. */
export function thinkEvade(s: ZoneState, npc: number): void {
  const { world, minds } = s;
  const late = world.tick - minds.since[npc] > HOMEWARD_S * s.tickRate;
  if (!late && !inRange(minds.homeX[npc] - world.x[npc], minds.homeY[npc] - world.y[npc], HOME_M)) {
    goHome(s, npc);
    return;
  }
  if (late) {
    world.x[npc] = minds.homeX[npc];
    world.y[npc] = minds.homeY[npc];
    world.moveTick[npc] = world.tick;
  }
  stopWalking(s, npc);
  world.health[npc] = world.maxHealth[npc];
  s.setFlags(npc, 0, EntityFlag.EVADING);
  s.changed(npc, 0);
  minds.enter(npc, Mind.IDLE, world.tick);
  minds.timer[npc] = world.tick + PAUSE_MIN_S * s.tickRate;
}
