import { Agent, request } from "node:http";
import { Agent as TlsAgent, request as tlsRequest } from "node:https";

export interface JsonAnswer {
  status: number;
  /** Parsed JSON, the text when it is none, undefined when empty. */
  body: unknown;
}

const TIMEOUT_MS = 30_000;

/** JSON over HTTP with connections that are kept and a limit on how many there are: more requests wait their turn. */
export class HttpClient {
  readonly #plain: Agent;
  readonly #tls: TlsAgent;

  constructor(connections = 32) {
    this.#plain = new Agent({ keepAlive: true, maxSockets: connections });
    this.#tls = new TlsAgent({ keepAlive: true, maxSockets: connections });
  }

  /** @throws Error when no answer came (refused, broken, 30 s passed); a status of 4xx or 5xx is an answer. */
  send(method: string, url: string, body?: unknown, more: Record<string, string> = {}): Promise<JsonAnswer> {
    return new Promise((resolve, reject) => {
      const secure = url.startsWith("https:");
      const payload = body === undefined ? undefined : JSON.stringify(body);
      const headers: Record<string, string | number> = { accept: "application/json", ...more };
      if (payload !== undefined) {
        headers["content-type"] = "application/json";
        headers["content-length"] = Buffer.byteLength(payload);
      }
      const options = { method, headers, agent: secure ? this.#tls : this.#plain, timeout: TIMEOUT_MS };
      const req = (secure ? tlsRequest : request)(url, options, (res) => {
        const chunks: Buffer[] = [];
        res.on("data", (chunk: Buffer) => chunks.push(chunk));
        res.on("error", reject);
        res.on("end", () => resolve({ status: res.statusCode ?? 0, body: parse(Buffer.concat(chunks).toString()) }));
      });
      req.on("timeout", () => req.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
      req.on("error", (error) => reject(new Error(`${method} ${new URL(url).pathname}: ${error.message || error.name}`, { cause: error })));
      req.end(payload);
    });
  }

  close(): void {
    this.#plain.destroy();
    this.#tls.destroy();
  }
}

function parse(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
