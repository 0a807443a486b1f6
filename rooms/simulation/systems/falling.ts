import { EntityFlag, SelfField } from "#shared/protocol/codes.ts";
import { fallDamage } from "#shared/rules/vertical.ts";
import type { ZoneState } from "../zone-state.ts";
import { takeHealth } from "./combat/harm.ts";
import { strikeFromNobody } from "./combat/strikes.ts";

/** Somebody is in the air, or has just landed: others are told how high, and a hard landing hurts. */
export function inTheAir(s: ZoneState, i: number): void {
  const { world } = s;
  if ((world.lift[i] | world.rise[i]) !== 0) s.setFlags(i, EntityFlag.AIRBORNE, 0);
  else s.setFlags(i, 0, EntityFlag.AIRBORNE);
  s.changed(i, SelfField.HEIGHT);
  const impact = world.impact[i];
  if (impact === 0) return;
  world.impact[i] = 0;
  const part = fallDamage(impact);
  if (part === 0 || world.flags[i] & (EntityFlag.DEAD | EntityFlag.EVADING)) return;
  strikeFromNobody(s);
  takeHealth(s, i, Math.max(1, Math.round((world.maxHealth[i] * part) / 1000)), 0);
}
