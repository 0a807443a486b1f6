import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { PostgresZoneLeases, processOwner } from "#server/adapters/zone-leases.ts";
import { missedLayers } from "#server/zones/layer-policy.ts";
import { TestOffice, ZONE } from "./support/office.ts";

const KEY = { zoneId: ZONE, layer: 0 };
const LEASE_MS = 60_000;

describe("zone leases", () => {
  let office: TestOffice;
  before(async () => {
    office = await TestOffice.open();
  });
  beforeEach(() => office.prisma.zoneLease.deleteMany());
  after(() => office.close());

  /** Another machine: its processes cannot be looked at from here. */
  const elsewhere = (n: number) => new PostgresZoneLeases(office.prisma, `elsewhere/${n}/x`);
  const row = () => office.prisma.zoneLease.findUniqueOrThrow({ where: { zoneId_layer: KEY } });
  const runOut = () => office.prisma.zoneLease.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } });

  it("1.8 of twenty who want a zone at once one gets it", async () => {
    const taken = await Promise.all(Array.from({ length: 20 }, (_, n) => elsewhere(n).acquire(KEY, LEASE_MS)));
    assert.deepEqual(
      taken.filter((epoch) => epoch !== null),
      [1n],
    );
  });

  it("1.8 who renews keeps it, with the room's address; who lets it run out loses it to the next, under a higher number", async () => {
    const [a, b] = [elsewhere(1), elsewhere(2)];
    assert.equal(await a.acquire(KEY, LEASE_MS), 1n);
    assert.equal(
      await a.renew(KEY, 1n, LEASE_MS, { roomId: "r1", address: "ws://a", players: 3, wantsLayer: false, closing: false }),
      true,
    );
    assert.deepEqual([(await row()).roomId, (await row()).address], ["r1", "ws://a"]);
    assert.equal(await b.acquire(KEY, LEASE_MS), null);
    await runOut();
    assert.equal(await b.acquire(KEY, LEASE_MS), 2n);
    assert.deepEqual([(await row()).roomId, (await row()).address], [null, null]);
    assert.equal(
      await a.renew(KEY, 1n, LEASE_MS, { roomId: "r1", address: "ws://a", players: 3, wantsLayer: false, closing: false }),
      false,
    );
    await a.release(KEY, 1n);
    assert.equal(
      await b.renew(KEY, 2n, LEASE_MS, { roomId: "r2", address: "ws://b", players: 3, wantsLayer: false, closing: false }),
      true,
    );
  });

  it("R11 a lease that ran out and that nobody took can be renewed", async () => {
    const a = elsewhere(1);
    await a.acquire(KEY, LEASE_MS);
    await runOut();
    assert.equal(
      await a.renew(KEY, 1n, LEASE_MS, { roomId: "r1", address: "ws://a", players: 3, wantsLayer: false, closing: false }),
      true,
    );
  });

  it("R19 what is released is free at once", async () => {
    const [a, b] = [elsewhere(1), elsewhere(2)];
    await a.acquire(KEY, LEASE_MS);
    await a.release(KEY, 1n);
    assert.equal(await b.acquire(KEY, LEASE_MS), 2n);
  });

  it("R20 the lease of a process of this machine that is gone is free; that of a living one is not", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    try {
      const theirs = new PostgresZoneLeases(office.prisma, `${hostname().slice(0, 100)}/${child.pid}/x`);
      const ours = new PostgresZoneLeases(office.prisma, processOwner());
      assert.equal(await theirs.acquire(KEY, LEASE_MS), 1n);
      assert.equal(await ours.acquire(KEY, LEASE_MS), null);
      child.kill("SIGKILL");
      await once(child, "exit");
      assert.equal(await ours.acquire(KEY, LEASE_MS), 2n);
      assert.equal(await ours.acquire(KEY, LEASE_MS), 3n, "an answer that never reached us holds nobody up");
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("R20 whoever had our process number before us is gone", async () => {
    const before = new PostgresZoneLeases(office.prisma, `${hostname().slice(0, 100)}/${process.pid}/earlier`);
    await before.acquire(KEY, LEASE_MS);
    assert.equal(await new PostgresZoneLeases(office.prisma, processOwner()).acquire(KEY, LEASE_MS), 2n);
  });

  it("1.8 layers are leased one by one", async () => {
    assert.equal(await elsewhere(1).acquire(KEY, LEASE_MS), 1n);
    assert.equal(await elsewhere(2).acquire({ ...KEY, layer: 1 }, LEASE_MS), 1n);
  });

  it("1.8 the overview says what each layer told of itself; a layer given back is missed unless it was closing", async () => {
    const [a, b, c] = [elsewhere(1), elsewhere(2), elsewhere(3)];
    await a.acquire(KEY, LEASE_MS);
    await a.renew(KEY, 1n, LEASE_MS, { roomId: "r1", address: "ws://a", players: 7, wantsLayer: true, closing: false });
    for (const [leases, layer, closing] of [
      [b, 1, false],
      [c, 2, true],
    ] as const) {
      await leases.acquire({ ...KEY, layer }, LEASE_MS);
      await leases.renew({ ...KEY, layer }, 1n, LEASE_MS, { roomId: "r", address: "ws://b", players: 2, wantsLayer: true, closing });
      await leases.release({ ...KEY, layer }, 1n);
    }
    const overview = await a.overview();
    assert.deepEqual(overview, [
      { zoneId: ZONE, layer: 0, owner: a.self, players: 7, wantsLayer: true, closing: false, live: true, running: true, missed: true },
      { zoneId: ZONE, layer: 1, owner: b.self, players: 0, wantsLayer: false, closing: false, live: false, running: false, missed: true },
      { zoneId: ZONE, layer: 2, owner: c.self, players: 0, wantsLayer: false, closing: true, live: false, running: false, missed: true },
    ]);
    assert.deepEqual(missedLayers(overview), [1]);
    await office.prisma.zoneLease.updateMany({ data: { expiresAt: new Date(Date.now() - 400_000) } });
    assert.deepEqual(await a.overview(), []);
    assert.equal(await a.acquire({ ...KEY, layer: 2 }, LEASE_MS), 2n);
    assert.equal((await a.overview())[0].closing, false);
  });
});
