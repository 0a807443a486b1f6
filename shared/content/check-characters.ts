import { MAX_ATTRIBUTES, MAX_SKILLS } from "./schema/character.ts";
import type { LocatedContent } from "./check.ts";
import { checkReference, type KnownIds } from "./references.ts";
import type { Problems } from "./source.ts";

/** Origins, titles and skills: what they name exists, and nothing is there twice. */
export function checkCharacters(content: LocatedContent, known: KnownIds, problems: Problems): void {
  const { attributes, skills, origins, titles } = content;
  for (const extra of attributes.slice(MAX_ATTRIBUTES)) problems.add(extra, [], `there can be ${MAX_ATTRIBUTES} attributes`);
  for (const extra of skills.slice(MAX_SKILLS)) problems.add(extra, [], `there can be ${MAX_SKILLS} skills`);
  const practised = new Set<string>();
  for (const skill of skills) {
    const { practisedBy } = skill.value;
    if (practised.has(practisedBy)) problems.add(skill, ["practisedBy"], `"${practisedBy}" already practises another skill`);
    practised.add(practisedBy);
  }
  for (const origin of origins) {
    for (const id of Object.keys(origin.value.attributes))
      checkReference(origin, ["attributes", id], id, "attribute", known.attributes, problems);
  }
  for (const title of titles) {
    const { kills, skill } = title.value.when;
    for (const [n, id] of (kills?.npcs ?? []).entries())
      checkReference(title, ["when", "kills", "npcs", n], id, "NPC", known.npcs, problems);
    if (skill) checkReference(title, ["when", "skill", "id"], skill.id, "skill", known.skills, problems);
  }
}
