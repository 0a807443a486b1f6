import { InputButton } from "#shared/protocol/codes.ts";
import { VELOCITY_STEPS_PER_MPS } from "#shared/protocol/quantize.ts";
import { BODY_RADIUS_M, Cell, type CollisionMap, cellBits } from "./collision.ts";

/**
 * How a body walks. Server and predicting clients run this very function, once per input, and get the same bits:
 * positions round to float32 and velocities to whole 1/256 m/s as they are stored, and only + − × ÷ and the square root
 * are used, which IEEE 754 defines exactly.
 */
export interface MoveBody {
  /** Metres. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** 1/256 m/s. */
  readonly vx: Int16Array;
  readonly vy: Int16Array;
  /** Strides of forced motion left (a dash, a knock-back): as long as there are any, the velocity stays what it is, whatever is wanted. */
  readonly impulse: Uint8Array;
}

/** From standing to 6 m/s in 0.12 s, and back. */
export const ACCELERATION_MPS2 = 50;
/** Part of the top speed with the WALK button. */
export const WALK_FACTOR = 0.5;
/** Full deflection of an input axis. */
const FULL = 127;
/** Longest way without a look at the walls, m: below the body's radius, so that no centre enters a solid cell. */
const MAX_STRIDE_M = 3 / 8;

/** Bodies of their own, for a client: the world's arrays are bodies already. */
export function createMoveBodies(count: number): MoveBody {
  return {
    x: new Float32Array(count),
    y: new Float32Array(count),
    vx: new Int16Array(count),
    vy: new Int16Array(count),
    impulse: new Uint8Array(count),
  };
}

/** Longest impulse, strides. */
export const MAX_IMPULSE_STRIDES = 255;
/** Longest impulse content may ask for, s: its strides must fit a byte at the highest tick rate. */
export const MAX_IMPULSE_S = 4;
/** Fastest impulse, m/s: its velocity must fit 16 bits. */
export const MAX_IMPULSE_MPS = 100;

/**
 * Strides an impulse takes, rounded up: it is never faster than its speed, unless it would last longer than MAX_IMPULSE_S.
 * @param distance whole 1/256 m
 * @param speed 1/256 m/s, more than 0
 */
export function impulseStrides(distance: number, speed: number, tickRate: number): number {
  return Math.min(MAX_IMPULSE_STRIDES, Math.ceil((distance * tickRate) / speed)) | 0;
}

/**
 * Sets a body in forced motion: `strides` strides along (dx, dy) that together are `distance` long, or end earlier at what is solid.
 * A newer impulse takes the place of the one before.
 * @param dx,dy direction, any length but 0; whole numbers
 * @param distance 1/256 m
 * @param strides 1 … MAX_IMPULSE_STRIDES
 */
export function setImpulse(body: MoveBody, i: number, dx: number, dy: number, distance: number, strides: number, tickRate: number): void {
  const perLength = (distance * tickRate) / strides / Math.sqrt(dx * dx + dy * dy);
  body.vx[i] = Math.trunc(dx * perLength);
  body.vy[i] = Math.trunc(dy * perLength);
  body.impulse[i] = strides;
}

/**
 * One tick of walking for body `i`, in place. A body in forced motion makes the next stride of it instead.
 * @param moveX wanted direction, −127 … 127 per axis; longer than 127 is no faster; 0, 0 brakes
 * @param speedMmps top speed, mm/s; 0 (dead, stunned, rooted) stops at once, but not forced motion
 * @param tickRate ticks per second
 * @param solid bits of the cells this body cannot enter: players SOLID, NPCs SAFE as well
 */
export function stepMovement(
  body: MoveBody,
  i: number,
  moveX: number,
  moveY: number,
  buttons: number,
  speedMmps: number,
  tickRate: number,
  map: CollisionMap,
  solid: number = Cell.SOLID,
): void {
  if (body.impulse[i] > 0) {
    body.impulse[i]--;
    walk(body, i, tickRate, map, solid);
    if (body.vx[i] === 0 && body.vy[i] === 0) body.impulse[i] = 0; // against a wall: nothing is left of it
    if (body.impulse[i] > 0) return;
    body.vx[i] = 0;
    body.vy[i] = 0;
    return;
  }
  if (speedMmps === 0) {
    body.vx[i] = 0;
    body.vy[i] = 0;
    return;
  }
  accelerate(body, i, moveX, moveY, buttons & InputButton.WALK ? speedMmps * WALK_FACTOR : speedMmps, tickRate);
  if (body.vx[i] !== 0 || body.vy[i] !== 0) walk(body, i, tickRate, map, solid);
}

/** Brings the velocity towards the wanted one, by at most what the acceleration allows in a tick. */
function accelerate(body: MoveBody, i: number, moveX: number, moveY: number, speedMmps: number, tickRate: number): void {
  const deflection = Math.sqrt(moveX * moveX + moveY * moveY);
  const perUnit = (speedMmps * VELOCITY_STEPS_PER_MPS) / 1000 / (deflection > FULL ? deflection : FULL);
  // rounded towards zero: never above the top speed
  const wantedX = Math.trunc(moveX * perUnit);
  const wantedY = Math.trunc(moveY * perUnit);
  const dx = wantedX - body.vx[i];
  const dy = wantedY - body.vy[i];
  const change = Math.sqrt(dx * dx + dy * dy);
  const allowed = (ACCELERATION_MPS2 * VELOCITY_STEPS_PER_MPS) / tickRate;
  if (change <= allowed) {
    body.vx[i] = wantedX;
    body.vy[i] = wantedY;
  } else {
    body.vx[i] += Math.trunc((dx * allowed) / change);
    body.vy[i] += Math.trunc((dy * allowed) / change);
  }
}

/** Moves by the velocity in strides, sliding along what is solid. */
function walk(body: MoveBody, i: number, tickRate: number, map: CollisionMap, solid: number): void {
  let vx = body.vx[i];
  let vy = body.vy[i];
  const perStep = 1 / (VELOCITY_STEPS_PER_MPS * tickRate);
  const longest = Math.max(Math.abs(vx), Math.abs(vy)) * perStep;
  const strides = longest <= MAX_STRIDE_M ? 1 : Math.ceil(longest / MAX_STRIDE_M);
  const perStride = perStep / strides;
  const fromX = body.x[i];
  const fromY = body.y[i];
  let px = fromX;
  let py = fromY;
  for (let stride = 0; stride < strides; stride++) {
    px += vx * perStride;
    py += vy * perStride;
    const cx = Math.floor(px);
    const cy = Math.floor(py);
    const sideX = px - cx < BODY_RADIUS_M ? -1 : cx + 1 - px < BODY_RADIUS_M ? 1 : 0;
    const sideY = py - cy < BODY_RADIUS_M ? -1 : cy + 1 - py < BODY_RADIUS_M ? 1 : 0;
    if (sideX !== 0 && cellBits(map, cx + sideX, cy) & solid) {
      px = sideX < 0 ? cx + BODY_RADIUS_M : cx + 1 - BODY_RADIUS_M;
      if (vx * sideX > 0) vx = 0;
    }
    if (sideY !== 0 && cellBits(map, cx, cy + sideY) & solid) {
      py = sideY < 0 ? cy + BODY_RADIUS_M : cy + 1 - BODY_RADIUS_M;
      if (vy * sideY > 0) vy = 0;
    }
    if (sideX !== 0 && sideY !== 0 && cellBits(map, cx + sideX, cy + sideY) & solid) {
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
  if (cellBits(map, Math.floor(Math.fround(px)), Math.floor(Math.fround(py))) & solid) {
    // only who was put inside something solid gets here: he does not walk through it
    px = fromX;
    py = fromY;
    vx = 0;
    vy = 0;
  }
  body.x[i] = px;
  body.y[i] = py;
  body.vx[i] = vx;
  body.vy[i] = vy;
}
