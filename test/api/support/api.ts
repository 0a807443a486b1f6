import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Redis } from "ioredis";
import type { CharacterPlace } from "#rooms/ports/places.ts";
import type { Notifier } from "#rooms/ports/notifier.ts";
import { pino } from "pino";
import { uuidv7 } from "uuidv7";
import { createApp, createHttpServer } from "#server/http/app.ts";
import { problemsOf } from "#server/http/openapi.ts";
import { PROBLEMS } from "#server/http/problem.ts";
import type { Route } from "#server/http/route.ts";
import { type Api, createApi } from "#server/modules/api.ts";
import { Tokens } from "#server/modules/auth/tokens.ts";
import { Breakers } from "#server/platform/breaker.ts";
import type { AuthSettings } from "#server/modules/auth/auth.module.ts";
import type { PartyTeller } from "#server/modules/party/party.news.ts";
import { MailDelivery } from "#server/outbox/mail-delivery.ts";
import type { LayerMover } from "#server/modules/zones/layers.service.ts";
import type { Whereabouts } from "#server/modules/zones/whereabouts.ts";
import { transact } from "#server/platform/transaction.ts";
import type { Letter } from "#server/platform/mailer.ts";
import { createMetrics } from "#server/platform/metrics.ts";
import { type Database, FOR_REQUESTS, openDatabase } from "#server/platform/prisma.ts";
import { loadContent } from "#shared/content/load.ts";
import { books } from "#test/support/books.ts";
import { createDatabase } from "#test/support/database.ts";
import { Relay } from "#test/support/relay.ts";

export const TOKEN_SECRET = "a secret of the tests, long enough";
/** On a busy machine nobody is in a hurry: deadlines are for the tests that have a relay before the database. */
const PATIENT_MS = 20_000;
const PATIENT = { acquireMs: PATIENT_MS, statementMs: PATIENT_MS, transactionMs: PATIENT_MS };
const DAY_MS = 24 * 3600_000;
export const WEB_URL = "https://play.example";
export const FRIEND = "https://friend.example";
export const ZONE = "emberwatch_vale";

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers whose shape `send` has checked
  body: any;
}

export interface SendOptions {
  token?: string;
  headers?: Record<string, string>;
  /** Sent as it is. */
  raw?: string | Uint8Array;
}

export interface Player {
  accountId: string;
  accessToken: string;
  refreshToken: string;
  email: string;
  deviceToken: string;
}

export interface StartOptions {
  rateLimits?: boolean;
  trustProxy?: boolean;
  /** The way to the database can be cut. */
  relay?: boolean;
  /** Counts for several of these together. */
  redis?: Redis;
  /** Of the test itself, besides all others. */
  routes?: readonly Route[];
  settings?: Partial<AuthSettings>;
  partyTeller?: PartyTeller;
  whereabouts?: Whereabouts;
  layerMover?: LayerMover;
  notifier?: Notifier;
  /** See openDatabase. */
  beforeStatement?: () => Promise<void>;
}

/** The whole web port on loopback with a database of its own; time can be moved. Every answer is held against what its route declares. */
export class TestApi {
  readonly database: Database;
  /** Straight to the database, whatever way the server takes. */
  readonly databaseUrl: string;
  readonly routes: readonly Route[];
  readonly authenticate: Api["authenticate"];
  /** What the job of rolls does, a test does by hand. */
  readonly lootRolls: Api["lootRolls"];
  readonly base: string;
  /** Lines of the log. */
  readonly logged: string[];
  readonly checks: Record<string, boolean>;
  /** What the rooms say about characters. */
  readonly places: Map<string, CharacterPlace>;
  readonly mail: Api["mail"];
  readonly auctions: Api["auctions"];
  readonly trade: Api["trade"];
  readonly market: Api["market"];
  readonly #relay: Relay | null;
  readonly #stop: () => Promise<void>;
  readonly #letters: Letter[];
  readonly #delivery: MailDelivery;
  readonly #clock: { ms: number };
  #count = 0;

  private constructor(parts: {
    database: Database;
    databaseUrl: string;
    api: Api;
    base: string;
    logged: string[];
    checks: Record<string, boolean>;
    clock: { ms: number };
    places: Map<string, CharacterPlace>;
    relay: Relay | null;
    stop: () => Promise<void>;
    letters: Letter[];
    delivery: MailDelivery;
  }) {
    this.database = parts.database;
    this.databaseUrl = parts.databaseUrl;
    this.routes = parts.api.routes;
    this.authenticate = parts.api.authenticate;
    this.lootRolls = parts.api.lootRolls;
    this.base = parts.base;
    this.logged = parts.logged;
    this.checks = parts.checks;
    this.#clock = parts.clock;
    this.places = parts.places;
    this.mail = parts.api.mail;
    this.auctions = parts.api.auctions;
    this.trade = parts.api.trade;
    this.market = parts.api.market;
    this.#relay = parts.relay;
    this.#stop = parts.stop;
    this.#letters = parts.letters;
    this.#delivery = parts.delivery;
  }

  static async start({
    rateLimits = false,
    trustProxy = false,
    relay: relayed = false,
    redis,
    routes = [],
    settings = {},
    partyTeller,
    whereabouts,
    layerMover,
    notifier,
    beforeStatement,
  }: StartOptions = {}): Promise<TestApi> {
    const testDatabase = await createDatabase();
    const relay = relayed ? await Relay.start(new URL(testDatabase.url)) : null;
    const database = openDatabase(relay?.url ?? testDatabase.url, {
      ...(relayed ? FOR_REQUESTS : PATIENT),
      ...(beforeStatement && { beforeStatement }),
    });
    const clock = { ms: Date.now() };
    const logged: string[] = [];
    const checks = { database: true };
    const places = new Map<string, CharacterPlace>();
    const api = createApi({
      prisma: database.prisma,
      content: loadContent(),
      tokenSecret: TOKEN_SECRET,
      sessionLifetime: { idleMs: 14 * DAY_MS, maxMs: 90 * DAY_MS },
      webUrl: () => WEB_URL,
      hub: { find: () => ({ endpoint: "ws://127.0.0.1:4321", roomId: "hub1" }) },
      settings: { requireVerifiedEmail: false, guests: true, oidc: null, ...settings },
      whereabouts: { of: async (ids) => new Map(ids.flatMap((id) => (places.has(id) ? [[id, places.get(id) as CharacterPlace]] : []))) },
      now: () => clock.ms,
      ...(partyTeller && { partyTeller }),
      ...(whereabouts && { whereabouts }),
      ...(layerMover && { layerMover }),
      ...(notifier && { notifier }),
    });
    api.routes.push(...routes);
    const letters: Letter[] = [];
    const delivery = new MailDelivery({
      prisma: database.prisma,
      mailer: { send: async (letter) => void letters.push(letter), close: () => {} },
      composers: api.letters,
      count: () => {},
      log: { warn: (details) => assert.fail(String(details.err)), error: (details) => assert.fail(String(details.err)) },
    });
    const clientDir = playPage();
    const app = createApp({
      config: { rateLimits, trustProxy, holdAnswers: true, ...(!relayed && { requestMs: PATIENT_MS }) },
      version: "0.0.0",
      gameUrl: "ws://127.0.0.1:4321",
      allowedOrigin: (origin) => origin === FRIEND,
      ...api,
      log: pino({ level: "debug" }, { write: (line) => void logged.push(line) }),
      metrics: createMetrics(),
      readiness: async () => checks,
      clientDir,
      breakers: new Breakers(),
      redis,
    });
    const server: Server = createHttpServer(app);
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const stop = async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await database.close();
      await relay?.cut();
      await testDatabase.drop();
      rmSync(clientDir, { recursive: true, force: true });
    };
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return new TestApi({
      database,
      databaseUrl: testDatabase.url,
      api,
      base,
      logged,
      checks,
      clock,
      places,
      relay,
      stop,
      letters,
      delivery,
    });
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  async cutDatabase(): Promise<void> {
    await this.#relay?.cut();
  }

  async restoreDatabase(): Promise<void> {
    await this.#relay?.listen();
  }

  /** The database answers so much later; 0: at once. */
  delayDatabase(ms: number): void {
    if (this.#relay) this.#relay.delayMs = ms;
  }

  pass(ms: number): void {
    this.#clock.ms += ms;
  }

  get now(): number {
    return this.#clock.ms;
  }

  async send(method: string, url: string, body?: unknown, { token, headers = {}, raw }: SendOptions = {}): Promise<Reply> {
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(this.base + url, {
      method,
      redirect: "manual",
      body: sent as string | Uint8Array<ArrayBuffer> | undefined,
      headers: {
        ...(sent === undefined ? {} : { "content-type": "application/json" }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get("content-type") ?? "");
    const reply = { status: response.status, headers: response.headers, text, body: json && text ? JSON.parse(text) : null };
    if (url.startsWith("/api/")) this.#hold(method, url.split("?")[0], reply);
    return reply;
  }

  /** 2xx: the declared shape. Else: a declared problem. */
  #hold(method: string, url: string, reply: Reply): void {
    const said = `${method} ${url} ${reply.status} ${reply.text.slice(0, 300)}`;
    if (reply.status < 400) {
      const route = this.#routeOf(method, url);
      assert.ok(route, said);
      const declared = route.responses[reply.status];
      assert.ok(declared, `an answer the route does not declare: ${said}`);
      if (declared.schema) assert.ok(declared.schema.safeParse(reply.body).success, `another shape than declared: ${said}`);
      else assert.equal(reply.text, "", said);
      return;
    }
    assert.match(reply.headers.get("content-type") ?? "", /^application\/problem\+json/, said);
    const { code, status, title, type, requestId } = reply.body;
    assert.equal(status, reply.status, said);
    assert.equal(type, `urn:necp:problem:${code}`);
    assert.equal(title, PROBLEMS[code as keyof typeof PROBLEMS].title);
    assert.equal(requestId, reply.headers.get("x-request-id"));
    const route = this.#routeOf(method, url);
    if (route) assert.ok(problemsOf(route).includes(code), `a problem the route does not declare: ${said}`);
  }

  #routeOf(method: string, url: string): Route | undefined {
    return this.routes.find(
      (r) => r.method.toUpperCase() === method && new RegExp(`^${r.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(url),
    );
  }

  post(url: string, body?: unknown, options?: SendOptions): Promise<Reply> {
    return this.send("POST", url, body, options);
  }

  get(url: string, options?: SendOptions): Promise<Reply> {
    return this.send("GET", url, undefined, options);
  }

  /** Somebody new, logged in. */
  async player(): Promise<Player> {
    const email = `player${++this.#count}@example.com`;
    assert.equal((await this.post("/api/v1/auth/register", { email, password: "a good password" })).status, 202);
    return this.login(email);
  }

  async login(email: string, password = "a good password"): Promise<Player> {
    const reply = await this.post("/api/v1/auth/login", { email, password });
    assert.equal(reply.status, 200, reply.text);
    const { accessToken, refreshToken, deviceToken, account } = reply.body;
    return { accountId: account.id, accessToken, refreshToken, deviceToken, email };
  }

  /** Somebody new with these roles and a session, without a password: quick to make. */
  async visitor(...roles: string[]): Promise<{ accountId: string; sessionId: string; token: string }> {
    const [accountId, sessionId] = [uuidv7(), uuidv7()];
    const { prisma } = this.database;
    await prisma.account.create({
      data: { id: accountId, email: `${accountId}@example.com`, roles: { create: roles.map((role) => ({ role })) } },
    });
    const [createdAt, expiresAt] = [new Date(this.now), new Date(this.now + DAY_MS)];
    await prisma.authSession.create({
      data: { id: sessionId, accountId, refreshHash: randomBytes(32), createdAt, lastUsedAt: createdAt, expiresAt },
    });
    const token = await new Tokens(TOKEN_SECRET, () => this.now).sign({ accountId, sessionId, roles, verified: false });
    return { accountId, sessionId, token };
  }

  async character(player: Player, name: string, classId = "warden"): Promise<string> {
    const reply = await this.post("/api/v1/characters", { name, classId }, { token: player.accessToken });
    assert.equal(reply.status, 201, reply.text);
    return reply.body.id;
  }

  /** Gives a character main currency. */
  async pay(characterId: string, amount: bigint): Promise<void> {
    const grant = { op: { id: uuidv7(), reason: "operator" }, characterId, currency: "crowns", amount } as const;
    await transact(this.database.prisma, (tx) => books().ledger.grant(tx, "operator", [grant]));
  }

  /** Puts new items into a character's bag. @returns the id of the last stack */
  give(characterId: string, templateId: string, quantity = 1): Promise<string> {
    return transact(this.database.prisma, async (tx) => {
      const { items } = books();
      const character = (await items.lockCharacters(tx, [characterId])).get(characterId);
      assert.ok(character);
      const [into] = await items.deliver(tx, { id: uuidv7(), reason: "operator" }, character, [{ templateId, quantity }]);
      return into[into.length - 1].id;
    });
  }

  /** Says that a room runs the zone, for the given time. */
  async openZone(seconds: number): Promise<void> {
    await this.database.prisma.$executeRaw`
      INSERT INTO zone_leases (zone_id, layer, owner, epoch, room_id, address, expires_at)
      VALUES (${ZONE}, 1, 'test', 1, 'room1', 'ws://127.0.0.1:4321', now() + make_interval(secs => ${seconds}::float8))
      ON CONFLICT (zone_id, layer) DO UPDATE SET expires_at = EXCLUDED.expires_at`;
  }

  /** Sends what is due. @returns letters to this address since the last call */
  async mailTo(email: string): Promise<Letter[]> {
    await this.#delivery.deliver();
    const found = this.#letters.filter(({ to }) => to === email);
    this.#letters.splice(0, this.#letters.length, ...this.#letters.filter(({ to }) => to !== email));
    return found;
  }

  /** The one-time token of the one letter that waits for this address. */
  async mailedToken(email: string, name: "verify" | "recover"): Promise<string> {
    const texts = (await this.mailTo(email)).map(({ text }) => text);
    const tokens = texts.flatMap((text) => new RegExp(`${WEB_URL}/play/#${name}=([A-Za-z0-9_-]{43})\\s`).exec(text)?.[1] ?? []);
    assert.equal(tokens.length, 1, texts.join("\n"));
    return tokens[0];
  }

  async events(): Promise<string[]> {
    const events = await this.database.prisma.gameEvent.findMany({ orderBy: { id: "asc" } });
    return events.map(({ name }) => name);
  }
}

function playPage(): string {
  const dir = mkdtempSync(path.join(tmpdir(), "necpgame-play-"));
  mkdirSync(path.join(dir, "assets"));
  writeFileSync(path.join(dir, "index.html"), "<!doctype html><title>play</title>");
  writeFileSync(path.join(dir, "assets", "main-A1B2C3D4.js"), "export {};\n");
  return dir;
}
