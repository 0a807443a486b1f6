import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { cleanEnv, ROOT, startTestServer, TestProcess, type TestServer } from "#test/support/server.ts";

/** `npm run bots` as a program: what it does, prints, writes and ends with. */
describe("9.11 npm run bots", () => {
  let server: TestServer;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "necpgame-bots-"));
    server = await startTestServer();
  });
  after(async () => {
    await server?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const bots = (...args: string[]): TestProcess => new TestProcess([path.join(ROOT, "loadtest/bots/main.ts"), ...args], cleanEnv());

  it("9.11 ten bots log in, fight for five seconds, leave; the figures are JSON as well", async () => {
    const file = path.join(folder, "fight.json");
    const run = bots("--endpoint", server.webUrl, "--clients", "10", "--duration", "5", "--scenario", "fight", "--json", file);
    assert.equal(await run.exited(), 0, run.output);
    assert.match(run.output, /^clients joined +10 of 10/m);
    assert.match(run.output, /^round trip p50 \/ p95 \/ p99 +\d/m);
    const figures = JSON.parse(readFileSync(file, "utf8"));
    assert.deepEqual([figures.joined, figures.failed, figures.dropped], [10, {}, {}]);
    assert.ok(figures.snapshotsPerClientSecond > 10, `${figures.snapshotsPerClientSecond} snapshots per second`);
    assert.ok(figures.bytesPerClientTick >= 23, `${figures.bytesPerClientTick} bytes`);
    assert.ok(figures.rttMs.count > 20 && figures.rttMs.p99 >= figures.rttMs.p50 && figures.rttMs.p50 > 0);
    assert.ok(figures.serverTick.ticks > 50);
  });

  it("1.8 travellers go through portals again and again; how long a change of zones takes is told", async () => {
    const file = path.join(folder, "travel.json");
    const args = ["--clients", "4", "--duration", "20", "--scenario", "travel", "--seed", "3", "--json", file];
    const run = bots("--endpoint", server.webUrl, ...args);
    assert.equal(await run.exited(), 0, run.output);
    assert.match(run.output, /^zone changes, p50 \/ p99 \/ max +\d/m);
    const { handoffMs } = JSON.parse(readFileSync(file, "utf8"));
    assert.ok(handoffMs.count >= 4 && handoffMs.p50 > 0, JSON.stringify(handoffMs));
  });

  it("9.11 Ctrl-C lets everybody leave, in several processes too; the same characters can come again", async () => {
    const args = ["--endpoint", server.webUrl, "--clients", "6", "--processes", "2", "--duration", "600", "--ramp", "1", "--seed", "7"];
    for (let time = 0; time < 2; time++) {
      const run = bots(...args);
      await run.said(/playing 6\/6/);
      assert.equal(await run.signal("SIGINT"), 0, run.output);
      assert.match(run.output, /^clients joined +6 of 6/m);
      assert.match(run.output, /^dropped +0$/m);
    }
  });

  it("9.11 wrong arguments are listed together, help needs no server", async () => {
    const wrong = bots("--clients", "0", "--scenario", "dance", "--endpoint", "nowhere", "--json", "/no/such/folder/x.json", "--faster");
    assert.equal(await wrong.exited(), 2);
    for (const name of ["--clients 0", "--scenario dance", "--endpoint nowhere", "--json /no/such/folder/x.json", "--faster"]) {
      assert.ok(wrong.output.includes(`${name}: `), `${name} is not named in:\n${wrong.output}`);
    }
    const help = bots("--help");
    assert.equal(await help.exited(), 0);
    assert.match(help.output, /--endpoint URL/);
  });

  it("9.11 a server that is not there fails every bot, with the reason", async () => {
    const run = bots("--endpoint", "http://127.0.0.1:1", "--clients", "3");
    assert.equal(await run.exited(), 1);
    assert.match(run.output, /^failed to join +3: 3 × .*ECONNREFUSED/m);
  });

  it("9.11 a server that dies drops its bots, and the run says so and ends", async () => {
    const run = bots("--endpoint", server.webUrl, "--clients", "4", "--duration", "600", "--seed", "9");
    await run.said(/playing 4\/4/);
    await server.kill9();
    assert.equal(await run.exited(), 1);
    assert.match(run.output, /^dropped +4: /m);
  });
});
