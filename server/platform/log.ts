import { type Logger, pino } from "pino";
import type { Config } from "#server/config/config.ts";

export type Log = Logger;

/** What never appears in a log. */
const SECRET = ["password", "ticket", "token", "accessToken", "refreshToken", "authorization", "cookie"];

/** Structured logs on standard output: readable at a terminal, JSON lines elsewhere. */
export function createLog({ logLevel }: Pick<Config, "logLevel">): Log {
  return pino({
    level: logLevel,
    base: undefined,
    redact: { paths: SECRET.flatMap((name) => [name, `*.${name}`, `req.headers.${name}`]), censor: "[secret]" },
    ...(process.stdout.isTTY
      ? { transport: { target: "pino-pretty", options: { translateTime: "HH:MM:ss", ignore: "pid,hostname" } } }
      : {}),
  });
}
