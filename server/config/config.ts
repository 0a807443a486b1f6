import { z } from "zod";
import { FAILPOINT_ACTIONS, type Failpoint } from "#server/platform/failpoint.ts";

/** All settings of one process, read once. */
export interface Config {
  production: boolean;
  host: string;
  /** Web port; 0: the system chooses. */
  port: number;
  /** Game port; 0: the system chooses. */
  gamePort: number;
  /** null: the start script brings a private PostgreSQL. */
  databaseUrl: string | null;
  redisUrl: string | null;
  dataDir: string;
  /** null: made once and kept in dataDir. */
  tokenSecret: string | null;
  /** How clients reach the ports; null: by host and bound port. */
  publicWebUrl: string | null;
  publicGameUrl: string | null;
  /** Origins whose pages may call, besides the public web address. */
  origins: string[];
  trustProxy: boolean;
  /** Characters of an account. */
  characterSlots: number;
  /** Connections one address may have on each port; not counted behind a proxy. */
  connectionsPerAddress: number;
  saveIntervalMs: number;
  reconnectGraceMs: number;
  /** How long a layer beyond a zone's first has to be empty before it closes. */
  layerIdleMs: number;
  /** How long log-ins last, unused and at most. */
  sessionLifetime: { idleMs: number; maxMs: number };
  /** Record everything that is done to the zones, for replays. */
  record: boolean;
  /** Zones this process may host; null: all of the content. */
  zones: string[] | null;
  /** Zone files besides content/zones. */
  extraZones: string[];
  mail: {
    /** null: letters become files in dataDir/mail. */
    smtpUrl: string | null;
    /** Sender. */
    from: string;
  };
  /** Who may come in, and how. */
  auth: { requireVerifiedEmail: boolean; guests: boolean };
  /** Identity provider; null: none. */
  oidc: { issuer: string; clientId: string; clientSecret: string | null; name: string } | null;
  /** Request limits of the API; off only for load tests on loopback. */
  rateLimits: boolean;
  /** Places at which a test makes the process fail. */
  failpoints: Failpoint[];
  /** Answers of the API are checked against what their routes declare: in development and tests. */
  holdAnswers: boolean;
  logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
}

const DAY_MS = 24 * 3600 * 1000;
const LOOPBACK = ["127.0.0.1", "localhost", "::1"];

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((n) => n >= min && n <= max);
const port = whole(0, 65535);
const list = z.string().transform((text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean),
);
const address = (...protocols: string[]) => z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol));
const flag = z.enum(["true", "false", "1", "0", "on", "off"]).transform((text) => ["true", "1", "on"].includes(text));
const issuer = address("https:", "http:").refine((text) => text.startsWith("https:") || LOOPBACK.includes(new URL(text).hostname));
const sender = z.string().regex(/^([^<>@\r\n]{1,100}<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/);
const failpoints = list.pipe(
  z.array(
    z
      .string()
      .regex(/^[\w.]+:[a-z]+(:\d{1,6})?$/)
      .transform((text) => text.split(":"))
      .pipe(z.tuple([z.string(), z.enum(FAILPOINT_ACTIONS)], z.string()))
      .transform(([name, action, after]): Failpoint => ({ name, action, after: Number(after ?? 0) })),
  ),
);
const origin = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text);

/** Name → how it is read, and what is expected, in words. */
const SETTINGS = {
  NODE_ENV: [z.enum(["production", "development", "test"]), "production, development or test"],
  HOST: [z.string().regex(/^[A-Za-z0-9.:_-]{1,253}$/), "an address or name of this machine, such as 127.0.0.1 or 0.0.0.0"],
  PORT: [port, "a port, 0 to 65535"],
  GAME_PORT: [port, "a port, 0 to 65535, other than PORT"],
  DATABASE_URL: [address("postgresql:", "postgres:"), "postgresql://user:password@host:port/database"],
  REDIS_URL: [address("redis:", "rediss:"), "redis://host:port or rediss://host:port"],
  DATA_DIR: [z.string().min(1), "a folder"],
  TOKEN_SECRET: [z.string().min(32), "at least 32 characters"],
  PUBLIC_WEB_URL: [address("http:", "https:"), "an http:// or https:// address"],
  PUBLIC_GAME_URL: [address("ws:", "wss:"), "a ws:// or wss:// address"],
  ORIGINS: [list.pipe(z.array(origin)), "origins such as https://play.example.com, comma-separated"],
  TRUST_PROXY: [flag, "true or false"],
  CHARACTER_SLOTS: [whole(1, 50), "a number of characters, 1 to 50"],
  CONNECTIONS_PER_ADDRESS: [whole(1, 100_000), "a whole number, 1 to 100000"],
  SAVE_INTERVAL_S: [whole(1, 10), "whole seconds, 1 to 10"],
  RECONNECT_GRACE_S: [whole(0, 300), "whole seconds, 0 to 300"],
  LAYER_IDLE_S: [whole(1, 3600), "whole seconds, 1 to 3600"],
  SESSION_IDLE_DAYS: [whole(1, 365), "whole days, 1 to 365"],
  SESSION_MAX_DAYS: [whole(1, 3650), "whole days, 1 to 3650"],
  RECORD: [flag, "1 or 0"],
  ZONES: [list, "zone ids, comma-separated"],
  EXTRA_ZONES: [list, "zone files, comma-separated"],
  SMTP_URL: [address("smtp:", "smtps:"), "smtp://user:password@host:port or smtps://…"],
  MAIL_FROM: [sender, "an address, or a name with one: NECPGAME <play@example.com>"],
  REQUIRE_VERIFIED_EMAIL: [flag, "true or false"],
  GUESTS: [flag, "true or false"],
  OIDC_ISSUER: [issuer, "the https:// address of an identity provider, or an http:// one on this machine"],
  OIDC_CLIENT_ID: [z.string().max(255), "the id this server has at the identity provider"],
  OIDC_CLIENT_SECRET: [z.string().max(1000), "the secret this server shares with the identity provider"],
  OIDC_NAME: [z.string().max(40), "at most 40 characters"],
  RATE_LIMITS: [flag, "on or off; off only while HOST is a loopback address"],
  FAILPOINT: [failpoints, "name:exit|throw|sleep[:passes that go well before], comma-separated, with NODE_ENV=test alone"],
  LOG_LEVEL: [z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]), "fatal, error, warn, info, debug, trace or silent"],
} as const satisfies Record<string, readonly [z.ZodType, string]>;

const SECRETS: ReadonlySet<string> = new Set(["TOKEN_SECRET", "DATABASE_URL", "REDIS_URL", "SMTP_URL", "OIDC_CLIENT_SECRET"]);

type Settings = { [K in keyof typeof SETTINGS]?: z.infer<(typeof SETTINGS)[K][0]> };

/** Settings that cannot be used: all of them, each with what is expected. */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(
      `${problems.length === 1 ? "one setting is" : `${problems.length} settings are`} wrong:\n${problems.map((p) => `  ${p}`).join("\n")}`,
    );
    this.name = "ConfigError";
  }
}

/**
 * Reads the settings. An empty value counts as absent; variables that are no settings are ignored.
 * @throws ConfigError naming every wrong setting at once
 */
export function parseConfig(env: Record<string, string | undefined>): Config {
  const problems: string[] = [];
  const read: Record<string, unknown> = {};
  const wrong = (name: keyof typeof SETTINGS) => {
    // a secret is never repeated
    const shown = SECRETS.has(name) ? "" : ` (is ${JSON.stringify(env[name])})`;
    problems.push(`${name}: ${SETTINGS[name][1]} expected${shown}`);
  };
  for (const name of Object.keys(SETTINGS) as (keyof typeof SETTINGS)[]) {
    if (!env[name]) continue;
    const result = SETTINGS[name][0].safeParse(env[name]);
    if (result.success) read[name] = result.data;
    else wrong(name);
  }
  const s = read as Settings;
  const webPort = s.PORT ?? 2567;
  const gamePort = s.GAME_PORT ?? (webPort === 0 ? 0 : webPort + 1);
  const requireVerifiedEmail = s.REQUIRE_VERIFIED_EMAIL ?? false;
  const host = s.HOST ?? "127.0.0.1";
  if ((webPort !== 0 && gamePort === webPort) || gamePort > 65535) wrong("GAME_PORT");
  if (s.RATE_LIMITS === false && !LOOPBACK.includes(host)) wrong("RATE_LIMITS");
  if (s.SMTP_URL !== undefined && s.MAIL_FROM === undefined && !env.MAIL_FROM) wrong("MAIL_FROM");
  if ((s.OIDC_ISSUER === undefined) !== (s.OIDC_CLIENT_ID === undefined))
    wrong(s.OIDC_ISSUER === undefined ? "OIDC_ISSUER" : "OIDC_CLIENT_ID");
  if (s.FAILPOINT && s.NODE_ENV !== "test") wrong("FAILPOINT");
  if (problems.length) throw new ConfigError([...new Set(problems)]);
  return {
    production: s.NODE_ENV === "production",
    host,
    port: webPort,
    gamePort,
    databaseUrl: s.DATABASE_URL ?? null,
    redisUrl: s.REDIS_URL ?? null,
    dataDir: s.DATA_DIR ?? ".data",
    tokenSecret: s.TOKEN_SECRET ?? null,
    publicWebUrl: s.PUBLIC_WEB_URL ?? null,
    publicGameUrl: s.PUBLIC_GAME_URL ?? null,
    origins: s.ORIGINS ?? [],
    trustProxy: s.TRUST_PROXY ?? false,
    characterSlots: s.CHARACTER_SLOTS ?? 8,
    connectionsPerAddress: s.CONNECTIONS_PER_ADDRESS ?? 256,
    saveIntervalMs: (s.SAVE_INTERVAL_S ?? 5) * 1000,
    layerIdleMs: (s.LAYER_IDLE_S ?? 120) * 1000,
    reconnectGraceMs: (s.RECONNECT_GRACE_S ?? 20) * 1000,
    sessionLifetime: { idleMs: (s.SESSION_IDLE_DAYS ?? 14) * DAY_MS, maxMs: (s.SESSION_MAX_DAYS ?? 90) * DAY_MS },
    record: s.RECORD ?? false,
    zones: s.ZONES ?? null,
    extraZones: s.EXTRA_ZONES ?? [],
    mail: { smtpUrl: s.SMTP_URL ?? null, from: s.MAIL_FROM ?? "NECPGAME <no-reply@localhost>" },
    oidc:
      s.OIDC_ISSUER !== undefined && s.OIDC_CLIENT_ID !== undefined
        ? {
            issuer: s.OIDC_ISSUER,
            clientId: s.OIDC_CLIENT_ID,
            clientSecret: s.OIDC_CLIENT_SECRET ?? null,
            name: s.OIDC_NAME ?? new URL(s.OIDC_ISSUER).hostname,
          }
        : null,
    auth: { requireVerifiedEmail, guests: s.GUESTS ?? !requireVerifiedEmail },
    rateLimits: s.RATE_LIMITS ?? true,
    failpoints: s.FAILPOINT ?? [],
    holdAnswers: s.NODE_ENV === "development" || s.NODE_ENV === "test",
    logLevel: s.LOG_LEVEL ?? "info",
  };
}
