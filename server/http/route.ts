import { z } from "zod";
import type { Permission } from "./permissions.ts";
import type { Tx } from "#server/platform/prisma.ts";
import type { ProblemCode } from "./problem.ts";

/** Who asks: whose access token it is, as the account stands now. */
export interface Identity {
  accountId: string;
  sessionId: string;
  roles: readonly string[];
  /** The e-mail address is confirmed. */
  verified: boolean;
}

/** Everybody; everybody who is logged in; or only those whose roles bring a permission. */
export type Access = "public" | "account" | { permission: Permission };

/** A limit besides the general ones. `by` names whose requests are counted together. */
export interface RouteLimit<Body = unknown> {
  points: number;
  perS: number;
  by: "ip" | "account" | ((body: Body) => string);
}

export interface ResponseSpec {
  description: string;
  /** Absent: no body. */
  schema?: z.ZodType;
  /** Where those of its fields do not make a good one. */
  example?: unknown;
  /** Other headers than the usual, with a description each. */
  headers?: Record<string, string>;
}
export type Responses = Record<number, ResponseSpec>;

type AnswerOf<Status, Spec extends ResponseSpec> = Spec extends { schema: infer S extends z.ZodType }
  ? { status: Status; headers?: Record<string, string> } & ({ body: z.input<S> } | { json: string })
  : { status: Status; headers?: Record<string, string> };
/** One of the answers the route has declared; `json`: written already. */
export type Answer<R extends Responses = Responses> = { [S in keyof R & number]: AnswerOf<S, R[S]> }[keyof R & number];

/** Does the route know requests that were sent before? */
export type Idempotent = "required" | "optional";

/** Does the work in one transaction, once for each Idempotency-Key. @throws Problem idempotency_conflict */
export type Once<R extends Responses = Responses> = (work: (tx: Tx) => Promise<Answer<R>>) => Promise<Answer<R>>;

export interface Call<A extends Access, P, Q, B, R extends Responses, I extends Idempotent | undefined> {
  identity: A extends "public" ? undefined : Identity;
  params: P;
  query: Q;
  body: B;
  /** Address of the client. */
  ip: string;
  userAgent: string;
  /** A header of the request, lower-case name. */
  header(name: string): string | undefined;
  /** Of an idempotent route: everything it changes has to be changed in here. */
  once: I extends Idempotent ? Once<R> : undefined;
}

export interface RouteDefinition<
  A extends Access,
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends Responses,
  I extends Idempotent | undefined,
> {
  method: "get" | "post" | "put" | "patch" | "delete";
  /** As in OpenAPI: `/api/v1/characters/{id}`. */
  path: string;
  access: A;
  summary: string;
  description?: string;
  tag: string;
  /** Requests with an Idempotency-Key are answered once: `once` runs them. Only for routes of accounts whose answers are no secrets. */
  idempotent?: I;
  params?: P;
  query?: Q;
  body?: B;
  responses: R;
  /** Refusals besides those every route of its kind may give. */
  problems?: readonly ProblemCode[];
  limits?: ReadonlyArray<RouteLimit<z.output<B>>>;
  handler(call: Call<A, z.output<P>, z.output<Q>, z.output<B>, NoInfer<R>, I>): Promise<Answer<NoInfer<R>>>;
}

/** A route whose types are checked and forgotten. */
export interface Route {
  method: "get" | "post" | "put" | "patch" | "delete";
  path: string;
  access: Access;
  summary: string;
  description?: string;
  tag: string;
  idempotent?: Idempotent;
  params: z.ZodType;
  query: z.ZodType;
  /** null: the route takes no body. */
  body: z.ZodType | null;
  responses: Responses;
  problems: readonly ProblemCode[];
  limits: readonly RouteLimit[];
  handler(call: Call<Access, unknown, unknown, unknown, Responses, Idempotent>): Promise<Answer> | Answer;
}

const NOTHING = z.strictObject({});
type Nothing = typeof NOTHING;

/**
 * Declares a route once: what it is called, who may call it, what it takes and answers. Validation, authorization, limits and the
 * OpenAPI document follow from this.
 */
export function route<
  A extends Access,
  const R extends Responses,
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = z.ZodUndefined,
  I extends Idempotent | undefined = undefined,
>(definition: RouteDefinition<A, P, Q, B, R, I>): Route {
  const { params, query, body, problems, limits, ...rest } = definition;
  if (rest.idempotent && rest.access === "public") throw new Error(`${rest.method} ${rest.path}: keys belong to accounts`);
  return {
    ...rest,
    params: params ?? NOTHING,
    query: query ?? NOTHING,
    body: body ?? null,
    problems: problems ?? [],
    limits: limits ?? [],
  } as unknown as Route;
}
