/**
 * `npm run replay -- FILE [--tick N] [--character NAME]`: runs a recorded zone again and says whether it came to the same state. With a
 * tick it prints what was done before it and what happened in it; with a character as well, what that one saw. Exit code 1 when the
 * states differ or the file cannot be replayed.
 */
import { readFileSync } from "node:fs";
import { EntityKind } from "#shared/protocol/codes.ts";
import { compileZone } from "#shared/content/compile.ts";
import { ContentError, loadContent } from "#shared/content/load.ts";
import { describeFlags, type FlagValues, integer, runCommand, words } from "#loadtest/args.ts";
import { RecordingError } from "#rooms/recording/format.ts";
import { Narrator } from "#rooms/recording/narrator.ts";
import { Replay, type ReplayedTick } from "#rooms/recording/replay.ts";
import { sightOf } from "#rooms/recording/sight.ts";
import type { World } from "#rooms/simulation/world.ts";

const FLAGS = {
  tick: {
    value: "N",
    help: "print this tick: what was done before it, what happened",
    default: null as number | null,
    read: integer(1, 2 ** 32 - 1),
  },
  character: { value: "NAME", help: "with --tick: print what this character saw", default: null as string | null, read: words },
  extraZone: { value: "FILE", help: "zone file besides content/zones", default: null as string | null, read: words },
};
const USAGE = `npm run replay -- FILE [options]\n\n${describeFlags(FLAGS)}`;

const [file = "", ...rest] = process.argv.slice(2);
try {
  process.exitCode = await runCommand(
    { name: "replay", flags: FLAGS, help: USAGE, argv: file.startsWith("-") ? [file, ...rest] : rest },
    main,
  );
} catch (error) {
  const known = error instanceof RecordingError || error instanceof ContentError || (error as NodeJS.ErrnoException).code;
  if (!known) throw error;
  console.error(`replay: ${(error as Error).message}`);
  process.exitCode = 1;
}

function main({ tick: wanted, character, extraZone }: FlagValues<typeof FLAGS>): number {
  if (file === "" || file.startsWith("-") || (character !== null && wanted === null)) {
    console.error(`${character !== null && wanted === null ? "--character: wants --tick as well" : "a FILE is missing"}\n\n${USAGE}`);
    return 2;
  }
  const content = loadContent(undefined, { extraZones: extraZone === null ? [] : [extraZone] });
  const replay = new Replay(readFileSync(file), content.hash, (zoneId) => compileZone(content, zoneId));
  const { header, simulation } = replay;
  console.log(`${header.zoneId}, layer ${header.layer}, recorded ${header.recordedAt}, from tick ${header.startTick}`);
  if (header.error) console.log(`it ended with: ${header.error.split("\n")[0]}`);
  let ticks = 0;
  let shown = false;
  for (let step = replay.next(); step; step = replay.next()) {
    ticks++;
    if (step.error) console.log(`tick ${step.tick} fails: ${step.error instanceof Error ? step.error.stack : String(step.error)}`);
    if (step.tick !== wanted) continue;
    shown = true;
    show(replay, step, character);
  }
  const { tick } = simulation.world;
  if (wanted !== null && !shown)
    throw new RecordingError(`tick ${wanted} is not in the recording: it has ${header.startTick + 1} to ${tick}`);
  console.log(`\n${ticks} ticks replayed, up to tick ${tick}; state ${simulation.world.hash().toString(16)}`);
  if (replay.cutShort) console.log("the file ends in the middle of an entry");
  if (replay.divergedAt !== null) {
    console.log(`NOT THE SAME: the state differs after tick ${replay.divergedAt}`);
    return 1;
  }
  console.log(`the same as recorded: ${replay.hashes} states compared`);
  return 0;
}

/** Prints the tick that has just run, and what a character saw of it. @throws RecordingError when he was not there */
function show({ simulation, zone }: Replay, step: ReplayedTick, character: string | null): void {
  const narrator = new Narrator(simulation, zone);
  console.log(`\ntick ${step.tick}`);
  for (const deed of step.deeds) console.log(`  ${narrator.deed(deed)}`);
  for (const line of narrator.events()) console.log(`  ${line}`);
  if (character === null) return;
  const entity = findPlayer(simulation.world, character);
  const sight = entity === 0 ? null : sightOf(simulation, zone, entity);
  if (!sight) throw new RecordingError(`${character} was not in the zone in tick ${step.tick}`);
  console.log(`\n${character} in tick ${step.tick}`);
  for (const line of narrator.sight(sight)) console.log(`  ${line}`);
}

function findPlayer({ kind, name, id, end }: World, wanted: string): number {
  for (let i = 1; i < end; i++) {
    const bytes = name[i];
    if (kind[i] === EntityKind.PLAYER && bytes && new TextDecoder().decode(bytes) === wanted) return id[i];
  }
  return 0;
}
