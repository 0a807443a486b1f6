import type { BenchPlayer } from "./players.ts";

/** What is measured: one request of the API for one player. */
export interface Operation {
  name: string;
  /** Connections that ask at once. */
  connections: number;
  status: number;
  /** A whole HTTP request. */
  request(player: BenchPlayer): string;
}

function written(method: string, path: string, headers: Record<string, string>, body = ""): string {
  const all = { host: "bench", "content-length": String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
}

const as = ({ token }: BenchPlayer) => ({ authorization: `Bearer ${token}` });

export const LOGIN: Operation = {
  name: "login",
  connections: 4,
  status: 200,
  request: ({ email, password }) =>
    written("POST", "/api/v1/auth/login", { "content-type": "application/json" }, JSON.stringify({ email, password })),
};

export const OPERATIONS: readonly Operation[] = [
  {
    name: "characters",
    connections: 24,
    status: 200,
    request: (p) => written("GET", "/api/v1/characters", as(p)),
  },
  {
    name: "inventory",
    connections: 24,
    status: 200,
    request: (p) => written("GET", `/api/v1/inventory/${p.characterId}`, as(p)),
  },
  {
    name: "select",
    connections: 24,
    status: 200,
    request: (p) => written("POST", `/api/v1/characters/${p.characterId}/select`, as(p)),
  },
  LOGIN,
];

/** The same of `bare`. */
export function bareRequest(operation: Operation, n: number): string {
  return written("POST", `/${operation.name}/${n}`, { "content-type": "application/json" }, "{}");
}
