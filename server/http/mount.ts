import express, { type Express, type Request, type RequestHandler, type Response } from "express";
import type { z } from "zod";
import { parseJson } from "./body.ts";
import { Budgets } from "./budget.ts";
import { held } from "./hold.ts";
import { type RunOnce, readKey } from "./idempotency.ts";
import type { Limits } from "./limits.ts";
import { permits } from "./permissions.ts";
import { type FieldError, Problem } from "./problem.ts";
import type { Identity, Route } from "./route.ts";

export const MAX_BODY_BYTES = 64 * 1024;

/** Who a bearer token belongs to. @throws Problem unauthenticated, token_expired */
export type Authenticate = (token: string) => Promise<Identity>;

/** So many wrong fields are named in one answer. */
const MAX_NAMED_ERRORS = 20;

const readBytes = express.raw({ limit: MAX_BODY_BYTES, type: () => true });

export interface MountDeps {
  authenticate: Authenticate;
  limits: Limits;
  once: RunOnce;
  /** Answers are checked against what their routes declare. */
  holdAnswers: boolean;
  /** Time for one request, ms; the usual unless told otherwise. */
  requestMs?: number;
}

/** Puts the routes into the app; any other method on their paths is a 405. */
export function mountRoutes(app: Express, routes: readonly Route[], deps: MountDeps): void {
  const budgets = new Budgets({ ms: deps.requestMs });
  const methods = new Map<string, string[]>();
  for (const route of routes) {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ":$1");
    app[route.method](path, serve(route, budgets, deps));
    const known = methods.get(path) ?? [];
    methods.set(path, [...known, ...(route.method === "get" ? ["GET", "HEAD"] : [route.method.toUpperCase()])]);
  }
  for (const [path, allowed] of methods) {
    app.all(path, (_req, _res, next) => next(new Problem("method_not_allowed", { headers: { Allow: allowed.join(", ") } })));
  }
}

/** Authenticate, count, authorize, parse, call, answer. */
function serve(route: Route, budgets: Budgets, { authenticate, limits, once, holdAnswers }: MountDeps): RequestHandler {
  return async (req, res) => {
    res.locals.route = route.path;
    const budget = budgets.open();
    const identity = await budget.spend(async () => {
      if (route.path.startsWith("/api/")) await limits.address(req, res);
      if (route.access === "public") return undefined;
      const asking = await authenticate(bearerToken(req));
      await limits.account(route, asking, res);
      authorize(route, asking);
      return asking;
    });
    const key = route.idempotent && readKey(req.headers["idempotency-key"]?.toString(), route.idempotent);
    const params = check("path", route.params, req.params);
    const query = check("query", route.query, req.query);
    const body = route.body ? check("body", route.body, await readJson(req, res, route.body)) : undefined;
    const accountId = identity?.accountId ?? "";
    const asks = [route.method, route.path, params, query, body];
    const answering = async () => {
      await limits.own(route, { req, identity, body }, res);
      return route.handler({
        identity,
        params,
        query,
        body,
        ip: req.ip ?? "",
        userAgent: req.headers["user-agent"] ?? "",
        header: (name) => req.headers[name]?.toString(),
        once: (work) => once({ accountId, key, asks }, work),
      });
    };
    const answer = await budget.spend(holdAnswers ? () => held(route, answering) : answering);
    res.status(answer.status);
    // answers are somebody's own unless the route says otherwise
    res.set("Cache-Control", "no-store");
    if (answer.headers) res.set(answer.headers);
    if ("json" in answer) res.type("application/json").send(answer.json);
    else if ("body" in answer) res.json(answer.body);
    else res.end();
  };
}

/** @throws Problem forbidden */
function authorize({ access }: Route, { roles }: Identity): void {
  if (typeof access === "object" && !permits(roles, access.permission)) throw new Problem("forbidden");
}

function bearerToken(req: Request): string {
  const match = /^Bearer ([A-Za-z0-9._~+/=-]{1,4096})$/i.exec(req.headers.authorization ?? "");
  if (!match) throw new Problem("unauthenticated");
  return match[1];
}

/** The JSON body; undefined when there is none and the route can do without. */
async function readJson(req: Request, res: Response, schema: z.ZodType): Promise<unknown> {
  const empty = req.headers["transfer-encoding"] === undefined && (req.headers["content-length"] ?? "0") === "0";
  if (empty && schema.safeParse(undefined).success) return undefined;
  if (!isJson(req.headers["content-type"])) throw new Problem("unsupported_media_type");
  await new Promise<void>((resolve, reject) => readBytes(req, res, (error?: unknown) => (error ? reject(error) : resolve())));
  return parseJson(req.body instanceof Uint8Array ? req.body : new Uint8Array());
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/json\s*(;\s*charset="?utf-?8"?\s*)?$/i.test(contentType ?? "");
}

function check(where: FieldError["in"], schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(where === "body" ? value : { ...(value as object) });
  if (result.success) return result.data;
  const found = result.error.issues.flatMap((issue) => fieldErrors(where, issue));
  // one sentence for a field is enough
  const errors = [...new Map(found.reverse().map((error) => [error.path, error])).values()].reverse().slice(0, MAX_NAMED_ERRORS);
  const first = errors[0];
  const name = first.path === "" ? where : first.path;
  throw new Problem("invalid_request", { detail: `${name}: ${first.message}`, errors });
}

/** One for each field: unknown ones are named each. */
function fieldErrors(where: FieldError["in"], issue: z.core.$ZodIssue): FieldError[] {
  const path = issue.path.map(String);
  if (issue.code !== "unrecognized_keys") return [{ in: where, path: path.join("."), message: issue.message }];
  return issue.keys.map((key) => ({ in: where, path: [...path, key.slice(0, 64)].join("."), message: "This field is not known here." }));
}
