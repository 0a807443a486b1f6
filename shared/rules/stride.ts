import { VELOCITY_STEPS_PER_MPS } from "#shared/protocol/quantize.ts";
import { BODY_RADIUS_M, type CollisionMap, cellBits, groundHeight } from "./collision.ts";
import type { MoveBody } from "./movement.ts";
import { LIFT_STEPS_PER_HEIGHT, STEP_HEIGHT } from "./vertical.ts";

/** Longest way without a look at the walls, m: below the body's radius, so that no centre enters a solid cell. */
const MAX_STRIDE_M = 3 / 8;

/** Highest step up, 1/256 m. */
const STEP = STEP_HEIGHT * LIFT_STEPS_PER_HEIGHT;

/** Is a cell in the way of feet at this altitude (1/256 m): solid, or higher than a step? */
function blocks(map: CollisionMap, cx: number, cy: number, solid: number, altitude: number): boolean {
  if (cellBits(map, cx, cy) & solid) return true;
  return !!map.heights && groundHeight(map, cx, cy) * LIFT_STEPS_PER_HEIGHT - altitude > STEP;
}

/**
 * Moves a body by its velocity for a tick, sliding along what is in its way. It follows the ground up and down steps; where the ground
 * falls away further than a step it is in the air.
 */
export function stride(body: MoveBody, i: number, tickRate: number, map: CollisionMap, solid: number): void {
  let vx = body.vx[i];
  let vy = body.vy[i];
  const perStep = 1 / (VELOCITY_STEPS_PER_MPS * tickRate);
  const longest = Math.max(Math.abs(vx), Math.abs(vy)) * perStep;
  const strides = longest <= MAX_STRIDE_M ? 1 : Math.ceil(longest / MAX_STRIDE_M);
  const perStride = perStep / strides;
  const fromX = body.x[i];
  const fromY = body.y[i];
  const hilly = !!map.heights;
  let grounded = (body.lift[i] | body.rise[i]) === 0;
  let altitude = hilly ? groundHeight(map, Math.floor(fromX), Math.floor(fromY)) * LIFT_STEPS_PER_HEIGHT + body.lift[i] : 0;
  let px = fromX;
  let py = fromY;
  for (let n = 0; n < strides; n++) {
    px += vx * perStride;
    py += vy * perStride;
    const cx = Math.floor(px);
    const cy = Math.floor(py);
    if (hilly) {
      const ground = groundHeight(map, cx, cy) * LIFT_STEPS_PER_HEIGHT;
      if (ground > altitude || (grounded && altitude - ground <= STEP)) altitude = ground;
      else if (ground < altitude) grounded = false;
    }
    const sideX = px - cx < BODY_RADIUS_M ? -1 : cx + 1 - px < BODY_RADIUS_M ? 1 : 0;
    const sideY = py - cy < BODY_RADIUS_M ? -1 : cy + 1 - py < BODY_RADIUS_M ? 1 : 0;
    if (sideX !== 0 && blocks(map, cx + sideX, cy, solid, altitude)) {
      px = sideX < 0 ? cx + BODY_RADIUS_M : cx + 1 - BODY_RADIUS_M;
      if (vx * sideX > 0) vx = 0;
    }
    if (sideY !== 0 && blocks(map, cx, cy + sideY, solid, altitude)) {
      py = sideY < 0 ? cy + BODY_RADIUS_M : cy + 1 - BODY_RADIUS_M;
      if (vy * sideY > 0) vy = 0;
    }
    if (sideX !== 0 && sideY !== 0 && blocks(map, cx + sideX, cy + sideY, solid, altitude)) {
      // the corner of a diagonal cell: push straight away from it and keep what goes past it
      const cornerX = sideX < 0 ? cx : cx + 1;
      const cornerY = sideY < 0 ? cy : cy + 1;
      const awayX = px - cornerX;
      const awayY = py - cornerY;
      const distance = Math.sqrt(awayX * awayX + awayY * awayY);
      if (distance < BODY_RADIUS_M && distance > 0) {
        const normalX = awayX / distance;
        const normalY = awayY / distance;
        px = cornerX + normalX * BODY_RADIUS_M;
        py = cornerY + normalY * BODY_RADIUS_M;
        const into = vx * normalX + vy * normalY;
        if (into < 0) {
          vx = Math.trunc(vx - into * normalX);
          vy = Math.trunc(vy - into * normalY);
        }
      }
    }
  }
  const endX = Math.floor(Math.fround(px));
  const endY = Math.floor(Math.fround(py));
  if (blocks(map, endX, endY, solid, altitude)) {
    // only who was put inside something solid gets here: he does not walk through it
    px = fromX;
    py = fromY;
    vx = 0;
    vy = 0;
  } else if (hilly) {
    const lift = altitude - groundHeight(map, endX, endY) * LIFT_STEPS_PER_HEIGHT;
    body.lift[i] = lift > 0 ? lift : 0;
  }
  body.x[i] = px;
  body.y[i] = py;
  body.vx[i] = vx;
  body.vy[i] = vy;
}
