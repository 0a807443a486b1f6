/** `npm run prepare`, which npm runs after installing: writes the database client from prisma/schema.prisma. Plain JavaScript: any Node may run it. */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(import.meta.url);
const prisma = path.join(path.dirname(require.resolve("prisma/package.json")), "build", "index.js");
// no engine is needed to generate: naming any file keeps the tool from downloading one
const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: "1" };
const { status, stdout, stderr } = spawnSync(process.execPath, [prisma, "generate"], { env, encoding: "utf8" });
if (status !== 0) console.error(`${stdout}${stderr}`);
process.exitCode = status ?? 1;
