import type { Request, Response } from "express";
import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { isThisMachine } from "#server/platform/address-gate.ts";
import type { Breakers } from "#server/platform/breaker.ts";
import { Problem } from "./problem.ts";
import type { Identity, Route } from "./route.ts";

/** Every address, all of the API together: generous, many players may share an address. */
const PER_IP = { points: 1200, perS: 60 };
/** Every account, for each route. */
const PER_ACCOUNT = { points: 120, perS: 60 };

interface Limit {
  points: number;
  perS: number;
}

/** A count that takes longer is made here, ms. */
const REDIS_MS = 500;

/** Counts requests; every count is told in RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers). */
export interface Limits {
  /** @throws Problem rate_limited */
  address(req: Request, res: Response): Promise<void>;
  /** @throws Problem rate_limited */
  account(route: Route, identity: Identity, res: Response): Promise<void>;
  /** The route's own limits. @throws Problem rate_limited */
  own(route: Route, call: { req: Request; identity: Identity | undefined; body: unknown }, res: Response): Promise<void>;
}

/** Nobody is counted: for load tests. */
export const NO_LIMITS: Limits = { address: async () => {}, account: async () => {}, own: async () => {} };

/**
 * Limits counted in this process, or in Redis for all processes together; while Redis does not answer each process counts alone.
 * Requests made directly on this machine (no proxy in between) have no limit by address: tools and load tests.
 */
export function createLimits(shared?: { redis: Redis; breakers: Breakers }): Limits {
  const limiters = new Map<string, (key: string) => Promise<RateLimiterRes>>();
  const isFailure = (error: unknown) => !(error instanceof RateLimiterRes);
  const breaker = shared?.breakers.add("redis", { timeoutMs: REDIS_MS, isFailure });
  const limiter = (name: string, { points, perS }: Limit) => {
    let found = limiters.get(name);
    if (!found) {
      const settings = { keyPrefix: `limit:${name}`, points, duration: perS };
      const memory = new RateLimiterMemory(settings);
      found = (key) => memory.consume(key);
      if (shared && breaker) {
        const together = new RateLimiterRedis({ ...settings, storeClient: shared.redis, rejectIfRedisNotReady: true });
        found = (key) =>
          breaker
            .run(() => together.consume(key))
            .catch((error: unknown) => (isFailure(error) ? memory.consume(key) : Promise.reject(error)));
      }
      limiters.set(name, found);
    }
    return found;
  };
  const count = async (name: string, policy: string, limit: Limit, key: string, res: Response) => {
    try {
      tell(res, policy, limit, await limiter(name, limit)(key));
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      tell(res, policy, limit, refused);
      throw new Problem("rate_limited", { headers: { "Retry-After": String(seconds(refused)) } });
    }
  };
  const byAddress = async (name: string, policy: string, limit: Limit, req: Request, res: Response) => {
    if (!isDirectLocal(req)) await count(name, policy, limit, req.ip ?? "", res);
  };
  return {
    address: (req, res) => byAddress("ip", "address", PER_IP, req, res),
    account: (route, identity, res) => count(`account:${nameOf(route)}`, "account", PER_ACCOUNT, identity.accountId, res),
    own: async (route, { req, identity, body }, res) => {
      for (const [n, limit] of route.limits.entries()) {
        const name = `route:${nameOf(route)}:${n}`;
        if (limit.by === "ip") await byAddress(name, "route-address", limit, req, res);
        else if (limit.by === "account") await count(name, "route-account", limit, identity?.accountId ?? "", res);
        else await count(name, "route-subject", limit, limit.by(body), res);
      }
    },
  };
}

const nameOf = (route: Route) => `${route.method} ${route.path}`;
const seconds = (state: RateLimiterRes) => Math.max(1, Math.ceil(state.msBeforeNext / 1000));

function tell(res: Response, policy: string, { points, perS }: Limit, state: RateLimiterRes): void {
  add(res, "RateLimit-Policy", `"${policy}";q=${points};w=${perS}`);
  add(res, "RateLimit", `"${policy}";r=${Math.max(0, state.remainingPoints)};t=${seconds(state)}`);
}

function add(res: Response, header: string, item: string): void {
  const told = res.getHeader(header);
  res.setHeader(header, told === undefined ? item : `${told}, ${item}`);
}

function isDirectLocal(req: Request): boolean {
  return (
    isThisMachine(req.socket.remoteAddress ?? "") && req.headers["x-forwarded-for"] === undefined && req.headers.forwarded === undefined
  );
}
