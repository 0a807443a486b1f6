import cors from "cors";
import type { RequestHandler } from "express";
import helmet from "helmet";
import { REPLAYED } from "./idempotency.ts";
import { Problem } from "./problem.ts";

/** Headers that keep pages of this server to themselves. `gameUrl` (ws://… or wss://…): pages may also talk to the rooms there. */
export function securityHeaders(gameUrl: string): RequestHandler {
  const rooms = [gameUrl, gameUrl.replace(/^ws/, "http")].map((url) => new URL(url)).map((url) => `${url.protocol}//${url.host}`);
  const policy = (styles: string[]) =>
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          "default-src": ["'self'"],
          "base-uri": ["'none'"],
          "object-src": ["'none'"],
          "frame-ancestors": ["'none'"],
          "form-action": ["'self'"],
          "img-src": ["'self'", "data:", "blob:"],
          "style-src": ["'self'", ...styles],
          "connect-src": ["'self'", ...rooms],
          "worker-src": ["'self'", "blob:"],
        },
      },
      crossOriginEmbedderPolicy: false,
      // plain http on a private network stays usable; the proxy that adds TLS adds this too
      strictTransportSecurity: false,
      xFrameOptions: { action: "deny" },
    });
  const usual = policy([]);
  // the documentation page writes style attributes; it runs no inline script
  const docs = policy(["'unsafe-inline'"]);
  return (req, res, next) => (req.path === "/docs" || req.path.startsWith("/docs/") ? docs : usual)(req, res, next);
}

const ALLOWED_HEADERS = ["Content-Type", "Authorization", "Idempotency-Key"];
const EXPOSED_HEADERS = ["X-Request-Id", "RateLimit-Policy", "RateLimit", "Retry-After", "ETag", REPLAYED];

/**
 * Which pages may call. Requests without Origin (programs) and of this server's own pages pass; listed origins get CORS headers;
 * all others are refused.
 */
export function originPolicy(allowed: (origin: string) => boolean): RequestHandler[] {
  return [
    (req, _res, next) => {
      const { origin, host } = req.headers;
      if (origin === undefined || sameHost(origin, host) || allowed(origin)) return next();
      next(new Problem("forbidden_origin"));
    },
    cors({
      origin: (origin, answer) => answer(null, origin !== undefined && allowed(origin)),
      methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
      allowedHeaders: ALLOWED_HEADERS,
      exposedHeaders: EXPOSED_HEADERS,
      maxAge: 600,
    }),
  ];
}

function sameHost(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}
