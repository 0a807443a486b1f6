import { didYouMean, type Located, type Path, type Problems } from "./source.ts";

/** Names that may be referred to; entries whose shape is wrong count as well, so that one mistake is told once. */
export interface KnownIds {
  attributes: ReadonlySet<string>;
  skills: ReadonlySet<string>;
  statuses: ReadonlySet<string>;
  abilities: ReadonlySet<string>;
  classes: ReadonlySet<string>;
  npcs: ReadonlySet<string>;
  currencies: ReadonlySet<string>;
  items: ReadonlySet<string>;
  lootTables: ReadonlySet<string>;
  sayings: ReadonlySet<string>;
  vendors: ReadonlySet<string>;
  professions: ReadonlySet<string>;
  recipes: ReadonlySet<string>;
}

/** Two entries of a list must not share a name or a number. */
export function checkUnique<K extends string, T extends Record<K, string | number>>(
  list: readonly Located<T>[],
  key: K,
  problems: Problems,
): void {
  const seen = new Set<string | number>();
  for (const entry of list) {
    const value = entry.value[key];
    if (seen.has(value)) problems.add(entry, [key], `${key} ${JSON.stringify(value)} is used twice`);
    seen.add(value);
  }
}

export function checkReference(
  at: Located<unknown>,
  path: Path,
  id: string,
  what: string,
  known: ReadonlySet<string>,
  problems: Problems,
): void {
  if (!known.has(id)) problems.add(at, path, `no ${what} "${id}"${didYouMean(id, known)}`);
}

export function checkReferences(
  at: Located<unknown>,
  key: string,
  ids: readonly string[],
  what: string,
  known: ReadonlySet<string>,
  problems: Problems,
): void {
  for (const [n, id] of ids.entries()) {
    checkReference(at, [key, n], id, what, known, problems);
    if (ids.indexOf(id) !== n) problems.add(at, [key, n], `"${id}" stands here twice`);
  }
}
