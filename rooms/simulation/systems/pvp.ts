import { EntityFlag, type ErrorCode } from "#shared/protocol/codes.ts";
import { msToTicks } from "#shared/rules/ability.ts";
import { NEVER } from "../components/fighters.ts";
import type { ZoneState } from "../zone-state.ts";

/** Who no longer wants to fight other players can be fought for this long still, ms; fighting them begins it anew. */
const PVP_MEMORY_MS = 300_000;

/** A player wants to fight (and be fought by) other players who want it too, or no longer. @returns why not, or null */
export function setPvp(s: ZoneState, i: number, on: boolean): ErrorCode | null {
  if (s.zone.zone.pvp !== "flagged") return "pvp_fixed";
  if (on) {
    s.fighters.pvpEndTick[i] = NEVER;
    s.setFlags(i, EntityFlag.PVP, 0);
  } else if (s.world.flags[i] & EntityFlag.PVP) s.fighters.pvpEndTick[i] = remembered(s);
  return null;
}

/** Players fight each other, or help one who does: nobody is left alone soon after. */
export function touchPvp(s: ZoneState, i: number): void {
  const { fighters } = s;
  fighters.pvpFightEndTick[i] = s.world.tick + s.combatMemoryTicks;
  if ((s.world.flags[i] & EntityFlag.PVP) === 0) {
    s.setFlags(i, EntityFlag.PVP, 0);
    fighters.pvpEndTick[i] = remembered(s);
  } else if (fighters.pvpEndTick[i] !== NEVER) fighters.pvpEndTick[i] = remembered(s);
}

/** Ends it for those who have been left alone for long enough. */
export function forgetPvp(s: ZoneState, i: number): void {
  if (s.world.flags[i] & EntityFlag.PVP && s.fighters.pvpEndTick[i] <= s.world.tick) s.setFlags(i, 0, EntityFlag.PVP);
}

/** Somebody helps a player: if that one fights others, so does he. */
export function helpInPvp(s: ZoneState, helper: number, helped: number): void {
  if (helper !== 0 && helper !== helped && s.fighters.pvpFightEndTick[helped] > s.world.tick) touchPvp(s, helper);
}

/** A player enters the zone. */
export function enterPvp(s: ZoneState, i: number): void {
  s.fighters.pvpEndTick[i] = NEVER;
  s.fighters.pvpFightEndTick[i] = 0;
  if (s.zone.zone.pvp === "always") s.setFlags(i, EntityFlag.PVP, 0);
}

function remembered(s: ZoneState): number {
  return s.world.tick + msToTicks(PVP_MEMORY_MS, s.tickRate);
}
