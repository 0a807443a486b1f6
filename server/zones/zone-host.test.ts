import assert from "node:assert/strict";
import { Countryside, VALE } from "./support/countryside.ts";
import { LEASE_MS } from "./zone-host.ts";

describe("zone host", () => {
  it("1.8 one process is the zone; the other takes over when the lease runs out, and the first closes its room", async () => {
    const land = new Countryside();
    const a = land.process("a");
    const b = land.process("b");
    await a.host.beat();
    await b.host.beat();
    assert.deepEqual([a.rooms.size, b.rooms.size], [1, 0]);
    assert.deepEqual([a.host.complete, b.host.complete], [true, true], "the zone runs");
    assert.equal(land.row(VALE, 0)?.roomId, "a-1");
    land.now += LEASE_MS - 1;
    await b.host.beat();
    assert.equal(b.rooms.size, 0, "not before the lease ends");
    const until = a.room.until;
    land.now += 2;
    assert.ok(until < land.now, "by its own clock the first had stopped before");
    await b.host.beat();
    assert.equal(land.row(VALE, 0)?.roomId, "b-1");
    const stale = a.room;
    await a.host.beat();
    assert.equal(stale.closed, "zone_closing");
    assert.equal(a.rooms.size, 0);
  });

  it("1.8 renewing goes on while the room lives; a room that is gone is opened anew under the same lease", async () => {
    const land = new Countryside();
    const a = land.process("a");
    await a.host.beat();
    for (let n = 0; n < 5; n++) {
      land.now += 2000;
      await a.host.beat();
    }
    assert.equal(a.openings, 1);
    assert.ok(a.room.until > land.now);
    a.rooms.clear();
    await a.host.beat();
    assert.equal(a.openings, 2);
    assert.equal(land.row(VALE, 0)?.roomId, "a-2");
    assert.equal(land.row(VALE, 0)?.epoch, 1n);
  });

  it("R14 while the database does not answer the room goes on; when it does, the lease decides", async () => {
    const land = new Countryside();
    const a = land.process("a");
    const b = land.process("b");
    await a.host.beat();
    land.failing = true;
    for (let n = 0; n < 10; n++) {
      land.now += 2000;
      await a.host.beat();
      assert.ok(a.room.until > land.now + 2000);
    }
    land.failing = false;
    await b.host.beat();
    const stale = a.room;
    await a.host.beat();
    assert.equal(stale.closed, "zone_closing");
  });

  it("R11 a process that stood still past its lease does not tick before it has asked", async () => {
    const land = new Countryside();
    const a = land.process("a");
    await a.host.beat();
    land.now += LEASE_MS;
    assert.ok(a.room.until < land.now);
    await a.host.beat();
    assert.ok(a.room.until > land.now, "nobody took the zone meanwhile: it goes on");
  });

  it("1.8 a room that cannot be opened is tried again", async () => {
    const land = new Countryside();
    const a = land.process("a");
    a.failOpen = true;
    await a.host.beat();
    assert.equal(a.host.complete, false);
    a.failOpen = false;
    await a.host.beat();
    assert.equal(a.host.complete, true);
  });

  it("R19 stopping closes the rooms and gives the leases back at once", async () => {
    const land = new Countryside();
    const a = land.process("a");
    const b = land.process("b");
    await a.host.start();
    const room = a.room;
    await a.host.stop("server_shutdown");
    assert.equal(room.closed, "server_shutdown");
    await b.host.beat();
    assert.equal(b.host.complete, true);
    await a.host.beat();
    assert.equal(a.openings, 1, "a stopped host opens nothing");
  });
});
