import { EntityFlag } from "#shared/protocol/codes.ts";
import { bitsAt, Cell, nearestFreeCell } from "#shared/rules/collision.ts";
import type { ZoneState } from "./zone-state.ts";

/** Puts a body somewhere, standing still. The place must be free. */
export function place(s: ZoneState, i: number, x: number, y: number): void {
  const world = s.world;
  world.x[i] = x;
  world.y[i] = y;
  world.vx[i] = 0;
  world.vy[i] = 0;
  world.moveTick[i] = world.tick;
  updateSafe(s, i);
}

/** Puts a body at a random free place near a point, or on the nearest free ground. */
export function placeNear(s: ZoneState, i: number, x: number, y: number, spreadM: number): void {
  const { world, map } = s;
  const cell = nearestFreeCell(map, x + world.rng.range(-spreadM, spreadM), y + world.rng.range(-spreadM, spreadM));
  if (cell < 0) place(s, i, x, y);
  else place(s, i, (cell % map.cols) + 0.5, Math.floor(cell / map.cols) + 0.5);
}

/** Sets the SAFE flag by the ground the body stands on. */
export function updateSafe(s: ZoneState, i: number): void {
  const safe = bitsAt(s.map, s.world.x[i], s.world.y[i]) & Cell.SAFE;
  if (safe === 0) s.setFlags(i, 0, EntityFlag.SAFE);
  else s.setFlags(i, EntityFlag.SAFE, 0);
}
