import type { CollisionMap } from "#shared/rules/collision.ts";
import type { Ability, CharacterClass, Content, Encounter, Item, LootTable, Npc, Saying, SpawnGroup, Status, Zone } from "./schema.ts";

/** One kind of content, found by the name other content uses. */
export type ById<T> = ReadonlyMap<string, T>;
/** One kind of content, found by its number on the wire. */
export type ByCode<T> = ReadonlyMap<number, T>;

export interface ContentTables {
  readonly statusById: ById<Status>;
  readonly statusByCode: ByCode<Status>;
  readonly abilityById: ById<Ability>;
  readonly abilityByCode: ByCode<Ability>;
  readonly classById: ById<CharacterClass>;
  readonly classByCode: ByCode<CharacterClass>;
  readonly npcById: ById<Npc>;
  readonly npcByCode: ByCode<Npc>;
  readonly itemById: ById<Item>;
  readonly itemByCode: ByCode<Item>;
  readonly lootTableById: ById<LootTable>;
  readonly sayingById: ById<Saying>;
  /** By the boss's NPC id. */
  readonly encounterOfNpc: ById<Encounter>;
}

/** Where one NPC of a spawn group stands. */
export interface SpawnPoint {
  readonly npc: Npc;
  /** Index of the group in `zone.spawns`: friends are of the same group. */
  readonly group: number;
  /** Metres; free ground. */
  readonly x: number;
  readonly y: number;
  /** From death to the next life. */
  readonly respawnMs: number;
  /** Who appears instead, now and then. */
  readonly rare: { readonly npc: Npc; readonly chance: number } | null;
}

/** What those of one spawn group have in common. */
export interface SpawnGroupRule {
  readonly linked: boolean;
  /** The first of the group leads the others. */
  readonly led: boolean;
  readonly patrol: NonNullable<SpawnGroup["patrol"]> | null;
  readonly formationM: number;
}

/** A disc that a scatter obstacle was rolled out to. */
export interface ScatteredDisc {
  readonly x: number;
  readonly y: number;
  readonly radiusM: number;
  readonly look: "rock" | "tree";
}

/** A zone ready to be simulated and drawn: everything random in it is already decided by its seeds. */
export interface CompiledZone {
  readonly content: Content;
  readonly tables: ContentTables;
  readonly zone: Zone;
  readonly collision: CollisionMap;
  /** In the order of `zone.spawns`. */
  readonly spawnPoints: readonly SpawnPoint[];
  /** By the number in `SpawnPoint.group`. */
  readonly spawnGroups: readonly SpawnGroupRule[];
  /** What the scatter obstacles became, for drawing; the collision map has them already. */
  readonly scattered: readonly ScatteredDisc[];
}
