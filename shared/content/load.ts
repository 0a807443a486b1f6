import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { checkContent, type LocatedContent } from "./check.ts";
import { checkCharacters } from "./check-characters.ts";
import { checkCombat } from "./check-combat.ts";
import { checkLoot } from "./check-loot.ts";
import { checkPortals } from "./check-portals.ts";
import { checkRecipes } from "./check-recipes.ts";
import { checkVendors } from "./check-vendors.ts";
import { checkZone } from "./check-zone.ts";
import { checkUnique, type KnownIds } from "./references.ts";
import {
  Ability,
  AppearanceChoices,
  Attribute,
  CharacterClass,
  type Content,
  Currency,
  Encounter,
  Item,
  LootTable,
  Names,
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
  Zone,
} from "./schema.ts";
import { formatProblem, type Located, parseAt, type Problem, Problems, YamlSource } from "./source.ts";

/** The game's own content, beside this project's code. */
export const CONTENT_FOLDER = fileURLToPath(new URL("../../content", import.meta.url));

/** Content that cannot be used: every problem, not only the first. */
export class ContentError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(
      `${problems.length} ${problems.length === 1 ? "problem" : "problems"} in the content:\n${problems.map((p) => `  ${formatProblem(p)}`).join("\n")}`,
    );
    this.name = "ContentError";
    this.problems = problems;
  }
}

export interface LoadOptions {
  /** Zone files besides those in the folder's zones/. */
  extraZones?: readonly string[];
}

/**
 * Reads and checks all content of a folder.
 * @throws ContentError with every problem, each with file, line and column
 */
export function loadContent(folder: string = CONTENT_FOLDER, options: LoadOptions = {}): Content {
  const problems = new Problems();
  const read = (file: string, root: string) => readSource(join(folder, file), `${basename(folder)}/${file}`, root, problems);
  const lists = {
    attributes: readList(read("attributes.yaml", "attributes"), Attribute, problems),
    skills: readList(read("skills.yaml", "skills"), Skill, problems),
    origins: readList(read("origins.yaml", "origins"), Origin, problems),
    titles: readList(read("titles.yaml", "titles"), Title, problems),
    statuses: readList(read("statuses.yaml", "statuses"), Status, problems),
    abilities: readList(read("abilities.yaml", "abilities"), Ability, problems),
    classes: readList(read("classes.yaml", "classes"), CharacterClass, problems),
    npcs: readList(read("npcs.yaml", "npcs"), Npc, problems),
    currencies: readList(read("currencies.yaml", "currencies"), Currency, problems),
    items: readList(read("items.yaml", "items"), Item, problems),
    lootTables: readList(read("loot.yaml", "loot"), LootTable, problems),
    sayings: readList(read("sayings.yaml", "sayings"), Saying, problems),
    encounters: readList(read("encounters.yaml", "encounters"), Encounter, problems),
    vendors: readList(read("vendors.yaml", "vendors"), Vendor, problems),
    professions: readList(read("professions.yaml", "professions"), Profession, problems),
    recipes: readList(read("recipes.yaml", "recipes"), Recipe, problems),
  };
  const readOne = <T>(file: string, root: string, schema: z.ZodType<T>) => {
    const at = whole(read(file, root));
    return at && parseAt(schema, at, problems);
  };
  const progression = readOne("progression.yaml", "progression", Progression);
  const appearance = readOne("appearance.yaml", "appearance", AppearanceChoices);
  const names = readOne("names.yaml", "names", Names);
  const located: LocatedContent = {
    progression,
    attributes: lists.attributes.good,
    skills: lists.skills.good,
    origins: lists.origins.good,
    titles: lists.titles.good,
    statuses: lists.statuses.good,
    abilities: lists.abilities.good,
    classes: lists.classes.good,
    npcs: lists.npcs.good,
    currencies: lists.currencies.good,
    items: lists.items.good,
    lootTables: lists.lootTables.good,
    sayings: lists.sayings.good,
    encounters: lists.encounters.good,
    vendors: lists.vendors.good,
    professions: lists.professions.good,
    recipes: lists.recipes.good,
  };
  const known: KnownIds = {
    attributes: lists.attributes.ids,
    skills: lists.skills.ids,
    statuses: lists.statuses.ids,
    abilities: lists.abilities.ids,
    classes: lists.classes.ids,
    npcs: lists.npcs.ids,
    currencies: lists.currencies.ids,
    items: lists.items.ids,
    lootTables: lists.lootTables.ids,
    sayings: lists.sayings.ids,
    vendors: lists.vendors.ids,
    professions: lists.professions.ids,
    recipes: lists.recipes.ids,
  };
  checkContent(located, known, problems);
  checkCharacters(located, known, problems);
  checkCombat(located, known, problems);
  checkVendors(located, known, problems);
  checkRecipes(located, known, problems);
  const zones = loadZones(folder, options.extraZones ?? [], known, problems);
  checkLoot(located.lootTables, { ...known, zones: new Set(zones.map((zone) => zone.id)) }, problems);
  if (problems.list.length || !progression || !appearance || !names) throw new ContentError(problems.list);
  return withHash({
    progression: progression.value,
    attributes: located.attributes.map(withoutPlace),
    skills: located.skills.map(withoutPlace),
    origins: located.origins.map(withoutPlace),
    titles: located.titles.map(withoutPlace),
    appearance: appearance.value,
    names: names.value,
    statuses: located.statuses.map(withoutPlace),
    abilities: located.abilities.map(withoutPlace),
    classes: located.classes.map(withoutPlace),
    npcs: located.npcs.map(withoutPlace),
    currencies: located.currencies.map(withoutPlace),
    items: located.items.map(withoutPlace),
    lootTables: located.lootTables.map(withoutPlace),
    sayings: located.sayings.map(withoutPlace),
    encounters: located.encounters.map(withoutPlace),
    vendors: located.vendors.map(withoutPlace),
    professions: located.professions.map(withoutPlace),
    recipes: located.recipes.map(withoutPlace),
    zones,
  });
}

const withoutPlace = <T>(at: Located<T>): T => at.value;

/** The hash covers the checked values, so that comments, key order and line breaks of the files do not change it. */
export function withHash(content: Omit<Content, "hash">): Content {
  return { hash: createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 16), ...content };
}

function readSource(path: string, shown: string, root: string, problems: Problems): YamlSource | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === "ENOENT" ? "the file is missing" : `cannot be read: ${(error as Error).message}`;
    problems.list.push({ file: shown, line: 1, column: 1, where: "", message: reason });
    return null;
  }
  return new YamlSource(shown, root, text, problems);
}

function whole(source: YamlSource | null): Located<unknown> | null {
  const value = source?.data;
  return source && value !== undefined ? { value, source, path: [] } : null;
}

interface LoadedList<T> {
  good: Located<T>[];
  ids: Set<string>;
}

/** A file that is one list; each entry is checked on its own, so that one wrong entry hides no other. */
function readList<T>(source: YamlSource | null, schema: z.ZodType<T>, problems: Problems): LoadedList<T> {
  const result: LoadedList<T> = { good: [], ids: new Set() };
  const at = whole(source);
  if (!at) return result;
  const list = parseAt(z.array(z.unknown()).min(1), at, problems);
  for (const [n, value] of (list?.value ?? []).entries()) {
    const id = (value as { id?: unknown } | null)?.id;
    if (typeof id === "string") result.ids.add(id);
    const entry = parseAt(schema, { ...at, value, path: [n] }, problems);
    if (entry) result.good.push(entry);
  }
  return result;
}

function loadZones(folder: string, extra: readonly string[], known: KnownIds, problems: Problems): Zone[] {
  const zonesFolder = join(folder, "zones");
  let names: string[] = [];
  try {
    names = readdirSync(zonesFolder)
      .filter((name) => name.endsWith(".yaml"))
      .sort();
  } catch {
    // reported below as "no zone"
  }
  const files = [
    ...names.map((name) => ({ path: join(zonesFolder, name), shown: `${basename(folder)}/zones/${name}` })),
    ...extra.map((path) => ({ path, shown: relative("", path) })),
  ];
  if (!files.length) problems.list.push({ file: `${basename(folder)}/zones`, line: 1, column: 1, where: "", message: "there is no zone" });
  const zones: Located<Zone>[] = [];
  const before = problems.list.length;
  for (const { path, shown } of files) {
    const at = whole(readSource(path, shown, "zone", problems));
    const zone = at && parseAt(Zone, at, problems);
    if (!zone) continue;
    if (zone.value.id !== basename(path, ".yaml")) problems.add(zone, ["id"], `must be the file's name, "${basename(path, ".yaml")}"`);
    checkZone(zone, known, problems);
    zones.push(zone);
  }
  checkUnique(zones, "id", problems);
  // where portals lead can be said of good zones only
  if (problems.list.length === before) checkPortals(zones, problems);
  return zones.map(withoutPlace);
}
