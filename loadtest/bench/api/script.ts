import type pg from "pg";
import { uuidv7 } from "uuidv7";
import type { Child } from "../process.ts";
import { Line } from "./line.ts";
import type { Operation } from "./operations.ts";
import type { BenchPlayer } from "./players.ts";
import { inTransaction } from "./stage.ts";
import type { Script, Turn } from "./statements.ts";
import { RECORDED } from "./turns.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** So long the server is heard doing nothing for anybody: what it says then belongs to its jobs, ms. */
const IDLE_MS = 3000;

const FORGOTTEN_MS = 1500;

/** Statements with the number of the connection they were sent over. */
type Heard = { statements: Array<Script["statements"][number] & { on: number }> };

/** What was sent for a player, turn after turn, and the last answer. */
interface Asked {
  player: BenchPlayer;
  turns: Array<Pick<Turn, "ids"> & Heard>;
  text: string | null;
}

async function listen(server: Child, work: () => Promise<unknown>): Promise<Heard["statements"]> {
  server.tell({ bench: "listen" });
  await server.hear("listens", 5000);
  await work();
  server.tell({ bench: "repeat" });
  return (await server.hear<Heard>("heard", 5000)).statements;
}

/** Asks for each player once, or as often as shows how it goes on, and writes down what the server did for it. @throws Error when an answer is another than expected */
export async function writeScripts(
  server: Child,
  port: number,
  client: pg.Client,
  operations: readonly Operation[],
  playersOf: (operation: Operation) => readonly BenchPlayer[],
): Promise<Record<string, Script[]>> {
  const idle = await listen(server, () => new Promise((resolve) => setTimeout(resolve, IDLE_MS)));
  const background = new Set(idle.map(({ text }) => text).filter((text) => text !== "BEGIN" && text !== "COMMIT"));
  const line = new Line(port);
  const scripts: Record<string, Script[]> = {};
  for (const operation of operations) {
    // what the server may remember of a session is forgotten by then: a bare handler remembers nothing
    await new Promise((resolve) => setTimeout(resolve, FORGOTTEN_MS));
    const asked: Asked[] = [];
    for (const player of playersOf(operation)) {
      const heard: Asked = { player, turns: [], text: null };
      const { stage } = operation;
      for (let turn = 0; turn < (operation.done ? RECORDED : 1); turn++) {
        const takings = [{ player, turn }];
        if (stage) await inTransaction(client, () => stage.set(client, takings));
        const statements = await listen(server, async () => {
          heard.text = await line.ask(operation.request(player, turn, uuidv7()));
        });
        answerOf(operation, heard.text);
        if (stage) await inTransaction(client, () => stage.clear(client, takings));
        heard.turns.push({ ids: stage?.ids(player, turn) ?? [], statements });
      }
      asked.push(heard);
    }
    // what is sent in every turn is the turn's own, whatever jobs send as well
    const foreign = operation.done ? rareIn(asked) : background;
    const own = asked.map(({ player, turns, text }) => {
      const statementsOf = (all: Heard["statements"]) => withoutJobs(all, (sent) => foreign.has(sent));
      return { player, text, turns: turns.map(({ ids, statements }) => ({ ids, statements: statementsOf(statements) })) };
    });
    const shape = shapeOf(own.flatMap(({ turns }) => turns.map(({ statements }) => statements)));
    scripts[operation.name] = own.map(({ player, turns: heard, text }) => {
      const turns = operation.done ? heard.map((turn) => ({ ...turn, statements: inShape(shape, turn.statements) })) : heard;
      const script = { ...answerOf(operation, text), ...scriptOf(operation, player, turns[turns.length - 1].statements) };
      return operation.done ? { ...script, turns } : script;
    });
  }
  line.close();
  return scripts;
}

/** What was not sent in every turn of every player: jobs that seldom run. */
function rareIn(asked: readonly Asked[]): Set<string> {
  const turns = asked.flatMap((one) => one.turns.map(({ statements }) => new Set(statements.map(({ text }) => text))));
  const all = turns.flatMap((texts) => [...texts]);
  return new Set(all.filter((text) => !turns.every((texts) => texts.has(text))));
}

/** Without what jobs sent meanwhile, and the transactions that are empty then. */
function withoutJobs(all: Heard["statements"], isJob: (text: string) => boolean): Script["statements"] {
  const kept = all.filter(({ text }) => !isJob(text));
  const whole = kept.filter(({ text, on }, n) => {
    if (text === "BEGIN") return (kept.slice(n + 1).find((later) => later.on === on)?.text ?? "COMMIT") !== "COMMIT";
    if (text === "COMMIT") return (kept.slice(0, n).findLast((earlier) => earlier.on === on)?.text ?? "BEGIN") !== "BEGIN";
    return true;
  });
  return whole.map(({ text, values }) => ({ text, values }));
}

/** What most turns sent, in order. */
export function shapeOf(turns: ReadonlyArray<Script["statements"]>): string[] {
  const counts = new Map<string, number>();
  const keys = turns.map((statements) => JSON.stringify(statements.map(({ text }) => text)));
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  const [[common]] = [...counts].sort(([, a], [, b]) => b - a);
  return JSON.parse(common);
}

/** A turn without what a job sent meanwhile that the turn sends as well. @throws Error when something is missing */
export function inShape(shape: readonly string[], statements: Script["statements"]): Script["statements"] {
  let from = 0;
  return shape.map((text) => {
    const at = statements.findIndex((statement, n) => n >= from && statement.text === text);
    if (at < 0) throw new Error(`two turns sent other statements; missing: ${text}`);
    from = at + 1;
    return statements[at];
  });
}

function answerOf({ name, status }: Operation, text: string | null): { status: number; answer: unknown } {
  if (!text?.startsWith(`HTTP/1.1 ${status} `)) throw new Error(`${name} was answered: ${text?.slice(0, 400) ?? "nothing"}`);
  return { status, answer: JSON.parse(text.slice(text.indexOf("\r\n\r\n"))) };
}

function scriptOf(
  { name }: Operation,
  player: BenchPlayer,
  statements: Script["statements"],
): Pick<Script, "statements" | "fresh" | "password"> {
  const known = new Set([player.accountId, player.characterId, player.sessionId]);
  const values = statements.flatMap((statement) => statement.values.flatMap((value) => ("plain" in value ? value.plain : [])));
  const fresh = values.flat().filter((value): value is string => typeof value === "string" && UUID.test(value) && !known.has(value));
  return {
    statements,
    fresh: [...new Set(fresh)],
    ...(name === "login" && { password: { hash: player.passwordHash, text: player.password } }),
  };
}
