import assert from "node:assert/strict";
import { Redis } from "ioredis";
import { Relay } from "#test/support/relay.ts";
import { redisUrl } from "#test/support/redis.ts";
import { TestApi } from "./support/api.ts";

const LOGIN = "/api/v1/auth/login";
const MINE = "/api/v1/characters";

describe("request limits", () => {
  let api: TestApi;
  before(async () => {
    api = await TestApi.start({ rateLimits: true, trustProxy: true });
  });
  after(() => api.stop());

  const from = (ip: string) => ({ headers: { "x-forwarded-for": ip } });

  it("9.1 an address has so many requests of a kind, told in headers; others are not touched", async () => {
    const bad = { refreshToken: "x" };
    const first = await api.post("/api/v1/auth/refresh", bad, from("192.0.2.1"));
    assert.equal(first.headers.get("ratelimit-policy"), '"address";q=1200;w=60, "route-address";q=120;w=60');
    assert.match(first.headers.get("ratelimit") ?? "", /^"address";r=1199;t=\d+, "route-address";r=119;t=\d+$/);
    for (let n = 0; n < 119; n++) assert.equal((await api.post("/api/v1/auth/refresh", bad, from("192.0.2.1"))).status, 401);
    const over = await api.post("/api/v1/auth/refresh", bad, from("192.0.2.1"));
    assert.equal(over.body.code, "rate_limited");
    assert.ok(Number(over.headers.get("retry-after")) >= 1);
    assert.equal((await api.post("/api/v1/auth/refresh", bad, from("192.0.2.2"))).status, 401);
    assert.equal((await api.get("/api/v1/content", from("192.0.2.1"))).status, 200);
  });

  it("R27 guessing one address's password is slowed down from wherever it comes, also when there is no such account", async () => {
    const email = "guessed@example.com";
    await api.post("/api/v1/auth/register", { email, password: "a good password" });
    for (const target of [email, "not-there@example.com"]) {
      const statuses = [];
      for (let n = 0; n < 11; n++)
        statuses.push((await api.post(LOGIN, { email: target, password: `guess ${n} guess` }, from(`198.51.100.${n}`))).status);
      assert.deepEqual(statuses, [...Array(10).fill(401), 429], target);
    }
  });

  it("9.1 an account has so many requests on each route, whatever the address", async () => {
    const player = await api.player();
    const select = (n: number) =>
      api.post(`${MINE}/00000000-0000-7000-8000-000000000000/select`, undefined, { token: player.accessToken, ...from(`203.0.113.${n}`) });
    for (let n = 0; n < 60; n++) assert.equal((await select(n)).status, 404);
    assert.equal((await select(61)).status, 429);
    const list = () => api.get(MINE, { token: player.accessToken });
    for (let n = 0; n < 120; n++) assert.equal((await list()).status, 200);
    assert.equal((await list()).status, 429);
    assert.equal((await api.get("/api/v1/zones", { token: player.accessToken })).status, 200);
  });

  it("9.1 a request made on this machine has no limit by address", async () => {
    for (let n = 0; n < 125; n++) assert.equal((await api.post("/api/v1/auth/refresh", { refreshToken: "x" })).status, 401);
  });

  it("R16 a Redis that hangs is left alone after a few requests, and /readyz says so; each process counts alone meanwhile", async () => {
    const relay = await Relay.start(new URL(await redisUrl()));
    const redis = new Redis(relay.url, { maxRetriesPerRequest: 1, enableOfflineQueue: false, lazyConnect: true });
    redis.on("error", () => {});
    await redis.connect();
    const one = await TestApi.start({ rateLimits: true, trustProxy: true, redis });
    try {
      const ask = () => one.post("/api/v1/auth/refresh", { refreshToken: "x" }, from("192.0.2.10"));
      const remotes = async () => (await one.get("/readyz")).body.remotes;
      assert.equal((await ask()).status, 401);
      assert.deepEqual(await remotes(), { redis: "closed" });
      relay.delayMs = 60_000;
      for (let n = 0; n < 5; n++) assert.equal((await ask()).status, 401);
      assert.deepEqual(await remotes(), { redis: "open" });
      const remaining = [];
      for (let n = 0; n < 50; n++) remaining.push(/"route-address";r=(\d+)/.exec((await ask()).headers.get("ratelimit") ?? "")?.[1]);
      assert.equal(new Set(remaining).size, 50, "they are counted here");
    } finally {
      redis.disconnect();
      await one.stop();
      await relay.cut();
    }
  });

  it("9.1 with Redis processes count together; when it goes away each counts alone", async () => {
    const redis = new Redis(await redisUrl(), { maxRetriesPerRequest: 1, enableOfflineQueue: false, lazyConnect: true });
    await redis.connect();
    const pair = [
      await TestApi.start({ rateLimits: true, trustProxy: true, redis }),
      await TestApi.start({ rateLimits: true, trustProxy: true, redis }),
    ];
    try {
      const ask = (n: number) => pair[n % 2].post("/api/v1/auth/refresh", { refreshToken: "x" }, from("192.0.2.9"));
      for (let n = 0; n < 120; n++) assert.equal((await ask(n)).status, 401);
      assert.deepEqual([(await ask(0)).status, (await ask(1)).status], [429, 429]);
      redis.disconnect();
      assert.deepEqual([(await ask(0)).status, (await ask(1)).status], [401, 401]);
    } finally {
      redis.disconnect();
      for (const one of pair) await one.stop();
    }
  });
});
