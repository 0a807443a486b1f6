import type {
  Ability,
  AppearanceChoices,
  Attribute,
  CharacterClass,
  Content,
  Item,
  Npc,
  Origin,
  Progression,
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
  items: Item[];
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
export type PublicZone = Omit<Zone, "spawns" | "maxPlayers" | "maxNpcs" | "overload" | "objects"> & { objects: PublicObject[] };

export function publicContent(content: Content): PublicContent {
  const { hash, progression, attributes, skills, origins, titles, appearance, statuses, abilities, classes, items, sayings } = content;
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
    items,
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
    zones: content.zones.map(({ spawns: _spawns, maxPlayers: _maxPlayers, maxNpcs: _maxNpcs, overload: _overload, objects, ...zone }) => ({
      ...zone,
      objects: objects.map(publicObject),
    })),
  };
}

function publicObject(object: WorldObject): PublicObject {
  if (object.kind !== "chest" && object.kind !== "gather_node") return object;
  const { lootTable: _lootTable, ...rest } = object;
  return rest;
}
