import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { headingOf } from "#shared/primitives/angle.ts";
import { EntityKind } from "#shared/protocol/codes.ts";
import { Cell, clearLane, ON_FOOT, toLineSteps } from "#shared/rules/collision.ts";
import { PATH_CORNERS } from "../../components/npc-minds.ts";
import type { ZoneState } from "../../zone-state.ts";

/** Where NPCs do not go: walls, fences, the rims of cliffs, and safe areas, at whose border they turn back. */
export const NPC_SOLID = ON_FOOT | Cell.SAFE;

/** A tick begins no further search once its searches have looked at this many cells: about half a millisecond. */
export const EXPANSIONS_PER_TICK = 3000;
/** A corner counts as passed this near, m. */
const CORNER_M = 0.3;
/** A plan is good as long as the goal has not moved further than this from where it was planned to, cells. */
const PLAN_DRIFT = 2;
/** … and one cell more for so many cells of way. */
const DRIFT_PART = 10;
/** Who shares a way: so many that want to the same place make one search outward from it worth while. */
const COMPANY = 3;
const FULL = 127;

/**
 * Sends an NPC to the place that was written to `minds.goalX`, `goalY`, until it is as near as `arriveM`: straight when nothing is
 * between, else along a planned way. Call it again whenever the goal moves.
 * @param gait InputButton bits
 */
export function goTo(s: ZoneState, i: number, gait: number): void {
  const { world, minds } = s;
  if (goStraight(s, i, gait)) return;
  minds.walking[i] = 1;
  minds.gait[i] = gait;
  minds.direct[i] = 0;
  if (minds.pathPending[i] === 1) return;
  const planned = minds.pathLength[i] > 0 && nearPlannedGoal(s, i);
  // a plan is walked to its end; where it ends short of the goal there is no way, as long as the goal stays
  if (planned && (minds.pathNext[i] < minds.pathLength[i] || minds.noWay[i] === 1)) return;
  if (s.paths.add(world.id[i])) minds.pathPending[i] = 1;
}

/** The same, but only when nothing is between. @returns whether it goes; if not, it does what it did */
export function goStraight(s: ZoneState, i: number, gait: number): boolean {
  const { world, minds, map } = s;
  const toX = toLineSteps(minds.goalX[i]);
  const toY = toLineSteps(minds.goalY[i]);
  if (!clearLane(map, toLineSteps(world.x[i]), toLineSteps(world.y[i]), toX, toY, NPC_SOLID)) return false;
  minds.walking[i] = 1;
  minds.gait[i] = gait;
  minds.direct[i] = 1;
  minds.pathLength[i] = 0;
  minds.pathNext[i] = 0;
  minds.noWay[i] = 0;
  return true;
}

export function stopWalking(s: ZoneState, i: number): void {
  s.minds.walking[i] = 0;
  s.minds.forgetPath(i);
  s.intents.set(i, 0, 0, 0);
}

/** Plans ways for those who wait, until this tick's budget is spent; the others wait for the next tick. */
export function planPaths(s: ZoneState): void {
  const { minds, paths, aiLoad, turns } = s;
  const budget = EXPANSIONS_PER_TICK >> turns.saving;
  const before = aiLoad.cells;
  while (aiLoad.cells - before < budget && paths.length > 0) {
    const id = paths.next();
    const i = indexOf(id);
    if (!waits(s, id)) continue;
    minds.pathPending[i] = 0;
    planPath(s, i);
    aiLoad.paths++;
  }
  aiLoad.pathsWaiting = paths.length;
}

/** Is he alive, and does he still want a way? */
function waits(s: ZoneState, id: EntityId): boolean {
  const i = indexOf(id);
  return id !== NOBODY && s.world.alive(id) && s.world.kind[i] === EntityKind.NPC && s.minds.pathPending[i] === 1;
}

/** A way known already when one leads there, else one that many can share when many want it, else one of his own. */
function planPath(s: ZoneState, i: number): void {
  const { world, minds, pathfinder, fields, aiLoad } = s;
  const fromX = toLineSteps(world.x[i]);
  const fromY = toLineSteps(world.y[i]);
  const from = cellAt(s, world.x, world.y, i);
  const goal = cellAt(s, minds.goalX, minds.goalY, i);
  let field = fields.find(from, goal, driftAllowed(s, i), world.tick);
  if (field >= 0) aiLoad.sharedPaths++;
  else if (fields.covers(goal, from)) {
    const company = gatherCompany(s, from, goal);
    if (company >= COMPANY) {
      field = fields.build(goal, s.wantedCells, company, NPC_SOLID, world.tick);
      aiLoad.cells += fields.expansions;
      if (fields.stepFrom(field, from) < 0) field = -1;
    }
  }
  if (field >= 0) pathfinder.follow(fields, field, fromX, fromY, NPC_SOLID);
  else pathfinder.find(fromX, fromY, goal, NPC_SOLID);
  aiLoad.cells += pathfinder.expansions;
  for (let k = 0; k < pathfinder.cornerCount; k++) minds.pathCell[i * PATH_CORNERS + k] = pathfinder.corners[k];
  minds.pathLength[i] = pathfinder.cornerCount;
  minds.pathNext[i] = 0;
  minds.pathGoal[i] = field >= 0 ? fields.goalOf(field) : goal;
  minds.noWay[i] = pathfinder.reached ? 0 : 1;
}

/** Writes the cells of this one and of those next in the queue who want to the same place to `wantedCells`. @returns how many */
function gatherCompany(s: ZoneState, from: number, goal: number): number {
  const { world, minds, paths, wantedCells } = s;
  const cols = s.map.cols;
  wantedCells[0] = from;
  let count = 1;
  const looked = Math.min(paths.length, wantedCells.length - 1);
  for (let n = 0; n < looked; n++) {
    const id = paths.peek(n);
    if (!waits(s, id)) continue;
    const other = indexOf(id);
    const theirs = cellAt(s, minds.goalX, minds.goalY, other);
    const dx = (theirs % cols) - (goal % cols);
    const dy = Math.floor(theirs / cols) - Math.floor(goal / cols);
    if (Math.abs(dx) <= PLAN_DRIFT && Math.abs(dy) <= PLAN_DRIFT) wantedCells[count++] = cellAt(s, world.x, world.y, other);
  }
  return count;
}

function cellAt(s: ZoneState, x: Float32Array, y: Float32Array, i: number): number {
  return (Math.floor(y[i]) * s.map.cols + Math.floor(x[i])) | 0;
}

/** How far, in cells, a way may end beside the goal: the farther the goal, the less it matters. */
function driftAllowed(s: ZoneState, i: number): number {
  const { world, minds } = s;
  const dx = Math.abs(minds.goalX[i] - world.x[i]);
  const dy = Math.abs(minds.goalY[i] - world.y[i]);
  return (PLAN_DRIFT + (dx > dy ? dx : dy) / DRIFT_PART) | 0;
}

/** Turns an NPC that is on its way towards its next corner or its goal: writes its intent for the next tick's movement. */
export function steer(s: ZoneState, i: number): void {
  const { world, minds, map, intents } = s;
  if (minds.walking[i] === 0) return;
  let toX = minds.goalX[i];
  let toY = minds.goalY[i];
  let near = minds.arriveM[i];
  if (minds.direct[i] === 0) {
    if (minds.pathNext[i] >= minds.pathLength[i]) {
      intents.set(i, 0, 0, 0); // waits for a plan, or has walked as near as one gets
      return;
    }
    const corner = minds.pathCell[i * PATH_CORNERS + minds.pathNext[i]];
    toX = (corner % map.cols) + 0.5;
    toY = Math.floor(corner / map.cols) + 0.5;
    near = CORNER_M;
  }
  const dx = toX - world.x[i];
  const dy = toY - world.y[i];
  const distance = Math.sqrt(dx * dx + dy * dy);
  if (distance <= near) {
    if (minds.direct[i] === 1) stopWalking(s, i);
    else minds.pathNext[i]++;
    return;
  }
  // the last stride is as short as it needs to be
  const stride = world.speedMmps[i] / 1000 / s.tickRate;
  const deflection = distance < stride ? (FULL * distance) / stride : FULL;
  const moveX = Math.round((dx / distance) * deflection) | 0;
  const moveY = Math.round((dy / distance) * deflection) | 0;
  if (moveX !== intents.moveX[i * 2] || moveY !== intents.moveY[i * 2]) intents.facing[i] = headingOf(moveX, moveY);
  intents.set(i, moveX, moveY, minds.gait[i]);
}

function nearPlannedGoal(s: ZoneState, i: number): boolean {
  const drift = driftAllowed(s, i);
  const goal = s.minds.pathGoal[i];
  const dx = Math.floor(s.minds.goalX[i]) - (goal % s.map.cols);
  const dy = Math.floor(s.minds.goalY[i]) - Math.floor(goal / s.map.cols);
  return Math.abs(dx) <= drift && Math.abs(dy) <= drift;
}
