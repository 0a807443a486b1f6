import assert from "node:assert/strict";
import { NotificationsService } from "#server/modules/notifications/notifications.service.ts";
import { transact } from "#server/platform/transaction.ts";
import { TestApi } from "./support/api.ts";

const PATH = "/api/v1/notifications";

describe("6.6 notifications", () => {
  let api: TestApi;
  let published: { topic: string; kind: string; id?: number }[] = [];
  let notifications: NotificationsService;
  before(async () => {
    api = await TestApi.start();
    const publish = (topic: string, kind: string, _data: object, { id }: { id?: number } = {}) => void published.push({ topic, kind, id });
    notifications = new NotificationsService({ prisma: api.database.prisma, notifier: { publish, moved: () => {} }, now: () => api.now });
  });
  beforeEach(() => {
    published = [];
  });
  after(() => api.stop());

  const notify = (accountIds: string[], kind: "level_up" | "message", data: object = {}) =>
    transact(api.database.prisma, (tx) => notifications.notify(tx, accountIds, kind, data));

  it("6.6 are listed newest first in pages, counted and marked as read; nobody sees another's", async () => {
    const { accountId, token } = await api.visitor();
    const other = await api.visitor();
    for (let n = 1; n <= 5; n++) await notify([accountId, other.accountId, accountId], "level_up", { level: n });
    const first = (await api.get(`${PATH}?limit=3`, { token })).body;
    assert.deepEqual(
      first.items.map((item: { number: number; data: object }) => [item.number, item.data]),
      [5, 4, 3].map((n) => [n, { level: n }]),
    );
    assert.deepEqual([first.unread, first.newest], [5, 5]);
    const second = (await api.get(`${PATH}?limit=3&cursor=${first.next}`, { token })).body;
    assert.deepEqual([second.items.map((item: { number: number }) => item.number), second.next], [[2, 1], null]);
    assert.deepEqual((await api.post(`${PATH}/read`, { numbers: [5, 77] }, { token })).body, { unread: 4 });
    assert.deepEqual((await api.post(`${PATH}/read`, { upTo: 2 }, { token })).body, { unread: 2 });
    const unread = (await api.get(`${PATH}?unread=true`, { token })).body;
    assert.deepEqual(
      unread.items.map((item: { number: number }) => item.number),
      [4, 3],
    );
    assert.equal((await api.get(PATH, { token: other.token })).body.unread, 5);
  });

  it("6.6 are told after the commit, and neither kept nor told when there is none", async () => {
    const { accountId, token } = await api.visitor();
    const topic = `player/${accountId}/notifications`;
    const failing = transact(api.database.prisma, async (tx) => {
      await notifications.notify(tx, [accountId], "level_up", {});
      assert.deepEqual(published, []);
      throw new Error("no commit");
    });
    await assert.rejects(failing, /no commit/);
    assert.deepEqual([published, (await api.get(PATH, { token })).body.newest], [[], 0]);
    await notify([accountId], "level_up");
    assert.deepEqual(published, [{ topic, kind: "level_up", id: 1 }]);
  });

  it("6.6 numbers have no gaps and become visible in their order, whoever writes at once", async () => {
    const { accountId } = await api.visitor();
    const seen: number[][] = [];
    let done = false;
    const watch = (async () => {
      while (!done) {
        const rows = await api.database.prisma.notification.findMany({ where: { accountId }, orderBy: { number: "asc" } });
        seen.push(rows.map(({ number }) => Number(number)));
      }
    })();
    const writes = Array.from({ length: 40 }, (_, n) =>
      transact(api.database.prisma, async (tx) => {
        await notifications.notify(tx, [accountId], "level_up", { level: n });
        if (n % 5 === 0) throw new Error("taken back");
      }).catch(() => {}),
    );
    await Promise.all(writes);
    done = true;
    await watch;
    const final = seen.concat([(await notifications.list(accountId, 100, undefined, false)).items.map(({ number }) => number).reverse()]);
    for (const numbers of final)
      assert.deepEqual(
        numbers,
        Array.from({ length: numbers.length }, (_, n) => n + 1),
      );
    assert.equal(final.at(-1)?.length, published.length);
  });

  it("6.6 kinds that are not wanted are neither kept nor told; those that matter cannot be muted", async () => {
    const { accountId, token } = await api.visitor();
    const muted = await api.send("PUT", `${PATH}/preferences`, { muted: ["level_up"] }, { token });
    assert.equal(muted.body.kinds.find(({ kind }: { kind: string }) => kind === "level_up").wanted, false);
    await notify([accountId], "level_up");
    await notify([accountId], "message", { text: "hello" });
    const { items, newest } = (await api.get(PATH, { token })).body;
    assert.deepEqual([items.map(({ kind }: { kind: string }) => kind), newest, published.length], [["message"], 1, 1]);
    assert.equal((await api.send("PUT", `${PATH}/preferences`, { muted: ["message"] }, { token })).status, 400);
    assert.equal((await api.send("PUT", `${PATH}/preferences`, { muted: ["unheard_of"] }, { token })).status, 400);
    await api.send("PUT", `${PATH}/preferences`, { muted: [] }, { token });
    await notify([accountId], "level_up");
    assert.equal((await api.get(PATH, { token })).body.newest, 2);
  });
});
