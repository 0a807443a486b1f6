import assert from "node:assert/strict";
import fc from "fast-check";
import { isSpare, type LayerRow, needOf } from "./layer-policy.ts";
import { Countryside, type Process, VALE } from "./support/countryside.ts";

/** Heartbeats in 120 s, in which an empty layer waits for its end, and in the 30 s before. */
const IDLE_BEATS = 60;
const NOTICE_BEATS = 15;

/** The first layer of the vale is full, and the other process has opened the second. */
async function twoLayers(layerIdleMs?: number): Promise<{ land: Countryside; a: Process; b: Process }> {
  const land = await Countryside.of(["a", "b"], layerIdleMs);
  const [a, b] = land.processes;
  a.layer(0, 10);
  await land.pass(2);
  assert.equal(land.running, "0a 1b");
  return { land, a, b };
}

describe("layers", () => {
  it("1.8 a zone that is full to its soft limit gets another layer; the process with fewer players opens it", async () => {
    const land = await Countryside.of(["a", "b"]);
    const [a, b] = land.processes;
    assert.equal(land.running, "0a");
    a.layer(0, 9);
    await land.pass(10);
    assert.equal(land.running, "0a");
    a.layer(0, 10);
    await land.pass(2);
    assert.equal(land.running, "0a 1b");
    assert.deepEqual([...a.changes, ...b.changes], ["players"]);
    await land.pass(10);
    assert.equal(land.running, "0a 1b", "one is enough");
  });

  it("1.8 alone, a process opens it itself, after having left it to others for a moment", async () => {
    const land = await Countryside.of(["a"]);
    const [a] = land.processes;
    a.layer(0, 12);
    await land.pass();
    assert.equal(land.running, "0a");
    await land.pass(3);
    assert.equal(land.running, "0a 1a");
    a.layer(1, 10);
    await land.pass(5);
    assert.equal(land.running, "0a 1a 2a");
    a.layer(2, 10);
    await land.pass(5);
    a.layer(3, 10);
    await land.pass(10);
    assert.equal(land.running, "0a 1a 2a 3a", "four is the most");
  });

  it("1.8 of several processes that want to open it at once one does", async () => {
    const land = await Countryside.of(["a", "b", "c", "d"]);
    const [a] = land.processes;
    a.layer(0, 10);
    await a.host.beat();
    land.now += 2000;
    await a.host.beat();
    await Promise.all(land.processes.map(({ host }) => host.beat()));
    assert.match(land.running, /^0a 1[bcd]$/);
  });

  it("1.8 the governor's wish is one layer more, but not for almost nobody, and not a third in a process that has no time for two", async () => {
    const land = await Countryside.of(["a"]);
    const [a] = land.processes;
    a.layer(0, 0, { wantsLayer: true });
    await land.pass(5);
    assert.equal(land.running, "0a");
    a.layer(0, 5, { wantsLayer: true });
    await land.pass(5);
    assert.equal(land.running, "0a 1a");
    assert.deepEqual(a.changes, ["relief"]);
    a.layer(1, 5, { wantsLayer: true });
    await land.pass(10);
    assert.equal(land.running, "0a 1a");
    land.process("b");
    await land.pass(2);
    assert.equal(land.running, "0a 1a 2b", "another process has time");
  });

  it("1.8 an empty layer that is not needed closes: first nobody is sent there, then it is gone; the first never", async () => {
    const { land, a, b } = await twoLayers();
    b.layer(1, 3);
    a.layer(0, 0);
    await land.pass(2 * IDLE_BEATS);
    assert.equal(land.running, "0a 1b", "not while somebody is there");
    const room = b.layer(1, 0);
    await land.pass(IDLE_BEATS - NOTICE_BEATS - 1);
    assert.equal(land.row(VALE, 1)?.closing, false);
    await land.pass(3);
    assert.equal(land.row(VALE, 1)?.closing, true);
    assert.equal(room.closed, null);
    await land.pass(NOTICE_BEATS + 1);
    assert.equal(land.running, "0a");
    assert.equal(room.closed, "zone_closing");
    await land.pass(2 * IDLE_BEATS);
    assert.equal(land.running, "0a", "and nobody misses it");
  });

  it("1.8 who comes while it closes keeps it open, and so does a need for it", async () => {
    const { land, a, b } = await twoLayers(10_000);
    a.layer(0, 5);
    await land.pass(2);
    assert.equal(land.row(VALE, 1)?.closing, true);
    b.layer(1, 1);
    await land.pass(20);
    assert.deepEqual([land.running, land.row(VALE, 1)?.closing], ["0a 1b", false]);
    b.layer(1, 0);
    await land.pass(2);
    assert.equal(land.row(VALE, 1)?.closing, true);
    a.layer(0, 10);
    await land.pass(20);
    assert.deepEqual([land.running, land.row(VALE, 1)?.closing], ["0a 1b", false]);
    assert.deepEqual(b.changes, ["players"], "the same layer all the time");
  });

  it("1.8 at the threshold nothing bounces: 9, 10, 11 players, again and again", async () => {
    const land = await Countryside.of(["a", "b"], 10_000);
    const [a, b] = land.processes;
    for (let n = 0; n < 200; n++) {
      a.layer(0, 9 + (n % 3));
      await land.pass();
    }
    assert.equal(land.running, "0a 1b");
    assert.deepEqual(b.changes, ["players"]);
  });

  it("1.8 what lies on the ground keeps its layer open until it has rotted away or was taken", async () => {
    const { land, a, b } = await twoLayers(4000);
    b.layer(1, 0, { idle: false });
    a.layer(0, 0);
    await land.pass(20);
    assert.equal(land.running, "0a 1b");
    b.layer(1, 0);
    await land.pass(6);
    assert.equal(land.running, "0a");
  });

  it("R20 a layer whose process died is opened again elsewhere; one that nobody has missed for long is not", async () => {
    const { land, a } = await twoLayers();
    land.processes.pop();
    await land.pass(5);
    assert.equal(land.running, "0a 1a");
    assert.deepEqual(a.changes, ["missed"]);
    land.processes.pop();
    land.now += 400_000;
    land.process("c");
    await land.pass(5);
    assert.equal(land.running, "0c");
  });

  it("R19 a process that is stopped leaves its layers to the others at once", async () => {
    const { land, a, b } = await twoLayers();
    await b.host.stop("server_shutdown");
    await a.host.beat();
    assert.equal(land.running, "0a 1a");
  });

  it("1.8 whatever the layers are like: what may close leaves no need behind, and only room before it counts", () => {
    const row = fc.record({
      players: fc.integer({ min: 0, max: 20 }),
      wantsLayer: fc.boolean(),
      closing: fc.boolean(),
      live: fc.boolean(),
      running: fc.boolean(),
      missed: fc.boolean(),
    });
    const limits = { softPlayers: 10, maxLayers: 8 };
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), (all) => {
        const rows = all.map((r, layer): LayerRow => ({ ...r, zoneId: VALE, layer, owner: "a" }));
        assert.equal(isSpare(0, rows, limits), false);
        for (const { layer } of rows) {
          if (!isSpare(layer, rows, limits)) continue;
          const left = rows.filter((other) => other.layer !== layer);
          assert.equal(needOf(left, limits), null);
          // neither does the next player change that
          assert.equal(
            needOf(
              left.map((other) => ({ ...other, players: other.players + 1 })),
              limits,
            ),
            null,
          );
        }
      }),
    );
  });
});
