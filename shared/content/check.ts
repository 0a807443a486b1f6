import type {
  Ability,
  Attribute,
  CharacterClass,
  Currency,
  Encounter,
  Item,
  LootTable,
  Npc,
  Origin,
  Profession,
  Progression,
  Recipe,
  Saying,
  Skill,
  Status,
  Title,
  Vendor,
} from "./schema.ts";
import { MAX_ITEM_GROUPS } from "./schema/item.ts";
import { checkEncounters } from "./check-encounter.ts";
import { checkNpc } from "./check-npc.ts";
import { checkReference, checkReferences, checkUnique, type KnownIds } from "./references.ts";
import type { Located, Problems } from "./source.ts";

/** Everything of the content but its zones, with the places it was read from. Entries with a wrong shape are not in it. */
export interface LocatedContent {
  progression: Located<Progression> | null;
  attributes: Located<Attribute>[];
  skills: Located<Skill>[];
  origins: Located<Origin>[];
  titles: Located<Title>[];
  statuses: Located<Status>[];
  abilities: Located<Ability>[];
  classes: Located<CharacterClass>[];
  npcs: Located<Npc>[];
  currencies: Located<Currency>[];
  items: Located<Item>[];
  lootTables: Located<LootTable>[];
  sayings: Located<Saying>[];
  encounters: Located<Encounter>[];
  vendors: Located<Vendor>[];
  professions: Located<Profession>[];
  recipes: Located<Recipe>[];
}

/** What shapes cannot say: references, uniqueness, and values that only make sense together. */
export function checkContent(content: LocatedContent, known: KnownIds, problems: Problems): void {
  const coded: ReadonlyArray<readonly Located<{ id: string; code: number }>[]> = [
    content.statuses,
    content.abilities,
    content.classes,
    content.npcs,
    content.items,
    content.attributes,
    content.skills,
    content.origins,
    content.titles,
    content.sayings,
  ];
  for (const list of coded) {
    checkUnique(list, "id", problems);
    checkUnique(list, "code", problems);
  }
  checkUnique(content.currencies, "id", problems);
  const groups = new Set<string>();
  for (const item of content.items) {
    const group = item.value.use?.group;
    if (group !== undefined && groups.add(group).size > MAX_ITEM_GROUPS)
      problems.add(item, ["use", "group"], `there are more groups than ${MAX_ITEM_GROUPS}`);
    const status = item.value.use?.status;
    if (status !== undefined) checkReference(item, ["use", "status"], status, "status", known.statuses, problems);
    for (const [n, classId] of (item.value.equip?.classes ?? []).entries())
      checkReference(item, ["equip", "classes", n], classId, "class", known.classes, problems);
  }
  for (const entry of content.classes) {
    checkReferences(entry, "abilities", entry.value.abilities, "ability", known.abilities, problems);
    checkReferences(entry, "skills", entry.value.skills, "skill", known.skills, problems);
    const { primary } = entry.value;
    if (primary !== undefined) checkReference(entry, ["primary"], primary, "attribute", known.attributes, problems);
  }
  for (const npc of content.npcs) checkNpc(npc, known, problems);
  checkEncounters(content.encounters, content.npcs, known, problems);
  if (content.progression) checkProgression(content.progression, problems);
}

function checkProgression(progression: Located<Progression>, problems: Problems): void {
  const { maxLevel, experienceForLevel } = progression.value;
  if (experienceForLevel.length !== maxLevel - 1) {
    problems.add(
      progression,
      ["experienceForLevel"],
      `has ${experienceForLevel.length} numbers, maxLevel ${maxLevel} needs ${maxLevel - 1}`,
    );
  }
  for (let n = 1; n < experienceForLevel.length; n++) {
    if (experienceForLevel[n] <= experienceForLevel[n - 1])
      problems.add(progression, ["experienceForLevel", n], "must be more than the number before it");
  }
}
