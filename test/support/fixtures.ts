import { stopDatabases } from "./database.ts";
import { stopRedis } from "./redis.ts";

// told to end, tests are not waited for; what they started ends with the process
process.once("SIGTERM", () => process.exit(143));

/** Runs once after all files (mocha's global fixture); what tests share is started by the first who asks. */
export async function mochaGlobalTeardown(): Promise<void> {
  await Promise.all([stopDatabases(), stopRedis()]);
}
