import assert from "node:assert/strict";
import { connect } from "node:net";
import { startTestServer, type TestServer } from "#test/support/server.ts";

/** Of each kind on each port: 300 together. */
const EACH = 50;
const HEAD = "POST /matchmake/joinById/none HTTP/1.1\r\nHost: x\r\n";
const API_HEAD = "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\n";
const BODY = "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n";

describe("R25 connections that waste time", () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.dispose());

  /** Sends the beginning, then a byte each second, until the server closes. */
  function dawdle(port: number, beginning: string): Promise<void> {
    return new Promise((closed) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(beginning));
      const more = setInterval(() => beginning && socket.write("x"), 1000);
      socket.on("error", () => {});
      socket.on("close", () => {
        clearInterval(more);
        closed();
      });
      socket.resume();
    });
  }

  it("R25 300 slow headers, slow bodies and silent sockets on both ports are closed; honest requests work all the while", async () => {
    const web = Number(new URL(server.webUrl).port);
    const game = Number(new URL(server.gameUrl).port);
    const kinds: Array<[port: number, beginning: string]> = [
      [web, ""],
      [web, API_HEAD],
      [web, API_HEAD + BODY],
      [game, ""],
      [game, HEAD],
      [game, HEAD + BODY],
    ];
    const dawdlers = kinds.flatMap(([port, beginning]) => Array.from({ length: EACH }, () => dawdle(port, beginning)));
    let closed = false;
    const all = Promise.all(dawdlers).then(() => {
      closed = true;
    });
    let asked = 0;
    while (!closed) {
      const [page, room] = await Promise.all([
        fetch(`${server.webUrl}/api/v1/content`),
        fetch(`${server.gameUrl.replace("ws", "http")}/matchmake/joinById/none`, { method: "POST", body: "{}" }),
      ]);
      assert.equal(page.status, 200);
      // there is no such room, which the matchmaker takes the time to say
      assert.ok(room.status >= 400 && room.status < 600, String(room.status));
      await Promise.all([page.arrayBuffer(), room.arrayBuffer()]);
      asked++;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await all;
    assert.ok(asked > 10);
  });
});
