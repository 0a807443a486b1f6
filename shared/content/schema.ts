/**
 * Shapes of everything in content/, a file per kind in schema/. Times are ms, lengths m, angles degrees, chances 0 … 1.
 * `id` is the name other content uses; `code` is the number on the wire and in recordings: append only, never reused.
 */
import type { Ability } from "./schema/ability.ts";
import type { AppearanceChoices, Attribute, Names, Origin, Skill, Title } from "./schema/character.ts";
import type { CharacterClass } from "./schema/class.ts";
import type { Profession, Recipe } from "./schema/crafting.ts";
import type { Currency } from "./schema/currency.ts";
import type { Encounter } from "./schema/encounter.ts";
import type { Item } from "./schema/item.ts";
import type { LootTable } from "./schema/loot.ts";
import type { Npc } from "./schema/npc.ts";
import type { Progression } from "./schema/progression.ts";
import type { Saying } from "./schema/saying.ts";
import type { Status } from "./schema/status.ts";
import type { Vendor } from "./schema/vendor.ts";
import type { Zone } from "./schema/zone.ts";

export { Ability } from "./schema/ability.ts";
export { AppearanceChoices, Attribute, Names, Origin, Skill, Title } from "./schema/character.ts";
export { CharacterClass } from "./schema/class.ts";
export { Profession, Recipe } from "./schema/crafting.ts";
export { Currency } from "./schema/currency.ts";
export { AbilityEffect } from "./schema/effect.ts";
export { Encounter, EncounterPhase } from "./schema/encounter.ts";
export { Item } from "./schema/item.ts";
export { LootTable } from "./schema/loot.ts";
export { Npc } from "./schema/npc.ts";
export { PublicObject, WorldObject } from "./schema/object.ts";
export { Progression } from "./schema/progression.ts";
export { Saying } from "./schema/saying.ts";
export { Status } from "./schema/status.ts";
export { Vendor } from "./schema/vendor.ts";
export { GroundArea, Obstacle, OverloadStep, SpawnGroup, softLimit, Terrain, Zone } from "./schema/zone.ts";

/** All content, checked and cross-checked. What clients may see of it is `GET /api/v1/content`. */
export interface Content {
  hash: string;
  progression: Progression;
  attributes: Attribute[];
  skills: Skill[];
  origins: Origin[];
  titles: Title[];
  appearance: AppearanceChoices;
  names: Names;
  statuses: Status[];
  abilities: Ability[];
  classes: CharacterClass[];
  npcs: Npc[];
  /** The first is the main one. */
  currencies: Currency[];
  items: Item[];
  lootTables: LootTable[];
  sayings: Saying[];
  encounters: Encounter[];
  vendors: Vendor[];
  professions: Profession[];
  recipes: Recipe[];
  zones: Zone[];
}
