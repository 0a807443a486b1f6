import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Frame } from "#shared/protocol/wire.ts";
import { ZoneServer } from "./support/zone-server.ts";
import type { TestClient } from "./support/test-client.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const MB = 1024 * 1024;

const heapMb = () => {
  collect();
  return process.memoryUsage().heapUsed / MB;
};
const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("what comes and goes leaves nothing behind", () => {
  let server: ZoneServer;
  let honest: TestClient;
  beforeEach(async () => {
    server = await ZoneServer.start();
    honest = await server.player("Honest");
  });
  afterEach(() => server.stop());

  /** So many come in, hear a snapshot and leave, some at once. */
  async function visits(count: number, atOnce: number): Promise<void> {
    const ids = Array.from({ length: atOnce }, (_, n) => server.office.addCharacter(`Guest${n}`));
    for (let done = 0; done < count; done += atOnce) {
      await Promise.all(
        ids.map(async (id) => {
          const guest = await server.join(id);
          await guest.snapshotsMore(1);
          await guest.leave();
          server.release(guest);
        }),
      );
    }
    for (const id of ids) server.office.characters.delete(id);
  }

  it("R32 2 000 joins and leaves: heap and timers are as before", async () => {
    await visits(200, 50); // whatever is made once is made now
    await honest.until(() => server.room().clients.length === 1, "all have left");
    const before = { heap: heapMb(), timers: timers() };
    await visits(2000, 50);
    await honest.until(() => server.room().clients.length === 1, "all have left");
    server.office.events.length = 0;
    server.office.tickets.clear();
    for (let n = 0; n < 20 && (heapMb() > before.heap + 5 || timers() > before.timers); n++) await pause(250);
    const grown = heapMb() - before.heap;
    assert.ok(grown <= 5, `${grown.toFixed(1)} MB more`);
    assert.ok(timers() <= before.timers, `${timers()} timers, ${before.timers} before`);
    await honest.snapshotsMore(2);
    assert.equal(server.metrics.errors, 0);
  });

  it("R24 100 000 random frames, deep and oversized ones: the memory stays, the others get every snapshot", async () => {
    let lastTick = 0;
    let missing = 0;
    honest.onSnapshot = (s) => {
      if (lastTick !== 0 && s.tick !== lastTick + 1) missing++;
      lastTick = s.tick;
    };
    await floods(10);
    collect();
    const before = process.memoryUsage.rss() / MB;
    await floods(90);
    await honest.snapshotsMore(2);
    collect();
    const grown = process.memoryUsage.rss() / MB - before;
    assert.ok(grown <= 50, `${grown.toFixed(1)} MB more`);
    assert.equal(missing, 0);
    assert.equal(honest.closed, null);
    assert.equal(server.metrics.errors, 0);
  });

  /** Each rogue sends a thousand frames as fast as it can: what it may, then what nobody reads any more. */
  async function floods(rogues: number): Promise<void> {
    const deep = (head: number[], depth: number) => Uint8Array.from([...head, ...new Array(depth).fill(0x91), 0xc0]);
    for (let n = 0; n < rogues; n++) {
      const rogue = await server.player(`Rogue${n}`);
      rogue.sendRaw(deep([Frame.DATA, 0xa1, 0x61], 10_000));
      rogue.sendRaw(deep([Frame.REQUEST, 1, 0xa1, 0x61], 10_000));
      rogue.sendRaw(Uint8Array.from([Frame.DATA, 0xa9, ...Buffer.from("__proto__"), 0x81, 0xa9, ...Buffer.from("__proto__"), 0x80]));
      for (let k = 0; k < 1000; k++) {
        const frame = Uint8Array.from(randomBytes(1 + (k % 60)));
        if ((frame[0] & 31) === Frame.LEAVE_ROOM) frame[0] = Frame.BYTES;
        rogue.sendRaw(frame);
      }
      if (n % 10 === 0) rogue.sendRaw(new Uint8Array(17 * 1024));
      await rogue.until(() => rogue.closed !== null, "close");
      server.release(rogue);
    }
  }
});
