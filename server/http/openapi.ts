import { z } from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject, type ZodOpenApiResponsesObject } from "zod-openapi";
import { exampleOf, type Schema, type Schemas } from "./examples.ts";
import { PROBLEMS, type ProblemCode } from "./problem.ts";
import type { Route } from "./route.ts";

const ProblemBody = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string().optional(),
    requestId: z.string(),
    errors: z.array(z.strictObject({ in: z.enum(["body", "query", "path", "header"]), path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: "Problem", description: "RFC 9457. `code` is stable; `errors` names the fields that are wrong." });

/** Every refusal a route may answer with: those of its kind and its own. */
export function problemsOf(route: Route): ProblemCode[] {
  const codes = new Set<ProblemCode>(["invalid_request", "internal", "database_unavailable"]);
  if (route.path.startsWith("/api/")) codes.add("rate_limited").add("forbidden_origin").add("busy");
  if (route.access !== "public") codes.add("unauthenticated").add("token_expired").add("account_banned").add("account_suspended");
  if (typeof route.access === "object") codes.add("forbidden");
  if (route.body) codes.add("malformed_json").add("payload_too_large").add("unsupported_media_type").add("request_timeout");
  if (route.idempotent) codes.add("idempotency_conflict");
  for (const code of route.problems) codes.add(code);
  return [...codes];
}

/** What our documents look like, as far as others go through them. */
export interface ApiDocument {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Schemas };
}
export interface Operation {
  summary: string;
  security: object[];
  parameters?: Array<{ in: "path" | "query" | "header"; name: string; required?: boolean; schema: Schema; description?: string }>;
  requestBody?: { required: boolean; content: Record<string, MediaType> };
  responses: Record<string, { description: string; content?: Record<string, MediaType> }>;
}
export interface MediaType {
  schema: Schema;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

/** The OpenAPI 3.1 document of the routes, with an example of each body and answer. */
export function describeRoutes(routes: readonly Route[], version: string): ApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) {
    paths[route.path] ??= {};
    paths[route.path][route.method] = operation(route);
  }
  const document = createDocument({
    openapi: "3.1.0",
    info: { title: "NECPGAME Server", version, description: "Accounts, characters and what a client needs to enter a zone." },
    servers: [{ url: "/" }],
    components: {
      schemas: { Problem: ProblemBody },
      securitySchemes: { account: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
    },
    paths: paths as ZodOpenApiPathsObject,
  }) as unknown as ApiDocument;
  for (const [, media] of jsonBodies(document)) media.example ??= exampleIfTold(media.schema, document.components.schemas);
  return document;
}

/** Every body and answer in JSON, with its name: `post /api/v1/characters 201`. */
export function jsonBodies({ paths }: ApiDocument): Array<[name: string, media: MediaType]> {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { requestBody, responses }]) =>
      [["body", requestBody] as const, ...Object.entries(responses)].flatMap(([part, told]) => {
        const media = told?.content?.["application/json"];
        return media ? [[`${method} ${path} ${part}`, media] as [string, MediaType]] : [];
      }),
    ),
  );
}

/** Without one the document is still right; a test names what lacks it. */
function exampleIfTold(schema: Schema, known: Schemas): unknown {
  const missing: string[] = [];
  const example = exampleOf(schema, known, "", missing);
  return missing.length === 0 ? example : undefined;
}

function operation(route: Route): ZodOpenApiOperationObject {
  const requestParams = {
    ...(hasFields(route.params) && { path: route.params }),
    ...(hasFields(route.query) && { query: route.query }),
    ...(route.idempotent && { header: keyHeader(route.idempotent) }),
  };
  return {
    summary: route.summary,
    description: route.description,
    tags: [route.tag],
    security: route.access === "public" ? [] : [{ account: [] }],
    ...(typeof route.access === "object" ? { "x-permission": route.access.permission } : {}),
    ...(Object.keys(requestParams).length ? { requestParams } : {}),
    ...(route.body
      ? { requestBody: { required: !route.body.safeParse(undefined).success, content: { "application/json": { schema: route.body } } } }
      : {}),
    responses: responses(route),
  };
}

function responses(route: Route): ZodOpenApiResponsesObject {
  const answers: ZodOpenApiResponsesObject = {};
  for (const [status, { description, schema, example, headers }] of Object.entries(route.responses)) {
    answers[status as `${1 | 2 | 3 | 4 | 5}${string}`] = {
      description,
      ...(schema ? { content: { "application/json": { schema, ...(example !== undefined && { example }) } } } : {}),
      ...(headers
        ? {
            headers: Object.fromEntries(
              Object.entries(headers).map(([name, text]) => [name, { description: text, schema: { type: "string" as const } }]),
            ),
          }
        : {}),
    };
  }
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of problemsOf(route)) byStatus.set(PROBLEMS[code].status, [...(byStatus.get(PROBLEMS[code].status) ?? []), code]);
  for (const [status, codes] of byStatus) {
    answers[String(status) as `${4 | 5}${string}`] ??= {
      description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join(" "),
      content: {
        "application/problem+json": {
          schema: { allOf: [{ $ref: "#/components/schemas/Problem" }, { type: "object", properties: { code: { enum: codes } } }] },
          examples: Object.fromEntries(codes.map((code) => [code, { value: problemExample(code) }])),
        },
      },
    };
  }
  return answers;
}

function problemExample(code: ProblemCode): z.input<typeof ProblemBody> {
  const { status, title } = PROBLEMS[code];
  return { type: `urn:necp:problem:${code}`, title, status, code, requestId: "7c1b8f0e-52a4-4a57-9a3e-0f6f6d1f5b7a" };
}

function keyHeader(rule: "required" | "optional"): z.ZodObject {
  const key = z.string().min(8).max(128).meta({
    description: "New for each thing you want done, the same when you send it again: it is done once, and both get the same answer.",
    example: "6b0f3c1e-8d5a-4a57-9d0c-2f4f7a3b9e11",
  });
  return z.object({ "Idempotency-Key": rule === "required" ? key : key.optional() });
}

function hasFields(schema: z.ZodType): schema is z.ZodObject {
  return schema instanceof z.ZodObject && Object.keys(schema.shape).length > 0;
}
