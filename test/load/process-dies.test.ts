import assert from "node:assert/strict";
import { Fleet } from "#loadtest/bots/fleet.ts";
import { total } from "#loadtest/bots/tally.ts";
import { type ServerProcess, World } from "#test/rooms/support/server-process.ts";
import { redisUrl } from "#test/support/redis.ts";
import { SOAK } from "#test/support/soak.ts";

const BOTS = SOAK ? 200 : 40;

describe("R20 a process is killed under bots that fight", () => {
  let world: World;
  let dying: ServerProcess;
  let other: ServerProcess;
  let fleet: Fleet;
  before(async () => {
    world = await World.make();
    const env = { REDIS_URL: await redisUrl(), ZONES: "emberwatch_vale" };
    dying = await world.start(env); // has the zone
    other = await world.start(env); // waits for it
  });
  after(async () => {
    await fleet?.leave();
    await world.end();
  });

  const until = async (done: () => boolean | Promise<boolean>, what: string) => {
    for (let n = 0; !(await done()); n++) {
      assert.ok(n < 1200, `${what}: ${JSON.stringify(fleet.tally.data())}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  it("R20 1.12 all are back elsewhere, with everything that was announced to them", async () => {
    const scenario = "fight" as const;
    fleet = new Fleet({ endpoint: other.web, seed: 20, scenario, placement: "dense", first: 0, count: BOTS, rampS: 0, reconnectS: 120 });
    await fleet.enter();
    const { tally } = fleet;
    assert.deepEqual([tally.joined, tally.failed], [BOTS, {}]);
    await until(() => tally.experience > 0 && tally.kills > BOTS / 8, "fights");
    await dying.kill();
    const announced = { experience: tally.experience, loot: tally.loot };
    await until(() => tally.returned + total(tally.dropped) >= BOTS, "all back");
    assert.deepEqual([tally.returned, tally.dropped], [BOTS, {}]);
    console.log(`      the last of ${BOTS} was away for ${Math.round(tally.maxAwayMs)} ms`);
    const owned = await world.row<{ experience: string; inWorld: string }>(
      `SELECT sum(experience) AS experience, count(*) FILTER (WHERE lease_owner IS NOT NULL) AS "inWorld" FROM characters`,
    );
    assert.ok(Number(owned.experience) >= announced.experience, `${owned.experience} of ${announced.experience} experience`);
    const taken = await world.row<{ loot: string }>(
      `SELECT coalesce(sum((payload->>'quantity')::int), 0) AS loot FROM game_events WHERE name = 'ITEM_PICKED_UP'`,
    );
    assert.ok(Number(taken.loot) >= announced.loot, `${taken.loot} of ${announced.loot} items`);
    assert.equal(Number(owned.inWorld), BOTS);
    await until(() => tally.experience > announced.experience, "fights go on");
  });
});
