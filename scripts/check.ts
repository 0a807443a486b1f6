/** `npm run check`: everything that can be said about the code without running it. All parts run; the exit code is 1 when one fails. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

const ROOT = path.dirname(import.meta.dirname);
const BIN = path.join(ROOT, "node_modules/.bin");
const SOURCES = ["server", "rooms", "shared", "prisma", "loadtest", "scripts", "test", "clients"];

const PARTS: { name: string; command: string; args: string[] }[] = [
  // the others look at what this writes
  { name: "types of the API's client", command: "node", args: ["scripts/api-types.ts"] },
  { name: "types", command: "tsc", args: [] },
  { name: "types of the play page", command: "tsc", args: ["-p", "tsconfig.client.json"] },
  { name: "format and lint", command: "biome", args: ["check", "--error-on-warnings", "."] },
  { name: "promises", command: "oxlint", args: ["--type-aware", "--deny-warnings", ...SOURCES] },
  { name: "layers", command: "node", args: ["scripts/check-layers.ts"] },
  { name: "dead code", command: "knip", args: [] },
  { name: "lock file", command: "npm", args: ["ci", "--dry-run", "--ignore-scripts"] },
];

/** The project's own programs come first, whoever started this. */
const env = { ...process.env, PATH: `${path.dirname(process.execPath)}${path.delimiter}${BIN}${path.delimiter}${process.env.PATH}` };

const failed: string[] = [];
for (const { name, command, args } of PARTS) {
  const from = performance.now();
  const program = existsSync(path.join(BIN, command)) ? path.join(BIN, command) : command;
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: ROOT, env, encoding: "utf8", maxBuffer: 1 << 26 });
  const passed = status === 0;
  if (!passed) {
    failed.push(name);
    console.log(`${stdout ?? ""}${stderr ?? ""}${error ? error.message : ""}`);
  }
  console.log(`${passed ? "ok    " : "FAILED"} ${name} (${((performance.now() - from) / 1000).toFixed(1)} s)`);
}
if (failed.length) console.error(`\ncheck: ${failed.join(", ")} failed`);
process.exitCode = failed.length ? 1 : 0;
