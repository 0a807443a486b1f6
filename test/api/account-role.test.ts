import assert from "node:assert/strict";
import path from "node:path";
import { cleanEnv, ROOT, TestProcess } from "#test/support/server.ts";
import { TestApi } from "./support/api.ts";

describe("2.1 npm run account:role", () => {
  let api: TestApi;
  before(async () => {
    api = await TestApi.start();
  });
  after(() => api.stop());

  async function run(...args: string[]): Promise<{ code: number | null; output: string }> {
    const script = path.join(ROOT, "scripts/account-role.ts");
    const process = new TestProcess([script, ...args], cleanEnv({ DATABASE_URL: api.databaseUrl }));
    return { code: await process.exited(), output: process.output };
  }

  it("2.1 makes the first admin and takes the role away again; open sessions are judged by it at once", async () => {
    const player = await api.player();
    const audit = () => api.get("/api/v1/admin/audit", { token: player.accessToken });
    assert.equal((await audit()).body.code, "forbidden");
    for (let twice = 0; twice < 2; twice++)
      assert.deepEqual(await run(player.email.toUpperCase(), "admin"), {
        code: 0,
        output: `${player.email.toUpperCase()}: admin, player\n`,
      });
    const entries = await audit();
    assert.equal(entries.status, 200);
    assert.deepEqual(
      entries.body.items.map(({ action, after }: { action: string; after: object }) => [action, after]),
      [["account.role_granted", { roles: ["admin", "player"] }]],
    );
    assert.equal((await run(player.email, "admin", "--remove")).output, `${player.email}: player\n`);
    assert.equal((await audit()).body.code, "forbidden");
  });

  it("2.1 says what is wrong and changes nothing", async () => {
    const { email } = await api.player();
    const unknown = await run("nobody@example.com", "admin");
    assert.deepEqual(unknown, { code: 1, output: "account:role: no account has the address nobody@example.com\n" });
    for (const args of [[], [email], [email, "king"], [email, "player"], ["x", "admin"], [email, "admin", "more"]]) {
      const { code, output } = await run(...args);
      assert.equal(code, 2, args.join(" "));
      assert.match(output, /^account:role: npm run account:role -- EMAIL moderator\|admin \[--remove\] wanted\n$/);
    }
    assert.deepEqual((await api.database.prisma.accountRole.findMany({ where: { account: { email } } })).length, 1);
  });
});
