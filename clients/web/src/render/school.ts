import type { Lexicon } from "../game/lexicon.ts";

/** The school an ability looks like: that of its first damage; healing is green. */
export function schoolOf(lexicon: Lexicon, abilityCode: number): string {
  const ability = lexicon.ability(abilityCode);
  if (ability?.school) return ability.school;
  for (const effect of ability?.effects ?? []) {
    if (effect.kind === "damage") return effect.school;
    if (effect.kind === "heal") return "nature";
    if (effect.kind !== "status") continue;
    const status = lexicon.content.statuses.find((entry) => entry.id === effect.status);
    if (status?.school) return status.school;
    if (status?.kind === "heal_over_time" || status?.kind === "root") return "nature";
    if (status?.kind === "haste") return "frost";
  }
  return "physical";
}
