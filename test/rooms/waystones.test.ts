import assert from "node:assert/strict";
import { ActionKind } from "#shared/protocol/codes.ts";
import { Player, useObject } from "./support/player.ts";
import { FAR, FAR_FIELD, GROUND, World } from "./support/server-process.ts";
import type { TestClient } from "./support/test-client.ts";
import { ZoneServer } from "./support/zone-server.ts";

const stone = (code: number, at: [number, number], castTimeMs: number) => ({
  kind: "waystone" as const,
  id: `stone_${code}`,
  code,
  name: `Stone ${code}`,
  at,
  castTimeMs,
  arrive: [at[0] + 0.5, at[1] + 1.5] as [number, number],
});
const travel = (client: TestClient, to: number) => client.act({ kind: ActionKind.TRAVEL, to });
const refusals = (client: TestClient) => client.messages.filter((m) => m.type === "error").map((m) => m.payload.code);
const told = (client: TestClient) => client.messages.filter((m) => m.type === "interaction").map((m) => m.payload.kind);

describe("way stones in a zone room", () => {
  let server: ZoneServer;
  afterEach(() => server.stop());

  it("1.8 a stone counts when the office has written it: told once as new; while it cannot be written, it is not discovered", async () => {
    server = await ZoneServer.start({ objects: [stone(1, [50, 50], 0), stone(2, [51, 53], 0)] });
    const id = server.office.addCharacter("Una", { place: { zoneId: "testland", x: 50, y: 51, facing: 0 } });
    const una = await server.join(id);
    server.office.before = (call) => {
      if (call === "discover") throw new Error("the office is closed");
    };
    await useObject(una, 1);
    await una.until(() => refusals(una).includes("busy"), "not now");
    travel(una, 2);
    await una.until(() => refusals(una).includes("waystone_unknown"), "not discovered");
    assert.deepEqual(told(una), []);
    server.office.before = () => {};
    await useObject(una, 1);
    await una.until(() => told(una).length === 1, "discovered");
    await useObject(una, 1);
    await una.until(() => told(una).length === 2, "known");
    assert.deepEqual(told(una), ["waystone_discovered", "waystone"]);
    assert.deepEqual(server.office.row(id).waystones, [{ zoneId: "testland", objectId: "stone_2" }]);
    travel(una, 2);
    await una.until(() => una.x === 51.5 && una.y === 54.5, "there");
  });
});

const HERE = 101;
const THERE = 102;
const BEYOND = 103;
const GROUND_WITH_STONES = { spawns: [], objects: [stone(HERE, [61, 61], 400), stone(THERE, [100, 100], 0)] };
const FAR_SIDE = {
  ...FAR_FIELD,
  objects: [stone(BEYOND, [40, 40], 0)],
};
/** Second Breath: half a minute until it is ready again. */
const SLOW_SLOT = 4;

describe("1.8 from way stone to way stone", () => {
  let world: World;
  const clients: TestClient[] = [];
  const kept = (client: TestClient): TestClient => {
    clients.push(client);
    return client;
  };
  before(async () => {
    world = await World.make([FAR_SIDE], GROUND_WITH_STONES);
  });
  after(() => world.end());
  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
  });

  it("1.8 discovered, it is kept by whoever dies; then to the next and into another zone with what one has, and back", async () => {
    const ZONES = `${GROUND},${FAR}`;
    const dying = await world.start({ ZONES });
    const player = await Player.create(world, dying);
    const stones = async (server: typeof dying) => {
      const { teleports } = (await player.call(server, "GET", `/zones/teleports/${player.characterId}`)) as {
        teleports: { code: number; discoveredAt: string | null }[];
      };
      return teleports.filter(({ discoveredAt }) => discoveredAt !== null).map(({ code }) => code);
    };
    const first = kept(await player.enter(dying));
    await useObject(first, 0);
    await first.message("interaction", (m) => m.kind === "waystone_discovered");
    dying.signal("SIGKILL");
    await dying.exit();
    const server = await world.start({ ZONES });
    assert.deepEqual(await stones(server), [HERE]);
    const second = kept(await player.enterSoon(server));
    await useObject(second, 0);
    await second.message("interaction", (m) => m.kind === "waystone");
    assert.ok(!told(second).includes("waystone_discovered"));
    travel(second, THERE);
    await second.until(() => refusals(second).includes("waystone_unknown"), "not discovered");
    await second.leave();

    // the others are far: as if he had been there
    await world.sql.query(
      "INSERT INTO character_waystones (character_id, zone_id, object_id) VALUES ($1, $2, 'stone_102'), ($1, $3, 'stone_103')",
      [player.characterId, GROUND, FAR],
    );
    const third = kept(await player.enterSoon(server));
    await third.snapshotsMore(1);
    third.act({ kind: ActionKind.USE_ABILITY, slot: SLOW_SLOT, target: 0, aimX: 0, aimY: 0 });
    await third.until(() => (third.self.cooldowns?.readyTicks[SLOW_SLOT] ?? 0) > 0, "the cooldown");
    const health = third.self.vitals?.health;
    travel(third, THERE);
    await third.until(() => third.x === 100.5 && third.y === 101.5, "in the same zone");
    const sent = third.seq;
    travel(third, BEYOND);
    const fourth = kept(await third.follow());
    await fourth.snapshotsMore(1);
    assert.equal(fourth.welcome?.zoneId, FAR);
    assert.deepEqual([fourth.x, fourth.y], [40.5, 41.5]);
    assert.equal(fourth.self.vitals?.health, health);
    assert.equal(fourth.welcome?.ackSeq, sent);
    const leftS = ((fourth.self.cooldowns?.readyTicks[SLOW_SLOT] ?? 0) - (fourth.last?.tick ?? 0)) / 10;
    assert.ok(leftS > 0 && leftS <= 30, `${leftS} s left`);
    travel(fourth, HERE);
    const fifth = kept(await fourth.follow());
    await fifth.snapshotsMore(1);
    assert.deepEqual([fifth.welcome?.zoneId, fifth.x, fifth.y], [GROUND, 61.5, 62.5]);
    assert.deepEqual((await stones(server)).toSorted(), [HERE, THERE, BEYOND]);
    const { rows } = await world.sql.query("SELECT payload FROM game_events WHERE character_id = $1 AND name = 'WAYSTONE_DISCOVERED'", [
      player.characterId,
    ]);
    assert.deepEqual(
      rows.map(({ payload }) => payload),
      [{ zoneId: GROUND, objectId: "stone_101" }],
    );
  });
});
