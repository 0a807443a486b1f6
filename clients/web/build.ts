/**
 * Builds the play page into dist/: one script and one style sheet with hashed names, and the page that names them.
 * `npm run build:client` builds always; `buildClient()` only when a source is newer than the last build.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WEB = join(ROOT, "clients/web");
export const CLIENT_DIST = join(WEB, "dist");

/** Everything the bundle is made of; package-lock stands for node_modules. */
const SOURCES = [
  "clients/web/src",
  "clients/web/index.html",
  "clients/web/style.css",
  "clients/web/build.ts",
  "shared",
  "package-lock.json",
];

/** @returns false when the last build is still good */
export async function buildClient({ force = false } = {}): Promise<boolean> {
  const page = join(CLIENT_DIST, "index.html");
  if (!force && existsSync(page) && statSync(page).mtimeMs >= newest(SOURCES.map((path) => join(ROOT, path)))) return false;
  mkdirSync(CLIENT_DIST, { recursive: true });
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: { main: "clients/web/src/main.ts", style: "clients/web/style.css" },
    outdir: CLIENT_DIST,
    entryNames: "[name]-[hash]",
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    sourcemap: true,
    metafile: true,
    logLevel: "silent",
  });
  const outputs = Object.entries(result.metafile.outputs);
  const nameOf = (entry: string): string => {
    const found = outputs.find(([, output]) => output.entryPoint === entry);
    if (!found) throw new Error(`the build wrote nothing for ${entry}`);
    return basename(found[0]);
  };
  const html = readFileSync(join(WEB, "index.html"), "utf8")
    .replace("{{script}}", nameOf("clients/web/src/main.ts"))
    .replace("{{style}}", nameOf("clients/web/style.css"));
  // the page comes last and at once: who loads it finds what it names
  writeFileSync(`${page}.new`, html);
  renameSync(`${page}.new`, page);
  const kept = new Set([...outputs.map(([path]) => basename(path)), "index.html"]);
  for (const name of readdirSync(CLIENT_DIST)) if (!kept.has(name)) rmSync(join(CLIENT_DIST, name), { recursive: true });
  return true;
}

function newest(paths: readonly string[]): number {
  let latest = 0;
  for (const path of paths) {
    const info = statSync(path);
    latest = Math.max(latest, info.isDirectory() ? newest(readdirSync(path).map((name) => join(path, name))) : info.mtimeMs);
  }
  return latest;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildClient({ force: true });
  for (const name of readdirSync(CLIENT_DIST).sort())
    console.log(`${name.padEnd(28)} ${(statSync(join(CLIENT_DIST, name)).size / 1024).toFixed(1)} kB`);
}
