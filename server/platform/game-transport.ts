import { STATUS_CODES } from "node:http";
import type { Router } from "@colyseus/core";
import { type TransportOptions, uWebSocketsTransport } from "@colyseus/uwebsockets-transport";
import { type HttpRequest, type HttpResponse, type us_listen_socket, us_socket_local_port } from "uWebSockets.js";
import { AddressGate } from "./address-gate.ts";

/** uWebSockets' LIBUS_LISTEN_EXCLUSIVE_PORT, missing from its types: never share a port with another process. */
const EXCLUSIVE_PORT = 1;

// The stock transport tries to import an optional package and leaves it unhandled that there is none: that alone is let pass
process.on("unhandledRejection", function letPass(reason: unknown) {
  const { code, message } = (reason ?? {}) as { code?: unknown; message?: unknown };
  if (code === "ERR_MODULE_NOT_FOUND" && String(message).includes("'uwebsockets-express'")) process.off("unhandledRejection", letPass);
  else if (process.listenerCount("unhandledRejection") === 1) throw reason; // nobody else listens: as without this
});

export interface GameTransportOptions extends Omit<TransportOptions, "beforeUpgrade"> {
  /** Interface to listen on; the stock transport listens on all of them. */
  host: string;
  /** Pages of these origins may join; requests without an Origin (native clients) always may. */
  allowedOrigin: (origin: string) => boolean;
  /** Largest accepted HTTP body, bytes. */
  maxBodyBytes?: number;
  /** Time for receiving that body, ms. */
  bodyTimeoutMs?: number;
  /** Believe X-Real-IP and X-Forwarded-For: only behind a proxy that overwrites them. */
  trustProxy?: boolean;
  /** Connections one address may have, about; absent, or behind a proxy, which has to limit them itself: any number. */
  connectionsPerAddress?: number;
}

/**
 * Colyseus' uWebSockets transport, fit for the open internet. What the stock one (0.18.2) does otherwise: it ignores
 * the host, shares a taken port silently, calls a failed bind a success, buffers HTTP bodies without limit, never
 * answers unknown paths, lets any origin in, and drops frames of slow readers silently (the client's picture is wrong
 * from then on) where this one closes the connection.
 */
export class GameTransport extends uWebSocketsTransport {
  readonly #host: string;
  readonly #allowedOrigin: (origin: string) => boolean;
  readonly #maxBodyBytes: number;
  readonly #bodyTimeoutMs: number;
  readonly #trustProxy: boolean;
  /** The port really bound: with port 0 the system chose one. */
  boundPort = 0;

  constructor({
    host,
    allowedOrigin,
    maxBodyBytes = 16 * 1024,
    bodyTimeoutMs = 5000,
    trustProxy = false,
    connectionsPerAddress,
    ...options
  }: GameTransportOptions) {
    super({
      maxPayloadLength: 16 * 1024,
      maxBackpressure: 1024 * 1024,
      closeOnBackpressureLimit: true,
      idleTimeout: 20, // a line that is cut without a word is noticed after that; pings go out by themselves
      ...options,
      beforeUpgrade: (_request, context) => {
        const origin = context.headers.get("origin");
        return origin && !allowedOrigin(origin) ? new Response(null, { status: 403 }) : undefined;
      },
    });
    this.#host = host;
    this.#allowedOrigin = allowedOrigin;
    this.#maxBodyBytes = maxBodyBytes;
    this.#bodyTimeoutMs = bodyTimeoutMs;
    this.#trustProxy = trustProxy;
    if (connectionsPerAddress !== undefined && !trustProxy) this.#limitAddresses(connectionsPerAddress);
  }

  /** What is one too many is closed before a byte of it is read. */
  #limitAddresses(limit: number): void {
    const gate = new AddressGate(limit, () => this.clients.map(addressOf));
    // missing from the addon's types: called with 1 when a connection arrives, with -1 when one goes
    const app = this.app as unknown as { filter(hear: (res: HttpResponse, change: 1 | -1) => void): void };
    const hear = (res: HttpResponse, change: 1 | -1) => {
      if (change === 1 && !gate.admits(addressOf(res))) res.close();
    };
    app.filter(hear);
  }

  /** @throws (through `done`) EADDRINUSE when the port is taken. */
  override listen(port: number | string, hostname?: string, _backlog?: number, done?: (error?: Error) => void): this {
    const host = hostname ?? this.#host;
    const listening = (socket: us_listen_socket | false) => {
      if (!socket) {
        done?.(Object.assign(new Error(`cannot listen on ${host}:${port}: the port is taken or not allowed`), { code: "EADDRINUSE" }));
        return;
      }
      this.boundPort = us_socket_local_port(socket);
      done?.();
    };
    // the addon takes (host, port, options, callback); its types list only shorter forms
    (this.app.listen as unknown as (host: string, port: number, options: number, cb: typeof listening) => void)(
      host,
      Number(port),
      EXCLUSIVE_PORT,
      listening,
    );
    return this;
  }

  /** Stops listening and drops what is still connected; the stock one keeps the event loop alive for seconds. */
  override shutdown(): void {
    this.app.close();
  }

  override bindRouter(router: Router): void {
    this.app.any("/*", (res, req) => {
      void this.#serve(router, res, req);
    });
  }

  #corsHeaders(headers: Headers): [string, string][] {
    const origin = headers.get("origin");
    const all: [string, string][] = [["vary", "Origin"]];
    if (!origin || !this.#allowedOrigin(origin)) return all;
    all.push(["access-control-allow-origin", origin]);
    // Colyseus' own SDK asks for it; there are no cookies here to send, and only known origins get this far
    all.push(["access-control-allow-credentials", "true"]);
    all.push(["access-control-allow-headers", "content-type, authorization"]);
    all.push(["access-control-allow-methods", "POST, GET, OPTIONS"]);
    all.push(["access-control-max-age", "600"]);
    return all;
  }

  async #serve(router: Router, res: HttpResponse, req: HttpRequest): Promise<void> {
    const abort = new AbortController();
    res.onAborted(() => abort.abort());
    // `req` is valid only until the first await
    const headers = new Headers();
    req.forEach((name, value) => {
      headers.append(name, value);
    });
    if (!this.#trustProxy) {
      // Colyseus takes the client's address from these, whoever sent them
      for (const name of ["x-forwarded-for", "x-client-ip"]) headers.delete(name);
      headers.set("x-real-ip", addressOf(res));
    }
    const method = req.getMethod().toUpperCase();
    const path = req.getUrl();
    const query = req.getQuery();

    const reply = (status: number, extra: Iterable<[string, string]>, body: ArrayBuffer | string = "", close = false) => {
      if (abort.signal.aborted) return;
      res.cork(() => {
        res.writeStatus(`${status} ${STATUS_CODES[status] ?? ""}`);
        for (const [name, value] of this.#corsHeaders(headers)) res.writeHeader(name, value);
        for (const [name, value] of extra) {
          const lower = name.toLowerCase();
          if (lower !== "content-length" && lower !== "vary" && !lower.startsWith("access-control-")) res.writeHeader(name, value);
        }
        if (method === "HEAD") res.endWithoutBody(typeof body === "string" ? Buffer.byteLength(body) : body.byteLength, close);
        else res.end(body, close);
      });
    };
    const refuse = (status: number, close = false) =>
      reply(status, [["content-type", "application/json"]], JSON.stringify({ code: status, error: STATUS_CODES[status] }), close);

    try {
      const origin = headers.get("origin");
      if (origin && !this.#allowedOrigin(origin)) return refuse(403, true);
      if (method === "OPTIONS") return reply(204, []);
      if (router.findRoute(method, path) === undefined) return refuse(404);
      const request: RequestInit = { method, headers, signal: abort.signal };
      if (method !== "GET" && method !== "HEAD") {
        const body = await this.#readBody(res, abort.signal);
        if (typeof body === "number") return refuse(body, true);
        request.body = body;
      }
      const url = `http://${headers.get("host") ?? "localhost"}${path}${query ? `?${query}` : ""}`;
      const response = await router.handler(new Request(url, request));
      reply(response.status, response.headers, await response.arrayBuffer());
    } catch {
      refuse(500);
    }
  }

  /** The whole body, or the HTTP status to answer with. */
  #readBody(res: HttpResponse, signal: AbortSignal): Promise<Buffer<ArrayBuffer> | number> {
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let size = 0;
      let refused = false;
      const refuse = (status: number) => {
        refused = true;
        clearTimeout(timer);
        resolve(status);
      };
      const timer = setTimeout(() => refuse(408), this.#bodyTimeoutMs);
      signal.addEventListener("abort", () => refuse(499));
      res.onData((chunk, isLast) => {
        if (refused) return;
        size += chunk.byteLength;
        if (size > this.#maxBodyBytes) return refuse(413);
        chunks.push(Buffer.from(new Uint8Array(chunk))); // copied: uWebSockets uses the memory again
        if (isLast) {
          clearTimeout(timer);
          resolve(Buffer.concat(chunks));
        }
      });
    });
  }
}

function addressOf(connection: { getRemoteAddressAsText(): ArrayBuffer }): string {
  return Buffer.from(connection.getRemoteAddressAsText()).toString();
}
