/**
 * `npm run events:replay -- --subscriber NAME (--event ID | --from TIME --to TIME) [--again]`: in the database of DATABASE_URL, or the
 * private one below .data. The running servers deliver.
 */
import { parseArgs } from "node:util";
import { type Replay, replay } from "#server/outbox/replay.ts";
import { withDatabase } from "./own-database.ts";

const USAGE = "npm run events:replay -- --subscriber NAME (--event ID | --from 2030-01-31T18:00Z --to 2030-01-31T19:00Z) [--again]";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @throws Error that says what is wrong */
function read(args: string[]): Replay {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ args, options: { subscriber: text, event: text, from: text, to: text, again: { type: "boolean" } } });
  const { subscriber, event, from, to, again = false } = values;
  if (!subscriber) throw new Error("--subscriber is missing");
  if (event !== undefined) {
    if (from !== undefined || to !== undefined) throw new Error("either --event or --from and --to");
    if (!UUID.test(event)) throw new Error(`--event: ${event} is no id`);
    return { subscriber, of: { event }, again };
  }
  return { subscriber, of: { from: time("--from", from), to: time("--to", to) }, again };
}

function time(option: string, text: string | undefined): Date {
  if (text === undefined) throw new Error(`${option} is missing`);
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new Error(`${option}: ${text} is no time`);
  return at;
}

async function main(args: string[]): Promise<number> {
  let wanted: Replay;
  try {
    wanted = read(args);
  } catch (error) {
    console.error(`events:replay: ${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  return withDatabase(async (prisma) => {
    const ordered = await replay(prisma, wanted);
    console.log(`${ordered} ${ordered === 1 ? "event waits" : "events wait"} for ${wanted.subscriber}`);
    return 0;
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`events:replay: ${(error as Error).message}`);
  process.exitCode = 1;
}
