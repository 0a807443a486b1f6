import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";
import type { Logger } from "pino";
import { pinoHttp } from "pino-http";

export type HttpMeter = (method: string, route: string, status: number, seconds: number) => void;

const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;
/** Asked every few seconds by machines. */
const QUIET = new Set(["/metrics", "/healthz", "/readyz"]);

/** Gives each request an id and logs it when answered: path without query string, no headers, no bodies. */
export function requestLog(log: Logger, trustProxy: boolean): RequestHandler {
  return pinoHttp({
    logger: log,
    genReqId: (req, res) => {
      const given = req.headers["x-request-id"];
      const id = trustProxy && typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
      res.setHeader("X-Request-Id", id);
      return id;
    },
    customLogLevel: (req, res, error) => {
      if (error || res.statusCode >= 500) return "error";
      return QUIET.has(pathOf(req.url)) || !pathOf(req.url).startsWith("/api/") ? "debug" : "info";
    },
    serializers: {
      req: (req: { id: string; method: string; url: string }) => ({ id: req.id, method: req.method, path: pathOf(req.url) }),
      res: (res: { statusCode: number }) => ({ status: res.statusCode }),
    },
  }) as unknown as RequestHandler;
}

/** Measures every answered request under its route's name: few names, whatever is asked. */
export function requestMeter(meter: HttpMeter): RequestHandler {
  return (req, res, next) => {
    const start = performance.now();
    res.once("close", () => {
      const route = (res.locals.route as string | undefined) ?? "other";
      meter(req.method, route, res.statusCode, (performance.now() - start) / 1000);
    });
    next();
  };
}

/** `originalUrl` as sent, without what follows `?`. */
function pathOf(url: string | undefined): string {
  return (url ?? "").split("?", 1)[0].slice(0, 200);
}
