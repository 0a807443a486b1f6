import assert from "node:assert/strict";
import { socketUrl } from "#shared/protocol/wire.ts";
import { redisUrl } from "#test/support/redis.ts";
import { SOAK } from "#test/support/soak.ts";
import { killOne, Player, takeOne, useObject } from "./support/player.ts";
import { FAR, FAR_FIELD, GROUND, type ServerProcess, World } from "./support/server-process.ts";
import { JoinRefused } from "./support/room-client.ts";
import { TestClient } from "./support/test-client.ts";

const portal = (id: string, at: [number, number], zone: string, to: [number, number]) => ({
  kind: "portal",
  id,
  name: id,
  at,
  to: { zone, at: to },
});
/** Both sides of a pair of portals; the far side ticks at another rate. The closet has room for one. */
const GROUND_WITH_WAYS = {
  // one is enough: a second would keep the fight going, out of which nobody goes
  spawns: [{ id: "boar", npc: "meadow_boar", at: [72, 60], radiusM: 4, count: 1, respawnMs: 600_000 }],
  objects: [
    portal("there", [61, 60], FAR, [30, 30]),
    portal("nowhere", [61, 62], "emberwatch_vale", [300, 276]),
    portal("narrow", [60, 62], "closet", [30, 30]),
  ],
};
const FAR_SIDE = {
  ...FAR_FIELD,
  objects: [portal("back", [31, 30], GROUND, [60.5, 60.5]), { kind: "resurrection_stone", id: "far_stone", name: "Stone", at: [29, 30] }],
};
const CLOSET = { ...FAR_SIDE, id: "closet", maxPlayers: 1, maxLayers: 1, objects: [] };

interface Row {
  zone_id: string;
  x: number;
  y: number;
  lease_owner: string | null;
  lease_epoch: string;
}

describe("1.8 from one zone to another", () => {
  let world: World;
  const rowOf = (player: Player) =>
    world.row<Row>(
      "SELECT p.zone_id, p.x, p.y, c.lease_owner, c.lease_epoch FROM characters c JOIN player_positions p ON p.character_id = c.id WHERE c.id = $1",
      player.characterId,
    );
  const clients: TestClient[] = [];
  const kept = <T extends TestClient>(client: T): T => {
    clients.push(client);
    return client;
  };

  async function refusedWith(client: TestClient, code: string): Promise<void> {
    await client.until(() => client.messages.some((m) => m.type === "error" && m.payload.code === code), `error ${code}`);
    assert.ok(!client.messages.some((m) => m.type === "handoff"));
    assert.equal(client.closed, null);
  }

  before(async () => {
    world = await World.make([FAR_SIDE, CLOSET], GROUND_WITH_WAYS);
  });
  after(() => world.end());
  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
  });

  describe("in one process", () => {
    let server: ServerProcess;
    before(async () => {
      server = await world.start({ ZONES: `${GROUND},${FAR},closet` });
    });
    after(() => server.kill());

    it("1.8 through the portal and back: in one place at each moment, with what it had, and inputs that go on", async () => {
      const player = await Player.create(world, server);
      const first = kept(await player.enter(server));
      await first.snapshotsMore(2);
      for (let n = 0; n < 3; n++) first.input({ moveX: 40 });
      const health = first.self.vitals?.health;
      await useObject(first, 0);
      const message = await first.handoff();
      assert.equal(message.zoneId, FAR);
      const second = kept(await first.follow());
      assert.equal(second.welcome?.zoneId, FAR);
      assert.equal(second.welcome?.tickRate, 10);
      assert.equal(second.welcome?.ackSeq, message.ackSeq);
      await second.snapshotsMore(1);
      assert.deepEqual([second.x, second.y], [30, 30]);
      assert.equal(second.self.vitals?.health, health);
      await first.until(() => first.closed !== null, "close");
      assert.equal(first.closed?.code, 4000);
      const sent = second.seq;
      second.input({ moveY: 127 });
      await second.until(() => second.last?.ackSeq === ((sent + 1) & 0xffff), "the input after the portal");
      await useObject(second, 0);
      const third = kept(await second.follow());
      await third.snapshotsMore(2);
      assert.equal(third.welcome?.zoneId, GROUND);
      assert.ok(Math.hypot(third.x - 60.5, third.y - 60.5) < 1);
      const row = await rowOf(player);
      assert.equal(row.zone_id, GROUND);
      assert.equal(row.lease_epoch, "5", "three claims and two moves");
      const events = await world.sql.query(
        "SELECT payload FROM game_events WHERE character_id = $1 AND name = 'ZONE_CHANGED' ORDER BY id",
        [player.characterId],
      );
      assert.deepEqual(
        events.rows.map((r) => `${r.payload.from}>${r.payload.to}`),
        [`${GROUND}>${FAR}`, `${FAR}>${GROUND}`],
      );
    });

    it("1.8 a full or closed zone, and a fight: refused with a reason, before anything has moved", async () => {
      const player = await Player.create(world, server);
      const client = kept(await player.enter(server));
      await client.snapshotsMore(2);
      const before = (await rowOf(player)).lease_epoch;
      await useObject(client, 1);
      await refusedWith(client, "zone_unavailable");
      const guest = kept(await (await Player.create(world, server)).enter(server));
      await guest.snapshotsMore(1);
      await useObject(guest, 2);
      kept(await guest.follow());
      await useObject(client, 2);
      await refusedWith(client, "zone_full");
      const row = await rowOf(player);
      assert.deepEqual([row.zone_id, row.lease_epoch], [GROUND, before]);
      const { x } = client;
      client.input({ moveX: -127 });
      await client.until(() => client.x < x, "it goes on walking");
    });

    it("1.8 cooldowns and home go along; logging out does not make anything ready", async () => {
      const player = await Player.create(world, server);
      const first = kept(await player.enter(server));
      await first.snapshotsMore(2);
      first.act({ kind: 1, slot: 4, target: 0, aimX: 0, aimY: 0 }); // Second Breath, half a minute
      await first.until(() => (first.self.cooldowns?.readyTicks[4] ?? 0) > 0, "the cooldown");
      await useObject(first, 0);
      const second = kept(await first.follow());
      await second.snapshotsMore(1);
      const left = () => ((second.self.cooldowns?.readyTicks[4] ?? 0) - (second.last?.tick ?? 0)) / 10;
      assert.ok(left() > 5 && left() <= 30, `${left()} s left`);
      await useObject(second, 1);
      await second.message("interaction", (m) => m.kind === "bound");
      await second.leave();
      const third = kept(await player.enter(server));
      await third.snapshotsMore(1);
      assert.ok((third.self.cooldowns?.readyTicks[4] ?? 0) > (third.last?.tick ?? 0) + 50);
      const home = await world.row("SELECT home_zone_id, home_object_id FROM characters WHERE id = $1", player.characterId);
      assert.deepEqual(home, { home_zone_id: FAR, home_object_id: "far_stone" });
    });

    it("R13 a reservation is taken once, by one, and is worth nothing once somebody has the character", async () => {
      const player = await Player.create(world, server);
      const first = kept(await player.enter(server));
      await first.snapshotsMore(1);
      await useObject(first, 0);
      const { endpoint, reservation } = await first.handoff();
      const again = kept(await player.enter(server)); // selected from elsewhere before the seat is taken
      await again.snapshotsMore(1);
      await assert.rejects(first.follow(), (error) => error instanceof JoinRefused);
      await again.snapshotsMore(2);
      assert.equal(again.closed, null);
      for (const seat of [reservation, { ...reservation, sessionId: "guessed" }]) {
        const thief = kept(new TestClient(endpoint, reservation.roomId));
        thief.open(socketUrl(endpoint, seat));
        await thief.until(() => thief.closed !== null, "close");
        assert.equal(thief.welcome, null);
      }
    });

    it("2.2 a log-in that ends is over in the next zone as well", async () => {
      const player = await Player.create(world, server);
      const first = kept(await player.enter(server));
      await first.snapshotsMore(1);
      await useObject(first, 0);
      const second = kept(await first.follow());
      await second.snapshotsMore(1);
      await player.call(server, "POST", "/auth/logout", { refreshToken: player.refreshToken });
      await second.until(() => second.closed !== null, "goodbye");
      assert.equal((await second.goodbye()).message.code, "session_ended");
    });
  });

  it("1.8 over two processes: fight, take, go, and own the same there; the target killed, its zone opens elsewhere with the player in it", async () => {
    const REDIS_URL = await redisUrl();
    const here = await world.start({ REDIS_URL, ZONES: GROUND });
    const there = await world.start({ REDIS_URL, ZONES: FAR });
    const player = await Player.create(world, here);
    await player.train(world);
    const first = kept(await player.enter(here));
    await first.snapshotsMore(1);
    const { experience } = await killOne(first);
    const loot = (await takeOne(first)) ?? [];
    await first.walkTo(() => ({ x: 60, y: 60 }), 1);
    const gone = () => first.messages.some((m) => m.type === "handoff");
    for (let n = 0; n < 100 && !gone(); n++) {
      await useObject(first, 0); // while the fight is fresh it is refused
      const goal = first.snapshots + 10;
      await first.until(() => gone() || first.snapshots >= goal, "handoff or half a second");
    }
    const second = kept(await first.follow());
    await second.snapshotsMore(1);
    assert.equal(second.welcome?.zoneId, FAR);
    assert.equal(second.self.progress?.experience, experience);
    const bag = await player.bag(there);
    for (const { templateId } of loot) assert.ok(bag[templateId] > 0);
    there.signal("SIGKILL");
    await there.exit();
    const refuge = await world.start({ REDIS_URL, ZONES: FAR });
    const third = kept(await player.enterSoon(refuge));
    await third.snapshotsMore(1);
    assert.equal(third.welcome?.zoneId, FAR);
    assert.equal(third.self.progress?.experience, experience);
    await here.kill();
    await refuge.kill();
  });

  describe("R10", () => {
    const steps = ["captured", "reserved", "moved", "arriving", "claimed"];
    const rounds = SOAK ? 200 : steps.length;
    it(`R10 a process killed at every step of ${rounds} handoffs: in one place when another has its zone, nothing lost`, async () => {
      const REDIS_URL = await redisUrl();
      const start = () => world.start({ REDIS_URL, ZONES: `${GROUND},${FAR}` });
      // either may be either zone: whichever comes to the step dies, and another is started in its place
      let servers = await Promise.all([start(), start()]);
      for (let round = 0; round < rounds; round++) {
        const step = steps[round % steps.length];
        const player = await Player.create(world, servers[0]);
        const client = kept(await player.enterSoon(servers[0]));
        await client.snapshotsMore(1);
        const { experience } = client.self.progress ?? {};
        for (const server of servers) await server.arm([{ name: `handoff.${step}`, action: "exit", after: 0 }]);
        const dead = await goUntilDeath(client, servers);
        const [survivor] = servers.filter((server) => server !== dead);
        await survivor.arm([]);
        const next = start();
        const back = kept(await player.enterSoon(survivor));
        await back.snapshotsMore(1);
        const row = await rowOf(player);
        assert.equal(row.zone_id, ["captured", "reserved"].includes(step) ? GROUND : FAR, `killed when ${step}`);
        assert.equal(back.welcome?.zoneId, row.zone_id);
        assert.equal(back.self.progress?.experience, experience);
        await back.leave();
        servers = [survivor, await next];
      }
      for (const server of servers) await server.kill();
    }).timeout(120_000 * rounds);

    /** Uses the portal until one of the processes has died of it: a zone whose process is gone opens again some seconds later. */
    async function goUntilDeath(client: TestClient, servers: readonly ServerProcess[]): Promise<ServerProcess> {
      let dead: ServerProcess | null = null;
      for (const server of servers) void server.exit().then(() => (dead ??= server));
      while (dead === null) {
        if (client.messages.some((m) => m.type === "handoff")) await client.follow().catch(() => {});
        else if (client.closed === null) await useObject(client, 0);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      return dead;
    }
  });
});
