import assert from "node:assert/strict";
import { PostgresProgress } from "#server/adapters/progress.ts";
import { PostgresZoneLeases } from "#server/adapters/zone-leases.ts";
import { silentLog } from "#test/rooms/support/memory-services.ts";
import { killBy, ROOM, stateOf, TestOffice, ZONE } from "./support/office.ts";

const KEY = { zoneId: ZONE, layer: 0 };
const ROOMS = { address: "ws://x", players: 1, wantsLayer: false, closing: false };

/** A process stood still; meanwhile another became the zone and took its characters. Now the first one wakes and goes on. */
describe("R11 a stale owner", () => {
  let office: TestOffice;
  let progress: PostgresProgress;
  before(async () => {
    office = await TestOffice.open();
    progress = new PostgresProgress(office.prisma, office.content, silentLog);
  });
  after(async () => {
    await progress.close();
    await office.close();
  });

  /** All that there is of characters, their things and what is told of them. */
  async function everything(): Promise<unknown> {
    const tables = [
      "characters",
      "player_positions",
      "character_items",
      "character_skills",
      "character_kills",
      "world_drops",
      "game_events",
    ];
    const rows = await Promise.all(
      tables.map((table) => office.prisma.$queryRawUnsafe(`SELECT t::text AS row FROM ${table} t ORDER BY t::text`)),
    );
    return Object.fromEntries(tables.map((table, n) => [table, rows[n]]));
  }

  it("R11 whatever it tries, nothing is written: saves, releases, kills, pick-ups, practice, the zone's lease", async () => {
    const [stale] = await office.held(1);
    const { characterId } = stale;
    const drop = await office.drop("wolf_fang", 1, characterId);
    const [a, b] = [new PostgresZoneLeases(office.prisma, "elsewhere/1/x"), new PostgresZoneLeases(office.prisma, "elsewhere/2/x")];
    await office.prisma.zoneLease.updateMany({ data: { expiresAt: new Date(Date.now() - 1000) } });
    const epoch = (await b.acquire(KEY, 60_000)) as bigint;
    await b.renew(KEY, epoch, 60_000, { ...ROOMS, roomId: "the new room" });
    const fresh = await office.characters.claim(characterId, "the new room");
    await office.characters.save([stateOf(fresh.lease, { x: 50 })]);
    const before = await everything();
    assert.ok(JSON.stringify(before).includes(drop));

    assert.equal(await a.renew(KEY, 1n, 60_000, { ...ROOMS, roomId: ROOM }), false);
    assert.equal(await a.acquire(KEY, 60_000), null);
    await a.release(KEY, 1n);
    assert.deepEqual(await office.characters.save([stateOf(stale)]), [characterId]);
    assert.equal(await office.characters.release(stateOf(stale)), false);
    await office.characters.giveBack(stale);
    // also when nobody is credited any more, or somebody whose lease still holds
    for (const kill of [killBy([stale]), killBy([]), killBy([fresh.lease])]) {
      const outcome = await office.loot.settle([kill]);
      assert.deepEqual(outcome, [{ killId: kill.killId, awards: [], drops: [] }]);
    }
    assert.deepEqual(await office.loot.pickUp(stale, drop), { ok: false, code: "lease_lost" });
    assert.deepEqual(await progress.practise([{ lease: stale, uses: { bladework: 100 } }]), []);
    assert.deepEqual(await everything(), before);
    const lease = await office.prisma.zoneLease.findUniqueOrThrow({ where: { zoneId_layer: KEY } });
    assert.deepEqual([lease.owner, lease.roomId, lease.epoch], ["elsewhere/2/x", "the new room", epoch]);
    // who holds it now may
    const kill = killBy([fresh.lease], { roomId: "the new room" });
    assert.equal((await office.loot.settle([kill]))[0].awards.length, 1);
    assert.equal((await office.loot.pickUp(fresh.lease, drop)).ok, true);
    await office.prisma.zoneLease.updateMany({ data: { roomId: ROOM } });
  });

  it("R11 a kill that was settled in time is told again to whoever asks, also by a stale room: it changes nothing", async () => {
    const [lease] = await office.held(1);
    const kill = killBy([lease]);
    const [first] = await office.loot.settle([kill]);
    assert.equal(first.awards.length, 1);
    await office.prisma.zoneLease.updateMany({ data: { roomId: "another" } });
    const before = await everything();
    assert.deepEqual((await office.loot.settle([kill]))[0].awards, first.awards);
    assert.deepEqual(await everything(), before);
  });
});
