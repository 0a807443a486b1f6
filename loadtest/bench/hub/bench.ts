import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { Histogram, type HistogramData } from "../../stats.ts";
import { type BenchPlayer, makePlayers } from "../api/players.ts";
import type { Databases } from "../contenders/database.ts";
import { findField } from "../contenders/office.ts";
import { startOurs } from "../contenders/ours.ts";
import { Child, type Cores } from "../process.ts";
import { joinCrowd, watch } from "../run.ts";
import { SCENARIOS, sideFor } from "../scenario.ts";
import type { GatherPlan, GatherReport, TalkPlan, TalkReport } from "./crowd.ts";

const TICKS = new URL("../api/ticks.ts", import.meta.url).href;
const CROWD = new URL("./crowd.ts", import.meta.url).pathname;
const WALKERS = new URL("../crowd.ts", import.meta.url).pathname;
const TOKEN_SECRET = "a secret of the bench, long enough";
export const PARTY_SIZE = 5;
/** Subscriptions follow within a second of the join; the last ones have a little longer. */
const SETTLE_MS = 3000;
const GATHER_MS = 300_000;
/** Said at the beginning of a window without counting, s: what begins a window collects garbage in all processes. */
const TALK_WARM_UP_S = 1;
/** The last words are heard so long before the window ends, s. */
const LAST_WORDS_S = 0.5;

export interface HubPlan {
  /** Clients of the hub. */
  clients: number;
  zonePerSecond: number;
  partyPerSecond: number;
  /** Players who walk in the zone beside it. */
  walkers: number;
  rounds: number;
  seconds: number;
  warmUp: number;
  cores: Cores | null;
  profileDir: string | null;
  signal: AbortSignal;
  heard: (run: HubRun, round: number) => void;
}

/** One window: the zone's ticks, and what was said beside them. */
export interface HubRun {
  /** null: nobody spoke. */
  talk: TalkReport | null;
  ticks: HistogramData;
  /** CPU of the server, s per s. */
  serverLoad: number;
  overloadStep: number;
}

/**
 * Many clients of one hub, all in one zone's chat and in parties of five, beside a zone with walkers; in turn silent and talking. What is
 * said goes the whole way: client, hub, chat rules, PostgreSQL, hub, clients.
 */
export async function measureHub(databases: Databases, plan: HubPlan): Promise<HubRun[]> {
  const scenario = SCENARIOS.spread;
  const sideM = sideFor(plan.walkers, scenario.visible);
  const { walkers: clients, seconds, warmUp, profileDir, signal, cores } = plan;
  const setup = { scenario, clients, seconds, warmUp, profileDir, signal, seed: 1, cores, limitBytes: 0 };
  const env = { TOKEN_SECRET, RATE_LIMITS: "off", CONNECTIONS_PER_ADDRESS: "100000" };
  const zone = await startOurs(databases, setup, sideM, { preload: [TICKS], env });
  const walkers = new Child("walkers", WALKERS, [], { core: cores?.others ?? null });
  const crowd = new Child("hub crowd", CROWD, [], { core: cores?.others ?? null });
  try {
    const { failed } = await joinCrowd(walkers, zone, setup, sideM);
    if (failed.length) throw new Error(`${failed[0].count} could not join: ${failed[0].reason}`);
    const players = await makePlayers(zone.databaseUrl, plan.clients, TOKEN_SECRET);
    await gatherIn(zone.databaseUrl, players);
    const gather: GatherPlan = {
      bench: "gather",
      web: `http://127.0.0.1:${zone.port}`,
      tokens: players.map(({ token }) => token),
      partySize: PARTY_SIZE,
    };
    crowd.tell(gather);
    const gathered = await crowd.hear<GatherReport>("gathered", GATHER_MS);
    if (gathered.failed) throw new Error(`${gathered.failed} could not join the hub: ${gathered.firstFailure}`);
    await sleep(SETTLE_MS, undefined, { signal });
    const runs: HubRun[] = [];
    for (let round = 1; round <= plan.rounds; round++) {
      for (const talking of [false, true]) {
        const { zonePerSecond, partyPerSecond } = plan;
        const talk: TalkPlan = { bench: "talk", seconds, warmUpSeconds: TALK_WARM_UP_S, zonePerSecond, partyPerSecond };
        const { used, after } = await watch(
          zone,
          walkers,
          TALK_WARM_UP_S + seconds + LAST_WORDS_S,
          signal,
          () => talking && crowd.tell(talk),
        );
        const run: HubRun = {
          talk: talking ? await crowd.hear<TalkReport>("talked", (seconds + 60) * 1000) : null,
          ticks: used.ticks,
          serverLoad: (used.cpuUserUs + used.cpuSystemUs) / 1e6 / used.seconds,
          overloadStep: after?.overloadStep ?? 0,
        };
        runs.push(run);
        plan.heard(run, round);
      }
    }
    return runs;
  } finally {
    for (const child of [crowd, walkers]) await child.stop(2000);
    await zone.stop();
  }
}

/** Says of all characters that they are in the field's zone, and puts neighbours into parties: as if they had come by themselves. */
async function gatherIn(databaseUrl: string, players: readonly BenchPlayer[]): Promise<void> {
  const field = await findField(databaseUrl);
  const ids = players.map(({ characterId }) => characterId);
  const parties = ids.map((_, n) => Math.floor(n / PARTY_SIZE));
  const partyIds = Array.from({ length: Math.ceil(ids.length / PARTY_SIZE) }, () => randomUUID());
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query("UPDATE characters SET lease_owner = $2, lease_epoch = 1 WHERE id = ANY($1::uuid[])", [ids, field.roomId]);
    await client.query("INSERT INTO parties (id, created_at) SELECT id, now() FROM unnest($1::uuid[]) AS t(id)", [partyIds]);
    await client.query(
      `INSERT INTO party_members (character_id, party_id, rank, role, seat, joined_at)
       SELECT c, p, CASE s WHEN 1 THEN 'leader' ELSE 'member' END, 'damage', s, now() FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS t(c, p, s)`,
      [ids, parties.map((n) => partyIds[n]), ids.map((_, n) => (n % PARTY_SIZE) + 1)],
    );
    await client.query("COMMIT");
  } finally {
    await client.end();
  }
}

/** All windows of one kind together. */
export interface HubSide {
  tickP50Ms: number;
  tickP99Ms: number;
  serverLoad: number;
}
export interface HubFigures {
  silent: HubSide;
  talking: HubSide;
  saidPerSecond: number;
  deliveredPerSecond: number;
  /** Of what should have been delivered. */
  lost: number;
  refused: number;
  /** From saying to hearing, ms: everything, zone, party. */
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  zoneP99Ms: number;
  partyP99Ms: number;
}

/** What all windows come to; null: not both kinds were measured. */
export function summarizeHub(runs: readonly HubRun[]): HubFigures | null {
  const talks = runs.flatMap(({ talk }) => talk ?? []);
  if (talks.length === 0 || talks.length === runs.length) return null;
  const of = (read: (talk: TalkReport) => HistogramData[]): Histogram => {
    const all = new Histogram();
    for (const talk of talks) for (const data of read(talk)) all.add(data);
    return all;
  };
  const sum = (read: (talk: TalkReport) => number): number => talks.reduce((total, talk) => total + read(talk), 0);
  const everything = of(({ zone, party }) => [zone, party]);
  const seconds = sum((talk) => talk.seconds);
  return {
    silent: sideOf(runs.filter(({ talk }) => talk === null)),
    talking: sideOf(runs.filter(({ talk }) => talk !== null)),
    saidPerSecond: sum((talk) => talk.said) / seconds,
    deliveredPerSecond: sum((talk) => talk.delivered) / seconds,
    lost: sum((talk) => talk.expected - talk.delivered),
    refused: sum((talk) => talk.refused),
    p50Ms: everything.quantile(0.5),
    p99Ms: everything.quantile(0.99),
    maxMs: everything.max,
    zoneP99Ms: of(({ zone }) => [zone]).quantile(0.99),
    partyP99Ms: of(({ party }) => [party]).quantile(0.99),
  };
}

function sideOf(runs: readonly HubRun[]): HubSide {
  const ticks = new Histogram();
  for (const run of runs) ticks.add(run.ticks);
  const serverLoad = runs.reduce((sum, run) => sum + run.serverLoad, 0) / runs.length;
  return { tickP50Ms: ticks.quantile(0.5), tickP99Ms: ticks.quantile(0.99), serverLoad };
}
