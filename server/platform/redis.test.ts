import assert from "node:assert/strict";
import { freePort } from "#scripts/pg.ts";
import { type PrivateRedis, startRedis } from "#scripts/redis.ts";
import { connectRedis, joinCluster } from "./redis.ts";

const said: string[] = [];
const log = { info: (_: unknown, text: string) => void said.push(text), warn: (_: unknown, text: string) => void said.push(text) };

describe("redis", () => {
  let server: PrivateRedis;
  before(async () => {
    server = await startRedis();
  });
  after(() => server.stop());

  it("R16 an address where nothing answers is named, its password is not", async () => {
    const port = await freePort();
    await assert.rejects(connectRedis(`redis://:hush-hush@127.0.0.1:${port}`, log), (error: Error) => {
      assert.match(error.message, new RegExp(`REDIS_URL: no Redis answers at 127.0.0.1:${port}`));
      assert.doesNotMatch(error.message, /hush/);
      return true;
    });
  });

  it("R16 while Redis is gone calls fail instead of waiting; it comes back by itself, and both are said once", async () => {
    const redis = await connectRedis(server.url, log);
    said.length = 0;
    const closed = new Promise((resolve) => redis.once("close", resolve));
    await server.kill();
    await closed;
    await assert.rejects(redis.get("x"));
    // not events.once(): that gives up at the first failed attempt to reconnect
    const ready = new Promise((resolve) => redis.once("ready", resolve));
    server = await startRedis(server.port);
    await ready;
    assert.equal(await redis.get("x"), null);
    assert.deepEqual(said, ["Redis is gone", "Redis is back"]);
    redis.disconnect();
  });

  it("R16 presence reaches other processes", async () => {
    const [a, b] = await Promise.all([joinCluster(server.url, log), joinCluster(server.url, log)]);
    const heard = new Promise((resolve) => void b.presence.subscribe("topic", resolve).then(() => a.presence.publish("topic", { n: 1 })));
    assert.deepEqual(await heard, { n: 1 });
    for (const { presence, driver, redis } of [a, b]) {
      presence.shutdown();
      await driver.shutdown();
      redis.disconnect();
    }
  });
});
