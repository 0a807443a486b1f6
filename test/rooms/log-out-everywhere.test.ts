import assert from "node:assert/strict";
import { redisUrl } from "#test/support/redis.ts";
import { Player } from "./support/player.ts";
import { type ServerProcess, World } from "./support/server-process.ts";
import { JoinRefused } from "./support/room-client.ts";
import type { TestClient } from "./support/test-client.ts";

/** What ends the log-in of somebody who plays: `playing` in the world, `beside` the same person on another device. */
type Ending = (server: ServerProcess, playing: Player, beside: Player) => Promise<unknown>;
const idOf = ({ refreshToken }: Player) => refreshToken.split(".")[0];
const refusal = (call: Promise<unknown>) => assert.rejects(call, /401/);

const ENDINGS: Record<string, Ending> = {
  "2.2 logged out": (server, playing) => playing.call(server, "POST", "/auth/logout", { refreshToken: playing.refreshToken }),
  "2.2 revoked from another device": (server, playing, beside) => beside.call(server, "DELETE", `/account/sessions/${idOf(playing)}`),
  "2.2 logged out everywhere else": (server, _playing, beside) => beside.call(server, "DELETE", "/account/sessions"),
  "2.1 the password changed on another device": (server, { password }, beside) =>
    beside.call(server, "POST", "/auth/password", { currentPassword: password, newPassword: "another long enough password" }),
  "R26 a refresh token used twice": async (server, { refreshToken }, beside) => {
    await beside.call(server, "POST", "/auth/refresh", { refreshToken });
    await refusal(beside.call(server, "POST", "/auth/refresh", { refreshToken }));
  },
};

for (const redis of [true, false]) {
  describe(`ended log-ins leave the world: two processes ${redis ? "with" : "without"} Redis`, () => {
    let world: World;
    let host: ServerProcess;
    let other: ServerProcess;
    before(async () => {
      world = await World.make();
      const env: Record<string, string> = redis ? { REDIS_URL: await redisUrl() } : {};
      host = await world.start(env);
      other = await world.start(env);
    });
    after(() => world.end());

    async function leaves(client: TestClient, player: Player, code: string): Promise<void> {
      const { message } = await client.goodbye();
      assert.equal(message.code, code);
      const row = () => world.row<{ lease_owner: string | null }>("SELECT lease_owner FROM characters WHERE id = $1", player.characterId);
      for (let n = 0; (await row()).lease_owner !== null; n++) {
        assert.ok(n < 3000, "the character is not given back");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }

    for (const [name, end] of Object.entries(ENDINGS)) {
      it(`${name}: the socket is cut, the seat and waiting tickets are void, the other device plays on`, async () => {
        const playing = await Player.create(world, host);
        const beside = await playing.elsewhere(other);
        const client = await playing.enter(host);
        const bystander = await (await Player.create(world, host)).enter(host);
        await client.snapshotsMore(2);
        const { ticket, room } = await playing.select(host);
        await end(other, playing, beside);
        await leaves(client, playing, "session_ended");
        await assert.rejects(client.resume(), (error) => error instanceof JoinRefused);
        await assert.rejects(
          bystander.seat({ ticket, protocol: client.welcome?.protocol }),
          (error) => error instanceof JoinRefused && error.message.startsWith("ticket_invalid"),
          room.roomId,
        );
        await refusal(playing.select(host));
        await bystander.snapshotsMore(2);
        assert.equal(bystander.closed, null);
        beside.characterId = playing.characterId;
        const again = await beside.enter(host);
        await again.snapshotsMore(2);
        again.destroy();
        bystander.destroy();
      });
    }

    it("R11 a process that stood still when it happened cuts the socket as soon as it wakes", async () => {
      const playing = await Player.create(world, host);
      const client = await playing.enter(host);
      await client.snapshotsMore(2);
      host.signal("SIGSTOP");
      await ENDINGS["2.2 logged out"](other, playing, playing);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      assert.equal(client.closed, null);
      host.signal("SIGCONT");
      await leaves(client, playing, "session_ended");
    });

    for (const [what, body, code] of [
      ["suspend", { reason: "x", until: new Date(Date.now() + 3600_000).toISOString() }, "suspended"],
      ["ban", { reason: "x" }, "banned"],
    ] as const) {
      it(`2.2 ${code}: out of the world on every device, told why, and not let in again`, async () => {
        const playing = await Player.create(world, host);
        const beside = await playing.elsewhere(other);
        const admin = await Player.create(world, other);
        const { id } = await world.row<{ id: string }>("SELECT id FROM accounts WHERE email = $1", admin.email);
        await world.sql.query("INSERT INTO account_roles VALUES ($1, 'admin')", [id]);
        const client = await playing.enter(host);
        const account = await world.row<{ id: string }>("SELECT account_id AS id FROM characters WHERE id = $1", playing.characterId);
        await admin.call(other, "POST", `/admin/accounts/${account.id}/${what}`, body);
        await leaves(client, playing, code);
        for (const call of [() => playing.select(host), () => playing.logIn(host), () => beside.call(other, "GET", "/account/sessions")])
          await assert.rejects(call, new RegExp(`403 .*account_${code}`));
      });
    }
  });
}
