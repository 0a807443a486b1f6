import assert from "node:assert/strict";
import { Validator } from "@seriousme/openapi-schema-validator";
import { exampleOf } from "#server/http/examples.ts";
import { type ApiDocument, jsonBodies } from "#server/http/openapi.ts";
import { permits } from "#server/http/permissions.ts";
import type { Route } from "#server/http/route.ts";
import { TestApi, ZONE } from "./support/api.ts";
import { isBounded, leavesOf, withValue } from "./support/leaves.ts";

/** Fields that would make somebody more than they are, if a body could set them. */
const COVETED = ["role", "roles", "currency", "ownerId", "accountId", "level", "isAdmin", "__proto__", "constructor"];
const NUMBERS = ["-1", "0", "0.1", "NaN", "1e309", "2147483648", "9007199254740993", "18446744073709551616", '"5"', "[5]", "null", "{}"];
const BAIT: unknown[] = [
  ...[
    "' OR '1'='1",
    "'; DROP TABLE accounts; --",
    '"; --',
    "$1",
    "%",
    "\\",
    "<img src=x onerror=alert(1)>",
    "{{7*7}}",
    "#{7*7}",
    "../../etc/passwd",
  ],
  ...["\0", "\ud800", "\u202e", "x".repeat(60_000), "", " "],
  ...[{}, { $ne: null }, { toString: 1 }, [], [[]], ["x"], 5, true, null],
];

type Visitor = Awaited<ReturnType<TestApi["visitor"]>>;
const nameOf = ({ method, path }: Route) => `${method} ${path}`;
const methodOf = ({ method }: Route) => method.toUpperCase();

/** Tests that look at the registry: a new route is in them by being there. */
describe("every route", () => {
  let api: TestApi;
  let document: ApiDocument;
  let victim: Visitor;
  let characterId: string;
  let itemId: string;

  before(async () => {
    api = await TestApi.start();
    document = (await api.get("/openapi.json")).body;
    victim = await api.visitor("player");
    characterId = (await api.post("/api/v1/characters", { name: "Victim", classId: "warden" }, { token: victim.token })).body.id;
    itemId = await api.give(characterId, "wolf_pelt", 3);
    await api.openZone(3600);
  });
  after(() => api.stop());

  /** Whose path parameters lead to something of the victim; a route with others says here what they are. */
  const PARAMETERS: Array<[path: RegExp, value: (parameter: string) => string]> = [
    [/^\/api\/v1\/account\/sessions\/\{id\}/, () => victim.sessionId],
    [/^\/api\/v1\/inventory\/.*\{itemId\}/, (parameter) => (parameter === "itemId" ? itemId : characterId)],
    [/^\/api\/v1\/admin\/accounts\/\{\w+\}/, () => victim.accountId],
    [/^\/api\/v1\/admin\/events\//, (parameter) => (parameter === "subscriber" ? "notifications" : victim.accountId)],
    [/^\/api\/v1\/zones\/\{\w+\}/, () => ZONE],
    [/^\/api\/v1\/vendors\//, (parameter) => (parameter === "vendorId" ? "watch_smith" : characterId)],
    [/^\/api\/v1\/market\/commodities\//, () => "nothing_known"],
    [/^\/api\/v1\/auction\/listings\/\{auctionId\}/, () => characterId],
    [/\{(characterId|id)\}/, () => characterId],
  ];
  const urlOf = ({ path }: Route) => {
    if (!path.includes("{")) return path;
    const found = PARAMETERS.find(([pattern]) => pattern.test(path));
    assert.ok(found, `${path}: say in PARAMETERS of this test what its parameters are`);
    return path.replaceAll(/\{(\w+)\}/g, (_all, parameter: string) => found[1](parameter));
  };
  const bodySchema = ({ method, path }: Route) => document.paths[path][method].requestBody?.content["application/json"].schema;
  const bodyOf = (route: Route) => {
    const schema = bodySchema(route);
    return schema && exampleOf(schema, document.components.schemas);
  };
  const keyOf = (route: Route): Record<string, string> => (route.idempotent ? { "idempotency-key": `key-${Math.random()}` } : {});
  const send = (route: Route, who: Visitor | null, body = bodyOf(route), url = urlOf(route)) =>
    api.send(methodOf(route), url, body, { ...(who && { token: who.token }), headers: keyOf(route) });

  it("9.1 the document is valid OpenAPI 3.1", async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document) as never);
    assert.ok(valid, JSON.stringify(errors, null, 2));
    assert.match(document.openapi, /^3\.1\./);
  });

  it("9.1 every body and every answer has an example, which is one", () => {
    const bodies = jsonBodies(document);
    assert.ok(bodies.length > 10);
    for (const [name, { schema, example }] of bodies) {
      const missing: string[] = [];
      if (example === undefined) exampleOf(schema, document.components.schemas, name, missing);
      assert.deepEqual(missing, [], "say what these look like: .meta({ example: … })");
      const [method, path, part] = name.split(" ");
      const route = api.routes.find((r) => r.method === method && r.path === path);
      const expected = part === "body" ? route?.body : route?.responses[Number(part)].schema;
      const read = expected?.safeParse(example);
      assert.ok(!read || read.success, `the example of ${name} is none: ${read?.error?.message} ${JSON.stringify(example)}`);
    }
  });

  it("9.1 every refusal is described with its codes and an example of each", () => {
    for (const route of api.routes) {
      const { responses } = document.paths[route.path][route.method];
      for (const [status, { content }] of Object.entries(responses)) {
        const problem = content?.["application/problem+json"];
        if (Number(status) < 400 || !problem) continue;
        const codes = problem.schema.allOf?.[1].properties?.code.enum;
        assert.deepEqual(Object.keys(problem.examples ?? {}), codes, `${nameOf(route)} ${status}`);
      }
      if (route.access !== "public") assert.ok(responses[401]);
    }
  });

  it("9.1 every text and every list that a client sends has a bound", () => {
    for (const route of api.routes) {
      const name = nameOf(route);
      const { parameters = [] } = document.paths[route.path][route.method];
      const body = bodySchema(route);
      const texts = [
        ...(body ? leavesOf(body, document.components.schemas) : []),
        ...parameters.flatMap((p) => leavesOf(p.schema, document.components.schemas, [p.name])),
      ].filter(({ type }) => type === "string" || type === undefined);
      for (const { path, schema } of texts) assert.ok(isBounded(schema), `${name}: ${path.join(".")} may be of any length`);
    }
  });

  it("R28 nobody: 401 on everything that is not public", async () => {
    for (const route of api.routes.filter(({ access }) => access !== "public"))
      assert.equal((await send(route, null)).body?.code, "unauthenticated", nameOf(route));
  });

  it("R28 another player, a moderator, an admin: never somebody else's things, never more than their permissions", async () => {
    const before = await belongings();
    for (const route of api.routes.filter(({ access }) => access !== "public")) {
      const { access } = route;
      for (const role of ["player", "moderator", "admin"]) {
        const roles = ["player", role];
        // what operators may do to others is theirs to do
        if (typeof access === "object" && permits(roles, access.permission)) continue;
        const stranger = await api.visitor(...new Set(roles));
        const reply = await send(route, stranger);
        const said = `${role}: ${nameOf(route)} ${reply.status} ${reply.text.slice(0, 200)}`;
        if (typeof access === "object") assert.equal(reply.body?.code, "forbidden", said);
        else if (route.path.includes("{") && !route.path.includes("/zones/")) assert.ok(reply.status >= 400 && reply.status < 500, said);
        else assert.ok(reply.status < 500, said);
      }
    }
    assert.deepEqual(await belongings(), before);
  });

  /** What the victim has. */
  async function belongings(): Promise<unknown> {
    const { prisma } = api.database;
    return {
      account: await prisma.account.findUnique({ where: { id: victim.accountId }, include: { roles: true } }),
      session: await prisma.authSession.findUnique({ where: { id: victim.sessionId } }),
      character: await prisma.character.findUnique({ where: { id: characterId }, include: { inventory: true, position: true } }),
      ticket: await prisma.characterTicket.count({ where: { characterId } }),
    };
  }

  /** Somebody who may do everything. */
  const operator = () => api.visitor("player", "moderator", "admin");

  it("R28 fields that nobody offered are refused by name, in the body and in the query", async () => {
    const someone = await operator();
    for (const route of api.routes) {
      const fields = Object.keys((route.body as { shape?: object } | null)?.shape ?? {});
      const body = bodyOf(route);
      if (typeof body === "object" && body !== null && !Array.isArray(body)) {
        for (const field of COVETED.filter((name) => !fields.includes(name))) {
          const text = JSON.stringify({ ...body, MARK: 1 }).replace('"MARK"', JSON.stringify(field));
          const options = { token: someone.token, raw: text, headers: keyOf(route) };
          const reply = await api.send(methodOf(route), urlOf(route), undefined, options);
          assert.equal(reply.body?.code, "invalid_request", `${nameOf(route)} ${field}: ${reply.text}`);
          assert.ok(
            reply.body.errors.some((error: { path: string }) => error.path === field),
            `${nameOf(route)} ${field}: ${reply.text}`,
          );
        }
      }
      for (const field of ["role", "accountId"]) {
        const reply = await send(route, someone, body, `${urlOf(route)}?${field}=admin`);
        assert.equal(reply.body?.code, "invalid_request", `${nameOf(route)}?${field}`);
      }
    }
  });

  it("R29 objects, SQL, HTML and control characters in every text: never a 5xx", async () => {
    for (const route of api.routes) {
      const someone = await operator();
      const schema = bodySchema(route);
      const texts = schema ? leavesOf(schema, document.components.schemas).filter(({ type }) => type === "string") : [];
      for (const { path } of texts) {
        for (const bait of BAIT) {
          const reply = await send(route, someone, withValue(bodyOf(route), path, bait));
          assert.ok(
            reply.status < 500 || reply.body.code === "zone_unavailable",
            `${nameOf(route)} ${path.join(".")} ${JSON.stringify(bait)?.slice(0, 60)}: ${reply.text}`,
          );
        }
      }
      const { parameters = [] } = document.paths[route.path][route.method];
      const written = BAIT.filter((bait): bait is string => typeof bait === "string" && bait.length < 1000 && bait !== "\ud800");
      for (const bait of written) {
        const text = encodeURIComponent(bait) || "%20";
        const urls = [
          ...(route.path.includes("{") ? [route.path.replaceAll(/\{\w+\}/g, text)] : []),
          ...parameters.filter((p) => p.in === "query").map((p) => `${urlOf(route)}?${p.name}=${text}`),
        ];
        for (const url of urls) {
          const reply = await api.send(methodOf(route), url, bodyOf(route), { token: someone.token, headers: keyOf(route) });
          assert.ok(reply.status < 500, `${nameOf(route)} ${url}: ${reply.text}`);
        }
      }
    }
    const { count } = (await api.database.pool.query("SELECT count(*)::int AS count FROM accounts")).rows[0];
    assert.ok(count > 0);
  });

  it("R7 whatever stands where a number belongs: accepted only as declared, never a 5xx", async () => {
    for (const route of api.routes) {
      const someone = await operator();
      const schema = bodySchema(route);
      const numbers = schema
        ? leavesOf(schema, document.components.schemas).filter(({ type }) => type === "integer" || type === "number")
        : [];
      for (const { path } of numbers) {
        for (const number of NUMBERS) {
          const raw = JSON.stringify(withValue(bodyOf(route), path, "MARK")).replace('"MARK"', number);
          const reply = await api.send(methodOf(route), urlOf(route), undefined, { token: someone.token, raw, headers: keyOf(route) });
          const said = `${nameOf(route)} ${path.join(".")} ${number}: ${reply.text}`;
          assert.ok(reply.status < 500, said);
          if (reply.status < 300) assert.ok(number !== "NaN" && route.body?.safeParse(JSON.parse(raw)).success, said);
        }
      }
      const { parameters = [] } = document.paths[route.path][route.method];
      for (const { name } of parameters.filter((p) => p.in === "query" && p.schema.type === "integer")) {
        for (const number of NUMBERS) {
          const reply = await send(route, someone, bodyOf(route), `${urlOf(route)}?${name}=${encodeURIComponent(number)}`);
          const said = `${nameOf(route)} ${name}=${number}: ${reply.text}`;
          if (route.query.safeParse({ [name]: number }).success) assert.ok(reply.status < 500, said);
          else assert.equal(reply.body?.code, "invalid_request", said);
        }
      }
    }
  });
});
