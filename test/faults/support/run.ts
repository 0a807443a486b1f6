import pg from "pg";
import { openDatabase, type PrismaClient } from "#server/platform/prisma.ts";
import { Rng } from "#shared/primitives/rng.ts";
import { createDatabase } from "#test/support/database.ts";
import { audit, lookBefore } from "./audit.ts";
import { Client } from "./client.ts";
import { auctionsEnd, bid, list } from "./deals/auction.ts";
import { craft } from "./deals/crafting.ts";
import type { Deal, World } from "./deals/deal.ts";
import { arrange } from "./deals/inventory.ts";
import { openMail, send } from "./deals/mail.ts";
import { order } from "./deals/market.ts";
import { trade } from "./deals/trade.ts";
import { visitVendor } from "./deals/vendor.ts";
import { Expected } from "./expected.ts";
import { Fleet } from "./fleet.ts";
import { makeDealers } from "./people.ts";

/** What players do, and how often. */
const DEALS: ReadonlyArray<[weight: number, deal: Deal]> = [
  [4, arrange],
  [5, send],
  [8, openMail],
  [3, trade],
  [4, list],
  [8, bid],
  [1, auctionsEnd],
  [3, visitVendor],
  [6, order],
  [1, craft],
];
/** As many do something at once. */
const WORKERS = 12;
const DEALERS = 40;
const PROCESSES = 3;

/** Something that goes wrong while players deal. */
export interface Fault {
  times: number;
  /** One at a time. @returns false: it cannot happen now, and is tried again */
  happen(world: World, fleet: Fleet): boolean | Promise<boolean>;
}

export interface RunOptions {
  seed: number;
  /** Writes that are promised to be done. */
  operations: number;
  fault: Fault;
  how?: "as it is" | "naive";
}

export interface RunReport {
  /** What does not add up. */
  findings: string[];
  operations: Record<string, number>;
  refused: Record<string, number>;
  faults: number;
  again: number;
  replayed: number;
  /** Of the main currency, before and after; the difference went into sinks. */
  crowns: [bigint, bigint];
  items: [number, number];
  /** What the processes logged as errors. */
  complaints: string[];
}

/** SIGKILL for one of the processes. */
export function kills(times: number): Fault {
  return { times, happen: ({ rng }, fleet) => fleet.kill(rng) };
}

/** The same in a database of its own. */
export async function deal(options: RunOptions): Promise<RunReport> {
  const database = await createDatabase();
  try {
    return await dealOver(database.url, options);
  } finally {
    await database.drop();
  }
}

/**
 * Players deal with each other over some processes, while something goes wrong every now and then (after a random number of operations),
 * and everything is added up in the end.
 */
export async function dealOver(databaseUrl: string, { seed, operations, fault, how }: RunOptions): Promise<RunReport> {
  const rng = new Rng(seed);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  pool.on("error", () => {}); // what breaks is replaced
  const dealers = await withDatabase(databaseUrl, (prisma) => makeDealers(prisma, DEALERS));
  const before = await lookBefore(pool);
  const fleet = await Fleet.start(databaseUrl, PROCESSES, how);
  try {
    const client = new Client(fleet, rng);
    const world: World = { client, rng, dealers, pool, expected: new Expected(), seen: new Map() };
    const faults = await dealAmong(world, fleet, operations, fault);
    await fleet.stop();
    const findings = await withDatabase(databaseUrl, (prisma) => audit(pool, prisma, before, client, world.expected));
    const after = await lookBefore(pool);
    const { again, replayed, refused } = client;
    return {
      ...{ findings, faults, again, replayed, complaints: fleet.complaints, crowns: [before.crowns, after.crowns] },
      operations: countKinds(client),
      refused: Object.fromEntries(refused),
      items: [total(before.things.values()), total(after.things.values())],
    };
  } catch (error) {
    for (const complaint of fleet.complaints.slice(0, 5)) console.log(`      ${complaint.slice(0, 2000)}`);
    throw error;
  } finally {
    await fleet.stop();
    await pool.end();
  }
}

/** Says how it went. */
export function tell(seed: number, report: RunReport): void {
  const { findings, crowns, items, operations, complaints, ...rest } = report;
  console.log(`      seed ${seed}: ${total(Object.values(operations))} operations, ${JSON.stringify(operations)}`);
  console.log(`      ${crowns.join(" -> ")} crowns, ${items.join(" -> ")} items; ${JSON.stringify(rest)}`);
  for (const finding of [...findings.slice(0, 5), ...complaints.slice(0, 5)]) console.log(`      ${finding.slice(0, 300)}`);
}

/** @returns how often the fault happened */
async function dealAmong(world: World, fleet: Fleet, operations: number, fault: Fault): Promise<number> {
  const { client, rng, dealers } = world;
  const due = Array.from({ length: fault.times }, () => rng.int(1, operations - 1)).sort((a, b) => a - b);
  let happened = 0;
  let over = false;
  const trouble = async () => {
    for (const at of due) {
      while (!over && client.promised.size < at) await pause();
      while (!(await fault.happen(world, fleet))) await pause();
      happened++;
    }
  };
  const worker = async () => {
    while (client.promised.size < operations) await choose(rng)(world, dealers[rng.int(0, dealers.length - 1)]);
  };
  const workers = Promise.all(Array.from({ length: WORKERS }, worker)).finally(() => {
    over = true;
  });
  await Promise.all([workers, trouble()]);
  return happened;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10));
}

async function withDatabase<T>(url: string, work: (prisma: PrismaClient) => Promise<T>): Promise<T> {
  const database = openDatabase(url);
  try {
    return await work(database.prisma);
  } finally {
    await database.close();
  }
}

function total(numbers: Iterable<number>): number {
  return [...numbers].reduce((all, one) => all + one, 0);
}

function choose(rng: Rng): Deal {
  let at = rng.int(
    1,
    DEALS.reduce((all, [weight]) => all + weight, 0),
  );
  for (const [weight, deal] of DEALS) {
    at -= weight;
    if (at <= 0) return deal;
  }
  throw new Error("weights do not add up");
}

function countKinds({ promised }: Client): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of promised.values()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
