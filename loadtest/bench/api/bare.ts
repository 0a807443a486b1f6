/**
 * `bare`: what the same work costs without a framework of ours. Express and `pg`, prepared statements, no validation, no limits, no logs,
 * no token to verify: a request names its script, whose statements are sent and whose answer is given. Argument: file with the scripts.
 */
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { verify } from "@node-rs/argon2";
import express from "express";
import pg from "pg";
import { uuidv7 } from "uuidv7";
import { tell } from "../probe.ts";
import { read, type Script, type Turn } from "./statements.ts";
import { CYCLE, Fresh, RECORDED, valueAt, valueOver } from "./turns.ts";

const POOL = 12;
const [databaseUrl, file] = process.argv.slice(2);
const scripts = JSON.parse(readFileSync(file, "utf8")) as Record<string, Script[]>;
const pool = new pg.Pool({ connectionString: databaseUrl, max: POOL, options: "-c jit=off" });
const names = new Map<string, string>();

function nameOf(text: string): string {
  const known = names.get(text) ?? `b${names.size}`;
  names.set(text, known);
  return known;
}

const nameFor = (text: string, values: readonly unknown[]) => (values.length ? nameOf(text) : undefined);

/** The statements of any turn of one player. */
function turnsOf(turns: Turn[]): (turn: number, given: readonly string[]) => Step[] {
  const ways = Array.from({ length: CYCLE }, (_, way) => {
    // the last two that were recorded of this way
    const [earlier, later] = [turns[RECORDED - 2 * CYCLE + way], turns[RECORDED - CYCLE + way]];
    const [was, is] = [earlier.statements, later.statements];
    if (was.map(({ text }) => text).join() !== is.map(({ text }) => text).join()) throw new Error("two turns sent other statements");
    const fresh = new Fresh(earlier.ids, later.ids);
    const steps = is.map(({ text, values }, n) => {
      const before = read(was[n].values);
      return { text, name: nameFor(text, values), values: read(values).map((value, at) => valueOver(before[at], value, fresh)) };
    });
    return { given: later.ids.length, fresh, steps };
  });
  return (turn, known) => {
    const { given, fresh, steps } = ways[turn % CYCLE];
    if (known.length !== given) throw new Error(`${known.length} ids were given, not ${given}`);
    const cycles = Math.floor((turn - RECORDED) / CYCLE) + 1;
    const ids = [...known, ...Array.from({ length: fresh.count - given }, () => uuidv7())];
    return steps.map((step) => ({ ...step, values: step.values.map((value) => valueAt(value, cycles, ids)) }));
  };
}

interface Step {
  text: string;
  name: string | undefined;
  values: unknown[];
}

/** Prepared once: what happens for each request is what a hand-written handler would do. */
const prepared = Object.entries(scripts).map(([operation, players]) => ({
  operation,
  players: players.map((script) => ({
    ...script,
    steps: script.statements.map(({ text, values }): Step => ({ text, name: nameFor(text, values), values: read(values) })),
    turns: script.turns && turnsOf(script.turns),
    transaction: script.statements.some(({ text }) => text === "BEGIN"),
  })),
}));

const app = express();
app.disable("x-powered-by");
app.set("etag", false);
for (const { operation, players } of prepared) {
  app.post(`/${operation}/:n`, express.json(), async (req, res) => {
    const { steps, turns, transaction, fresh, password, status, answer } = players[Number(req.params.n)];
    const ids = turns ? [] : fresh.map(() => uuidv7());
    const filled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(filled);
      const at = typeof value === "string" ? fresh.indexOf(value) : -1;
      return at < 0 ? value : ids[at];
    };
    if (password && !(await verify(password.hash, password.text))) throw new Error("the password of the bench is wrong");
    const client = transaction ? await pool.connect() : null;
    let failed = true;
    try {
      for (const { text, name, values } of turns ? turns(req.body.turn, req.body.ids) : steps)
        await (client ?? pool).query({ text, name, values: ids.length ? values.map(filled) : values });
      failed = false;
    } finally {
      // one that has begun and not ended is of no use to the next
      client?.release(failed);
    }
    res.status(status).json(answer);
  });
}
const server = app.listen(0, "127.0.0.1", () => tell({ bench: "listening", port: (server.address() as AddressInfo).port }));
process.on("SIGTERM", () => process.exit(0));
