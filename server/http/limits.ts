import type { Request, Response } from "express";
import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { Problem } from "./problem.ts";
import type { Identity, Route } from "./route.ts";

/** Every address, all of the API together: generous, many players may share an address. */
const PER_IP = { points: 1200, perS: 60 };
/** Every account, for each route. */
const PER_ACCOUNT = { points: 120, perS: 60 };

/** Counts requests; the strictest count is told in RateLimit-* headers. */
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
export function createLimits(redis?: Redis): Limits {
  const limiters = new Map<string, RateLimiterMemory | RateLimiterRedis>();
  const limiter = (name: string, { points, perS }: { points: number; perS: number }) => {
    let found = limiters.get(name);
    if (!found) {
      const settings = { keyPrefix: `limit:${name}`, points, duration: perS };
      const memory = new RateLimiterMemory(settings);
      found = redis
        ? new RateLimiterRedis({ ...settings, storeClient: redis, insuranceLimiter: memory, rejectIfRedisNotReady: true })
        : memory;
      limiters.set(name, found);
    }
    return found;
  };
  const count = async (name: string, limit: { points: number; perS: number }, key: string, res: Response) => {
    try {
      tell(res, limit.points, await limiter(name, limit).consume(key));
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      tell(res, limit.points, refused);
      throw new Problem("rate_limited", { headers: { "Retry-After": String(seconds(refused)) } });
    }
  };
  const byAddress = async (name: string, limit: { points: number; perS: number }, req: Request, res: Response) => {
    if (!isDirectLocal(req)) await count(name, limit, req.ip ?? "", res);
  };
  return {
    address: (req, res) => byAddress("ip", PER_IP, req, res),
    account: (route, identity, res) => count(`account:${nameOf(route)}`, PER_ACCOUNT, identity.accountId, res),
    own: async (route, { req, identity, body }, res) => {
      for (const [n, limit] of route.limits.entries()) {
        const name = `route:${nameOf(route)}:${n}`;
        if (limit.by === "ip") await byAddress(name, limit, req, res);
        else await count(name, limit, limit.by === "account" ? (identity?.accountId ?? "") : limit.by(body), res);
      }
    },
  };
}

const nameOf = (route: Route) => `${route.method} ${route.path}`;
const seconds = (state: RateLimiterRes) => Math.max(1, Math.ceil(state.msBeforeNext / 1000));

function tell(res: Response, points: number, state: RateLimiterRes): void {
  const told = res.getHeader("RateLimit-Remaining");
  if (told !== undefined && Number(told) <= state.remainingPoints) return;
  res.setHeader("RateLimit-Limit", points);
  res.setHeader("RateLimit-Remaining", Math.max(0, state.remainingPoints));
  res.setHeader("RateLimit-Reset", seconds(state));
}

function isDirectLocal(req: Request): boolean {
  const peer = req.socket.remoteAddress ?? "";
  const local = peer === "127.0.0.1" || peer === "::1" || peer === "::ffff:127.0.0.1";
  return local && req.headers["x-forwarded-for"] === undefined && req.headers.forwarded === undefined;
}
