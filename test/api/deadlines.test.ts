import assert from "node:assert/strict";
import { TestApi } from "./support/api.ts";

const MINE = "/api/v1/characters";
/** How late the database answers when it is very slow: longer than any request may take. */
const VERY_SLOW_MS = 5000;

describe("R15 a slow database", () => {
  let api: TestApi;
  before(async () => {
    api = await TestApi.start({ relay: true });
  });
  after(() => api.stop());
  afterEach(() => api.delayDatabase(0));

  /** The answer, which must not have waited for the database. */
  async function inTime<T>(asked: Promise<T>): Promise<T> {
    const from = performance.now();
    const reply = await asked;
    assert.ok(performance.now() - from < VERY_SLOW_MS);
    return reply;
  }

  it("R15 500 ms late: what needs few statements is answered, what needs many is told to come back", async () => {
    const player = await api.player();
    api.delayDatabase(500);
    const list = await api.get(MINE, { token: player.accessToken });
    assert.ok(list.status === 200 || list.body.code === "busy", list.text);
    const create = await api.post(MINE, { name: "Slowly", classId: "warden" }, { token: player.accessToken });
    assert.equal(create.status, 503, create.text);
    assert.equal(create.headers.get("retry-after"), "2");
  });

  it("R15 5 s late: 503 in time, for a crowd as for one; afterwards everything works", async () => {
    const player = await api.player();
    api.delayDatabase(VERY_SLOW_MS);
    const crowd = Array.from({ length: 60 }, () => inTime(api.get(MINE, { token: player.accessToken })));
    for (const reply of await Promise.all(crowd)) {
      assert.equal(reply.status, 503, reply.text);
      assert.match(reply.body.code, /^(busy|database_unavailable)$/);
    }
    api.delayDatabase(0);
    while ((await api.get(MINE, { token: player.accessToken })).status !== 200);
    assert.equal((await api.post(MINE, { name: "Again", classId: "warden" }, { token: player.accessToken })).status, 201);
  });

  it("R15 a write that was given up happened or did not; with its key it can be asked which, and has one effect", async () => {
    const player = await api.player();
    const options = { token: player.accessToken, headers: { "idempotency-key": "given-up-once" } };
    const create = () => api.post(MINE, { name: "Certain", classId: "warden" }, options);
    api.delayDatabase(700);
    assert.equal((await create()).status, 503);
    api.delayDatabase(0);
    let reply = await create();
    while (reply.status === 503) reply = await create();
    assert.equal(reply.status, 201);
    assert.equal(await api.database.prisma.character.count({ where: { accountId: player.accountId } }), 1);
  });

  it("R15 all connections taken: 503 while they are, and again an answer when one is free", async () => {
    const player = await api.player();
    const taken = await Promise.all(Array.from({ length: 12 }, () => api.database.pool.connect()));
    try {
      const crowd = Array.from({ length: 60 }, () => api.get(MINE, { token: player.accessToken }));
      for (const reply of await Promise.all(crowd)) assert.equal(reply.body.code, "database_unavailable");
    } finally {
      for (const client of taken) client.release();
    }
    assert.equal((await api.get(MINE, { token: player.accessToken })).status, 200);
  });
});
