import { EntityKind } from "#shared/protocol/codes.ts";
import { NO_SKILL } from "../rules/effect-rule.ts";
import type { ZoneState } from "../zone-state.ts";

/** Whoever deals the present strike learns by it, when it is a player of a class that knows the skill. */
export function practise(s: ZoneState, skill: number): void {
  const i = s.strike.sourceIndex;
  if (skill === NO_SKILL || i === 0 || s.world.kind[i] !== EntityKind.PLAYER) return;
  const rule = s.rules.classes[s.world.template[i]];
  if (rule?.learns[skill]) s.builds.practise(i, skill);
}
