import { type PrivateRedis, startRedis } from "#scripts/redis.ts";

let shared: Promise<PrivateRedis> | null = null;
let databases = 0;

/** A Redis of this run, started by the first who asks: each caller has a numbered database of its own (at most 16 in one run). */
export async function redisUrl(): Promise<string> {
  const { url } = await (shared ??= startRedis());
  if (databases === 16) throw new Error("all 16 databases of the test Redis are taken");
  return `${url}/${databases++}`;
}

/** Ends the Redis of this run. For the fixtures. */
export async function stopRedis(): Promise<void> {
  const running = await shared?.catch(() => null);
  shared = null;
  await running?.stop();
}
