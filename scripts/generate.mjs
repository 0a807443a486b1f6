/**
 * `npm run prepare`, which npm runs after installing: writes the database client from prisma/schema.prisma, and the types of the API's
 * client from the routes. Plain JavaScript: any Node may run it.
 */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { findNode, ROOT } from "./install.mjs";

const require = createRequire(import.meta.url);
const prisma = path.join(path.dirname(require.resolve("prisma/package.json")), "build", "index.js");
// no engine is needed to generate: naming any file keeps the tool from downloading one
const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: "1" };

function run(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: ROOT, env, encoding: "utf8" });
  if (status !== 0) console.error(`${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}`);
  return status ?? 1;
}

process.exitCode = run(process.execPath, [prisma, "generate"]);
// TypeScript: it needs the project's own Node. Nothing runs worse without: the check writes them again, and says what is wrong
if (process.exitCode === 0) run(findNode(), ["scripts/api-types.ts"]);
