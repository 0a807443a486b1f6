import { indexOf } from "#shared/primitives/entity-id.ts";
import { EntityFlag, type ErrorCode, ObjectState } from "#shared/protocol/codes.ts";
import { inRange } from "#shared/rules/ability.ts";
import type { ZoneState } from "../../zone-state.ts";
import { sees } from "../sight.ts";

/** Why a player cannot use an object of the zone now, or null. @param n its place in the zone's list */
export function objectRefusal(s: ZoneState, i: number, n: number): ErrorCode | null {
  const { world, objects } = s;
  const rule = s.rules.objects[n];
  if (world.flags[i] & EntityFlag.CASTING) return "casting";
  if (!inRange(rule.x - world.x[i], rule.y - world.y[i], rule.rangeM)) return "out_of_range";
  // a closed door hides its own middle
  if (rule.box === null && !sees(s, i, indexOf(objects.entity[n]))) return "no_line_of_sight";
  if (world.level[i] < rule.minLevel) return "level_too_low";
  if (rule.locked && !rule.asks && objects.state[n] === ObjectState.READY) return "locked";
  if (rule.box === null && objects.state[n] !== ObjectState.READY) return "not_ready";
  if (rule.kind === "portal" && world.flags[i] & EntityFlag.IN_COMBAT) return "in_combat";
  return null;
}
