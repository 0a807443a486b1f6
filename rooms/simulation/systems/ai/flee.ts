import { indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { EntityKind } from "#shared/protocol/codes.ts";
import { inRange } from "#shared/rules/ability.ts";
import { Mind } from "../../components/npc-minds.ts";
import type { NpcRule } from "../../rules/fighter-rule.ts";
import type { ZoneState } from "../../zone-state.ts";
import { touchCombat } from "../combat/combat-state.ts";
import { interruptCast } from "../combat/cast-state.ts";
import { callFriends } from "./aggro.ts";
import { stepAway } from "./footwork.ts";
import { startEvade } from "./roam.ts";
import { say } from "./say.ts";
import { goTo } from "./travel.ts";

/** One leap of a flight away, m; where there is no room for it a shorter one. */
const LEAP_M = 9;
const SHORT_LEAP_M = 3;
/** How far friends are run to, m, and how near one comes to them. */
const FRIENDS_M = 40;
const REACHED_M = 3;

/** The fight goes badly: runs, for a while. @returns false when it has nowhere to run */
export function startFlee(s: ZoneState, npc: number, rule: NpcRule, enemy: number): boolean {
  const { world, minds } = s;
  const { fleesToFriends, fleeTicks, fleeSay } = rule.behaviour;
  const runs = (fleesToFriends && runToFriend(s, npc)) || runAway(s, npc, enemy);
  if (!runs) return false;
  interruptCast(s, npc);
  minds.enter(npc, Mind.FLEE, world.tick);
  minds.untilTick[npc] = world.tick + fleeTicks;
  say(s, npc, fleeSay);
  return true;
}

/** One thought on the run: on, or back into the fight, with the friends that were found. */
export function thinkFlee(s: ZoneState, npc: number, rule: NpcRule): void {
  const { world, minds } = s;
  if (!inRange(world.x[npc] - minds.homeX[npc], world.y[npc] - minds.homeY[npc], rule.leashM)) return startEvade(s, npc);
  const enemy = world.target[npc];
  if (!world.alive(enemy)) return startEvade(s, npc);
  touchCombat(s, npc);
  if (minds.walking[npc] === 1 && world.tick < minds.untilTick[npc]) return;
  const runsOn = world.tick < minds.untilTick[npc] && !rule.behaviour.fleesToFriends && runAway(s, npc, indexOf(enemy));
  if (runsOn) return;
  minds.enter(npc, Mind.FIGHT, world.tick);
  minds.timer[npc] = world.tick;
  if (rule.behaviour.fleesToFriends) callFriends(s, npc, enemy, rule.socialRadiusM);
}

function runAway(s: ZoneState, npc: number, enemy: number): boolean {
  return stepAway(s, npc, enemy, LEAP_M) || stepAway(s, npc, enemy, SHORT_LEAP_M);
}

/** Runs to the nearest idle friend of its kind or its group that is not already beside it. */
function runToFriend(s: ZoneState, npc: number): boolean {
  const { world, minds, found } = s;
  const near = s.grid.around(world, npc, FRIENDS_M, found);
  let friend = 0;
  let nearest = Number.POSITIVE_INFINITY;
  for (let k = 0; k < near; k++) {
    const i = found[k];
    if (world.kind[i] !== EntityKind.NPC || i === npc || minds.state[i] !== Mind.IDLE) continue;
    if (minds.group[i] !== minds.group[npc] && world.template[i] !== world.template[npc]) continue;
    const dx = world.x[i] - world.x[npc];
    const dy = world.y[i] - world.y[npc];
    const distance = dx * dx + dy * dy;
    if (distance >= nearest || distance < REACHED_M * REACHED_M) continue;
    nearest = distance;
    friend = i;
  }
  if (friend === 0 || world.id[friend] === NOBODY) return false;
  minds.goalX[npc] = world.x[friend];
  minds.goalY[npc] = world.y[friend];
  minds.arriveM[npc] = REACHED_M;
  goTo(s, npc, 0);
  return true;
}
