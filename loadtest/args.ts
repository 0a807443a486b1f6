import { accessSync, constants, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** One flag of a command. `read` throws an Error whose message says what is expected. */
export interface Flag<T> {
  /** What stands for the value in the help; absent: a switch without a value. */
  value?: string;
  help: string;
  default: T;
  read: (text: string) => T;
}

export type Flags = Record<string, Flag<unknown>>;
export type FlagValues<F extends Flags> = { [K in keyof F]: F[K] extends Flag<infer T> ? T : never };

export type ParsedFlags<F extends Flags> =
  | { kind: "help" }
  /** One sentence per wrong argument, all of them together. */
  | { kind: "wrong"; problems: string[] }
  | { kind: "ok"; values: FlagValues<F> };

/** Reads `--flag value`, `--flag=value` and `--switch`. Flags are named in kebab case and keyed in camel case. */
export function parseFlags<F extends Flags>(flags: F, argv: readonly string[]): ParsedFlags<F> {
  const problems: string[] = [];
  const values: Record<string, unknown> = Object.fromEntries(Object.entries(flags).map(([key, flag]) => [key, flag.default]));
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i];
    if (argument === "--help" || argument === "-h") return { kind: "help" };
    const [name, ...rest] = argument.split("=");
    const key = camel(name.slice(2));
    if (!name.startsWith("--") || !Object.hasOwn(flags, key)) {
      problems.push(`${argument}: there is no such argument`);
      continue;
    }
    const flag = flags[key];
    let text = rest.join("=");
    if (flag.value === undefined) {
      if (rest.length) problems.push(`${name}: takes no value`);
    } else if (!rest.length) {
      if (i + 1 >= argv.length || argv[i + 1].startsWith("--")) {
        problems.push(`${name}: a value is missing, expected ${flag.value}`);
        continue;
      }
      text = argv[++i];
    }
    try {
      values[key] = flag.read(text);
    } catch (error) {
      problems.push(`${name} ${text}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return problems.length ? { kind: "wrong", problems } : { kind: "ok", values: values as FlagValues<F> };
}

/**
 * Reads the arguments of a command and runs it; prints the help instead when it is asked for, or what is wrong with them.
 * @param name as in `npm run name`
 * @returns exit code: 0 after the help, 2 for wrong arguments, else what `run` says
 */
export async function runCommand<F extends Flags>(
  { name, flags, help, argv = process.argv.slice(2) }: { name: string; flags: F; help: string; argv?: readonly string[] },
  run: (values: FlagValues<F>) => Promise<number> | number,
): Promise<number> {
  const parsed = parseFlags(flags, argv);
  if (parsed.kind === "ok") return run(parsed.values);
  if (parsed.kind === "help") console.log(help);
  else console.error(`${parsed.problems.join("\n")}\n\nnpm run ${name} -- --help lists what there is.`);
  return parsed.kind === "help" ? 0 : 2;
}

/** The lines of `--help` that describe the flags. */
export function describeFlags(flags: Flags): string {
  const left = Object.entries(flags).map(([key, flag]) => `  --${kebab(key)}${flag.value ? ` ${flag.value}` : ""}`);
  const width = Math.max(...left.map((l) => l.length)) + 2;
  return Object.values(flags)
    .map((flag, i) => `${left[i].padEnd(width)}${flag.help}${shown(flag.default)}`)
    .join("\n");
}

function shown(value: unknown): string {
  if (value === null || value === undefined || value === false || value === "") return "";
  return ` (default: ${Array.isArray(value) ? value.join(",") : String(value)})`;
}

/** An integer from `min` to `max`. */
export function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    const n = Number(text);
    if (!/^\d+$/.test(text) || n < min || n > max) throw new Error(`expected a whole number from ${min} to ${max}`);
    return n;
  };
}

/** One of the given words. */
export function oneOf<T extends string>(words: readonly T[]): (text: string) => T {
  return (text) => {
    if (!words.includes(text as T)) throw new Error(`expected one of ${words.join(", ")}`);
    return text as T;
  };
}

/** Several values separated by commas, none twice. */
export function listOf<T>(read: (text: string) => T): (text: string) => T[] {
  return (text) => {
    const items = text.split(",").map((part) => read(part.trim()));
    if (new Set(items).size !== items.length) throw new Error("expected no value twice");
    return items;
  };
}

/** Any text that is not empty. */
export function words(text: string): string {
  if (text === "") throw new Error("expected a text that is not empty");
  return text;
}

/** A folder that is there and can be written to. */
export function writableFolder(text: string): string {
  try {
    accessSync(text, constants.W_OK);
    if (statSync(text).isDirectory()) return text;
  } catch {
    // said below
  }
  throw new Error("expected a folder that exists and can be written to");
}

/** A file that can be written: its folder is there. Found out before hours of measuring, not after. */
export function writableFile(text: string): string {
  try {
    accessSync(dirname(resolve(text)), constants.W_OK);
  } catch {
    throw new Error("expected a file in a folder that exists and can be written to");
  }
  if (text === "" || statSync(text, { throwIfNoEntry: false })?.isDirectory()) throw new Error("expected a file, not a folder");
  return text;
}

function camel(name: string): string {
  return name.replace(/-([a-z])/g, (_, c: string) => c.toUpperCase());
}

function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
}
