import assert from "node:assert/strict";
import { redisUrl } from "#test/support/redis.ts";
import type { FlightEntry, ZoneFlight } from "#rooms/ports/monitoring.ts";
import { Player } from "./support/player.ts";
import { GROUND, World } from "./support/server-process.ts";

describe("9.6 the flight recorder", () => {
  it("9.6 an admin sees the worst ticks of a zone from any process; nobody else does", async () => {
    const world = await World.make();
    try {
      const REDIS_URL = await redisUrl();
      const host = await world.start({ REDIS_URL });
      const other = await world.start({ REDIS_URL });
      const player = await Player.create(world, host);
      const client = await player.enter(host);
      await client.snapshotsMore(20);
      await assert.rejects(player.call(other, "GET", "/admin/flight-recorder"), /403/);
      await world.sql.query("INSERT INTO account_roles (account_id, role) SELECT account_id, 'admin' FROM characters WHERE id = $1", [
        player.characterId,
      ]);
      const ask = async (query: string) =>
        ((await player.call(other, "GET", `/admin/flight-recorder${query}`)) as { zones: ZoneFlight[] }).zones;
      const [zone, ...rest] = await ask(`?zone=${GROUND}`);
      assert.deepEqual(rest, []);
      assert.deepEqual([zone.zoneId, zone.layer, zone.tickRate], [GROUND, 0, 20]);
      assert.ok(zone.worst.length >= 5);
      const cost = ({ totalMs, lateMs }: FlightEntry) => totalMs + lateMs;
      for (let n = 1; n < zone.worst.length; n++) assert.ok(cost(zone.worst[n - 1]) >= cost(zone.worst[n]) - 0.02);
      const [worst] = zone.worst;
      assert.ok(worst.tick > 0 && worst.totalMs > 0 && worst.cause !== "");
      assert.ok(worst.counts.entities >= 5);
      const phases = Object.values(worst.phases).reduce((sum, ms) => sum + ms, 0);
      assert.ok(phases > 0 && phases <= worst.totalMs + 0.1, "phases are parts of the whole");
      assert.deepEqual(await ask("?zone=nowhere"), []);
      assert.equal((await ask("?limit=1"))[0].worst.length, 1);
      await assert.rejects(player.call(other, "GET", "/admin/flight-recorder?limit=0"), /400|422/);
      client.destroy();
    } finally {
      await world.end();
    }
  });
});
