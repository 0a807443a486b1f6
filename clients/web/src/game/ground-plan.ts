import { compileGround, type Ground } from "#shared/content/map.ts";
import type { PublicZone } from "#shared/content/public.ts";

/** The ground of each zone that was visited: compiling it takes a moment. */
const plans = new WeakMap<PublicZone, Ground>();

export function groundPlan(zone: PublicZone): Ground {
  let plan = plans.get(zone);
  if (!plan) {
    plan = compileGround(zone);
    plans.set(zone, plan);
  }
  return plan;
}
