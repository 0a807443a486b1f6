import { stopDatabases } from "./database.ts";
import { stopRedis } from "./redis.ts";

/** Runs once after all files (mocha's global fixture); what tests share is started by the first who asks. */
export async function mochaGlobalTeardown(): Promise<void> {
  await Promise.all([stopDatabases(), stopRedis()]);
}
