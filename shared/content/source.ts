import { isCollection, isMap, isNode, isPair, isScalar, LineCounter, parseDocument, type Document } from "yaml";
import type { z } from "zod";

export type Path = readonly (string | number)[];

/** One thing that is wrong with the content, and where. */
export interface Problem {
  /** As people name it: `content/npcs.yaml`. */
  file: string;
  /** From 1. */
  line: number;
  column: number;
  /** `npcs[3].abilities[1]` */
  where: string;
  message: string;
}

export function formatProblem(p: Problem): string {
  return `${p.file}:${p.line}:${p.column} ${p.where ? `${p.where}: ` : ""}${p.message}`;
}

/** Collects problems; content is good when there is none in the end. */
export class Problems {
  readonly list: Problem[] = [];

  add(at: Located<unknown>, path: Path, message: string): void {
    at.source.problem(this, [...at.path, ...path], message);
  }
}

/** A value together with the place it was read from. */
export interface Located<T> {
  readonly value: T;
  readonly source: YamlSource;
  readonly path: Path;
}

/** One YAML file that remembers where everything stands. */
export class YamlSource {
  readonly file: string;
  /** What the file holds, as its path in messages begins: `npcs`, `zone`. */
  readonly root: string;
  readonly #document: Document.Parsed;
  readonly #lines = new LineCounter();

  constructor(file: string, root: string, text: string, problems: Problems) {
    this.file = file;
    this.root = root;
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    for (const error of [...this.#document.errors, ...this.#document.warnings]) {
      const { line, col } = this.#lines.linePos(error.pos[0]);
      problems.list.push({ file, line, column: col, where: "", message: error.message });
    }
  }

  /** Plain data; undefined when the file is no YAML. */
  get data(): unknown {
    return this.#document.errors.length ? undefined : this.#document.toJS();
  }

  problem(problems: Problems, path: Path, message: string): void {
    const { line, col } = this.#lines.linePos(this.#offsetOf(path));
    const where = path.reduce<string>((text, key) => (typeof key === "number" ? `${text}[${key}]` : `${text}.${key}`), this.root);
    problems.list.push({ file: this.file, line, column: col, where, message });
  }

  /** Where a path stands: its key where there is one, else the nearest thing around it. */
  #offsetOf(path: Path): number {
    let node: unknown = this.#document.contents;
    let offset = isNode(node) && node.range ? node.range[0] : 0;
    for (const key of path) {
      if (!isCollection(node)) break;
      if (isMap(node)) {
        const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
        if (!pair) break;
        const keyNode: unknown = pair.key;
        if (isNode(keyNode) && keyNode.range) offset = keyNode.range[0];
        node = pair.value;
        // a list or a map is found by its key, a plain value by itself
        if (isScalar(node) && node.range) offset = node.range[0];
      } else {
        node = node.get(key, true);
        if (isNode(node) && node.range) offset = node.range[0];
      }
    }
    return offset;
  }
}

/** Checks a shape; reports what is wrong with it. @returns null when it is wrong */
export function parseAt<T>(schema: z.ZodType<T>, at: Located<unknown>, problems: Problems): Located<T> | null {
  const result = schema.safeParse(at.value);
  if (result.success) return { ...at, value: result.data };
  for (const issue of result.error.issues) {
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) problems.add(at, [...issue.path.map(asKey), key], "is not known here");
    } else {
      problems.add(at, issue.path.map(asKey), issue.message);
    }
  }
  return null;
}

const asKey = (key: PropertyKey): string | number => (typeof key === "number" ? key : String(key));

/** ` (did you mean "…"?)` when one of the names is nearly the wanted one, else nothing. */
export function didYouMean(wanted: string, names: Iterable<string>): string {
  let best = "";
  let bestDistance = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const name of names) {
    const distance = editDistance(wanted, name);
    if (distance >= bestDistance) continue;
    best = name;
    bestDistance = distance;
  }
  return best ? ` (did you mean "${best}"?)` : "";
}

/** Levenshtein: fewest insertions, deletions and replacements. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}
