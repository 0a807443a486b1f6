import assert from "node:assert/strict";
import { type AddressInfo, connect, type Socket } from "node:net";
import { createHttpServer } from "#server/http/app.ts";
import { type Player, TestApi } from "./support/api.ts";

const LOGIN = "/api/v1/auth/login";
const MINE = "/api/v1/characters";

describe("the web port", () => {
  let api: TestApi;
  let player: Player;
  before(async () => {
    api = await TestApi.start();
    player = await api.player();
  });
  after(() => api.stop());

  it("9.1 OpenAPI 3.1 lists every route with its access, its body and every answer", async () => {
    const document = (await api.get("/openapi.json")).body;
    assert.match(document.openapi, /^3\.1\./);
    const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods as object).map((method) => `${method} ${path}`),
    );
    assert.deepEqual(listed.sort(), [...api.routes.map((r) => `${r.method} ${r.path}`), "get /healthz", "get /readyz"].sort());
    for (const route of api.routes) {
      const operation = document.paths[route.path][route.method];
      assert.deepEqual(operation.security, route.access === "public" ? [] : [{ account: [] }], route.path);
      assert.equal(operation["x-permission"], typeof route.access === "object" ? route.access.permission : undefined, route.path);
      for (const status of Object.keys(route.responses)) assert.ok(operation.responses[status], `${route.path} ${status}`);
      if (route.access !== "public") assert.ok(operation.responses[401]);
      if (typeof route.access === "object") assert.match(operation.responses[403].description, /`forbidden`/);
      if (route.body) assert.equal(operation.requestBody.required, true);
    }
    const created = document.paths[MINE].post;
    assert.equal(created.requestBody.content["application/json"].schema.$ref, "#/components/schemas/NewCharacter");
    assert.equal(document.components.schemas.NewCharacter.additionalProperties, false);
    assert.match(created.responses[409].description, /name_taken.*slots_full/);
    const everyRef = JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
    for (const [, name] of everyRef) assert.ok(document.components.schemas[name], name);
  });

  it("9.1 the documentation page needs nothing from elsewhere and no inline script", async () => {
    const page = await api.get("/docs");
    assert.equal(page.status, 200);
    const policy = page.headers.get("content-security-policy") ?? "";
    assert.ok(!/script-src[^;]*unsafe/.test(policy));
    const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url);
    assert.ok(files.length >= 4);
    for (const file of files) assert.equal((await api.get(file)).status, 200, file);
    assert.ok(!/<script>|https?:\/\//.test(page.text));
  });

  it("9.9 the play page: named files forever, the page itself asked for each time", async () => {
    const root = await api.get("/");
    assert.deepEqual([root.status, root.headers.get("location")], [302, "/play/"]);
    const page = await api.get("/play/");
    assert.equal(page.status, 200);
    assert.equal(page.headers.get("cache-control"), "no-cache");
    const script = await api.get("/play/assets/main-A1B2C3D4.js");
    assert.equal(script.headers.get("cache-control"), "public, max-age=31536000, immutable");
    assert.match(script.headers.get("content-type") ?? "", /^text\/javascript/);
    assert.equal((await api.get("/play/assets/none.js")).body.code, "not_found");
  });

  it("9.1 pages may talk to this server and its rooms only", async () => {
    const { headers } = await api.get("/play/");
    assert.match(
      headers.get("content-security-policy") ?? "",
      /connect-src 'self' ws:\/\/127\.0\.0\.1:4321 http:\/\/127\.0\.0\.1:4321(;|$)/,
    );
    assert.match(headers.get("content-security-policy") ?? "", /default-src 'self'/);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("x-powered-by"), null);
  });

  it("9.6 health, readiness and metrics", async () => {
    assert.equal((await api.get("/healthz")).status, 200);
    assert.deepEqual((await api.get("/readyz")).body, { ready: true, checks: { database: true }, remotes: {} });
    api.checks.database = false;
    const notReady = await api.get("/readyz");
    api.checks.database = true;
    assert.deepEqual([notReady.status, notReady.body], [503, { ready: false, checks: { database: false }, remotes: {} }]);
    await api.get(`${MINE}/00000000-0000-7000-8000-000000000000`, { token: player.accessToken });
    await api.get("/some/path/nobody/knows");
    const metrics = await api.get("/metrics");
    assert.match(metrics.text, /necp_http_request_seconds_count\{method="GET",route="\/api\/v1\/characters\/\{id\}",status="404"\} 1/);
    assert.match(metrics.text, /route="other",status="404"/);
    assert.ok(!metrics.text.includes("nobody/knows"), "paths that strangers make up are no labels");
  });

  it("9.6 each request has an id and a line in the log, without query, password or token", async () => {
    const from = api.logged.length;
    const reply = await api.post(`${LOGIN}?secret=in-the-query`, { email: player.email, password: "hidden password" });
    await api.get(MINE, { token: player.accessToken });
    const lines = api.logged.slice(from).join("");
    assert.match(reply.headers.get("x-request-id") ?? "", /^[0-9a-f-]{36}$/);
    assert.ok(lines.includes(`"id":"${reply.headers.get("x-request-id")}"`));
    assert.ok(lines.includes(`"path":"${LOGIN}"`));
    for (const secret of ["in-the-query", "hidden password", player.accessToken, player.email]) assert.ok(!lines.includes(secret), secret);
  });

  it("R14 while the database is away requests are answered 503, and why is not told; it comes back by itself", async () => {
    const away = await TestApi.start({ relay: true });
    try {
      const somebody = await away.player();
      const mine = () => away.get(MINE, { token: somebody.accessToken });
      await away.cutDatabase();
      for (const reply of [await mine(), await mine(), await away.post(LOGIN, { email: somebody.email, password: "a good password" })]) {
        assert.equal(reply.body.code, "database_unavailable");
        assert.equal(reply.headers.get("retry-after"), "2");
        assert.ok(!/ECONN|pool|prisma|postgres/i.test(reply.text), reply.text);
      }
      await away.restoreDatabase();
      assert.equal((await mine()).status, 200);
    } finally {
      await away.stop();
    }
  });

  it("R15 a request that waits too long for a lock is answered 503; the next one works", async () => {
    const client = await api.database.pool.connect();
    const body = { name: "Patient", classId: "warden" };
    try {
      await client.query("BEGIN");
      await client.query("SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE", [player.accountId]);
      assert.equal((await api.post(MINE, body, { token: player.accessToken })).body.code, "database_unavailable");
    } finally {
      await client.query("ROLLBACK");
      client.release();
    }
    assert.equal((await api.post(MINE, body, { token: player.accessToken })).status, 201);
  });

  it("R25 an address has so many connections; when one ends there is room for another", async () => {
    const server = createHttpServer(((_req: unknown, res: { end(text: string): void }) => res.end("hello")) as never, {
      connectionsPerAddress: 2,
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    const arrive = (localAddress: string) =>
      new Promise<Socket | null>((resolve) => {
        const socket = connect({ port, host: "127.0.0.1", localAddress });
        socket.on("error", () => {});
        socket.on("close", () => resolve(null));
        socket.on("connect", () => socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n"));
        socket.on("data", () => resolve(socket));
      });
    const sockets = [await arrive("127.0.0.2"), await arrive("127.0.0.2")];
    assert.ok(sockets.every(Boolean));
    assert.equal(await arrive("127.0.0.2"), null);
    assert.ok(await arrive("127.0.0.3"));
    assert.ok(await arrive("127.0.0.1"));
    sockets[0]?.destroy();
    while (!(await arrive("127.0.0.2")));
    server.closeAllConnections();
    server.close();
  });

  it("R25 slow headers and bodies are cut off after 10 and 15 seconds", () => {
    const server = createHttpServer(((_req: unknown, _res: unknown) => {}) as never);
    assert.deepEqual([server.headersTimeout, server.requestTimeout], [10_000, 15_000]);
    assert.ok(server.keepAliveTimeout <= 15_000);
    server.close();
  });
});
