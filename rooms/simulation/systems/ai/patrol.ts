import { indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { u16ToAngle } from "#shared/primitives/angle.ts";
import { InputButton } from "#shared/protocol/codes.ts";
import { inRange } from "#shared/rules/ability.ts";
import { clearLane, toLineSteps } from "#shared/rules/collision.ts";
import { Mind } from "../../components/npc-minds.ts";
import { Nearness } from "../../components/wakefulness.ts";
import type { GroupRule } from "../../rules/behaviour-rule.ts";
import type { ZoneState } from "../../zone-state.ts";
import { goStraight, goTo, NPC_SOLID, stopWalking } from "./travel.ts";

/** This near to a place of the patrol it is reached, m. */
const REACHED_M = 1;
/** Who is this far from his place in the formation moves, and runs when it is so much more, m. */
const OUT_OF_STEP_M = 0.8;
const FALLEN_BACK_M = 5;

/**
 * One idle thought of somebody whose group walks a patrol: the leader from place to place, the others behind him.
 * @returns false when his group has none
 */
export function thinkPatrol(s: ZoneState, npc: number): boolean {
  const group = s.rules.groups[s.minds.group[npc]];
  if (!group || group.patrolX.length === 0 || s.minds.summoner[npc] !== NOBODY) return false;
  const leader = leaderOf(s, group);
  if (leader === npc) lead(s, npc, group);
  else if (leader !== 0) follow(s, npc, leader, group);
  return true;
}

/** The first of a group that lives, 0: nobody. */
export function leaderOf(s: ZoneState, group: GroupRule): number {
  for (let n = 0; n < group.slots.length; n++) {
    const id = s.spawns.entity[group.slots[n]];
    if (id !== NOBODY && s.minds.state[indexOf(id)] !== Mind.DEAD) return indexOf(id);
  }
  return 0;
}

function lead(s: ZoneState, npc: number, group: GroupRule): void {
  const { world, minds, patrols } = s;
  const g = minds.group[npc];
  if (minds.walking[npc] === 1 || world.tick < patrols.waitTick[g]) return;
  const place = patrols.next[g];
  minds.goalX[npc] = group.patrolX[place];
  minds.goalY[npc] = group.patrolY[place];
  minds.arriveM[npc] = REACHED_M / 2;
  if (!inRange(minds.goalX[npc] - world.x[npc], minds.goalY[npc] - world.y[npc], REACHED_M)) {
    walkTo(s, npc, InputButton.WALK);
    return;
  }
  patrols.waitTick[g] = world.tick + group.pauseTicks;
  advance(s, g, group);
}

function advance(s: ZoneState, g: number, group: GroupRule): void {
  const { patrols } = s;
  const last = group.patrolX.length - 1;
  if (!group.pingPong) {
    patrols.next[g] = patrols.next[g] === last ? 0 : patrols.next[g] + 1;
    return;
  }
  if (patrols.next[g] === last) patrols.back[g] = 1;
  else if (patrols.next[g] === 0) patrols.back[g] = 0;
  patrols.next[g] += patrols.back[g] === 1 ? -1 : 1;
}

/** Two abreast behind the leader, by the order of their slots. */
function follow(s: ZoneState, npc: number, leader: number, group: GroupRule): void {
  const { world, minds, map } = s;
  if (minds.state[leader] !== Mind.IDLE) return;
  let rank = 0;
  while (rank < group.slots.length && group.slots[rank] !== minds.spawn[npc]) rank++;
  const behind = -group.formationM * ((rank + 1) >> 1);
  const beside = (rank & 1 ? 0.5 : -0.5) * group.formationM;
  const angle = u16ToAngle(world.facing[leader]);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const x = world.x[leader] + behind * cos - beside * sin;
  const y = world.y[leader] + behind * sin + beside * cos;
  const away = !inRange(x - world.x[npc], y - world.y[npc], OUT_OF_STEP_M);
  if (!away) {
    if (minds.walking[leader] === 0 && minds.walking[npc] === 1) stopWalking(s, npc);
    return;
  }
  // where no body fits he walks in the leader's steps
  const free = clearLane(map, toLineSteps(world.x[leader]), toLineSteps(world.y[leader]), toLineSteps(x), toLineSteps(y), NPC_SOLID);
  minds.goalX[npc] = free ? x : world.x[leader];
  minds.goalY[npc] = free ? y : world.y[leader];
  minds.arriveM[npc] = free ? OUT_OF_STEP_M / 2 : group.formationM;
  walkTo(s, npc, inRange(x - world.x[npc], y - world.y[npc], FALLEN_BACK_M) ? InputButton.WALK : 0);
}

/** Far from all players nobody searches a way: who cannot walk straight waits until somebody is nearer. */
function walkTo(s: ZoneState, npc: number, gait: number): void {
  if (s.wake.of(s.world, npc) === Nearness.FAR) goStraight(s, npc, gait);
  else goTo(s, npc, gait);
}
