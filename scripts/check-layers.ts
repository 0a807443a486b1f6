/** `npm run check:layers`: holds the arrows of docs/ARCHITECTURE.md. Names every line that breaks one; fails as well when it saw no file. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { findBreaches, LAYERS, type SourceFile } from "./layers.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FOLDERS = ["shared", "rooms", "server", "prisma", "scripts", "loadtest", "clients", "test"];
const SOURCE = /\.(ts|mjs|js)$/;
const LEFT_OUT = /(^|\/)(node_modules|generated|dist)(\/|$)/;

function* sources(folder: string): Generator<SourceFile> {
  for (const entry of readdirSync(path.join(ROOT, folder), { withFileTypes: true, recursive: true })) {
    const file = path.relative(ROOT, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/");
    if (entry.isFile() && SOURCE.test(file) && !LEFT_OUT.test(file))
      yield { path: file, text: readFileSync(path.join(ROOT, file), "utf8") };
  }
}

const files = FOLDERS.flatMap((folder) => [...sources(folder)]);
const unseen = LAYERS.filter((layer) => layer.required && !files.some((file) => layer.files.test(file.path)));
const breaches = findBreaches(files);
for (const { file, line, text } of breaches) console.error(`${file}:${line}: ${text}`);
for (const layer of unseen) console.error(`layers: no file of "${layer.name}" was found, so nothing was checked there`);
console.log(`layers: ${files.length} files, ${breaches.length} breaches`);
process.exitCode = breaches.length || unseen.length || !files.length ? 1 : 0;
