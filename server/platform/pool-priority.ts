import { readdirSync, readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { setPriority } from "node:os";

/** Niceness of the threads on which libuv hashes passwords, reads files and asks for names. */
const POOL_NICENESS = 10;
const TASKS = "/proc/self/task";

/**
 * Lets the tick go first: where the cores are taken, the pool's threads get less of them than the main thread. Linux only, where a
 * priority can be given to a thread; elsewhere nothing happens.
 * @returns threads that were found
 */
export async function lowerPoolPriority(): Promise<number> {
  await stat("."); // the pool starts with its first work
  let found = 0;
  try {
    for (const task of readdirSync(TASKS)) {
      if (!readFileSync(`${TASKS}/${task}/comm`, "utf8").startsWith("libuv-worker")) continue;
      setPriority(Number(task), POOL_NICENESS);
      found++;
    }
  } catch {
    // no such folder, or not allowed: all threads are equal then
  }
  return found;
}
