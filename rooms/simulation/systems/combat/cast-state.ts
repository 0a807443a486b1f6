import { NOBODY } from "#shared/primitives/entity-id.ts";
import { CombatEventKind, EntityFlag, SelfField } from "#shared/protocol/codes.ts";
import type { ZoneState } from "../../zone-state.ts";

/** Breaks a cast off: he moved, was stunned, changed his mind. The global cooldown it began goes on. */
export function interruptCast(s: ZoneState, i: number): void {
  const code = s.world.castAbility[i];
  if (code === 0) return;
  clearCast(s, i);
  s.events.combat.add(CombatEventKind.CAST_INTERRUPTED, i, 0, code, 0, 0);
}

/** Ends the state of casting, whatever comes of it. */
export function clearCast(s: ZoneState, i: number): void {
  const world = s.world;
  if (world.castAbility[i] === 0) return;
  world.castAbility[i] = 0;
  world.castStartTick[i] = 0;
  world.castEndTick[i] = 0;
  world.castTarget[i] = NOBODY;
  s.setFlags(i, 0, EntityFlag.CASTING);
  s.changed(i, SelfField.CAST);
}
