import assert from "node:assert/strict";
import { type Player, TestApi } from "./support/api.ts";

const PATH = "/api/v1/admin/announcements";

describe("1.11 announcements", () => {
  let api: TestApi;
  let admin: Player;
  const told: Array<{ topic: string; kind: string; data: object }> = [];
  before(async () => {
    api = await TestApi.start({ notifier: { publish: (topic, kind, data) => told.push({ topic, kind, data }), moved: () => {} } });
    admin = await api.player();
    await api.database.prisma.accountRole.create({ data: { accountId: admin.accountId, role: "admin" } });
  });
  after(() => api.stop());

  it("1.11 an admin tells everybody; it is written down, and a request that comes again says nothing twice", async () => {
    const headers = { "idempotency-key": "one-announcement" };
    const say = () => api.post(PATH, { text: "  The server restarts in ten minutes. " }, { token: admin.accessToken, headers });
    const [first, again] = [await say(), await say()];
    assert.equal(first.status, 201, first.text);
    assert.equal(first.body.text, "The server restarts in ten minutes.");
    assert.deepEqual(again.body, first.body);
    assert.deepEqual(told, [{ topic: "server/announcements", kind: "announcement", data: first.body }]);
    const entries = await api.database.prisma.auditEntry.findMany({ where: { action: "server.announced" } });
    assert.deepEqual(
      entries.map(({ actorId, after }) => [actorId, after]),
      [[admin.accountId, { text: first.body.text }]],
    );
  });

  it("1.11 nobody else may, and nothing empty, long or invisible is said", async () => {
    told.length = 0;
    const player = await api.player();
    assert.equal((await api.post(PATH, { text: "Free crowns!" }, { token: player.accessToken })).status, 403);
    for (const text of ["", "   ", "x".repeat(256), "a\u202eb", 5])
      assert.equal((await api.post(PATH, { text }, { token: admin.accessToken })).status, 400, String(text));
    assert.deepEqual(told, []);
  });
});
