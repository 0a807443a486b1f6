import assert from "node:assert/strict";
import path from "node:path";
import { cleanEnv, ROOT, startTestServer, TestProcess } from "#test/support/server.ts";

describe("server/main.ts", () => {
  it("R19 serves on its two ports, and ends with 0 on SIGTERM, also when told twice", async () => {
    const server = await startTestServer();
    try {
      assert.equal((await fetch(`${server.webUrl}/healthz`)).status, 200);
      assert.equal((await fetch(server.gameUrl.replace("ws:", "http:"))).status < 500, true);
      server.process.child.kill("SIGTERM");
      assert.equal(await server.stop(), 0, server.log());
    } finally {
      await server.dispose();
    }
  });

  it("R20 killed and started again on the same database it opens its zones at once", async () => {
    const first = await startTestServer();
    try {
      await first.kill9();
      const second = await startTestServer({ databaseUrl: first.databaseUrl });
      assert.equal(await second.stop(), 0, second.log());
      await second.dispose();
    } finally {
      await first.dispose();
    }
  });

  it("says what is missing when there is no database to use", async () => {
    const running = new TestProcess([path.join(ROOT, "server/main.ts")], cleanEnv());
    assert.equal(await running.exited(), 1);
    assert.match(running.output, /DATABASE_URL: postgresql:\/\/user:password@host:port\/database expected/);
  });
});
