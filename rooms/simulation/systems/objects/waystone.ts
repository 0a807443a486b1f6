import { EntityFlag, type ErrorCode } from "#shared/protocol/codes.ts";
import { inRange } from "#shared/rules/ability.ts";
import { placeNear } from "../../placing.ts";
import type { ZoneState } from "../../zone-state.ts";
import { tellTeleport } from "../impulse.ts";
import { objectRefusal } from "./refusal.ts";

/** Place in the zone's list of a way stone that a player stands at; -1: he stands at none. Of several it is the first. */
export function waystoneAt(s: ZoneState, i: number): number {
  const { world, rules } = s;
  for (let n = 0; n < rules.objects.length; n++) {
    const rule = rules.objects[n];
    if (rule.waystone !== 0 && inRange(rule.x - world.x[i], rule.y - world.y[i], rule.rangeM)) return n;
  }
  return -1;
}

/**
 * Why a player cannot travel from one way stone to another now, or null.
 * @param from its place in the zone's list, -1: none @param to code of the other, as the player says
 */
export function travelRefusal(s: ZoneState, i: number, from: number, to: number): ErrorCode | null {
  const { flags } = s.world;
  if (flags[i] & EntityFlag.DEAD) return "dead";
  if (flags[i] & EntityFlag.STUNNED) return "incapacitated";
  if (from < 0) return "out_of_range";
  const refusal = objectRefusal(s, i, from);
  if (refusal) return refusal;
  if (flags[i] & EntityFlag.IN_COMBAT) return "in_combat";
  const stone = s.rules.waystones[to];
  if (!stone || stone.object === from) return "bad_target";
  return s.objects.knowsWaystone(i, to) ? null : "waystone_unknown";
}

/** Brings a player to a way stone: at once in this zone, else the house is asked. */
export function travelTo(s: ZoneState, i: number, to: number): void {
  const stone = s.rules.waystones[to];
  if (stone) goTo(s, i, stone.object >= 0 ? null : stone.zoneId, stone.x, stone.y);
}

/** To a place of this zone (`zoneId` null) at once; to one of another zone the house brings him. */
export function goTo(s: ZoneState, i: number, zoneId: string | null, x: number, y: number): void {
  if (zoneId !== null) {
    s.events.depart(s.world.id[i], false, zoneId, x, y);
    return;
  }
  placeNear(s, i, x, y, 0);
  tellTeleport(s, i);
}
