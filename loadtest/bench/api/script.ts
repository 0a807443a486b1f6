import type { Child } from "../process.ts";
import { Line } from "./line.ts";
import type { Operation } from "./operations.ts";
import type { BenchPlayer } from "./players.ts";
import type { Script } from "./statements.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** So long the server is heard doing nothing for anybody: what it says then belongs to its jobs, ms. */
const IDLE_MS = 3000;

const FORGOTTEN_MS = 1500;

type Heard = { statements: Script["statements"] };

async function listen(server: Child, work: () => Promise<unknown>): Promise<Script["statements"]> {
  server.tell({ bench: "listen" });
  await server.hear("listens", 5000);
  await work();
  server.tell({ bench: "repeat" });
  return (await server.hear<Heard>("heard", 5000)).statements;
}

/** Asks for each player once, and writes down what the server did for it. @throws Error when an answer is another than expected */
export async function writeScripts(
  server: Child,
  port: number,
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
    scripts[operation.name] = [];
    for (const player of playersOf(operation)) {
      let text: string | null = null;
      const all = await listen(server, async () => {
        text = await line.ask(operation.request(player));
      });
      const statements = all.filter((statement) => !background.has(statement.text));
      scripts[operation.name].push({ ...answerOf(operation, text), ...scriptOf(operation, player, statements) });
    }
  }
  line.close();
  return scripts;
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
