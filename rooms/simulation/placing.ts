import { EntityFlag, SelfField } from "#shared/protocol/codes.ts";
import { bitsAt, Cell, nearestFreeCell } from "#shared/rules/collision.ts";
import type { ZoneState } from "./zone-state.ts";

/** Puts a body somewhere, standing still. The place must be free. */
export function place(s: ZoneState, i: number, x: number, y: number): void {
  const world = s.world;
  world.x[i] = x;
  world.y[i] = y;
  world.vx[i] = 0;
  world.vy[i] = 0;
  if (world.impulse[i] !== 0) {
    world.impulse[i] = 0;
    s.changedForOwner(i, SelfField.IMPULSE);
  }
  if ((world.lift[i] | world.rise[i]) !== 0) {
    world.lift[i] = 0;
    world.rise[i] = 0;
    s.setFlags(i, 0, EntityFlag.AIRBORNE);
    s.changed(i, SelfField.HEIGHT);
  }
  world.moveTick[i] = world.tick;
  s.history.restart(i);
  updateSafe(s, i);
}

/** Puts a body into the middle of a random free cell near a point, or of the nearest free one. */
export function placeNear(s: ZoneState, i: number, x: number, y: number, spreadM: number): void {
  const { world, map } = s;
  const spread = Math.floor(spreadM) | 0;
  const cx = (Math.floor(x) | 0) + world.rng.int(-spread, spread);
  const cy = (Math.floor(y) | 0) + world.rng.int(-spread, spread);
  const cell = nearestFreeCell(map, cx, cy);
  if (cell < 0) place(s, i, x, y);
  else place(s, i, (cell % map.cols) + 0.5, Math.floor(cell / map.cols) + 0.5);
}

/** Sets the SAFE flag by the ground the body stands on. */
export function updateSafe(s: ZoneState, i: number): void {
  const safe = bitsAt(s.map, s.world.x[i], s.world.y[i]) & Cell.SAFE;
  if (safe === 0) s.setFlags(i, 0, EntityFlag.SAFE);
  else s.setFlags(i, EntityFlag.SAFE, 0);
}
