import type { Operations } from "./generated.ts";

/** `POST /api/v1/characters`, as the document has it. */
export type Operation = keyof Operations;
/** What an operation is given: `params` of its path, `query`, `body`, `key` (its Idempotency-Key). */
export type Given<O extends Operation> = Omit<Operations[O], "answer">;
export type Answer<O extends Operation> = Operations[O]["answer"];

/** One request and its answer, by whatever means a program has. */
export interface Request {
  method: string;
  /** With its query. */
  path: string;
  headers: Record<string, string>;
  /** To be sent as JSON; undefined: no body. */
  body: unknown;
}
export interface Reply {
  status: number;
  /** Parsed; undefined: none. */
  body: unknown;
}
export type Send = (request: Request) => Promise<Reply>;

export interface FieldError {
  path: string;
  message: string;
}

/** A refused request, in words that may be shown. */
export class ApiError extends Error {
  /** 0: no answer came. */
  readonly status: number;
  /** Stable; `error` when the answer was none of the server's own. */
  readonly code: string;
  /** What was wrong with which field, when the server said so. */
  readonly fields: readonly FieldError[];

  /** `body`: problem+json, parsed. */
  constructor(status: number, body: unknown) {
    const { code, detail, title, errors } = (body ?? {}) as { code?: string; detail?: string; title?: string; errors?: FieldError[] };
    const fields = Array.isArray(errors) ? errors : [];
    const sentence = fields.length ? fields.map(({ message }) => message).join(" ") : (detail ?? title);
    super(sentence ?? `The server answered with status ${status}.`);
    this.name = "ApiError";
    this.status = status;
    this.code = code ?? "error";
    this.fields = fields;
  }
}

/**
 * Calls one operation of the API; what it takes and answers is typed from the server's routes.
 * @throws ApiError for 4xx and 5xx; what `send` throws
 */
export async function callApi<O extends Operation>(
  send: Send,
  operation: O,
  { token, ...given }: { token?: string | undefined } & Given<O>,
): Promise<Answer<O>> {
  const { params, query, body, key } = given as {
    params?: Record<string, string>;
    query?: Record<string, unknown>;
    body?: unknown;
    key?: string;
  };
  const [method, path] = operation.split(" ");
  const headers: Record<string, string> = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  if (key !== undefined) headers["idempotency-key"] = key;
  const asked = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  const search = asked.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join("&");
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params?.[name] ?? ""));
  const reply = await send({ method, path: search === "" ? filled : `${filled}?${search}`, headers, body });
  if (reply.status >= 400) throw new ApiError(reply.status, reply.body);
  return reply.body as Answer<O>;
}
