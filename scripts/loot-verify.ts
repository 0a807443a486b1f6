/**
 * `npm run loot:verify -- KILL_ID`: does all rolls of a kill again, in the database of DATABASE_URL or the private one below .data, and says
 * what is not as it was. Exit code 1 when something is not, 2: not understood.
 */
import { verifyKill } from "#server/modules/loot/verify.ts";
import { withDatabase } from "./own-database.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function main(args: string[]): Promise<number> {
  const [killId, ...more] = args;
  if (!UUID.test(killId ?? "") || more.length > 0) {
    console.error("loot:verify: npm run loot:verify -- KILL_ID wanted, the id of an NPC_DIED or OBJECT_OPENED");
    return 2;
  }
  return withDatabase(async (prisma) => {
    const verdicts = await verifyKill(prisma, killId);
    if (verdicts === null) console.log("nothing fell at such a kill");
    for (const { what, wrong } of verdicts ?? [])
      console.log(`${wrong === null ? "as it was" : "WRONG"}  ${what}${wrong === null ? "" : `: ${wrong}`}`);
    return verdicts?.some(({ wrong }) => wrong !== null) ? 1 : 0;
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`loot:verify: ${(error as Error).message}`);
  process.exitCode = 1;
}
