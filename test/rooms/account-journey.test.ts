import assert from "node:assert/strict";
import { Mailbox } from "#test/support/mailbox.ts";
import { Player } from "./support/player.ts";
import { type ServerProcess, World } from "./support/server-process.ts";

describe("a whole server with a mail server", () => {
  let world: World;
  let mailbox: Mailbox;
  let server: ServerProcess;
  before(async () => {
    [world, mailbox] = await Promise.all([World.make(), Mailbox.open()]);
    server = await world.start({ SMTP_URL: mailbox.url, MAIL_FROM: "play@example.com", REQUIRE_VERIFIED_EMAIL: "1" });
  });
  after(async () => {
    await world.end();
    await mailbox.close();
  });

  async function token(player: Player, subject: RegExp, name: string): Promise<string> {
    const { text } = await mailbox.letter(player.email, subject);
    assert.ok(text.includes(`${server.web}/play/#${name}=`), text);
    return new RegExp(`#${name}=([A-Za-z0-9_-]{43})`).exec(text)?.[1] ?? assert.fail(text);
  }

  it("11.1 register, verify, log in, create, play, log out, recover the password, log in, and be where one was", async () => {
    const player = new Player();
    const { email, password } = player;
    await player.call(server, "POST", "/auth/register", { email, password });
    await assert.rejects(player.logIn(server), /email_unverified/);
    await player.call(server, "POST", "/auth/verify", { token: await token(player, /Confirm/, "verify") });
    await player.logIn(server);
    await player.makeCharacter(world, server);
    const client = await player.enter(server);
    for (let n = 0; n < 10; n++) {
      client.input({ moveX: 0, moveY: 127 });
      await client.snapshotsMore(1);
    }
    await client.snapshotsMore(12);
    const place = [client.x, client.y];
    assert.ok(client.y > 60.5, "it has walked");

    // the link ends all sessions, also in the world: the character is saved where it stands
    await player.call(server, "POST", "/auth/recover", { email });
    const recovery = await token(player, /Choose a new password/, "recover");
    const better = "a better long enough password";
    await player.call(server, "POST", "/auth/recover/confirm", { token: recovery, password: better });
    assert.equal((await client.goodbye()).message.code, "session_ended");
    await assert.rejects(player.logIn(server), /invalid_credentials/);
    player.password = better;
    const answer = await player.logIn(server);
    assert.equal(answer.welcome, `Welcome back, ${player.name}!`);
    assert.equal(answer.lastLogin?.ip, "127.0.0.1");
    const back = await player.enter(server);
    await back.snapshotsMore(1);
    assert.deepEqual([back.x, back.y], place);
    await back.leave();
    const history = await world.sql.query("SELECT outcome FROM login_history WHERE account_id IS NOT NULL ORDER BY id");
    assert.deepEqual(
      history.rows.map(({ outcome }) => outcome),
      ["registered", "unverified", "email_verified", "logged_in", "password_recovered", "refused", "logged_in"],
    );
  });
});
