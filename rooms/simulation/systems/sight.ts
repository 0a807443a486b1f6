import { EntityFlag } from "#shared/protocol/codes.ts";
import { clearSight, toLineSteps } from "#shared/rules/collision.ts";
import { seesStealthed } from "#shared/rules/stealth.ts";
import type { ZoneState } from "../zone-state.ts";

// These name entities instead of places: metres handed from function to function would be boxed.

/** Can two entities see each other? */
export function sees(s: ZoneState, i: number, other: number): boolean {
  const { x, y } = s.world;
  return clearSight(s.map, toLineSteps(x[i]), toLineSteps(y[i]), toLineSteps(x[other]), toLineSteps(y[other]));
}

/** Does somebody notice a possible enemy? Whoever hides is noticed from near only. */
export function notices(s: ZoneState, i: number, other: number): boolean {
  const { x, y, flags } = s.world;
  if ((flags[other] & EntityFlag.STEALTHED) === 0) return true;
  const dx = x[other] - x[i];
  const dy = y[other] - y[i];
  return seesStealthed(false, dx * dx + dy * dy, false);
}

/** Can an entity see the point it aims its ability at? */
export function seesAim(s: ZoneState, i: number): boolean {
  const { x, y, castAimX, castAimY } = s.world;
  return clearSight(s.map, toLineSteps(x[i]), toLineSteps(y[i]), toLineSteps(castAimX[i]), toLineSteps(castAimY[i]));
}

/** Is an entity in sight of the middle of the present strike's area? */
export function seenFromCentre(s: ZoneState, i: number): boolean {
  const centre = s.strike.centre;
  const { x, y } = s.world;
  return clearSight(s.map, toLineSteps(centre[0]), toLineSteps(centre[1]), toLineSteps(x[i]), toLineSteps(y[i]));
}
