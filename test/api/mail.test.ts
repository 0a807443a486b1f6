import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import { mailSubscriber } from "#server/modules/mail/mail.subscriber.ts";
import { NotificationsService } from "#server/modules/notifications/notifications.service.ts";
import { MAIL, postage } from "#shared/rules/mail.ts";
import { discrepanciesIn, operation } from "#test/economy/support/economy.ts";
import { relayOf } from "#test/adapters/support/tally.ts";
import { TestApi } from "./support/api.ts";
import { MailTest, type Writer } from "./support/mail.ts";

describe("6.5 mail", () => {
  let api: TestApi;
  let mail: MailTest;
  let ada: Writer;
  let ben: Writer;
  before(async () => {
    api = await TestApi.start();
    mail = new MailTest(api);
  });
  beforeEach(async () => {
    [ada, ben] = [await mail.writer(), await mail.writer()];
  });
  afterEach(async () => assert.deepEqual(await discrepanciesIn(api.database.pool), []));
  after(() => api.stop());

  const codeOf = async (reply: Promise<{ status: number; body: { code?: string } | null }>) =>
    (await reply).body?.code ?? (await reply).status;

  it("6.5 a letter with stacks, a part of one and money arrives at once; postage is gone, and all of it is taken", async () => {
    const pelts = await mail.give(ada, "wolf_pelt", 15);
    const jerkin = await mail.give(ada, "padded_jerkin");
    const items = [{ ...pelts, quantity: 6 }, jerkin];
    const reply = await mail.send(ada, { name: ben.name.toLowerCase() }, { text: "As promised.\r\n<b>Ada</b> ", items, money: "1500" });
    assert.deepEqual([reply.status, reply.body.postage], [201, String(postage(2))]);
    const { mailId } = reply.body;
    assert.deepEqual([await mail.bag(ada), await mail.balance(ada)], [[["wolf_pelt", 9]], 10_000n - 1500n - BigInt(postage(2))]);
    const box = await mail.box(ben);
    assert.deepEqual([box.letters, box.unread, box.next], [1, 1, null]);
    const [summary] = box.items;
    assert.deepEqual(summary.from, { characterId: ada.id, name: ada.name, source: null });
    assert.deepEqual(
      [summary.items, summary.money, summary.read, summary.returned, summary.cashOnDelivery],
      [2, "1500", false, false, null],
    );
    const letter = await mail.letter(ben, mailId);
    assert.equal(letter.text, "As promised.\n<b>Ada</b>");
    assert.deepEqual(
      letter.attachments.map(({ templateId, quantity, slot }: Record<string, unknown>) => [templateId, quantity, slot]),
      [
        ["wolf_pelt", 6, 0],
        ["padded_jerkin", 1, 1],
      ],
    );
    await mail.post(ben, `/${mailId}/read`);
    assert.equal((await mail.box(ben)).unread, 0);

    const one = await mail.take(ben, mailId, { what: "item", itemId: letter.attachments[1].itemId });
    assert.deepEqual(one.body, { items: 1, money: "0" });
    assert.deepEqual((await mail.take(ben, mailId, { what: "money" })).body, { items: 0, money: "1500" });
    assert.deepEqual((await mail.take(ben, mailId)).body, { items: 1, money: "0" });
    assert.deepEqual(await mail.bag(ben), [
      ["padded_jerkin", 1],
      ["wolf_pelt", 6],
    ]);
    assert.equal(await mail.balance(ben), 11_500n);
    assert.equal(await codeOf(mail.take(ben, mailId)), "mail_empty");
    assert.deepEqual(await mail.events(mailId), ["MAIL_ARRIVED", "MAIL_SENT", "MAIL_TAKEN", "MAIL_TAKEN", "MAIL_TAKEN"]);
    assert.equal((await mail.remove(ben, mailId)).status, 204);
    assert.equal(await codeOf(mail.remove(ben, mailId)), "mail_not_found");
    assert.deepEqual((await mail.box(ben)).items, []);
    const left = await api.database.pool.query("SELECT 1 FROM currency_accounts WHERE owner_type = 'mail' AND owner_id = $1", [mailId]);
    assert.equal(left.rowCount, 0);
  });

  it("6.5 things are sent and taken at a mailbox only, alive; a request that was answered is answered again anywhere", async () => {
    const mailId = await mail.sent(ada, ben, { money: "5" });
    for (const place of [null, { near: "bank" }, { alive: false }]) {
      for (const who of [ada, ben]) mail.stand(who, place);
      const replies = [
        mail.send(ada, ben),
        mail.take(ben, mailId),
        mail.post(ben, `/${mailId}/pay`, { amount: "5" }),
        mail.post(ben, `/${mailId}/return`),
      ];
      for (const reply of replies) assert.equal(await codeOf(reply), "not_at_mailbox");
    }
    assert.equal((await mail.letter(ben, mailId)).money, "5", "reading is possible anywhere");
    for (const who of [ada, ben]) mail.stand(who);
    const key = uuidv7();
    const first = await mail.send(ada, ben, {}, key);
    mail.stand(ada, null);
    const again = await mail.send(ada, ben, {}, key);
    assert.deepEqual([again.status, again.body], [201, first.body]);
    assert.equal((await mail.box(ben)).items.length, 2);
    assert.equal(await codeOf(mail.send(ada, ben, { text: "else" }, key)), "idempotency_conflict");
    assert.equal(
      (await api.post(`/api/v1/mail/${ben.id}/${mailId}/take`, { what: "all" }, { token: ben.token })).status,
      400,
      "without a key",
    );
  });

  it("6.5 cash on delivery: nothing is taken before it is paid, the money arrives by mail, and then it is not sent back", async () => {
    const item = await mail.give(ada, "padded_jerkin");
    const mailId = await mail.sent(ada, ben, { items: [item], cashOnDelivery: "700" });
    const [summary] = (await mail.box(ben)).items;
    assert.deepEqual([summary.cashOnDelivery, Date.parse(summary.expiresAt) - api.now], ["700", MAIL.codDays * 86_400_000]);
    assert.equal(await codeOf(mail.take(ben, mailId)), "mail_unpaid");
    const pay = (amount: string) => mail.post(ben, `/${mailId}/pay`, { amount });
    assert.equal(await codeOf(pay("699")), "mail_not_for_payment");
    assert.deepEqual((await pay("700")).body, { paid: "700" });
    assert.equal(await codeOf(pay("700")), "mail_not_for_payment", "once");
    assert.equal(await codeOf(mail.post(ben, `/${mailId}/return`)), "mail_not_returnable");
    assert.equal((await mail.take(ben, mailId)).body.items, 1);
    const [payment] = (await mail.box(ada)).items;
    assert.deepEqual([payment.kind, payment.money, payment.from.name, payment.subject], ["payment", "700", ben.name, "A letter"]);
    assert.equal(await codeOf(mail.post(ada, `/${payment.mailId}/return`)), "mail_not_returnable");
    await mail.take(ada, payment.mailId);
    assert.deepEqual([await mail.balance(ada), await mail.balance(ben)], [10_700n - BigInt(postage(1)), 9300n]);
    const poor = await mail.writer(0n);
    const dear = await mail.sent(ada, poor, { items: [await mail.give(ada, "wolf_pelt")], cashOnDelivery: "1" });
    assert.equal(await codeOf(mail.post(poor, `/${dear}/pay`, { amount: "1" })), "not_enough_currency");
  });

  it("6.5 sent back by its receiver it is the sender's again with all that is left in it, as a new letter, and stays there", async () => {
    const first = await mail.sent(ada, ben, { items: [await mail.give(ada, "wolf_pelt", 3)], money: "40" });
    await mail.take(ben, first, { what: "money" });
    await mail.sent(ben, ada);
    assert.deepEqual((await mail.post(ben, `/${first}/return`)).body, { returned: true });
    assert.deepEqual((await mail.box(ben)).items, []);
    const [back] = (await mail.box(ada)).items;
    assert.deepEqual([back.mailId, back.returned, back.from.name, back.items, back.read], [first, true, ben.name, 1, false]);
    assert.equal(await codeOf(mail.post(ada, `/${first}/return`)), "mail_not_returnable");
    assert.equal(await codeOf(mail.take(ben, first)), "mail_not_found");
    assert.equal((await mail.take(ada, first)).status, 200);
    assert.deepEqual(await mail.bag(ada), [["wolf_pelt", 3]]);
    const empty = await mail.sent(ada, ben);
    assert.equal(await codeOf(mail.post(ben, `/${empty}/return`)), "mail_not_returnable", "there is nothing in it");
    const full = await mail.sent(ada, ben, { money: "1" });
    await api.database.prisma.character.update({ where: { id: ada.id }, data: { deletedAt: new Date() } });
    assert.equal(await codeOf(mail.post(ben, `/${full}/return`)), "sender_gone");
    assert.equal(await codeOf(mail.remove(ben, full)), "mail_not_empty");
    assert.equal((await mail.take(ben, full)).status, 200);
  });

  it("6.5 a full mailbox is told before anything moves; what the world sends arrives all the same", async () => {
    const item = await mail.give(ada, "wolf_pelt", 2);
    await api.database.pool.query(
      `INSERT INTO mail_messages (id, kind, to_id, subject, text, sent_at, expires_at)
       SELECT gen_random_uuid(), 'letter', $1, 'x', 'x', now(), now() + interval '1 day' FROM generate_series(1, $2)`,
      [ben.id, MAIL.maxLetters],
    );
    assert.equal(await codeOf(mail.send(ada, ben, { items: [item], money: "10" })), "mailbox_full");
    assert.deepEqual([await mail.bag(ada), await mail.balance(ada)], [[["wolf_pelt", 2]], 10_000n]);
    await mail.do((tx) => api.mail.post.sendSystem(tx, operation("operator"), { to: ben.id, from: "operator", subject: "Sorry" }));
    const box = await mail.box(ben);
    assert.deepEqual(
      [box.letters, box.items[0].kind, box.items[0].from],
      [100, "system", { characterId: null, name: null, source: "operator" }],
    );
    const all = await api.get(`/api/v1/mail/${ben.id}?limit=100`, { token: ben.token });
    const rest = await api.get(`/api/v1/mail/${ben.id}?limit=100&cursor=${all.body.next}`, { token: ben.token });
    assert.deepEqual([all.body.items.length, rest.body.items.length, rest.body.next], [100, 1, null]);
  });

  it("6.5 an account sends so many letters in a day, whichever character writes", async () => {
    await api.database.pool.query("INSERT INTO mail_quotas VALUES ($1, $2, $3)", [
      ada.accountId,
      new Date(api.now).toISOString().slice(0, 10),
      MAIL.maxSentPerDay - 1,
    ]);
    assert.equal((await mail.send(ada, ben)).status, 201);
    assert.equal(await codeOf(mail.send(ada, ben)), "mail_limit_reached");
    await api.database.pool.query("UPDATE mail_quotas SET day = day - 1 WHERE account_id = $1", [ada.accountId]);
    assert.equal((await mail.send(ada, ben)).status, 201);
  });

  it("6.5 what cannot be sent is said, and changes nothing", async () => {
    const item = await mail.give(ada, "wolf_pelt", 2);
    const hide = await mail.give(ada, "grimjaw_hide");
    const theirs = await mail.give(ben, "wolf_pelt");
    const refused: Array<[more: object, code: string]> = [
      [{ items: [hide] }, "item_bound"],
      [{ items: [theirs] }, "item_not_found"],
      [{ items: [{ ...item, itemId: uuidv7() }] }, "item_not_found"],
      [{ items: [{ ...item, version: 7 }] }, "stale_version"],
      [{ items: [{ ...item, quantity: 3 }] }, "stale_version"],
      [{ items: [item, item] }, "invalid_request"],
      [{ items: [item], money: "9951" }, "not_enough_currency"],
      [{ cashOnDelivery: "5" }, "invalid_request"],
      [{ items: [item], cashOnDelivery: "5", money: "5" }, "invalid_request"],
      [{ subject: "" }, "invalid_request"],
      [{ text: "x".repeat(MAIL.maxText + 1) }, "invalid_request"],
      [{ text: "\u202egold" }, "invalid_request"],
      [{ to: "Nobodyatall" }, "recipient_not_found"],
      [{ to: "'; --" }, "recipient_not_found"],
      [{ to: ada.name }, "mail_to_self"],
    ];
    for (const n of ["-1", "0", "0.1", "NaN", "1e309", "1e3", "", " 5", "05", "9223372036854775808", "٣", 5, -1, [5], null])
      refused.push([{ money: n }, "invalid_request"], [{ items: [item], cashOnDelivery: n }, "invalid_request"]);
    for (const n of [-1, 0, 0.1, 1000, 2 ** 31, 2 ** 53, "5", [5], null])
      refused.push([{ items: [{ ...item, quantity: n }] }, "invalid_request"]);
    for (const [more, code] of refused) assert.equal(await codeOf(mail.send(ada, ben, more)), code, JSON.stringify(more));
    assert.deepEqual(await mail.bag(ada), [
      ["wolf_pelt", 2],
      ["grimjaw_hide", 1],
    ]);
    assert.equal(await mail.balance(ada), 10_000n);
    assert.deepEqual((await mail.box(ben)).items, []);
    assert.equal((await mail.send(ada, ben, { text: "𐍈".repeat(MAIL.maxText) })).status, 201, "characters are counted, not their parts");
  });

  it("6.5 who is muted sends nothing, who is ignored finds nobody, and while the books do not add up no value moves", async () => {
    const mailId = await mail.sent(ada, ben, { money: "5" });
    const cod = await mail.sent(ada, ben, { items: [await mail.give(ada, "wolf_pelt")], cashOnDelivery: "5" });
    const { pool, prisma } = api.database;
    const ids = { id: uuidv7(), accountId: ada.accountId, kind: "operator", reason: "Insults.", byId: ben.accountId };
    await prisma.chatMute.create({ data: { ...ids, createdAt: new Date(api.now), endsAt: new Date(api.now + 60_000) } });
    assert.equal(await codeOf(mail.send(ada, ben)), "chat_muted");
    await prisma.chatMute.deleteMany();
    await api.post("/api/v1/chat/ignores", { name: ada.name }, { token: ben.token });
    const ignored = await mail.send(ada, ben);
    assert.deepEqual([ignored.status, ignored.body.code], [404, "recipient_not_found"]);
    await prisma.chatIgnore.deleteMany();
    await pool.query("UPDATE economy_state SET frozen_at = now()");
    try {
      const value = [
        mail.send(ada, ben, { money: "5" }),
        mail.take(ben, mailId),
        mail.post(ben, `/${cod}/pay`, { amount: "5" }),
        mail.post(ben, `/${cod}/return`),
      ];
      for (const reply of value) assert.equal(await codeOf(reply), "trading_frozen");
      assert.equal((await mail.send(ada, ben)).status, 201, "words are free");
      await prisma.mailMessage.update({ where: { id: cod }, data: { expiresAt: new Date(0) } });
      assert.equal(await api.mail.expiry({ error: assert.fail }).expire(), 0);
    } finally {
      await pool.query("UPDATE economy_state SET frozen_at = NULL");
    }
    assert.equal((await mail.take(ben, mailId)).status, 200);
  });

  it("R28 nobody reads, takes, pays, sends back or throws away the letters of others, nor writes in their name", async () => {
    const eve = await mail.writer();
    const mailId = await mail.sent(ada, ben, { money: "5" });
    const asBen = { token: eve.token, headers: { "idempotency-key": uuidv7() } };
    for (const [who, code] of [
      [ben.id, "character_not_found"],
      [eve.id, "mail_not_found"],
    ]) {
      const url = `/api/v1/mail/${who}/${mailId}`;
      const replies = [
        api.get(url, asBen),
        api.post(`${url}/take`, { what: "all" }, asBen),
        api.post(`${url}/pay`, { amount: "5" }, asBen),
        api.post(`${url}/return`, undefined, asBen),
        api.post(`${url}/read`, undefined, asBen),
        api.send("DELETE", url, undefined, asBen),
      ];
      for (const reply of replies) assert.equal(await codeOf(reply), code);
    }
    assert.equal(await codeOf(api.post(`/api/v1/mail/${ben.id}`, { to: ada.name, subject: "I am Ben" }, asBen)), "character_not_found");
    assert.equal(await codeOf(api.get(`/api/v1/mail/${ben.id}`, asBen)), "character_not_found");
    assert.equal((await mail.letter(ben, mailId)).read, false);
  });

  it("6.5 what does not fit into the bag stays in the letter, whole", async () => {
    const mailId = await mail.sent(ada, ben, {
      items: [await mail.give(ada, "padded_jerkin"), await mail.give(ada, "wolf_pelt", 5)],
      money: "9",
    });
    await api.database.prisma.characterInventory.update({ where: { characterId: ben.id }, data: { bagSlots: 1 } });
    assert.equal(await codeOf(mail.take(ben, mailId)), "bag_full");
    const letter = await mail.letter(ben, mailId);
    assert.deepEqual([letter.attachments.length, letter.money, await mail.bag(ben)], [2, "9", []]);
    assert.equal((await mail.take(ben, mailId, { what: "item", itemId: letter.attachments[1].itemId })).status, 200);
    assert.equal(await codeOf(mail.take(ben, mailId, { what: "item", itemId: letter.attachments[1].itemId })), "item_not_found");
    assert.equal((await mail.take(ben, mailId, { what: "money" })).status, 200);
  });

  it("6.5 the world sends new things and things it held, any number of them: in as many letters as it takes", async () => {
    const op = operation("loot_rolled");
    const ids = await mail.do((tx) =>
      api.mail.post.sendSystem(tx, op, {
        ...{ to: ben.id, from: "loot", subject: "Your bag was full" },
        items: [
          { templateId: "wolf_pelt", quantity: 250 },
          { templateId: "grimjaw_hide", quantity: 1 },
        ],
        money: [{ from: { faucet: "quest" }, amount: 77n }],
      }),
    );
    assert.equal(ids.length, 2);
    const box = await mail.box(ben);
    assert.deepEqual(
      box.items.map(({ items, money, kind }: Record<string, unknown>) => [items, money, kind]),
      [
        [2, "0", "system"],
        [12, "77", "system"],
      ],
    );
    for (const id of ids) assert.equal((await mail.take(ben, id)).status, 200);
    const bag = await mail.bag(ben);
    assert.equal(
      bag.reduce((sum, [template, quantity]) => sum + (template === "wolf_pelt" ? quantity : 0), 0),
      250,
    );
    assert.equal((await mail.remove(ben, ids[0])).status, 204);
    const hide = await api.database.prisma.characterItem.findFirstOrThrow({ where: { ownerId: ben.id, templateId: "grimjaw_hide" } });
    assert.equal(hide.boundTo, ben.id, "bound when it was taken");
  });

  it("6.5 its receiver is told live of each letter that comes, and by a notification that is kept of things that are gone", async () => {
    const { prisma } = api.database;
    const told: Array<[topic: string, kind: string, data: object]> = [];
    const notifier = { publish: (topic: string, kind: string, data: object) => void told.push([topic, kind, data]), moved: () => {} };
    const notifications = new NotificationsService({ prisma, notifier, now: () => api.now });
    const relay = relayOf(prisma, [mailSubscriber({ notifier, notifications })]);
    await relay.subscribe();
    const mailId = await mail.sent(ada, ben, { money: "5" });
    const thrownAway = await mail.sent(ada, ben);
    await mail.remove(ben, thrownAway);
    assert.equal(await relay.deliver(), 2);
    const from = { kind: "letter", source: null, from: ada.name, subject: "A letter" };
    assert.deepEqual(told.splice(0), [[`player/${ben.accountId}/mail`, "arrived", { mailId, characterId: ben.id, ...from }]]);
    await mail.post(ben, `/${mailId}/return`);
    await prisma.mailMessage.update({ where: { id: mailId }, data: { sentAt: new Date(0), expiresAt: new Date(0) } });
    await api.mail.expiry({ error: assert.fail }).expire();
    await relay.deliver();
    const own = told.filter(([topic]) => topic.includes(ada.accountId));
    assert.deepEqual(own, [[`player/${ada.accountId}/notifications`, "mail_expired", { characterId: ada.id, items: [], money: "5" }]]);
    const kept = await api.get("/api/v1/notifications", { token: ada.token });
    assert.deepEqual(kept.body.items[0].data, { characterId: ada.id, items: [], money: "5" });
  });
});
