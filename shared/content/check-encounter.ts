import { checkReference, checkUnique, type KnownIds } from "./references.ts";
import type { Encounter, EncounterPhase, Npc } from "./schema.ts";
import type { Located, Path, Problems } from "./source.ts";

/** What the shapes of encounters cannot say: bosses, abilities and sayings exist, phases can begin, timers can be served. */
export function checkEncounters(
  encounters: readonly Located<Encounter>[],
  npcs: readonly Located<Npc>[],
  known: KnownIds,
  problems: Problems,
): void {
  checkUnique(encounters, "id", problems);
  checkUnique(encounters, "npc", problems);
  for (const encounter of encounters) {
    const { npc, phases, hardEnrage } = encounter.value;
    checkReference(encounter, ["npc"], npc, "NPC", known.npcs, problems);
    if (hardEnrage?.say !== undefined) checkReference(encounter, ["hardEnrage", "say"], hardEnrage.say, "saying", known.sayings, problems);
    const boss = npcs.find((at) => at.value.id === npc)?.value;
    for (const [n, phase] of phases.entries()) {
      const path = ["phases", n];
      const begins = phase.healthBelow !== undefined || phase.afterMs !== undefined || phase.addsDead === true;
      if (n === 0 && begins) problems.add(encounter, path, "the first phase begins with the fight: no healthBelow, afterMs or addsDead");
      if (n > 0 && !begins) problems.add(encounter, path, "never begins: healthBelow, afterMs or addsDead is missing");
      checkPhase(encounter, path, phase, boss, known, problems);
    }
  }
}

function checkPhase(
  encounter: Located<Encounter>,
  path: Path,
  phase: EncounterPhase,
  boss: Npc | undefined,
  known: KnownIds,
  problems: Problems,
): void {
  const own = new Set(boss?.abilities);
  const checkOwn = (at: Path, ability: string) => {
    if (boss && !own.has(ability)) problems.add(encounter, [...path, ...at], `"${ability}" is none of the abilities of ${boss.id}`);
  };
  for (const [n, ability] of phase.abilities?.entries() ?? []) checkOwn(["abilities", n], ability);
  for (const [n, timer] of phase.timers.entries()) checkOwn(["timers", n, "ability"], timer.ability);
  for (const [n, summon] of phase.summons.entries())
    checkReference(encounter, [...path, "summons", n, "npc"], summon.npc, "NPC", known.npcs, problems);
  if (phase.wardWhileAdds !== undefined)
    checkReference(encounter, [...path, "wardWhileAdds"], phase.wardWhileAdds, "status", known.statuses, problems);
  if (phase.say !== undefined) checkReference(encounter, [...path, "say"], phase.say, "saying", known.sayings, problems);
}
