import { headingOf } from "#shared/primitives/angle.ts";
import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { toLineSteps } from "#shared/rules/collision.ts";
import type { ZoneState } from "../../zone-state.ts";
import { goStraight, stopWalking } from "./travel.ts";

/** Nearer than this nobody stands to another, m. */
export const ELBOW_M = 1;
/** A step aside ends this near to where it leads, m. */
const ARRIVE_M = 0.1;
/** Directions tried to get away, as turns from straight away: ahead, a little to the sides, sideways. */
const AWAY_COS = [1, Math.SQRT1_2, Math.SQRT1_2, 0, 0];
const AWAY_SIN = [0, Math.SQRT1_2, -Math.SQRT1_2, 1, -1];

/** Looks at an enemy, at once. */
export function face(s: ZoneState, npc: number, enemy: number): void {
  const world = s.world;
  const heading = headingOf(toLineSteps(world.x[enemy] - world.x[npc]), toLineSteps(world.y[enemy] - world.y[npc]));
  s.intents.facing[npc] = heading;
  if (world.facing[npc] === heading) return;
  world.facing[npc] = heading;
  world.moveTick[npc] = world.tick;
}

/**
 * Near enough: stand and look at the enemy, or make room when another stands on the same spot: those around an enemy spread along a
 * ring, each away from his neighbours.
 */
export function standOrStepAside(s: ZoneState, npc: number, enemy: number): void {
  const { world, found, minds } = s;
  face(s, npc, enemy);
  const dx = world.x[enemy] - world.x[npc];
  const dy = world.y[enemy] - world.y[npc];
  const near = s.grid.around(world, npc, ELBOW_M, found);
  let crowd = 0;
  let side = 0;
  for (let k = 0; k < near; k++) {
    const other = found[k];
    if (world.kind[other] !== EntityKind.NPC || other === npc || world.flags[other] & EntityFlag.DEAD) continue;
    // to the left of the line to the enemy or to the right
    side += dx * (world.y[other] - world.y[npc]) - dy * (world.x[other] - world.x[npc]) > 0 ? 1 : -1;
    // the one with the higher index gives way, so that two never dance around each other
    if (other < npc) crowd++;
  }
  if (crowd > 0) {
    const away = side === 0 ? (npc & 1 ? 1 : -1) : side;
    const step = (away > 0 ? ELBOW_M : -ELBOW_M) / (Math.sqrt(dx * dx + dy * dy) || 1);
    minds.goalX[npc] = world.x[npc] + dy * step;
    minds.goalY[npc] = world.y[npc] - dx * step;
    minds.arriveM[npc] = ARRIVE_M;
    if (goStraight(s, npc, 0)) return;
  }
  stopWalking(s, npc);
}

/**
 * Sends an NPC away from somebody, if there is a clear lane in about that direction.
 * @returns false when there is none
 */
export function stepAway(s: ZoneState, npc: number, from: number, metres: number): boolean {
  const { world, minds } = s;
  const dx = world.x[npc] - world.x[from];
  const dy = world.y[npc] - world.y[from];
  const length = Math.sqrt(dx * dx + dy * dy);
  const awayX = length > 0 ? dx / length : 1;
  const awayY = length > 0 ? dy / length : 0;
  minds.arriveM[npc] = ARRIVE_M;
  for (let n = 0; n < AWAY_COS.length; n++) {
    minds.goalX[npc] = world.x[npc] + (awayX * AWAY_COS[n] - awayY * AWAY_SIN[n]) * metres;
    minds.goalY[npc] = world.y[npc] + (awayX * AWAY_SIN[n] + awayY * AWAY_COS[n]) * metres;
    if (goStraight(s, npc, 0)) return true;
  }
  return false;
}
