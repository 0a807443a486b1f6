import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { connect, type Socket } from "node:net";
import { topics } from "#shared/protocol/topics.ts";
import { PROTOCOL_VERSION } from "#shared/protocol/version.ts";
import { socketUrl } from "#shared/protocol/wire.ts";
import type { HubClient } from "./support/hub-client.ts";
import { HubServer } from "./support/hub-server.ts";

const ALL = 100;
const SLOW = 48;
const EVENTS = topics.zoneEvents("vale");
/** What one reader may cost while it does not read: ours and the transport's. */
const MAX_PENDING_BYTES = 257 * 1024;

/** Joins, acknowledges its seat, and reads nothing more. */
async function deafClient(server: HubServer, accountId: string): Promise<Socket> {
  const seat = await server.client().seat({ ticket: server.ticket(accountId), protocol: PROTOCOL_VERSION });
  const url = new URL(socketUrl(server.endpoint, seat));
  const socket = connect({ host: url.hostname, port: Number(url.port) });
  socket.on("error", () => {});
  socket.write(
    `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  let head = "";
  await new Promise<void>((resolve) => {
    socket.on("data", (bytes: Buffer) => {
      head += bytes.toString("latin1");
      // the seat's JOIN_ROOM has come after the handshake: frame 0x82, length, 0x0a
      const end = head.indexOf("\r\n\r\n");
      if (end < 0 || head.charCodeAt(end + 4) !== 0x82 || head.charCodeAt(end + 6) !== 0x0a) return;
      socket.removeAllListeners("data");
      socket.write(Uint8Array.of(0x82, 0x81, 0, 0, 0, 0, 0x0a));
      resolve();
    });
  });
  return socket;
}

describe("1.11 slow readers", () => {
  let server: HubServer;
  const deaf: Socket[] = [];
  beforeEach(async () => {
    server = await HubServer.start();
  });
  afterEach(async () => {
    for (const socket of deaf.splice(0)) socket.destroy();
    await server.stop();
  });

  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it("R24 48 of 100 stop reading: they are dropped, memory stays bounded, the others get everything in order", async () => {
    const accounts = Array.from({ length: ALL }, () => randomUUID());
    const clients: HubClient[] = [];
    for (const [n, account] of accounts.entries()) {
      if (n < SLOW) deaf.push(await deafClient(server, account));
      else clients.push(await server.join(account));
      server.belongs(account, [EVENTS, topics.position("c")]);
    }
    while (server.metrics.seats < ALL) await turn();
    await Promise.all(clients.map((client) => client.follows(EVENTS)));
    for (const socket of deaf) socket.pause();
    const readers = accounts.map((account) => [...server.switchboard.ofAccount(account)][0]);
    const text = "x".repeat(8000);
    let most = 0;
    let said = 0;
    let frames = 0;
    const rssBefore = process.memoryUsage.rss();
    const honest = accounts.slice(SLOW, SLOW + 4);
    // the kernel takes some megabytes for each connection before anything waits here
    while (server.metrics.slow < SLOW) {
      for (let n = 0; n < 8; n++)
        server.switchboard.deliver({ topic: EVENTS, kind: "said", data: { text }, only: accounts.slice(0, SLOW) });
      server.switchboard.deliver({ topic: EVENTS, kind: "said", data: { n: said++ } });
      server.switchboard.deliver({
        topic: topics.position("c"),
        kind: "frame",
        data: { n: frames++, text },
        only: [...honest, ...accounts.slice(0, SLOW)],
      });
      await turn();
      const pending = readers.filter(({ left }) => !left).map((reader) => reader.pendingBytes);
      most = Math.max(most, ...pending, 0);
    }
    assert.ok(most <= MAX_PENDING_BYTES, `${most} bytes waited for one reader`);
    assert.ok((server.metrics.lost.slow_reader ?? 0) > 0, "frames are left out before anybody is dropped");
    await Promise.all(
      clients.map((client) => client.until(() => client.events.filter(({ kind }) => kind === "said").length === said, "everything")),
    );
    for (const client of clients)
      assert.deepEqual(
        client.events.filter(({ kind }) => kind === "said").map(({ data }) => (data as { n: number }).n),
        Array.from({ length: said }, (_, n) => n),
      );
    assert.ok(clients.every(({ closed }) => closed === null));
    assert.equal(server.metrics.seats, ALL - SLOW);
    assert.equal(server.metrics.errors, 0);
    const grown = (process.memoryUsage.rss() - rssBefore) / 1024 / 1024;
    assert.ok(grown < 250, `${grown} MB more, the test's own clients included`);
  });
});
