import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { RawSocket } from "./socket.ts";

const servers: Server[] = [];

/** A server that answers one connection with the given bytes, cut as given, and keeps what it receives. */
async function peer(answers: (socket: Socket) => void) {
  const received: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (data) => {
      received.push(data);
      if (received.length === 1) answers(socket);
    });
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address() as { port: number };
  return { url: `ws://127.0.0.1:${address.port}/p/r?sessionId=s`, received };
}

const UPGRADED = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

function dial(url: string) {
  const messages: Buffer[] = [];
  let opened = 0;
  let ended: (how: [number, string]) => void;
  const closed = new Promise<[number, string]>((resolve) => {
    ended = resolve;
  });
  const socket = new RawSocket(url, {
    opened: () => opened++,
    message: (b, start, end) => messages.push(Buffer.from(b.subarray(start, end))),
    closed: (code, reason) => ended([code, reason]),
  });
  return { socket, messages, closed, opened: () => opened };
}

describe("9.11 raw WebSocket client", () => {
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  it("9.11 frames arrive whole however the stream is cut", async () => {
    const long = Buffer.alloc(70_000, 3);
    const stream = Buffer.concat([
      Buffer.from(UPGRADED),
      Buffer.from([0x82, 2, 1, 2]),
      Buffer.from([0x82, 126, 0, 200]),
      Buffer.alloc(200, 9),
      Buffer.from([0x82, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x70]),
      long,
      Buffer.from([0x88, 2, 0x0f, 0xa0]),
    ]);
    for (const size of [1, 7, 1000, stream.length]) {
      const server = await peer((socket) => {
        const send = async () => {
          socket.setNoDelay(true);
          // the first bytes one by one, so that header and handshake are cut everywhere
          for (let at = 0; at < stream.length; ) {
            const step = at < 400 ? size : Math.max(size, 20_000);
            socket.write(stream.subarray(at, at + step));
            at += step;
            await new Promise((r) => setImmediate(r));
          }
        };
        void send();
      });
      const { messages, closed, opened } = dial(server.url);
      assert.deepEqual(await closed, [4000, ""]);
      assert.equal(opened(), 1);
      assert.deepEqual(
        messages.map((m) => m.length),
        [2, 200, 70_000],
      );
      assert.deepEqual([...messages[0]], [1, 2]);
      assert.ok(messages[2].equals(long));
    }
  });

  it("9.11 messages go out masked, in order, also when the kernel is slow", async () => {
    let all = Buffer.alloc(0);
    const server = await peer((socket) => {
      socket.write(UPGRADED);
      socket.pause();
      setTimeout(() => socket.resume(), 50);
      socket.on("data", (d) => (all = Buffer.concat([all, d])));
    });
    const count = 60_000;
    const { socket, closed } = await new Promise<ReturnType<typeof dial>>((resolve) => {
      const d = dial(server.url);
      const wait = () => (d.opened() ? resolve(d) : setTimeout(wait, 5));
      wait();
    });
    const payload = Buffer.alloc(100);
    for (let i = 0; i < count; i++) {
      payload.writeUInt32LE(i);
      socket.send(payload);
    }
    while (all.length < count * 106) await new Promise((r) => setTimeout(r, 10));
    for (let i = 0; i < count; i++) {
      assert.equal(all.readUInt32BE(i * 106 + 2), 0, "a masking key of zeros");
      assert.equal(all.readUInt32LE(i * 106 + 6), i);
    }
    assert.throws(() => socket.send(Buffer.alloc(126)), RangeError);
    socket.destroy();
    assert.equal((await closed)[0], 1006);
  });

  it("9.11 a ping is answered, a refusal and a dead port say why", async () => {
    const pinging = await peer((socket) => socket.write(Buffer.concat([Buffer.from(UPGRADED), Buffer.from([0x89, 1, 7])])));
    const ping = dial(pinging.url);
    while (pinging.received.length < 2) await new Promise((r) => setTimeout(r, 5));
    assert.deepEqual([...pinging.received[1]], [0x8a, 0x81, 0, 0, 0, 0, 7]);
    ping.socket.destroy();

    const refusing = await peer((socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"));
    const refused = dial(refusing.url);
    assert.deepEqual(await refused.closed, [1006, "the server refused the WebSocket: HTTP/1.1 403 Forbidden"]);
    assert.equal(refused.opened(), 0);

    const dead = dial("ws://127.0.0.1:1/");
    const [code, reason] = await dead.closed;
    assert.equal(code, 1006);
    assert.match(reason, /ECONNREFUSED/);
  });

  it("9.11 a stream that ends without a close frame is a broken connection", async () => {
    const server = await peer((socket) => socket.end(Buffer.concat([Buffer.from(UPGRADED), Buffer.from([0x82, 1, 5])])));
    const { closed, messages } = dial(server.url);
    assert.deepEqual(await closed, [1006, ""]);
    assert.equal(messages.length, 1);
  });
});
