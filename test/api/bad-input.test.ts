import assert from "node:assert/strict";
import { connect } from "node:net";
import { FRIEND, type Player, TestApi } from "./support/api.ts";

const LOGIN = "/api/v1/auth/login";
const MINE = "/api/v1/characters";
const GOOD = { email: "somebody@example.com", password: "a good password" };

describe("bad input over HTTP", () => {
  let api: TestApi;
  let player: Player;
  before(async () => {
    api = await TestApi.start();
    player = await api.player();
  });
  after(() => api.stop());

  /** Bytes on the wire → all that comes back. */
  const raw = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const port = Number(new URL(api.base).port);
      const socket = connect(port, "127.0.0.1", () => socket.write(text));
      let all = "";
      socket.on("data", (chunk) => {
        all += chunk;
      });
      socket.on("close", () => resolve(all));
      socket.on("error", reject);
    });

  it("9.1 malformed JSON: 400 with the position", async () => {
    const cases: Array<[string, RegExp]> = [
      ["{", /position 1 .*ends too early/],
      ['{"email":"a@example.com",}', /position 25 \(line 1, column 26\): unexpected "}"/],
      ['{\n  "email": oops}', /position 13 \(line 2, column 12\): unexpected "oops}"/],
      ['{"password":NaN}', /position 12 .*unexpected "NaN}"/],
      ["{'email':'x'}", /position 1 /],
      ['{"a":1} {"b":2}', /position 8 /],
      ["", /empty/],
    ];
    for (const [text, detail] of cases) {
      const reply = await api.post(LOGIN, undefined, { raw: text });
      assert.equal(reply.body.code, "malformed_json", text);
      assert.match(reply.body.detail, detail);
    }
    const latin = await api.post(LOGIN, undefined, { raw: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]) });
    assert.match(latin.body.detail, /UTF-8/);
  });

  it("9.1 wrong types and unknown fields: 400 naming each", async () => {
    const paths = async (body: unknown) => {
      const reply = await api.post(LOGIN, body);
      assert.equal(reply.body.code, "invalid_request", JSON.stringify(body));
      return reply.body.errors.map((e: { in: string; path: string }) => `${e.in}:${e.path}`);
    };
    assert.deepEqual(await paths({ email: 5, password: [] }), ["body:email", "body:password"]);
    assert.deepEqual(await paths({}), ["body:email", "body:password"]);
    assert.deepEqual(await paths({ ...GOOD, role: "admin", currency: 5 }), ["body:role", "body:currency"]);
    for (const whole of [null, [], "text", 5, true]) assert.deepEqual(await paths(whole), ["body:"], JSON.stringify(whole));
    const query = await api.get(`${MINE}?all=1&__proto__=2`, { token: player.accessToken });
    assert.ok(query.body.errors.some((e: { in: string; path: string }) => e.in === "query" && e.path === "all"));
    // twenty are named, not a thousand
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`field${n}`, n]));
    assert.equal((await paths({ ...GOOD, ...many })).length, 20);
  });

  it("R7 numbers where none belong, huge ones included", async () => {
    for (const number of ["-1", "0", "0.1", "1e309", "2147483648", "9007199254740993", "18446744073709551616", "[5]", "null", '"5"']) {
      const reply = await api.post(MINE, undefined, { token: player.accessToken, raw: `{"name":${number},"classId":${number}}` });
      assert.equal(reply.status, 400, number);
    }
    assert.deepEqual((await api.get(MINE, { token: player.accessToken })).body.characters, []);
  });

  it("R24 __proto__ and constructor are unknown fields like others, and pollute nothing", async () => {
    for (const field of ["__proto__", "constructor", "prototype"]) {
      const reply = await api.post(LOGIN, undefined, {
        raw: `{"email":"a@example.com","password":"12345678","${field}":{"polluted":true}}`,
      });
      assert.equal(reply.status, 400, field);
      assert.ok(
        reply.body.errors.some((e: { path: string }) => e.path === field),
        reply.text,
      );
    }
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
  });

  it("R29 SQL, HTML and control characters in every string: refused or inert, never a 5xx", async () => {
    const bait = [
      "' OR '1'='1",
      "'; DROP TABLE accounts; --",
      "<img src=x onerror=alert(1)>",
      "{{7*7}}",
      "\u0000",
      "\ud800",
      "../../etc/passwd",
      "%00",
      "a".repeat(5000),
    ];
    for (const text of bait) {
      const replies = [
        await api.post("/api/v1/auth/register", { email: text, password: text }),
        await api.post(LOGIN, { email: "a@example.com", password: text }),
        await api.post("/api/v1/auth/refresh", { refreshToken: text }),
        await api.post(MINE, { name: text, classId: text }, { token: player.accessToken }),
        await api.get(`${MINE}/${encodeURIComponent(text.replace("\ud800", "\ufffd"))}`, { token: player.accessToken }),
        await api.get(`/api/v1/inventory/${encodeURIComponent(text.replace("\ud800", "\ufffd"))}`, { token: player.accessToken }),
      ];
      for (const reply of replies)
        assert.ok(reply.status >= 400 && reply.status < 500, `${JSON.stringify(text)} ${reply.status} ${reply.text}`);
    }
    assert.ok((await api.database.prisma.account.count()) > 0);
    const odd = { email: "odd@example.com", password: "'; DROP TABLE accounts; -- \u0001 <b>" };
    assert.equal((await api.post("/api/v1/auth/register", odd)).status, 202);
    assert.equal((await api.post(LOGIN, odd)).status, 200, "a password may be anything");
  });

  it("9.1 another content type: 415; nothing is sniffed", async () => {
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/json; charset=latin1",
      "application/jsonp",
      "",
    ]) {
      const reply = await api.post(LOGIN, undefined, { raw: JSON.stringify(GOOD), headers: { "content-type": type } });
      assert.equal(reply.body.code, "unsupported_media_type", type);
    }
    const upper = await api.post(LOGIN, undefined, {
      raw: JSON.stringify(GOOD),
      headers: { "content-type": "Application/JSON; charset=UTF-8" },
    });
    assert.equal(upper.body.code, "invalid_credentials");
    const packed = await api.post(LOGIN, undefined, { raw: JSON.stringify(GOOD), headers: { "content-encoding": "compress" } });
    assert.equal(packed.body.code, "unsupported_media_type");
  });

  it("9.1 more than 64 KiB: 413, also without a length", async () => {
    const large = JSON.stringify({ ...GOOD, password: "x".repeat(70_000) });
    assert.equal((await api.post(LOGIN, undefined, { raw: large })).body.code, "payload_too_large");
    const chunks = Array.from({ length: 70 }, () => `400\r\n${"x".repeat(1024)}\r\n`).join("");
    const head = `POST ${LOGIN} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    assert.match(await raw(`${head}${chunks}0\r\n\r\n`), /^HTTP\/1\.1 413 /);
    const justFits = JSON.stringify({ ...GOOD, password: "x".repeat(60_000) });
    assert.equal((await api.post(LOGIN, undefined, { raw: justFits })).body.code, "invalid_request");
    const deep = await api.post(LOGIN, undefined, { raw: "[".repeat(30_000) + "]".repeat(30_000) });
    assert.equal(deep.body.code, "invalid_request");
  });

  it("9.1 unknown paths 404, other methods 405 with Allow", async () => {
    for (const url of [
      "/api/v1/nothing",
      "/api",
      "/api/v2/characters",
      "/etc/passwd",
      "/play/../server/main.ts",
      "/play/%2e%2e/package.json",
    ]) {
      const reply = await api.get(url);
      assert.equal(reply.status, 404, url);
      assert.equal(reply.body.code, "not_found");
    }
    const put = await api.send("PUT", LOGIN, GOOD);
    assert.equal(put.body.code, "method_not_allowed");
    assert.equal(put.headers.get("allow"), "POST");
    const remove = await api.send("DELETE", MINE, undefined, { token: player.accessToken });
    assert.equal(remove.headers.get("allow"), "GET, HEAD, POST");
    assert.equal((await api.get(`${MINE}/%E0%A4%A`, { token: player.accessToken })).status, 400, "a broken escape");
    assert.equal((await fetch(`${api.base}/api/v1/content`, { method: "HEAD" })).status, 200);
  });

  it("9.1 bytes that are no HTTP are answered 400 and closed", async () => {
    assert.match(await raw("\u0016\u0003\u0001 hello\r\n\r\n"), /^HTTP\/1\.1 400 /);
    assert.match(await raw(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${"x".repeat(20_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /);
    assert.match(
      await raw(`POST ${LOGIN} HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
      /^HTTP\/1\.1 400 /,
    );
  });

  it("R28 without a token every route that is not public answers 401, whatever else is sent", async () => {
    const closed = api.routes.filter(({ access }) => access !== "public");
    assert.ok(closed.length >= 6);
    for (const route of closed) {
      const url = route.path.replaceAll(/\{\w+\}/g, player.accountId);
      for (const body of route.method === "get" ? [undefined] : [undefined, {}, { role: "admin", ownerId: player.accountId }]) {
        assert.equal((await api.send(route.method.toUpperCase(), url, body)).body.code, "unauthenticated", route.path);
      }
    }
    const open = api.routes.filter(({ access }) => access === "public").map(({ path }) => path);
    assert.deepEqual(open.sort(), [
      "/api/v1/auth/guest",
      "/api/v1/auth/guest/login",
      "/api/v1/auth/login",
      "/api/v1/auth/login/second-factor",
      "/api/v1/auth/logout",
      "/api/v1/auth/oidc/callback",
      "/api/v1/auth/oidc/login",
      "/api/v1/auth/oidc/start",
      "/api/v1/auth/providers",
      "/api/v1/auth/recover",
      "/api/v1/auth/recover/confirm",
      "/api/v1/auth/refresh",
      "/api/v1/auth/register",
      "/api/v1/auth/verify",
      "/api/v1/auth/verify/resend",
      "/api/v1/content",
    ]);
  });

  it("R31 pages of other origins are refused; listed ones and our own may call", async () => {
    for (const origin of ["https://evil.example", "null", "http://127.0.0.1:1", `${FRIEND}.evil.example`]) {
      const reply = await api.post(LOGIN, GOOD, { headers: { origin } });
      assert.equal(reply.body.code, "forbidden_origin", origin);
      assert.equal(reply.headers.get("access-control-allow-origin"), null);
      assert.equal(
        (await fetch(api.base + LOGIN, { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } })).status,
        403,
      );
    }
    const friend = await api.post(LOGIN, GOOD, { headers: { origin: FRIEND } });
    assert.equal(friend.body.code, "invalid_credentials");
    assert.equal(friend.headers.get("access-control-allow-origin"), FRIEND);
    assert.equal(friend.headers.get("access-control-allow-credentials"), null);
    const preflight = await fetch(api.base + LOGIN, {
      method: "OPTIONS",
      headers: { origin: FRIEND, "access-control-request-method": "POST", "access-control-request-headers": "content-type,authorization" },
    });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get("access-control-allow-headers"), "Content-Type,Authorization,Idempotency-Key");
    assert.equal((await api.post(LOGIN, GOOD, { headers: { origin: api.base } })).body.code, "invalid_credentials");
  });
});
