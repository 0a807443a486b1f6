import assert from "node:assert/strict";
import type { Notifier } from "#rooms/ports/notifier.ts";
import { armFailpoints } from "#server/platform/failpoint.ts";
import { discrepanciesIn, operation } from "#test/economy/support/economy.ts";
import { books } from "#test/support/books.ts";
import { type Reply, TestApi } from "./support/api.ts";
import { type Trader, TradeTest } from "./support/trade.ts";

describe("4.3 trade", () => {
  let api: TestApi;
  let test: TradeTest;
  let ada: Trader;
  let ben: Trader;
  /** [topic, kind, data] */
  let told: Array<[string, string, Record<string, unknown>]>;
  before(async () => {
    const notifier: Notifier = {
      publish: (topic, kind, data) => void told.push([topic, kind, data as Record<string, unknown>]),
      moved: () => {},
    };
    api = await TestApi.start({ notifier });
    test = new TradeTest(api);
  });
  beforeEach(async () => {
    told = [];
    [ada, ben] = [await test.trader(), await test.trader()];
  });
  afterEach(async () => assert.deepEqual(await discrepanciesIn(api.database.pool), []));
  after(() => api.stop());

  const bag = (who: Trader) => test.things.bag(who);
  const round = () => api.trade.keeper.round();
  const to = (who: Trader) => told.flatMap(([topic, kind]) => (topic === `player/${who.accountId}/notifications` ? [kind] : []));
  const reasonOf = async (who: Trader) => (await test.state(who)).last?.reason;

  it("4.3 invite, accept, offers, both lock, both confirm: everything changes hands at once, and both are told", async () => {
    const [jerkin, pelts] = [await test.things.give(ada, "padded_jerkin"), await test.things.give(ben, "wolf_pelt", 12)];
    const { trade: invited } = await test.done(test.invite(ada, ben));
    assert.deepEqual([invited.state, invited.own.name, invited.other.name], ["invited", ada.name, ben.name]);
    const { trade: none, invites } = await test.state(ben);
    assert.deepEqual([none, invites[0].tradeId, invites[0].from.name], [null, invited.tradeId, ada.name]);
    const { trade: opened } = await test.done(test.accept(ben, invited.tradeId));
    assert.deepEqual([opened.state, opened.revision, opened.other.name], ["open", 0, ada.name]);

    const { tradeId } = opened;
    await test.done(test.offer(ada, tradeId, { items: [jerkin], money: "100" }));
    const { trade } = await test.done(test.offer(ben, tradeId, { items: [{ ...pelts, quantity: 5 }], money: "40" }));
    assert.equal(trade.revision, 2);
    assert.deepEqual([trade.own.money, trade.own.items[0].templateId, trade.own.items[0].quantity], ["40", "wolf_pelt", 5]);
    assert.deepEqual([trade.other.money, trade.other.items[0].templateId, trade.other.items[0].durability], ["100", "padded_jerkin", 40]);
    assert.deepEqual(await bag(ada), [["padded_jerkin", 1]], "it stays with its owner until the exchange");

    await test.refused(test.confirm(ada, tradeId, 2), "trade_not_locked");
    await test.done(test.lock(ada, tradeId, 2));
    await test.refused(test.confirm(ada, tradeId, 2), "trade_not_locked");
    await test.done(test.lock(ben, tradeId, 2));
    const { trade: halfway } = await test.done(test.confirm(ada, tradeId, 2));
    assert.deepEqual([halfway.own.confirmed, halfway.other.locked, halfway.other.confirmed], [true, true, false]);
    const { trade: over, last } = await test.done(test.confirm(ben, tradeId, 2));
    assert.deepEqual([over, last.tradeId, last.with, last.completed, last.reason], [null, tradeId, ada.name, true, null]);

    assert.deepEqual(
      [await bag(ada), await bag(ben)],
      [
        [["wolf_pelt", 5]],
        [
          ["wolf_pelt", 7],
          ["padded_jerkin", 1],
        ],
      ],
    );
    assert.deepEqual([await test.things.balance(ada), await test.things.balance(ben)], [940n, 1060n]);
    const changed = Array(6).fill("trade_changed");
    assert.deepEqual(
      [to(ada), to(ben)],
      [
        [...changed, "trade_completed"],
        ["trade_invited", ...changed, "trade_completed"],
      ],
    );
    assert.deepEqual(told.at(-1)?.[2], { characterId: ada.id, with: ben.name, tradeId, revision: 2 });
    const events = await api.database.prisma.gameEvent.findMany({ where: { name: "TRADE_COMPLETED", characterId: ada.id } });
    const got = { items: [{ itemId: pelts.itemId, templateId: "wolf_pelt", quantity: 5 }], money: "40" };
    const gave = { items: [{ itemId: jerkin.itemId, templateId: "padded_jerkin", quantity: 1 }], money: "100" };
    const { operationId, ...payload } = events[0].payload as Record<string, unknown>;
    assert.deepEqual(payload, { tradeId, withId: ben.id, gave, got });
    const history = await api.database.prisma.itemHistory.findMany({ where: { operation: String(operationId) } });
    assert.deepEqual([history.length, history[0].reason, history[0].actorId], [2, "trade", ben.id]);
  });

  it("4.3 any change of an offer raises the revision and unlocks both sides; what goes by an older one is void", async () => {
    const { tradeId, revision } = await test.locked(ada, ben, { a: { money: "10" } });
    await test.done(test.confirm(ada, tradeId, revision));
    const { trade } = await test.done(test.offer(ben, tradeId, { money: "1" }));
    assert.equal(trade.revision, revision + 1);
    for (const { locked, confirmed } of [trade.own, trade.other]) assert.deepEqual([locked, confirmed], [false, false]);
    await test.refused(test.lock(ada, tradeId, revision), "stale_version", /revision 3/);
    await test.refused(test.confirm(ben, tradeId, revision), "stale_version");
    await test.refused(test.confirm(ben, tradeId, revision + 1), "trade_not_locked");
    assert.equal(await test.things.balance(ben), 1000n);
  });

  it("4.3 what can be offered: own unbound stacks of the bag as they are now, and money that is there", async () => {
    const tradeId = await test.open(ada, ben);
    const pelts = await test.things.give(ada, "wolf_pelt", 3);
    const bound = await test.things.give(ada, "captains_seal");
    const foreign = await test.things.give(ben, "wolf_pelt", 3);
    await test.refused(test.offer(ada, tradeId, { items: [bound] }), "item_bound");
    await test.refused(test.offer(ada, tradeId, { items: [foreign] }), "item_not_found");
    await test.refused(test.offer(ada, tradeId, { items: [{ ...pelts, version: 7 }] }), "stale_version");
    await test.refused(test.offer(ada, tradeId, { items: [{ ...pelts, quantity: 4 }] }), "not_so_many");
    await test.refused(test.offer(ada, tradeId, { items: [pelts, pelts] }), "invalid_request", /named twice/);
    await test.refused(test.offer(ada, tradeId, { money: "1001" }), "not_enough_currency");
    assert.equal((await test.state(ada)).trade.revision, 0, "nothing has changed");
    await test.refused(test.lock(ada, tradeId, 0), "trade_empty");
  });

  it("R7 numbers that are none, in offers and revisions: refused, nothing changed", async () => {
    const tradeId = await test.open(ada, ben);
    const pelts = await test.things.give(ada, "wolf_pelt", 3);
    const wrong = [-1, 0, 0.1, null, 2 ** 31, 2 ** 53, 2 ** 63, "5", [5]];
    for (const quantity of wrong) await test.refused(test.offer(ada, tradeId, { items: [{ ...pelts, quantity }] }), "invalid_request");
    for (const version of [-1, 0.1, null, 2 ** 31, "0", [0]])
      await test.refused(test.offer(ada, tradeId, { items: [{ ...pelts, version }] }), "invalid_request");
    for (const money of ["-1", "0.1", "1e3", "NaN", "01", "9223372036854775808", 5, null, ["5"]])
      await test.refused(test.offer(ada, tradeId, { money }), "invalid_request");
    for (const revision of [-1, 0.1, null, 2 ** 31, "0", [0]])
      await test.refused(test.send(ada, `/${tradeId}/lock`, { revision }), "invalid_request");
    assert.equal((await test.state(ada)).trade.revision, 0);
  });

  it("4.3 full bags exchange stack for stack; without room nothing moves, and it is said whose", async () => {
    await api.database.prisma.characterInventory.updateMany({ where: { characterId: { in: [ada.id, ben.id] } }, data: { bagSlots: 2 } });
    const [jerkin, gloves] = [await test.things.give(ada, "padded_jerkin"), await test.things.give(ada, "leather_gloves")];
    const [hood, boots] = [await test.things.give(ben, "felt_hood"), await test.things.give(ben, "travel_boots")];
    const uneven = await test.locked(ada, ben, { a: { items: [jerkin, gloves] }, b: { items: [hood] } });
    await test.done(test.confirm(ada, uneven.tradeId, uneven.revision));
    await test.refused(test.confirm(ben, uneven.tradeId, uneven.revision), "bag_full", new RegExp(ben.name));
    assert.deepEqual(await bag(ada), [
      ["padded_jerkin", 1],
      ["leather_gloves", 1],
    ]);
    await test.done(test.offer(ben, uneven.tradeId, { items: [hood, boots] }));
    for (const who of [ada, ben]) await test.done(test.lock(who, uneven.tradeId, uneven.revision + 1));
    await test.confirmBoth(ada, ben, { tradeId: uneven.tradeId, revision: uneven.revision + 1 });
    assert.deepEqual(
      [await bag(ada), await bag(ben)],
      [
        [
          ["felt_hood", 1],
          ["travel_boots", 1],
        ],
        [
          ["padded_jerkin", 1],
          ["leather_gloves", 1],
        ],
      ],
    );
  });

  it("4.3 parts of stacks of one kind in both directions", async () => {
    const [mine, theirs] = [await test.things.give(ada, "wolf_pelt", 20), await test.things.give(ben, "wolf_pelt", 18)];
    const gives = { a: { items: [{ ...mine, quantity: 5 }] }, b: { items: [{ ...theirs, quantity: 9 }] } };
    await test.confirmBoth(ada, ben, await test.locked(ada, ben, gives));
    const sum = async (who: Trader) => (await bag(who)).reduce((n, [, quantity]) => n + quantity, 0);
    assert.deepEqual([await sum(ada), await sum(ben)], [24, 14]);
  });

  it("4.3 nobody gets more money than he can hold", async () => {
    await test.things.pay(ben, 9_999_998_990n);
    const trade = await test.locked(ada, ben, { a: { money: "11" } });
    await test.done(test.confirm(ben, trade.tradeId, trade.revision));
    await test.refused(test.confirm(ada, trade.tradeId, trade.revision), "currency_full");
    assert.deepEqual([await test.things.balance(ada), await test.things.balance(ben)], [1000n, 9_999_999_990n]);
  });

  it("R6 what was offered and is moved, split or spent meanwhile is not offered any more: both are unlocked and told", async () => {
    const pelts = await test.things.give(ada, "wolf_pelt", 6);
    const { tradeId, revision } = await test.locked(ada, ben, { a: { items: [pelts], money: "900" } });
    const headers = { "idempotency-key": "a-split-of-six" };
    const split = { ...pelts, quantity: 2, place: "bag", slot: 9 };
    assert.equal((await api.post(`/api/v1/inventory/${ada.id}/split`, split, { token: ada.token, headers })).status, 200);
    told = [];
    await test.refused(test.confirm(ben, tradeId, revision), "trade_offer_changed");
    const { trade } = await test.state(ben);
    assert.deepEqual([trade.revision, trade.other.items, trade.other.money, trade.own.locked], [revision + 1, [], "900", false]);
    assert.deepEqual([to(ada), to(ben), told[0][2].itemsChanged], [["trade_changed"], ["trade_changed"], true]);

    await test.done(test.lock(ada, tradeId, revision + 1));
    assert.equal((await test.things.send(ada, ben, { money: "500" })).status, 201);
    await test.refused(test.lock(ben, tradeId, revision + 1), "trade_offer_changed");
    assert.deepEqual([(await test.state(ada)).trade.own.money, (await test.state(ada)).trade.revision], ["0", revision + 2]);
  });

  it("4.3 both have to be in the world, alive, out of fights and within ten metres: at the invitation, and at each step to the end", async () => {
    test.place(ben, { x: 12 });
    await test.refused(test.invite(ada, ben), "not_near");
    test.place(ben, { x: 9, alive: false });
    await test.refused(test.invite(ada, ben), "character_dead", /The other/);
    test.place(ben, { alive: true });
    test.place(ada, { inCombat: true });
    await test.refused(test.invite(ada, ben), "character_in_combat", /Your/);
    test.place(ada, { inCombat: false });
    const { tradeId, revision } = await test.locked(ada, ben, { a: { money: "1" } });
    await test.done(test.confirm(ada, tradeId, revision));
    test.place(ben, { layer: 7 });
    await test.refused(test.confirm(ben, tradeId, revision), "not_near");
    test.place(ben, { layer: 0, lost: true });
    await test.refused(test.confirm(ben, tradeId, revision), "character_not_in_world");
    test.place(ben, { lost: false, inCombat: true });
    await test.refused(test.lock(ben, tradeId, revision), "character_in_combat");
    test.place(ben, { inCombat: false });
    await test.done(test.confirm(ben, tradeId, revision));
    api.places.delete(ben.id);
    await test.refused(test.invite(ada, ben), "player_not_found");
  });

  it("4.3 a trade ends when the two go apart, one dies, loses the connection or leaves, and after five minutes", async () => {
    const ways: Array<[string, () => unknown, () => unknown]> = [
      ["distance", () => test.place(ben, { x: 11.5 }), () => test.place(ben, { x: 1 })],
      ["distance", () => test.place(ben, { zoneId: "elsewhere" }), () => test.place(ben, { zoneId: "emberwatch_vale" })],
      ["died", () => test.place(ada, { alive: false }), () => test.place(ada, { alive: true })],
      ["disconnected", () => test.place(ada, { lost: true }), () => test.place(ada, { lost: false })],
      ["left", () => lease(ben, null), () => lease(ben, "room1")],
      ["timeout", () => api.pass(5 * 60_000), () => {}],
    ];
    for (const [reason, happens, back] of ways) {
      const { tradeId, revision } = await test.locked(ada, ben, { a: { money: "1" } });
      await round();
      assert.equal((await test.state(ben)).trade?.tradeId, tradeId, "it goes on");
      await happens();
      told = [];
      await round();
      await back();
      assert.deepEqual([await reasonOf(ada), await reasonOf(ben)], [reason, reason]);
      assert.deepEqual([to(ada), to(ben), told[0][2].reason], [["trade_cancelled"], ["trade_cancelled"], reason]);
      await test.refused(test.confirm(ada, tradeId, revision), "trade_over");
    }
    const pelts = await test.things.give(ada, "wolf_pelt");
    const { tradeId, revision } = await test.locked(ada, ben, { a: { items: [pelts] } });
    const where = await test.things.send(ada, ben, { items: [pelts] });
    assert.equal(where.status, 201);
    await round();
    const { trade } = await test.state(ada);
    assert.deepEqual([trade.tradeId, trade.revision, trade.own.items, trade.own.locked], [tradeId, revision + 1, [], false]);
    assert.equal(await test.things.balance(ben), 1000n);
  });

  it("4.3 a room that does not answer ends no trade; neither can it go on meanwhile", async () => {
    const { tradeId, revision } = await test.locked(ada, ben, { a: { money: "1" } });
    api.places.delete(ada.id);
    await round();
    assert.equal((await test.state(ben)).trade.tradeId, tradeId);
    await test.refused(test.confirm(ben, tradeId, revision), "character_not_in_world");
  });

  it("4.3 one trade at a time; accepting withdraws an invitation of one's own; declined is not asked again for a minute", async () => {
    const eve = await test.trader();
    await test.done(test.invite(ada, ben));
    await test.refused(test.invite(ada, eve), "in_trade_already");
    const { trade: second } = await test.done(test.invite(ben, ada));
    const { trade } = await test.done(test.accept(ada, second.tradeId));
    assert.deepEqual([trade.tradeId, trade.state], [second.tradeId, "open"]);
    assert.deepEqual((await test.state(ben)).invites, []);
    await test.refused(test.invite(eve, ada), "in_trade_already", new RegExp(ada.name));
    await test.done(test.cancel(ben, second.tradeId));
    await test.refused(test.cancel(ada, second.tradeId), "trade_over");

    const { trade: third } = await test.done(test.invite(eve, ada));
    await test.refused(test.offer(eve, third.tradeId), "trade_not_open");
    await test.refused(test.accept(eve, third.tradeId), "trade_over");
    await test.done(test.cancel(ada, third.tradeId));
    assert.equal(await reasonOf(eve), "declined");
    await test.refused(test.invite(eve, ada), "invited_already");
    api.pass(61_000);
    const { trade: fourth } = await test.done(test.invite(eve, ada));
    api.pass(61_000);
    await test.refused(test.accept(ada, fourth.tradeId), "trade_over");
    assert.deepEqual((await test.state(ada)).invites, []);
    await round();
    assert.equal(await reasonOf(eve), "timeout");
  });

  it("4.3 nobody trades with himself, by another's character, or with who ignores him; who is a third sees nothing", async () => {
    const eve = await test.trader();
    await test.refused(test.invite(ada, ada), "invalid_request", /himself/);
    await test.refused(test.invite(ada, { name: "Nobody" }), "player_not_found");
    const put = await api.send("POST", "/api/v1/chat/ignores", { name: ada.name }, { token: ben.token });
    assert.ok(put.status < 300, put.text);
    await test.refused(test.invite(ada, ben), "player_not_found");
    const tradeId = await test.open(ben, ada);
    await test.refused(test.offer(eve, tradeId, { money: "1" }), "trade_not_found");
    await test.refused(test.cancel({ ...ada, token: eve.token }, tradeId), "character_not_found");
    assert.equal((await api.get(`/api/v1/trade/${ada.id}`, { token: eve.token })).status, 404);
    await test.done(test.cancel(ben, tradeId));
  });

  it("4.3 while trading is frozen nothing is begun, locked or exchanged, but a trade can be cancelled", async () => {
    const { tradeId, revision } = await test.locked(ada, ben, { a: { money: "1" } });
    await test.done(test.confirm(ada, tradeId, revision));
    await freeze(true);
    await test.refused(test.confirm(ben, tradeId, revision), "trading_frozen");
    await test.refused(test.lock(ben, tradeId, revision), "trading_frozen");
    await test.done(test.cancel(ben, tradeId));
    await test.refused(test.invite(ada, ben), "trading_frozen");
    await freeze(false);
  });

  it("4.3 the same request again has one effect and the same answer, wherever the two are by then", async () => {
    const { tradeId, revision } = await test.locked(ada, ben, { a: { money: "7" } });
    await test.done(test.confirm(ada, tradeId, revision));
    const first = await test.confirm(ben, tradeId, revision, "the-one-confirmation");
    api.places.delete(ada.id);
    const again = await test.confirm(ben, tradeId, revision, "the-one-confirmation");
    assert.deepEqual([again.status, again.body, again.headers.get("idempotency-replayed")], [200, first.body, "true"]);
    assert.equal(await test.things.balance(ben), 1007n);
  });

  it("R3 a failure at any step of the exchange leaves nothing of it; the same request again has one effect", async () => {
    const points = ["trade.locked", "trade.items", "trade.money", "trade.ended", "trade.told"];
    const [pelts, fangs] = [await test.things.give(ada, "wolf_pelt", 20), await test.things.give(ben, "wolf_fang", 20)];
    for (const [n, name] of points.entries()) {
      const given = {
        a: { items: [{ ...pelts, version: n, quantity: 1 }], money: "7" },
        b: { items: [{ ...fangs, version: n, quantity: 2 }] },
      };
      const { tradeId, revision } = await test.locked(ada, ben, given);
      await test.done(test.confirm(ada, tradeId, revision));
      const before = [await bag(ada), await bag(ben), await test.things.balance(ada), (await test.state(ada)).trade];
      armFailpoints([{ name, action: "throw", after: 0 }]);
      const key = `confirmation-${n}`;
      assert.equal((await test.confirm(ben, tradeId, revision, key)).status, 500, name);
      assert.deepEqual([await bag(ada), await bag(ben), await test.things.balance(ada), (await test.state(ada)).trade], before, name);
      for (let again = 0; again < 2; again++) await test.done(test.confirm(ben, tradeId, revision, key));
    }
    assert.deepEqual([await test.things.balance(ada), await test.things.balance(ben)], [965n, 1035n]);
    assert.deepEqual(await bag(ben), [
      ["wolf_fang", 10],
      ["wolf_pelt", 5],
    ]);
  });

  it("R6 one stack traded, mailed, destroyed and split at once, × 12: one winner", async () => {
    const wins: Record<string, number> = { traded: 0, mailed: 0, destroyed: 0, split: 0 };
    for (let n = 0; n < 12; n++) {
      const pelts = await test.things.give(ada, "golem_core", 4);
      const { tradeId, revision } = await test.locked(ada, ben, { a: { items: [pelts] } });
      await test.done(test.confirm(ada, tradeId, revision));
      const arrange = (path: string, more: object) => {
        const options = { token: ada.token, headers: { "idempotency-key": `${path}-${pelts.itemId}` } };
        return api.post(`/api/v1/inventory/${ada.id}/${path}`, { ...pelts, ...more }, options);
      };
      const ways: Array<[string, () => Promise<Reply>]> = [
        ["traded", () => test.confirm(ben, tradeId, revision)],
        ["mailed", () => test.things.send(ada, ben, { items: [pelts] })],
        ["destroyed", () => arrange("destroy", { quantity: 4 })],
        ["split", () => arrange("split", { quantity: 1, place: "bag", slot: 20 })],
      ];
      const inTurn = ways.map((_, at) => ways[(at + n) % ways.length]);
      const replies = await Promise.all(inTurn.map(async ([way, ask]) => ({ way, reply: await ask() })));
      const won = replies.filter(({ reply }) => reply.status < 300).map(({ way }) => way);
      for (const { reply } of replies) assert.ok(reply.status < 500, reply.text);
      assert.equal(won.length, 1, replies.map(({ way, reply }) => `${way} ${reply.status} ${reply.body?.code}`).join(", "));
      wins[won[0]]++;
      if (won[0] !== "traded") await test.done(test.cancel(ada, tradeId));
      await clear(ada);
      await clear(ben);
    }
    assert.ok(wins.traded > 0 && wins.traded < 12, JSON.stringify(wins));
  });

  /** Away with what is in the bag. */
  async function clear(who: Trader): Promise<void> {
    const { items } = books();
    await test.things.do(async (tx) => {
      const character = (await items.lockCharacters(tx, [who.id])).get(who.id);
      assert.ok(character);
      const changes = (await items.inPlaces(tx, character)).map((item) => ({ consume: item }));
      await items.apply(tx, operation("operator"), changes);
    });
  }

  async function lease({ id }: Trader, leaseOwner: string | null): Promise<void> {
    await api.database.prisma.character.update({ where: { id }, data: { leaseOwner } });
  }

  async function freeze(on: boolean): Promise<void> {
    await api.database.pool.query("UPDATE economy_state SET frozen_at = CASE WHEN $1 THEN now() END", [on]);
  }
});
