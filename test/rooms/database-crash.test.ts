import assert from "node:assert/strict";
import { OwnPostgres } from "#test/support/own-postgres.ts";
import { Player } from "./support/player.ts";
import { World } from "./support/server-process.ts";

const CRASHES = 8;
/** Pictures that come while it is away: a second and a half. */
const PICTURES = 30;

describe("a zone whose database crashes", () => {
  let postgres: OwnPostgres;
  let world: World;
  before(async () => {
    postgres = await OwnPostgres.start();
    world = await World.make([], {}, postgres);
  });
  after(() => world.end());

  it(`R14 ${CRASHES} times, each until its players have walked for ${PICTURES} pictures: the zone ticks on, and they stay`, async () => {
    const server = await world.start();
    const player = await Player.create(world, server);
    const client = await player.enter(server);
    const gaps: number[] = [];
    let before = performance.now();
    client.onSnapshot = () => {
      gaps.push(performance.now() - before);
      before = performance.now();
    };
    await client.snapshotsMore(1);
    for (let crash = 0; crash < CRASHES; crash++) {
      postgres.crash();
      const from = client.x;
      const moveX = crash % 2 ? -127 : 127;
      for (let n = 0; n < PICTURES; n++) {
        client.input({ moveX });
        await client.snapshotsMore(1);
      }
      assert.ok(Math.abs(client.x - from) > 3, "it walked on while there was no database");
      await postgres.recover();
      while (!(await player.bag(server).catch(() => null))) await client.snapshotsMore(1);
      await client.snapshotsMore(1);
    }
    console.log(`      longest time between two pictures: ${Math.round(Math.max(...gaps.slice(1)))} ms`);
    assert.equal(client.closed, null);
    assert.deepEqual(
      client.messages.filter(({ type }) => type === "goodbye" || type === "error"),
      [],
    );
    client.destroy();
  });
});
