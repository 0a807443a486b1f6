import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const LIFECYCLE = fileURLToPath(new URL("./lifecycle.ts", import.meta.url));

/** A process whose server takes `stopMs` to stop, and that does something once it runs. */
function run(stopMs: number, does: string, stopWithinMs = 5000): Promise<{ code: number | null; said: string }> {
  const program = `
    import { runUntilStopped } from ${JSON.stringify(LIFECYCLE)};
    const say = (details, message) => console.log(message);
    runUntilStopped({
      server: { stop: async (reason) => { console.log("stop", reason); await new Promise((r) => setTimeout(r, ${stopMs})); console.log("saved"); } },
      after: async () => console.log("database stopped"),
      log: { info: say, error: say, fatal: say },
      stopWithinMs: ${stopWithinMs},
    });
    setInterval(() => {}, 1000);
    ${does}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (text: Buffer) => {
    said += text;
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, said })));
}

const count = (text: string, what: string) => text.split(what).length - 1;

describe("life of a process", () => {
  it("R19 SIGTERM and SIGINT stop once, in order, and exit with 0; repeats change nothing", async () => {
    const twice = `process.kill(process.pid, "SIGTERM"); setTimeout(() => process.kill(process.pid, "SIGTERM"), 50); setTimeout(() => process.kill(process.pid, "SIGINT"), 100);`;
    const { code, said } = await run(300, twice);
    assert.equal(code, 0);
    assert.equal(count(said, "stop SIGTERM"), 1);
    assert.equal(count(said, "already stopping"), 2);
    assert.ok(said.indexOf("saved") < said.indexOf("database stopped"), said);
  });

  it("R19 a stop that hangs ends with 1", async () => {
    const { code, said } = await run(60_000, `process.kill(process.pid, "SIGTERM");`, 200);
    assert.equal(code, 1);
    assert.equal(count(said, "saved"), 0);
  });

  it("R17 an exception that nobody caught: everybody is saved, exit 1", async () => {
    const { code, said } = await run(50, `setTimeout(() => { throw new Error("nobody caught me"); }, 10);`);
    assert.equal(code, 1);
    assert.equal(count(said, "saved"), 1);
  });

  it("R17 a rejection that nobody waits for is logged and nothing else", async () => {
    const does = `Promise.reject(new Error("nobody waits")); setTimeout(() => process.kill(process.pid, "SIGTERM"), 100);`;
    const { code, said } = await run(10, does);
    assert.equal(code, 0);
    assert.equal(count(said, "a rejection that nobody waited for"), 1);
  });
});
