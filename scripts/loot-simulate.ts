/**
 * `npm run loot:simulate -- TABLE [--kills N] [--level N] [--class ID] [--zone ID] [--first-kill] [--seed N]`: rolls a loot table of the
 * content again and again for one character and prints what fell, beside what the table says. Exit code 2: not understood.
 */
import { parseArgs } from "node:util";
import { loadContent } from "#shared/content/load.ts";
import { versionOf } from "#shared/content/loot-tables.ts";
import type { Content } from "#shared/content/schema.ts";
import { didYouMean } from "#shared/content/source.ts";
import { oddsOf } from "#shared/rules/loot/odds.ts";
import type { LootContext } from "#shared/rules/loot/roll.ts";
import { simulateTable, wilson } from "#shared/rules/loot/simulate.ts";

const USAGE =
  "npm run loot:simulate -- TABLE [--kills 1…10000000] [--level 1…60] [--class ID] [--zone ID] [--first-kill] [--seed 0…4294967295]";

interface Wanted {
  table: string;
  kills: number;
  seed: number;
  context: LootContext;
}

/** @throws Error that says what is wrong */
function read(args: string[], content: Content): Wanted {
  const text = { type: "string" } as const;
  const options = { kills: text, level: text, class: text, zone: text, seed: text, "first-kill": { type: "boolean" } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (positionals.length !== 1) throw new Error("one TABLE wanted");
  const named = (what: string, id: string, ids: string[]) => {
    if (!ids.includes(id)) throw new Error(`no ${what} "${id}"${didYouMean(id, ids)}; there are ${ids.join(", ")}`);
    return id;
  };
  const whole = (name: "kills" | "level" | "seed", usual: number, min: number, max: number) => {
    const value = values[name] === undefined ? usual : Number(values[name]);
    if (!Number.isInteger(value) || value < min || value > max) throw new Error(`--${name}: a whole number from ${min} to ${max} wanted`);
    return value;
  };
  const ids = (list: ReadonlyArray<{ id: string }>) => list.map(({ id }) => id);
  const level = whole("level", 1, 1, content.progression.maxLevel);
  const classId = named("class", values.class ?? content.classes[0].id, ids(content.classes));
  const zoneId = named("zone", values.zone ?? content.zones[0].id, ids(content.zones));
  return {
    table: named("loot table", positionals[0], ids(content.lootTables)),
    kills: whole("kills", 100_000, 1, 10_000_000),
    seed: whole("seed", 1, 0, 0xffffffff),
    context: { zoneId, roller: { level, classId, firstKill: values["first-kill"] ?? false } },
  };
}

function run({ table, kills, seed, context }: Wanted, content: Content): void {
  const tables = new Map(content.lootTables.map((entry) => [entry.id, entry]));
  const tallies = simulateTable(tables, table, context, { kills, seed });
  const { level, classId } = context.roller ?? { level: 0, classId: "" };
  console.log(
    `${table} (version ${versionOf(tables, table)?.version}), ${kills} kills by a ${classId} of level ${level} in ${context.zoneId}, seed ${seed}`,
  );
  const percent = (rate: number) => `${(rate * 100).toFixed(3)} %`;
  const rows = [["item", "kills with", "rate", "95 % confidence", "by the table", "per kill", "by the table", ""]];
  for (const [item, { chance, mean }] of oddsOf(tables, table, context)) {
    const { kills: hits, quantity } = tallies.get(item) ?? { kills: 0, quantity: 0 };
    const [low, high] = wilson(hits, kills);
    const verdict = chance >= low - 1e-9 && chance <= high + 1e-9 ? "" : "outside";
    rows.push([
      item,
      String(hits),
      percent(hits / kills),
      `${percent(low)} … ${percent(high)}`,
      percent(chance),
      (quantity / kills).toFixed(4),
      mean.toFixed(4),
      verdict,
    ]);
  }
  const widths = rows[0].map((_, n) => Math.max(...rows.map((row) => row[n].length)));
  for (const row of rows)
    console.log(
      row
        .map((cell, n) => (n === 0 ? cell.padEnd(widths[n]) : cell.padStart(widths[n])))
        .join("  ")
        .trimEnd(),
    );
}

const content = loadContent();
try {
  run(read(process.argv.slice(2), content), content);
} catch (error) {
  console.error(`loot:simulate: ${(error as Error).message}\n${USAGE}`);
  process.exitCode = 2;
}
