import { InputButton } from "#shared/protocol/codes.ts";
import { VELOCITY_STEPS_PER_MPS } from "#shared/protocol/quantize.ts";
import { Cell, type CollisionMap, cellBits, GROUND_SHIFT, groundHeight } from "./collision.ts";
import { stride } from "./stride.ts";
import { fall, JUMP_RISE, STEP_HEIGHT } from "./vertical.ts";

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
  /** Height of the feet above the ground, 1/256 m; 0: it stands. */
  readonly lift: Int16Array;
  /** Upward speed in the air, 1/256 m/s. */
  readonly rise: Int16Array;
  /** Speed of the hardest landing since somebody set it to 0, 1/256 m/s. */
  readonly impact: Uint16Array;
}

/** From standing to 6 m/s in 0.12 s, and back. */
export const ACCELERATION_MPS2 = 50;
/** Part of the top speed with the WALK button. */
export const WALK_FACTOR = 0.5;
/** Full deflection of an input axis. */
const FULL = 127;
/** What each 1/8 m of rise on the next metre takes from the speed, thousandths: on the steepest slope 52 % are left. */
const UPHILL_LOSS = 120;

/** Bodies of their own, for a client: the world's arrays are bodies already. */
export function createMoveBodies(count: number): MoveBody {
  return {
    x: new Float32Array(count),
    y: new Float32Array(count),
    vx: new Int16Array(count),
    vy: new Int16Array(count),
    impulse: new Uint8Array(count),
    lift: new Int16Array(count),
    rise: new Int16Array(count),
    impact: new Uint16Array(count),
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
 * Sets a body in forced motion along the ground: `strides` strides along (dx, dy) that together are `distance` long, or end earlier at what is solid.
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
 * One tick of walking and falling for body `i`, in place. A body in forced motion makes the next stride of it instead.
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
    stridesOfImpulse(body, i, tickRate, map, solid);
  } else if (speedMmps === 0) {
    body.vx[i] = 0;
    body.vy[i] = 0;
  } else {
    if (buttons & InputButton.JUMP && body.lift[i] === 0 && body.rise[i] === 0) body.rise[i] = JUMP_RISE;
    const wanted = buttons & InputButton.WALK ? speedMmps * WALK_FACTOR : speedMmps;
    accelerate(body, i, moveX, moveY, onGround(body, i, moveX, moveY, wanted, map), tickRate);
    if (body.vx[i] !== 0 || body.vy[i] !== 0) stride(body, i, tickRate, map, solid);
  }
  if ((body.lift[i] | body.rise[i]) !== 0) fall(body, i, tickRate);
}

function stridesOfImpulse(body: MoveBody, i: number, tickRate: number, map: CollisionMap, solid: number): void {
  body.impulse[i]--;
  stride(body, i, tickRate, map, solid);
  if (body.vx[i] === 0 && body.vy[i] === 0) body.impulse[i] = 0; // against a wall: nothing is left of it
  if (body.impulse[i] > 0) return;
  body.vx[i] = 0;
  body.vy[i] = 0;
}

/** What is left of a speed on the ground under a body, and uphill. The same in the air: jumping gains nothing. */
function onGround(body: MoveBody, i: number, moveX: number, moveY: number, speedMmps: number, map: CollisionMap): number {
  const { groundSpeeds, heights } = map;
  const cx = Math.floor(body.x[i]);
  const cy = Math.floor(body.y[i]);
  let speed = speedMmps;
  const kind = (cellBits(map, cx, cy) & Cell.GROUND) >> GROUND_SHIFT;
  if (kind !== 0 && groundSpeeds) speed = Math.trunc((speed * groundSpeeds[kind]) / 1000);
  const length = heights ? Math.sqrt(moveX * moveX + moveY * moveY) : 0;
  if (length === 0) return speed;
  const climb =
    groundHeight(map, Math.floor(body.x[i] + moveX / length), Math.floor(body.y[i] + moveY / length)) - groundHeight(map, cx, cy);
  return climb > 0 && climb <= STEP_HEIGHT ? Math.trunc((speed * (1000 - UPHILL_LOSS * climb)) / 1000) : speed;
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
