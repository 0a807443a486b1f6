/**
 * A process that appends events and dies: `dying-relay.ts DATABASE_URL CHARACTER COUNT WHEN`, where WHEN is
 * `appended` (committed, and nobody told), `handled` (the effects are made, and not committed), or `delivered` (all is committed).
 */
import { append } from "#server/outbox/append.ts";
import { openDatabase } from "#server/platform/prisma.ts";
import { relayOf, tally } from "./tally.ts";

const [url, characterId, count, when] = process.argv.slice(2);
const { prisma } = openDatabase(url);

function die(): Promise<never> {
  process.kill(process.pid, "SIGKILL");
  return new Promise(() => {});
}

let handled = 0;
const relay = relayOf(prisma, [
  tally("tally", async () => {
    handled++;
    if (when === "handled" && handled === Number(count)) await die();
  }),
]);
await relay.subscribe();
const events = Array.from({ length: Number(count) }, () => ({ name: "LEVEL_UP", characterId, payload: { by: String(process.pid) } }));
await prisma.$transaction((tx) => append(tx, ...events));
if (when !== "appended") await relay.deliver();
await die();
