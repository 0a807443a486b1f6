import { CombatEventKind } from "#shared/protocol/codes.ts";
import type { ZoneState } from "../../zone-state.ts";

/** An NPC says something; 0: nothing. */
export function say(s: ZoneState, npc: number, saying: number): void {
  if (saying !== 0) s.events.combat.add(CombatEventKind.SAY, npc, 0, 0, saying, 0);
}
