import { checkReference, checkReferences, type KnownIds } from "./references.ts";
import type { Npc } from "./schema.ts";
import type { Located, Problems } from "./source.ts";

/** What an NPC's shape cannot say: it knows what it names, and its distances and conditions make sense together. */
export function checkNpc(npc: Located<Npc>, known: KnownIds, problems: Problems): void {
  const { abilities, lootTable, aggroRadiusM, leashM, wanderRadiusM, keepDistanceM, when, says } = npc.value;
  checkReferences(npc, "abilities", abilities, "ability", known.abilities, problems);
  if (lootTable !== undefined) checkReference(npc, ["lootTable"], lootTable, "loot table", known.lootTables, problems);
  if (leashM < aggroRadiusM) problems.add(npc, ["leashM"], "is shorter than aggroRadiusM: it would give up at once");
  if (leashM < wanderRadiusM) problems.add(npc, ["leashM"], "is shorter than wanderRadiusM");
  if (keepDistanceM > leashM) problems.add(npc, ["keepDistanceM"], "is longer than leashM: it would step out of its leash");
  for (const [moment, saying] of Object.entries(says)) {
    if (saying !== undefined) checkReference(npc, ["says", moment], saying, "saying", known.sayings, problems);
  }
  for (const [id, use] of Object.entries(when)) {
    if (!abilities.includes(id)) problems.add(npc, ["when", id], "is none of its abilities: the condition would never be asked");
    const { distanceMinM, distanceMaxM, healthAbove, healthBelow } = use;
    if (distanceMinM !== undefined && distanceMaxM !== undefined && distanceMinM > distanceMaxM)
      problems.add(npc, ["when", id, "distanceMinM"], "is longer than distanceMaxM: it would never be used");
    if (healthAbove !== undefined && healthBelow !== undefined && healthAbove >= healthBelow)
      problems.add(npc, ["when", id, "healthAbove"], "is not less than healthBelow: it would never be used");
  }
}
