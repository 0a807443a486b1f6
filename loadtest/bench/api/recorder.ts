import pg from "pg";
import { type Statement, write } from "./statements.ts";

/**
 * Lives in the measured server (`--import`): tells which statements requests have sent. Rooms have connections of their own, with
 * another time-out, and are not heard.
 */
const REQUEST_TIMEOUT_MS = 2000;
let heard: Array<Statement & { on: number }> | null = null;
const connections = new WeakMap<object, number>();
let known = 0;

function numberOf(connection: object): number {
  const number = connections.get(connection) ?? ++known;
  connections.set(connection, number);
  return number;
}

type Query = (config: unknown, ...rest: unknown[]) => unknown;
const client = pg.Client.prototype as unknown as { query: Query };
const query = client.query;
client.query = function hear(this: { connectionParameters?: { statement_timeout?: number } }, config, ...rest) {
  if (heard && Number(this.connectionParameters?.statement_timeout) === REQUEST_TIMEOUT_MS)
    heard.push({ ...asStatement(config, rest[0]), on: numberOf(this) });
  return query.call(this, config, ...rest);
};

function asStatement(config: unknown, values: unknown): Statement {
  const { text, values: own } = typeof config === "string" ? { text: config, values: undefined } : (config as Partial<Statement>);
  return { text: text ?? "", values: own ?? (Array.isArray(values) ? values : []) };
}

process.on("message", (command: { bench?: string }) => {
  if (command?.bench === "listen") {
    heard = [];
    process.send?.({ bench: "listens" });
  } else if (command?.bench === "repeat") {
    const statements = (heard ?? []).map(({ text, values, on }) => ({ text, values: write(values), on }));
    heard = null;
    process.send?.({ bench: "heard", statements });
  }
});
