import { BID, bidStage } from "./bid-stage.ts";
import { dealOf } from "./dealers.ts";
import { type BenchPlayer, LAST_SLOT } from "./players.ts";
import type { Stage } from "./stage.ts";
import { TRADE_REVISION, tradeId, tradeStage } from "./trade-stage.ts";

/** What is measured: one request of the API for one player. */
export interface Operation {
  name: string;
  /** Connections that ask at once. */
  connections: number;
  status: number;
  /**
   * A whole HTTP request. Where every one changes what the next has to say: the one after `turn` of this player, with an idempotency key
   * that is new.
   */
  request(player: BenchPlayer, turn: number, key: string): string;
  /** SQL: how often it was done to the characters `$1::uuid[]`. Only for what depends on turns: see turns.ts. */
  done?: string;
  /** What dealers need for it: such an operation is asked of all of them once, then prepared anew. */
  stage?: Stage;
}

function written(method: string, path: string, headers: Record<string, string>, body = ""): string {
  const all = { host: "bench", "content-length": String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
}

const as = ({ token }: BenchPlayer) => ({ authorization: `Bearer ${token}` });

/** What must not be done twice. */
function writtenOnce(player: BenchPlayer, path: string, key: string, body: object): string {
  return written("POST", path, { ...as(player), "content-type": "application/json", "idempotency-key": key }, JSON.stringify(body));
}

export const LOGIN: Operation = {
  name: "login",
  connections: 4,
  status: 200,
  request: ({ email, password }) =>
    written("POST", "/api/v1/auth/login", { "content-type": "application/json" }, JSON.stringify({ email, password })),
};

/** Two slots an item goes to and fro between; players.ts puts it into the first. */
const SLOTS = [0, LAST_SLOT];
const MOVE: Operation = {
  name: "move",
  connections: 24,
  status: 200,
  request: (p, turn, key) => {
    const move = { itemId: p.itemId, version: p.itemVersion + turn, place: "bag", slot: SLOTS[(turn + 1) % SLOTS.length] };
    return writtenOnce(p, `/api/v1/inventory/${p.characterId}/move`, key, move);
  },
  done: `SELECT count(*) FROM item_history WHERE actor_id = ANY($1::uuid[]) AND reason = 'arranged'`,
};

/** The second confirmation of a trade, which makes the exchange: an item each way and some money. */
const CONFIRM: Operation = {
  name: "confirm",
  connections: 24,
  status: 200,
  request: (p, turn, key) =>
    writtenOnce(p, `/api/v1/trade/${p.characterId}/${tradeId(p, turn)}/confirm`, key, { revision: TRADE_REVISION }),
  done: `SELECT count(DISTINCT operation) FROM item_history WHERE actor_id = ANY($1::uuid[]) AND reason = 'trade'`,
  stage: tradeStage,
};

/** A bid by which another gets his own back. */
const BID_MORE: Operation = {
  name: "bid",
  connections: 24,
  status: 200,
  request: (p, _turn, key) =>
    writtenOnce(p, `/api/v1/auction/${p.characterId}/listings/${dealOf(p).auctionId}/bid`, key, { amount: String(BID) }),
  done: `SELECT count(*) FROM currency_entries WHERE actor_id = ANY($1::uuid[]) AND reason = 'auction_bid' AND owner_type = 'character' AND amount > 0`,
  stage: bidStage,
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
  MOVE,
  CONFIRM,
  BID_MORE,
  LOGIN,
];

/** The same of `bare`, for the player, who has this index. */
export function bareRequest({ name, stage }: Operation, player: BenchPlayer, n: number, turn: number): string {
  const body = JSON.stringify({ turn, ids: stage?.ids(player, turn) ?? [] });
  return written("POST", `/${name}/${n}`, { "content-type": "application/json" }, body);
}
