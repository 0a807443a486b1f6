import { RedisDriver } from "@colyseus/redis-driver";
import { RedisPresence } from "@colyseus/redis-presence";
import { Redis, type RedisOptions } from "ioredis";

/** What joins several processes into one world. Redis may vanish: it only hints, PostgreSQL decides. */
export interface Cluster {
  redis: Redis;
  presence: RedisPresence;
  driver: RedisDriver;
}

export interface RedisLog {
  info(details: Record<string, unknown>, message: string): void;
  warn(details: Record<string, unknown>, message: string): void;
}

/** Nothing waits longer for Redis, ms. */
const COMMAND_TIMEOUT_MS = 1000;
const CONNECT_TIMEOUT_MS = 3000;
/** Longest pause between two attempts to come back, ms. */
const RETRY_MS = 1000;

const OPTIONS: RedisOptions = {
  connectTimeout: CONNECT_TIMEOUT_MS,
  commandTimeout: COMMAND_TIMEOUT_MS,
  maxRetriesPerRequest: 1,
  retryStrategy: (attempt) => Math.min(attempt * 100, RETRY_MS),
};

/**
 * A connection that is open now, and comes back by itself when it is lost: calls fail within a second meanwhile. Losing it and getting
 * it back are logged once each, not every attempt.
 * @throws Error when nothing answers; the address is named without its password
 */
export async function connectRedis(url: string, log: RedisLog): Promise<Redis> {
  const redis = new Redis(url, { ...OPTIONS, lazyConnect: true, enableOfflineQueue: false });
  let lost = false;
  let reason = "";
  redis.on("error", (error: Error) => {
    reason = error.message;
  });
  redis.on("close", () => {
    if (!lost) log.warn({ reason }, "Redis is gone");
    lost = true;
  });
  redis.on("ready", () => {
    if (lost) log.info({}, "Redis is back");
    lost = false;
  });
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    redis.disconnect();
    const { host } = new URL(url);
    throw new Error(`REDIS_URL: no Redis answers at ${host} (${reason || (error as Error).message})`, { cause: error });
  }
  return redis;
}

/**
 * Connects to Redis and makes what Colyseus needs of it; Colyseus ends presence and driver with its own shutdown.
 * @throws Error when nothing answers
 */
export async function joinCluster(url: string, log: RedisLog): Promise<Cluster> {
  const redis = await connectRedis(url, log);
  // both queue while they connect, which is when Colyseus subscribes; the timeout of a command bounds that
  const own = { ...redis.options, lazyConnect: false, enableOfflineQueue: true };
  return { redis, presence: new RedisPresence(new Redis(own)), driver: new RedisDriver(new Redis(own)) };
}
