import { spawn } from "node:child_process";
import path from "node:path";

/**
 * Migrates and seeds in a process of its own: the migration engine keeps timers and memory that a server should not carry.
 * @throws Error when it fails; its words were printed
 */
export function prepareDatabase(url: string, say: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, "migrate.ts"), "deploy"], {
      env: { ...process.env, DATABASE_URL: url },
      stdio: ["ignore", "pipe", "inherit"],
      // Ctrl-C at a terminal goes to the whole group: a migration is not cut off
      detached: true,
    });
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
    });
    child.once("error", reject);
    child.once("close", (code) => {
      if (code !== 0) return reject(new Error("the database could not be migrated"));
      say(`database: ${text.trim()}`);
      resolve();
    });
  });
}
