import type { MatchMakerDriver, Presence } from "@colyseus/core";
import { RedisDriver } from "@colyseus/redis-driver";
import { RedisPresence } from "@colyseus/redis-presence";
import { Redis } from "ioredis";

/** A call that Redis does not answer in this time has failed, ms. */
const ANSWER_WITHIN_MS = 1000;
const CONNECT_WITHIN_MS = 5000;

/** Connections by which several processes are one world. Everything in Redis may vanish at any moment. */
export interface Cluster {
  presence: Presence;
  driver: MatchMakerDriver;
  /** For everybody else; the two above are closed by Colyseus. */
  redis: Redis;
}

/** @throws Error when Redis cannot be reached now; later it may come and go */
export async function joinCluster(url: string, log: { warn(details: Record<string, unknown>, message: string): void }): Promise<Cluster> {
  const connect = () => {
    // no queue: a call made while Redis is away fails at once instead of piling up
    const redis = new Redis(url, { enableOfflineQueue: false, commandTimeout: ANSWER_WITHIN_MS, maxRetriesPerRequest: 1 });
    redis.on("error", (error: Error) => log.warn({ err: error }, "redis"));
    return redis;
  };
  const all = [connect(), connect(), connect()];
  const [redis, forPresence, forDriver] = all;
  try {
    const presence = new RedisPresence(forPresence);
    const subscriber = presence["sub"] as Redis; // made by RedisPresence: it subscribes as soon as the server starts
    all.push(subscriber);
    await Promise.all(all.map(ready));
    return { presence, driver: new RedisDriver(forDriver), redis };
  } catch (error) {
    for (const connection of all) connection.disconnect();
    throw error;
  }
}

function ready(redis: Redis): Promise<void> {
  if (redis.status === "ready") return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`REDIS_URL: no Redis answered within ${CONNECT_WITHIN_MS / 1000} s`)),
      CONNECT_WITHIN_MS,
    );
    redis.once("ready", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
