import assert from "node:assert/strict";
import { request } from "node:http";
import net from "node:net";
import { matchMaker, Room, Server } from "@colyseus/core";
import { GameTransport } from "./game-transport.ts";

class Lobby extends Room {
  override autoDispose = false;
  override onUncaughtException(): void {}
}

const PAGE = "http://play.example";

function makeServer(): { server: Server; transport: GameTransport } {
  const transport = new GameTransport({
    host: "127.0.0.1",
    allowedOrigin: (origin) => origin === PAGE,
    bodyTimeoutMs: 300,
    connectionsPerAddress: 3,
  });
  const server = new Server({ transport, greet: false, gracefullyShutdown: false });
  server.define("lobby", Lobby);
  return { server, transport };
}

describe("game transport", () => {
  const { server, transport } = makeServer();
  let base = "";
  let roomId = "";

  before(async () => {
    await server.listen(0);
    roomId = (await matchMaker.createRoom("lobby", {})).roomId;
    base = `http://127.0.0.1:${transport.boundPort}`;
  });
  after(() => server.gracefullyShutdown(false));

  const join = (headers: Record<string, string> = {}, body = "{}") =>
    fetch(`${base}/matchmake/joinById/${roomId}`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });

  /** The status line of a raw WebSocket upgrade. */
  const upgrade = (origin: string | undefined) =>
    new Promise<number>((resolve, reject) => {
      const req = request(`${base}/p/r?sessionId=x`, {
        headers: {
          connection: "Upgrade",
          upgrade: "websocket",
          "sec-websocket-version": "13",
          "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
          ...(origin ? { origin } : {}),
        },
      });
      req.on("upgrade", (res, socket) => {
        socket.destroy();
        resolve(res.statusCode ?? 0);
      });
      req.on("response", (res) => {
        res.resume();
        resolve(res.statusCode ?? 0);
      });
      req.on("error", reject);
      req.end();
    });

  it("R31 a foreign Origin gets 403 on HTTP and on the upgrade, a known or absent one may join", async () => {
    assert.equal((await join({ origin: "http://evil.example" })).status, 403);
    assert.equal((await join()).status, 200);
    const known = await join({ origin: PAGE });
    assert.equal(known.status, 200);
    assert.equal(known.headers.get("access-control-allow-origin"), PAGE);
    // the stock SDK sends its requests with credentials
    assert.equal(known.headers.get("access-control-allow-credentials"), "true");
    assert.equal(await upgrade("http://evil.example"), 403);
    assert.equal(await upgrade(PAGE), 101);
    assert.equal(await upgrade(undefined), 101);
  });

  it("R24 bodies are bounded, unknown paths answered, malformed JSON refused", async () => {
    assert.equal((await join({}, JSON.stringify({ x: "y".repeat(20_000) }))).status, 413);
    assert.equal((await fetch(`${base}/no/such/path`)).status, 404);
    assert.equal((await join({}, "{not json")).status, 400);
  });

  it("R25 a body that does not arrive is given up", async () => {
    const socket = net.connect(transport.boundPort, "127.0.0.1");
    socket.write("POST /matchmake/joinOrCreate/lobby HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{");
    const answer = await new Promise<string>((resolve) => {
      let all = "";
      socket.on("data", (d) => {
        all += d;
      });
      socket.on("close", () => resolve(all));
    });
    assert.match(answer, /^HTTP\/1.1 408 /);
  });

  it("R25 an address has so many connections; others get through", async () => {
    const arrive = (localAddress: string) =>
      new Promise<"open" | "closed">((resolve) => {
        const socket = net.connect({ port: transport.boundPort, host: "127.0.0.1", localAddress });
        sockets.push(socket);
        socket.on("error", () => {});
        socket.on("close", () => resolve("closed"));
        socket.on("connect", () => socket.write("GET /none HTTP/1.1\r\nhost: x\r\n\r\n"));
        socket.on("data", () => resolve("open"));
      });
    const sockets: net.Socket[] = [];
    const outcomes = [];
    for (let n = 0; n < 5; n++) outcomes.push(await arrive("127.0.0.2"));
    assert.deepEqual(outcomes, ["open", "open", "open", "closed", "closed"]);
    assert.equal(await arrive("127.0.0.3"), "open");
    assert.equal((await join()).status, 200);
    for (const socket of sockets) socket.destroy();
  });

  it("a taken port is an error, not a shared port", async () => {
    const second = new GameTransport({ host: "127.0.0.1", allowedOrigin: () => true });
    const error = await new Promise<Error | undefined>((resolve) => {
      second.listen(transport.boundPort, undefined, undefined, resolve);
    });
    assert.match(error?.message ?? "", /cannot listen on 127\.0\.0\.1:\d+/);
    second.shutdown();
  });

  it("only the named interface listens", async () => {
    const other = await new Promise<string>((resolve) => {
      const socket = net.connect(transport.boundPort, "127.0.0.2");
      socket.on("connect", () => {
        socket.destroy();
        resolve("connected");
      });
      socket.on("error", (e: NodeJS.ErrnoException) => resolve(e.code ?? "error"));
    });
    assert.equal(other, "ECONNREFUSED");
  });
});
