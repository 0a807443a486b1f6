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
import { read, type Script } from "./statements.ts";

const POOL = 12;
const [databaseUrl, file] = process.argv.slice(2);
const scripts = JSON.parse(readFileSync(file, "utf8")) as Record<string, Script[]>;
const pool = new pg.Pool({ connectionString: databaseUrl, max: POOL });
const names = new Map<string, string>();

function nameOf(text: string): string {
  const known = names.get(text) ?? `b${names.size}`;
  names.set(text, known);
  return known;
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
    steps: script.statements.map(
      ({ text, values }): Step => ({ text, name: values.length ? nameOf(text) : undefined, values: read(values) }),
    ),
    transaction: script.statements.some(({ text }) => text === "BEGIN"),
  })),
}));

const app = express();
app.disable("x-powered-by");
app.set("etag", false);
for (const { operation, players } of prepared) {
  app.post(`/${operation}/:n`, express.json(), async (req, res) => {
    const { steps, transaction, fresh, password, status, answer } = players[Number(req.params.n)];
    const ids = fresh.map(() => uuidv7());
    const filled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(filled);
      const at = typeof value === "string" ? fresh.indexOf(value) : -1;
      return at < 0 ? value : ids[at];
    };
    if (password && !(await verify(password.hash, password.text))) throw new Error("the password of the bench is wrong");
    const client = transaction ? await pool.connect() : null;
    try {
      for (const { text, name, values } of steps)
        await (client ?? pool).query({ text, name, values: fresh.length ? values.map(filled) : values });
    } finally {
      client?.release();
    }
    res.status(status).json(answer);
  });
}
const server = app.listen(0, "127.0.0.1", () => tell({ bench: "listening", port: (server.address() as AddressInfo).port }));
process.on("SIGTERM", () => process.exit(0));
