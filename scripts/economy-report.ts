/** `npm run economy:report -- [--hours N] [--times X]`: what comes in, what goes out, what things cost, who is rich and who gains strangely much. */
import { type EconomyReport, economyReport, type Flow } from "#server/modules/economy/report.repository.ts";
import { withDatabase } from "./own-database.ts";

const USAGE = "npm run economy:report -- [--hours 1 … 720] [--times 2 … 1000]";
/** A report may read more than a request does, ms. */
const STATEMENT_MS = 120_000;
const PRICES_SHOWN = 50;

function numberAfter(args: readonly string[], name: string, [least, most]: readonly [number, number], fallback: number): number {
  const at = args.indexOf(name);
  if (at < 0) return fallback;
  const value = Number(args[at + 1]);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new RangeError(`${name}: a whole number, ${least} … ${most}, wanted; ${USAGE}`);
  return value;
}

/** The most sold items, and how prices as a whole went. */
function pricesAsLines({ items, index }: EconomyReport["prices"]): string[] {
  if (items.length === 0) return [];
  const price = (value: number | null) => (value === null ? "-" : value.toFixed(1)).padStart(10);
  const lines = items
    .slice(0, PRICES_SHOWN)
    .map((row) => `${row.templateId.padEnd(22)} ${price(row.day)} ${price(row.week)} ${price(row.weekBefore)}  ${row.sold} sold in 7 days`);
  return [...lines, `index, the week before = 100: ${index === null ? "nothing was sold in both weeks" : (index * 100).toFixed(1)}`];
}

/** The report as lines of text. */
function printReport(report: EconomyReport, print: (line: string) => void): void {
  const { hours, times, currencyFlows, itemFlows, holdings, prices, richest, anomalies, discrepancies } = report;
  const section = (title: string, lines: readonly string[]) => {
    print(title);
    for (const line of lines.length > 0 ? lines : ["none"]) print(`  ${line}`);
  };
  const flow = ({ subject, part, gained, spent }: Flow) => `${subject.padEnd(22)} ${part.padEnd(28)} +${gained} -${spent}`;
  const who = ({ name, id }: { name: string | null; id: string }) => name ?? id;
  section(`Currency in and out, last ${hours} h`, currencyFlows.map(flow));
  section(`Items made and ended, last ${hours} h`, itemFlows.map(flow));
  section(
    "Held now (all but characters: escrow)",
    holdings.map(({ subject, part, accounts, amount }) => `${subject.padEnd(22)} ${part.padEnd(28)} ${amount} in ${accounts}`),
  );
  section("Prices by piece at auctions and on the market: median of a day, of 7 days, of the 7 days before", pricesAsLines(prices));
  section(
    "The richest",
    richest.map((row) => `${row.subject.padEnd(22)} ${who(row).padEnd(28)} ${row.amount}`),
  );
  section(
    `Gained more than ${times} × the median, last ${hours} h`,
    anomalies.map(
      (row) => `${row.subject.padEnd(22)} ${who(row).padEnd(28)} ${row.perHour.toFixed(1)}/h, median ${row.median.toFixed(1)}/h`,
    ),
  );
  section(
    "What does not add up",
    discrepancies.map(({ what, expected, found }) => `${what}: ${expected} by its history, ${found} found`),
  );
}

async function main(args: readonly string[]): Promise<number> {
  const hours = numberAfter(args, "--hours", [1, 720], 24);
  const times = numberAfter(args, "--times", [2, 1000], 10);
  return withDatabase(
    async (prisma) => {
      const report = await economyReport(prisma, { hours, times });
      printReport(report, (line) => console.log(line));
      return report.discrepancies.length > 0 ? 1 : 0;
    },
    { statementMs: STATEMENT_MS },
  );
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`economy:report: ${(error as Error).message}`);
  process.exitCode = error instanceof RangeError ? 2 : 1;
}
