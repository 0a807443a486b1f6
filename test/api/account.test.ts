import assert from "node:assert/strict";
import { type Player, TestApi } from "./support/api.ts";

const LOGINS = "/api/v1/account/logins";

describe("the account", () => {
  let api: TestApi;
  let player: Player;
  before(async () => {
    api = await TestApi.start();
    player = await api.player();
  });
  after(() => api.stop());

  it("2.1 the history of log-ins comes newest first, in pages that miss and repeat nothing, and is the account's own", async () => {
    const other = await api.player();
    for (let n = 0; n < 4; n++) {
      await api.post("/api/v1/auth/login", { email: player.email, password: "not this one" });
      await api.login(player.email);
    }
    const token = player.accessToken;
    const whole = (await api.get(LOGINS, { token })).body;
    assert.equal(whole.next, null);
    const outcomes = whole.items.map((item: { outcome: string }) => item.outcome);
    assert.deepEqual(outcomes, [...Array(4).fill(["logged_in", "refused"]).flat(), "logged_in", "registered"]);
    assert.equal(whole.items[0].ip, "127.0.0.1");
    const pieces: unknown[] = [];
    let next: string | null = null;
    do {
      const page: { items: unknown[]; next: string | null } = (
        await api.get(`${LOGINS}?limit=3${next ? `&cursor=${next}` : ""}`, { token })
      ).body;
      assert.ok(page.items.length <= 3);
      pieces.push(...page.items);
      next = page.next;
    } while (next);
    assert.deepEqual(pieces, whole.items);
    assert.equal((await api.get(LOGINS, { token: other.accessToken })).body.items.length, 2);
  });

  it("9.1 a cursor that was made up, or is of another account, shows nothing of others", async () => {
    const other = await api.player();
    const { next } = (await api.get(`${LOGINS}?limit=1`, { token: player.accessToken })).body;
    const page = (await api.get(`${LOGINS}?cursor=${next}`, { token: other.accessToken })).body;
    assert.ok(page.items.length <= 2);
    for (const query of ["cursor=x", "limit=0", "limit=101", "limit=1&limit=2", "cursor=", "page=2", "limit=1e1"])
      assert.equal((await api.get(`${LOGINS}?${query}`, { token: other.accessToken })).body.code, "invalid_request", query);
  });
});
