import assert from "node:assert/strict";
import type { CompiledZone } from "#shared/content/compiled.ts";
import type { OverloadStep } from "#shared/content/schema.ts";
import { matchMaker } from "@colyseus/core";
import { JoinRefused } from "./support/room-client.ts";
import { ZoneServer } from "./support/zone-server.ts";

const LADDER: OverloadStep[] = ["far", "mid", "ai", "view", "layer", "joins"];
const TICK_MS = 50;

/** Steps follow each other quickly here. */
function hasty(zone: CompiledZone): CompiledZone {
  const overload = { ladder: LADDER, raiseAt: 0.85, lowerAt: 0.6, raiseMs: 150, lowerMs: 150 };
  return { ...zone, zone: { ...zone.zone, overload } };
}

describe("overload of a zone", () => {
  let server: ZoneServer;
  /** What a tick costs besides itself, ms. */
  let costMs: () => number;
  beforeEach(async () => {
    costMs = () => 0;
    server = await ZoneServer.start({ zone: hasty });
    server.metrics.onPhase = (phase) => {
      if (phase !== "events") return;
      const until = performance.now() + costMs();
      while (performance.now() < until);
    };
  });
  afterEach(() => server.stop());

  const step = () => server.metrics.overloadSteps.at(-1) ?? 0;
  const wantsLayer = async () => (await matchMaker.driver.findOne({ roomId: server.roomId }))?.metadata?.wantsLayer;

  it("1.2 a zone beyond its capacity bends: a snapshot for every tick, step by step down, and back when there is room", async () => {
    const ada = await server.player("Ada");
    let lastTick = 0;
    let missing = 0;
    ada.onSnapshot = (s) => {
      if (lastTick !== 0 && s.tick !== lastTick + 1) missing++;
      lastTick = s.tick;
    };
    // each step taken makes a tick cheaper; after three of them it fits
    costMs = () => TICK_MS * (1.3 - 0.2 * step());
    await ada.until(() => step() >= 3, "three steps");
    await ada.snapshotsMore(5);
    costMs = () => 0;
    await ada.until(() => step() === 0, "all steps are undone");
    const { overloadSteps } = server.metrics;
    for (let n = 0; n < overloadSteps.length; n++) assert.equal(Math.abs(overloadSteps[n] - (overloadSteps[n - 1] ?? 0)), 1);
    assert.equal(missing, 0, "a tick without a snapshot");
    assert.equal(server.metrics.errors, 0);
    assert.equal(ada.closed, null);
  });

  it("1.2 at the end of the ladder the zone asks for a layer and refuses who is new; who is in it may come back", async () => {
    const id = server.office.addCharacter("Ada");
    const ada = await server.join(id);
    costMs = () => TICK_MS * 1.3;
    await ada.until(() => step() === LADDER.length, "all steps");
    costMs = () => TICK_MS * 0.7; // between the marks: nothing changes
    await ada.snapshotsMore(3);
    assert.equal(await wantsLayer(), true);
    const late = server.client();
    await assert.rejects(late.join({ ticket: server.office.ticket(server.office.addCharacter("Late")) }), JoinRefused);
    assert.match(String(late.messages.find((m) => m.type === "ERROR")?.payload.detail), /^zone_full/);
    await ada.drop();
    await ada.until(() => ada.closed !== null, "close");
    await ada.resume();
    await ada.snapshotsMore(2);
    const again = await server.join(id); // from another device: takes the place
    await again.snapshotsMore(2);
    costMs = () => 0;
    await again.until(() => step() === 0, "all steps are undone");
    assert.equal(await wantsLayer(), false);
    const later = await server.player("Later");
    await later.snapshotsMore(1);
  });
});
