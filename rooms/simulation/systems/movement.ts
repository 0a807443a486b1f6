import { EntityFlag, EntityKind, InputButton, SelfField } from "#shared/protocol/codes.ts";
import { bitsAt, Cell } from "#shared/rules/collision.ts";
import { stepMovement } from "#shared/rules/movement.ts";
import { MAX_INTENTS } from "../components/intents.ts";
import { updateSafe } from "../placing.ts";
import type { ZoneState } from "../zone-state.ts";
import { NPC_SOLID } from "./ai/travel.ts";
import { interruptCast } from "./combat/cast-state.ts";
import { inTheAir } from "./falling.ts";
import { dismount } from "./mounts.ts";
import { flyProjectiles } from "./combat/projectiles.ts";

const CANNOT_TURN = EntityFlag.DEAD | EntityFlag.STUNNED;

/** Phase 2: everybody walks as he intends, projectiles fly. */
export function runMovement(s: ZoneState): void {
  const { kind, end } = s.world;
  for (let i = 1; i < end; i++) {
    if (kind[i] === EntityKind.PLAYER) walk(s, i, Cell.SOLID);
    else if (kind[i] === EntityKind.NPC) walk(s, i, NPC_SOLID);
  }
  flyProjectiles(s);
  s.history.record();
}

function walk(s: ZoneState, i: number, solid: number): void {
  const { world, intents, map, tickRate } = s;
  const count = intents.count[i];
  if (count === 0) return;
  let moved = false;
  let wants = false;
  const inAir = (world.lift[i] | world.rise[i]) !== 0;
  if (world.impulse[i] !== 0) s.changedForOwner(i, SelfField.IMPULSE);
  for (let at = i * MAX_INTENTS; at < i * MAX_INTENTS + count; at++) {
    const moveX = intents.moveX[at];
    const moveY = intents.moveY[at];
    if (moveX !== 0 || moveY !== 0) wants = true;
    else if (intents.buttons[at] & InputButton.JUMP) wants = true;
    else if (!inAir && world.vx[i] === 0 && world.vy[i] === 0 && world.impulse[i] === 0) continue;
    stepMovement(world, i, moveX, moveY, intents.buttons[at], world.speedMmps[i], tickRate, map, solid);
    moved = true;
  }
  const flags = world.flags[i];
  if (intents.facing[i] !== world.facing[i] && (flags & CANNOT_TURN) === 0) {
    world.facing[i] = intents.facing[i];
    world.moveTick[i] = world.tick;
  }
  if (!moved) return;
  world.moveTick[i] = world.tick;
  if (inAir || (world.lift[i] | world.rise[i] | world.impact[i]) !== 0) inTheAir(s, i);
  if (wants && flags & EntityFlag.CASTING && world.speedMmps[i] > 0) {
    const ability = s.rules.abilities[world.castAbility[i]];
    if (!ability?.castWhileMoving) interruptCast(s, i);
  }
  if (solid !== Cell.SOLID) return;
  updateSafe(s, i);
  if (world.flags[i] & EntityFlag.MOUNTED && bitsAt(map, world.x[i], world.y[i]) & Cell.INDOORS) dismount(s, i);
}
