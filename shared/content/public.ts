import type {
  Ability,
  AppearanceChoices,
  Attribute,
  CharacterClass,
  Content,
  Currency,
  Item,
  Npc,
  Origin,
  Profession,
  Progression,
  Recipe,
  Saying,
  Skill,
  Status,
  Title,
  PublicObject,
  WorldObject,
  Zone,
} from "./schema.ts";

/** What clients may see of the content: the answer of `GET /api/v1/content`. Loot chances, NPC stats and spawn groups stay on the server. */
export interface PublicContent {
  /** The same as in the room's `welcome`. */
  hash: string;
  progression: Progression;
  attributes: Attribute[];
  skills: Skill[];
  origins: Origin[];
  titles: Title[];
  appearance: AppearanceChoices;
  statuses: Status[];
  abilities: Ability[];
  classes: CharacterClass[];
  npcs: PublicNpc[];
  currencies: Currency[];
  items: Item[];
  professions: Profession[];
  recipes: Recipe[];
  sayings: Saying[];
  /** Who fights in phases, and what they are called. */
  bosses: { npc: string; phases: string[] }[];
  zones: PublicZone[];
}

export interface PublicNpc extends Pick<Npc, "id" | "code" | "name" | "level" | "look" | "elite"> {
  /** Attacks nobody who leaves it alone. */
  neutral: boolean;
}
/** Everything that the ground follows from, so that a client can compile it and predict its walk (map.ts). */
export type PublicZone = Omit<Zone, (typeof OURS)[number] | "objects"> & { objects: PublicObject[] };
/** What of a zone is the server's alone. */
const OURS = ["spawns", "maxPlayers", "softPlayers", "maxLayers", "maxNpcs", "overload"] as const;

export function publicContent(content: Content): PublicContent {
  const { hash, progression, attributes, skills, origins, titles, appearance, statuses, abilities, classes } = content;
  const { currencies, items, professions, recipes, sayings } = content;
  return {
    hash,
    progression,
    attributes,
    skills,
    origins,
    titles,
    appearance,
    statuses,
    abilities,
    classes,
    currencies,
    items,
    professions,
    recipes,
    sayings,
    bosses: content.encounters.map(({ npc, phases }) => ({ npc, phases: phases.map((phase) => phase.name) })),
    npcs: content.npcs.map(({ id, code, name, level, look, elite, aggroRadiusM }) => ({
      id,
      code,
      name,
      level,
      look,
      elite,
      neutral: aggroRadiusM === 0,
    })),
    zones: content.zones.map(publicZone),
  };
}

function publicZone({ objects, ...zone }: Zone): PublicZone {
  const shown: Partial<Zone> = { ...zone };
  for (const key of OURS) delete shown[key];
  return { ...(shown as Omit<PublicZone, "objects">), objects: objects.map(publicObject) };
}

function publicObject(object: WorldObject): PublicObject {
  if (object.kind !== "chest" && object.kind !== "gather_node") return object;
  const { lootTable: _lootTable, ...rest } = object;
  return rest;
}
