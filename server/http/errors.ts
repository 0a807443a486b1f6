import type { ErrorRequestHandler, Response } from "express";
import type { Logger } from "pino";
import { RemoteUnavailable } from "#server/platform/breaker.ts";
import { isUnavailable } from "#server/platform/transaction.ts";
import { Problem, type ProblemCode } from "./problem.ts";

/** What Express and its body reader throw, by status. */
const BY_STATUS: Record<number, ProblemCode> = {
  400: "invalid_request",
  408: "request_timeout",
  413: "payload_too_large",
  415: "unsupported_media_type",
};

/** The one place where an error becomes an answer: problem+json (RFC 9457). */
export function problemAnswers(log: Pick<Logger, "error" | "warn">): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const problem = asProblem(error);
    if (problem.status >= 500)
      log[problem.code === "internal" ? "error" : "warn"]({ err: error, requestId: req.id, code: problem.code }, "request failed");
    // too late for another answer: the connection is cut
    if (res.headersSent) return next(error);
    sendProblem(res, problem, String(req.id));
  };
}

export function sendProblem(res: Response, problem: Problem, requestId: string): void {
  const { code, status, title, detail, errors } = problem;
  res.status(status).set(problem.headers);
  if (status === 401) res.set("WWW-Authenticate", code === "token_expired" ? 'Bearer error="invalid_token"' : "Bearer");
  if (status === 503) res.set("Retry-After", "2");
  res.set("Cache-Control", "no-store");
  res.type("application/problem+json");
  res.send(JSON.stringify({ type: `urn:necp:problem:${code}`, title, status, code, detail, requestId, errors }));
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof RemoteUnavailable) return new Problem("remote_unavailable", { cause: error });
  if (isUnavailable(error)) return new Problem("database_unavailable", { cause: error });
  const status = (error as { status?: unknown } | null)?.status;
  const code = typeof status === "number" ? BY_STATUS[status] : undefined;
  return new Problem(code ?? "internal", { cause: error });
}
