import { EntityFlag } from "#shared/protocol/codes.ts";
import type { ZoneState } from "../../zone-state.ts";

/** Somebody fights, now and for a while. */
export function touchCombat(s: ZoneState, i: number): void {
  s.fighters.combatEndTick[i] = s.world.tick + s.combatMemoryTicks;
  s.setFlags(i, EntityFlag.IN_COMBAT, 0);
}

/** Ends the fight for those who have been left alone long enough. */
export function forgetCombat(s: ZoneState, i: number): void {
  if (s.world.flags[i] & EntityFlag.IN_COMBAT && s.fighters.combatEndTick[i] <= s.world.tick) s.setFlags(i, 0, EntityFlag.IN_COMBAT);
}
