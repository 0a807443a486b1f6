import { describeFlags, type Flag, integer, oneOf, writableFile } from "../args.ts";
import { type BotScenario, SCENARIOS } from "./fleet.ts";
import type { Placement } from "./knowledge.ts";

const PLACEMENTS = ["spread", "dense"] as const;

export const FLAGS = {
  endpoint: { value: "URL", help: "web address of the server", default: "http://127.0.0.1:2567", read: address } as Flag<string>,
  clients: { value: "N", help: "how many bots", default: 50, read: integer(1, 10_000) } as Flag<number>,
  duration: { value: "S", help: "seconds of play once everybody is in", default: 30, read: integer(1, 86_400) } as Flag<number>,
  scenario: { value: "NAME", help: `what they do: ${SCENARIOS.join(", ")}`, default: "walk", read: oneOf(SCENARIOS) } as Flag<BotScenario>,
  placement: {
    value: "NAME",
    help: "where they live: spread over the zone, or dense around one place",
    default: "spread",
    read: oneOf(PLACEMENTS),
  } as Flag<Placement>,
  ramp: { value: "S", help: "let them come evenly over this many seconds", default: 0, read: integer(0, 3600) } as Flag<number>,
  reconnect: {
    value: "S",
    help: "bots that lose their connection try to come back for so long, seconds",
    default: 0,
    read: integer(0, 3600),
  } as Flag<number>,
  seed: {
    value: "N",
    help: "decides who they are and what they do; the same seed is the same characters again",
    default: 1,
    read: integer(0, 1_000_000),
  } as Flag<number>,
  processes: { value: "N", help: "bot processes; absent: one per 500 bots", default: null, read: integer(1, 64) } as Flag<number | null>,
  json: { value: "FILE", help: "also write the figures as JSON", default: null, read: writableFile } as Flag<string | null>,
};

/** `http://host:port` without a path; a slash at the end is forgiven. */
function address(text: string): string {
  const expected = "expected an address like http://127.0.0.1:2567";
  if (!URL.canParse(text)) throw new Error(expected);
  const url = new URL(text);
  if ((url.protocol !== "http:" && url.protocol !== "https:") || url.pathname !== "/" || url.search || url.hash) throw new Error(expected);
  return url.origin;
}

export const HELP = `npm run bots -- [arguments]

Lets bots play on a running server: they register, log in, create and select a character over the API, join by raw
WebSocket, and walk or fight by what the server sends them. Prints progress, then a table.

${describeFlags(FLAGS)}
  --help            this text

fight: looks for the nearest NPC, chases it, uses the abilities of its class, takes what drops, comes back when killed.
walk: wanders around its home. travel: goes through portals to other zones, again and again. idle: stands where it entered and sends nothing.

Runs at the same time need different seeds: a character can be in the world once.
Ends with 0 when every bot came in and stayed, with 1 when one did not, with 2 for wrong arguments. Ctrl-C lets
everybody leave and still prints the table.`;
