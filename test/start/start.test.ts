import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { findHome } from "#scripts/pg-home.ts";
import { isFree } from "#scripts/ports.ts";
import { freePortPair } from "#test/support/ports.ts";
import { cleanEnv, ROOT, ready, TestProcess } from "#test/support/server.ts";

const SERVE = path.join(ROOT, "scripts/serve.ts");
const START = path.join(ROOT, "scripts/start.mjs");

/** Process id of the private PostgreSQL; null when none runs. */
function postmaster(folder: string): number | null {
  try {
    const pid = Number(readFileSync(path.join(folder, "data/postmaster.pid"), "utf8").split("\n")[0]);
    process.kill(pid, 0);
    return pid;
  } catch {
    return null;
  }
}

describe("npm start", () => {
  let dataDir: string;
  let cluster: string;
  let ports: { web: number; game: number };
  let env: NodeJS.ProcessEnv;
  let last: TestProcess | undefined;
  const web = () => `http://127.0.0.1:${ports.web}`;

  /** Starts it and waits until it serves. */
  async function start(script = SERVE): Promise<TestProcess> {
    last = new TestProcess([script], env);
    await ready(web(), last);
    return last;
  }

  before(async () => {
    // made by mkdtemp: as root, PostgreSQL's own account may not enter
    dataDir = await mkdtemp(path.join(tmpdir(), "necpgame-start-"));
    cluster = findHome(path.join(dataDir, "postgres")).root;
    ports = await freePortPair();
    env = cleanEnv({ DATA_DIR: dataDir, PORT: String(ports.web) });
  });

  after(async () => {
    await last?.signal("SIGKILL");
    const pid = postmaster(cluster);
    if (pid) process.kill(pid, "SIGQUIT");
    rmSync(dataDir, { recursive: true, force: true });
    // as root it lies elsewhere, in a folder for itself and its binaries
    if (!cluster.startsWith(dataDir)) rmSync(path.dirname(cluster), { recursive: true, force: true });
  });

  /** Ended: exit code 0, ports free, no PostgreSQL. */
  async function assertGone(exit: number | null, running: TestProcess): Promise<void> {
    assert.equal(exit, 0, running.output);
    assert.equal(postmaster(cluster), null);
    assert.ok(await isFree("127.0.0.1", ports.web));
    assert.ok(await isFree("127.0.0.1", ports.game));
  }

  it("R19 makes its database, serves, names its addresses, and leaves nothing behind after SIGTERM", async () => {
    const running = await start();
    await running.said(new RegExp(`http://127.0.0.1:${ports.web}/play`));
    const health = await fetch(`${web()}/healthz`);
    assert.equal(health.status, 200);
    const page = await fetch(`${web()}/play/`);
    assert.match(await page.text(), /<html/);
    assert.ok(postmaster(cluster));
    await assertGone(await running.signal("SIGTERM"), running);
  });

  it("R19 the second start finds the database; SIGINT to the start script ends all of it as well", async () => {
    const running = await start(START);
    assert.doesNotMatch(running.output, /making a PostgreSQL cluster/);
    assert.match(running.output, /up to date/);
    await assertGone(await running.signal("SIGINT"), running);
  });

  it("R20 killed together with its database, the next start recovers by itself", async () => {
    const running = await start();
    const pid = postmaster(cluster) as number;
    await running.signal("SIGKILL");
    process.kill(pid, "SIGKILL");
    const next = await start();
    assert.notEqual(postmaster(cluster), pid);
    await assertGone(await next.signal("SIGTERM"), next);
  });

  it("R20 killed alone, the next start uses the database that is still running, and ends it", async () => {
    const running = await start();
    const pid = postmaster(cluster);
    await running.signal("SIGKILL");
    const next = await start();
    assert.equal(postmaster(cluster), pid);
    await assertGone(await next.signal("SIGTERM"), next);
  });

  it("R20 when the start script is killed the server notices and ends", async () => {
    const running = await start(START);
    await running.signal("SIGKILL");
    while (postmaster(cluster) || !(await isFree("127.0.0.1", ports.web))) await new Promise((resolve) => setTimeout(resolve, 50));
  });

  it("R19 a signal during the start ends it before it serves", async () => {
    const running = new TestProcess([START], env);
    await running.said(/PostgreSQL/);
    await assertGone(await running.signal("SIGTERM"), running);
  });

  it("says which port is taken, and starts nothing", async () => {
    const other = net.createServer().listen(ports.game, "127.0.0.1");
    const running = new TestProcess([START], env);
    assert.equal(await running.exited(), 1);
    assert.match(running.output, new RegExp(`GAME_PORT ${ports.game} on 127.0.0.1: in use by another process`));
    assert.equal(postmaster(cluster), null);
    await new Promise((resolve) => other.close(resolve));
  });

  it("a second server on the same folder is refused and leaves the first one's database alone", async () => {
    const running = await start();
    const others = await freePortPair();
    const second = new TestProcess([SERVE], { ...env, PORT: String(others.web) });
    assert.equal(await second.exited(), 1);
    assert.match(second.output, new RegExp(`another server \\(process ${running.pid}\\) already uses`));
    assert.equal((await fetch(`${web()}/readyz`)).status, 200);
    await assertGone(await running.signal("SIGTERM"), running);
  });

  it("lists all wrong settings together, each with what is expected", async () => {
    const running = new TestProcess([START], { ...env, PORT: "http", SAVE_INTERVAL_S: "0", ORIGINS: "example" });
    assert.equal(await running.exited(), 1);
    assert.match(running.output, /PORT: a port/);
    assert.match(running.output, /SAVE_INTERVAL_S: whole seconds, 1 to 10/);
    assert.match(running.output, /ORIGINS: origins such as/);
    assert.equal(postmaster(cluster), null);
  });
});
