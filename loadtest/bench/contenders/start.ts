import type { Databases } from "./database.ts";
import { startOurs } from "./ours.ts";
import type { ContenderName } from "../options.ts";
import { Child } from "../process.ts";
import type { RunningContender, RunSetup } from "../run.ts";
import { placesFor } from "../run.ts";

const LISTEN_TIMEOUT_MS = 30_000;

/** A script beside this file, with garbage collection exposed to the probe, pinned to the server's core. */
async function script(name: string, file: string, args: string[], setup: RunSetup): Promise<{ server: Child; port: number }> {
  const path = new URL(`./${file}`, import.meta.url).pathname;
  const server = new Child(name, path, args, { core: setup.cores?.server ?? null, nodeFlags: ["--expose-gc"] });
  try {
    const { port } = await server.hear<{ port: number }>("listening", LISTEN_TIMEOUT_MS);
    return { server, port };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function startLimit(setup: RunSetup): Promise<RunningContender> {
  const { server, port } = await script("limit", "limit.ts", [String(setup.limitBytes)], setup);
  const entrances = Array.from({ length: setup.clients }, () => ({ kind: "socket" as const, url: `ws://127.0.0.1:${port}/` }));
  return { server, dialect: "bytes12", entrances, stop: () => server.stop() };
}

async function startColyseus(name: "stateview" | "broadcast", setup: RunSetup, sideM: number): Promise<RunningContender> {
  const { server, port } = await script(name, "colyseus.ts", [name, String(sideM)], setup);
  const entrances = placesFor(setup.clients, sideM, setup.seed).map(([x, y]) => ({
    kind: "matchmake" as const,
    endpoint: `ws://127.0.0.1:${port}`,
    method: "joinOrCreate" as const,
    room: "field",
    options: { x, y },
  }));
  return { server, dialect: "message", entrances, stop: () => server.stop() };
}

/** Starts a contender ready for its clients. The caller stops it. `database`: needed by `ours` alone. */
export function startContender(
  name: ContenderName,
  setup: RunSetup,
  sideM: number,
  database: () => Promise<Databases>,
): Promise<RunningContender> {
  switch (name) {
    case "ours":
      return database().then((db) => startOurs(db, setup, sideM));
    case "limit":
      return startLimit(setup);
    case "stateview":
    case "broadcast":
      return startColyseus(name, setup, sideM);
  }
}
