import path from "node:path";

export interface SourceFile {
  /** From the project's folder, with slashes. */
  path: string;
  text: string;
}

export interface Breach {
  file: string;
  line: number;
  text: string;
}

interface Layer {
  name: string;
  files: RegExp;
  /** What it may import of the project, besides its own folder; absent: anything. */
  mayImport?: RegExp;
  /** What it may never import: project files or packages. */
  mayNotImport?: RegExp;
  /** Packages it may import; absent: any. */
  packages?: RegExp;
  /** Words that must not appear in its code. */
  words?: [RegExp, string][];
  /** The check is worth nothing when no file is in here. */
  required?: boolean;
}

const PRIMITIVES = "shared/primitives/";
const NO_CLOCK: [RegExp, string][] = [
  [/\bDate\b/, "reads the clock"],
  [/\bperformance\b/, "reads the clock"],
  [/\bMath\.random\b/, "draws without the seed"],
  [/\b(async|await|Promise)\b/, "waits"],
  [/\b(setTimeout|setInterval|setImmediate|queueMicrotask)\b/, "waits"],
];
const PRISMA = /^(prisma\/generated\/|@prisma\/)/;

/** Who may know whom. A file is held by every layer it matches. */
export const LAYERS: Layer[] = [
  { name: "primitives", files: /^shared\/primitives\//, mayImport: /^$/, packages: /^$/, required: true },
  {
    name: "rules",
    files: /^shared\/rules\//,
    mayImport: /^shared\/(primitives|rules|content|protocol)\//,
    packages: /^$/,
    words: NO_CLOCK,
    required: true,
  },
  { name: "content", files: /^shared\/content\//, mayImport: /^shared\/(primitives|rules|content|protocol)\//, required: true },
  { name: "protocol", files: /^shared\/protocol\//, mayImport: /^shared\/(primitives|protocol)\//, required: true },
  {
    name: "simulation",
    files: /^rooms\/simulation\//,
    mayImport: /^(rooms\/simulation\/|shared\/(primitives|rules|content)\/|shared\/protocol\/(input|action|codes|quantize|name)\.ts$)/,
    packages: /^$/,
    words: NO_CLOCK,
    required: true,
  },
  {
    name: "replication",
    files: /^rooms\/replication\//,
    mayImport: /^(rooms\/(simulation|replication)\/|shared\/)/,
    packages: /^$/,
    required: true,
  },
  {
    name: "rooms",
    files: /^rooms\//,
    mayImport: /^(rooms|shared)\//,
    mayNotImport: /^(@prisma\/|pg$|express$|bullmq$|ioredis$)/,
    required: true,
  },
  {
    name: "modules",
    files: /^server\/modules\//,
    mayNotImport: /^(rooms\/(?!ports\/)|server\/(main|game)\.ts$|@colyseus\/)/,
    required: true,
  },
  {
    name: "services",
    files: /^server\/modules\/.*\.service\.ts$/,
    mayNotImport: /^(express|bullmq|server\/http\/(app|mount)\.ts)/,
    required: true,
  },
  { name: "http", files: /^server\/http\//, mayNotImport: /^(rooms|server\/(modules|adapters|outbox))\// },
  { name: "outbox", files: /^server\/outbox\//, mayNotImport: /^(rooms|server\/(modules|adapters|http))\// },
  { name: "platform", files: /^server\/platform\//, mayNotImport: /^(server\/(modules|adapters|outbox|http)\/|rooms\/zone\/)/ },
  {
    name: "server without repositories",
    files: /^server\/(?!adapters\/|outbox\/|platform\/(direct|prisma|transaction)\.ts$|modules\/.*(\.repository\.ts|-repository\.ts)$)/,
    mayNotImport: PRISMA,
    required: true,
  },
  {
    name: "clients",
    files: /^clients\/(?!.*\/?build\.ts$)/,
    mayImport: /^(clients|shared)\//,
    words: [[/\bprocess\.env\b/, "reads the environment"]],
  },
  { name: "bots", files: /^loadtest\/bots\//, mayImport: /^(loadtest\/(?!bench\/)|shared\/)/, required: true },
  {
    name: "settings",
    files: /^(server\/(?!config\/|main\.ts$)|rooms\/|shared\/)/,
    words: [[/\bprocess\.env\b/, "reads the environment, which server/config does"]],
    required: true,
  },
];

const TEST = /(\.test\.ts$|\/support\/)/;
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)(["'])([^"'\n]+)\1/g;

/** Every import and every word that breaks an arrow. Tests and what supports them may know everybody. */
export function findBreaches(files: readonly SourceFile[]): Breach[] {
  return files.filter((file) => !TEST.test(file.path)).flatMap(breachesOf);
}

function breachesOf(file: SourceFile): Breach[] {
  const code = withoutComments(file.text);
  const layers = LAYERS.filter((layer) => layer.files.test(file.path));
  const found: Breach[] = [];
  const report = (index: number, text: string) => found.push({ file: file.path, line: code.slice(0, index).split("\n").length, text });
  for (const match of code.matchAll(IMPORT)) {
    const target = resolve(file.path, match[2]);
    for (const layer of layers)
      if (!mayImport(layer, file.path, target)) report(match.index, `${layer.name} may not import ${target.name}`);
  }
  for (const layer of layers) {
    for (const [word, why] of layer.words ?? []) {
      const at = withoutStrings(code).search(word);
      if (at >= 0) report(at, `${layer.name} ${why}: ${word.source.replaceAll(/\\b|\\|[()]/g, "")}`);
    }
  }
  return found;
}

interface Target {
  name: string;
  inProject: boolean;
}

/** `#alias/x.ts` and `./x.ts` become paths of the project; all else is a package. */
function resolve(from: string, specifier: string): Target {
  if (specifier.startsWith("#")) return { name: specifier.slice(1), inProject: true };
  if (specifier.startsWith(".")) return { name: path.posix.join(path.posix.dirname(from), specifier), inProject: true };
  return { name: specifier, inProject: false };
}

function mayImport(layer: Layer, from: string, { name, inProject }: Target): boolean {
  if (layer.mayNotImport?.test(name)) return false;
  if (!inProject) return !layer.packages || layer.packages.test(name);
  const sameFolder = path.posix.dirname(from) === path.posix.dirname(name);
  return !layer.mayImport || sameFolder || layer.mayImport.test(name) || (name.startsWith(PRIMITIVES) && layer.name !== "primitives");
}

/** Comments become blanks: places stay the same. */
function withoutComments(text: string): string {
  return text.replaceAll(/("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (all, string) =>
    string === undefined ? blank(all) : all,
  );
}

function withoutStrings(code: string): string {
  return code.replaceAll(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, blank);
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, " ");
}
