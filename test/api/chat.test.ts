import assert from "node:assert/strict";
import { eraseDue } from "#server/modules/accounts/accounts.jobs.ts";
import { clearings } from "#server/modules/upkeep/upkeep.repository.ts";
import { books } from "#test/support/books.ts";
import { friends, join } from "./support/friends.ts";
import { type Reply, TestApi, ZONE } from "./support/api.ts";

const CHAT = "/api/v1/chat";

interface Talker {
  accountId: string;
  token: string;
  id: string;
  name: string;
}

describe("6.1 chat", () => {
  let api: TestApi;
  let mira: Talker;
  let tolan: Talker;
  let made = 0;
  before(async () => {
    api = await TestApi.start();
    await api.openZone(3600);
  });
  after(() => api.stop());
  beforeEach(async () => {
    [mira, tolan] = await Promise.all([newTalker("Mira"), newTalker("Tolan")]);
  });

  /** Somebody with a character that a room holds. */
  async function newTalker(name: string): Promise<Talker> {
    const { accountId, token } = await api.visitor("player");
    const own = `${name}${"bdfgklmnrtvz"[Math.floor(made / 12)]}${"bdfgklmnrtvz"[made++ % 12]}`;
    const { body } = await api.post("/api/v1/characters", { name: own, classId: "warden" }, { token });
    await api.database.prisma.character.update({ where: { id: body.id }, data: { leaseOwner: "room1" } });
    return { accountId, token, name: own, id: body.id };
  }
  const leave = ({ id }: Talker) => api.database.prisma.character.update({ where: { id }, data: { leaseOwner: null } });
  const as = ({ token }: { token: string }) => ({ token });
  const say = (who: Talker, channel: string, text: string, to?: string) =>
    api.post(`${CHAT}/messages`, { characterId: who.id, channel, text, ...(to !== undefined && { to }) }, as(who));
  const history = (who: Talker, channel: string, more = "") =>
    api.get(`${CHAT}/history?characterId=${who.id}&channel=${channel}${more}`, as(who));
  const texts = (reply: Reply): string[] => reply.body.items.map((m: { text: string }) => m.text);
  const ignore = (who: Talker, name: string) => api.post(`${CHAT}/ignores`, { name }, as(who));
  const operator = (role: string) => api.visitor("player", role);
  const later = () => api.pass(60_000);

  it("6.1 what is said in a zone is in its history, for whoever is there, numbered without holes", async () => {
    for (const text of ["first", "second", "third"]) assert.equal((await say(mira, "zone", text)).status, 201);
    const { body } = await history(tolan, "zone", "&limit=3");
    assert.deepEqual(texts({ body } as Reply), ["third", "second", "first"]);
    const [newest] = body.items;
    assert.deepEqual([newest.channel, newest.channelId, newest.kind, newest.from.name, newest.to], ["zone", ZONE, "text", mira.name, null]);
    const seqs = body.items.map((m: { seq: number }) => m.seq);
    assert.deepEqual(seqs, [seqs[0], seqs[0] - 1, seqs[0] - 2]);
  });

  it("6.1 history page by page: each message once, whatever is written meanwhile", async () => {
    const speakers = [mira, tolan, await newTalker("Vela")];
    let number = 0;
    const write = (count: number) =>
      Promise.all(
        Array.from({ length: count }, async () => {
          const text = `message ${number++}`;
          assert.equal((await say(speakers[number % 3], "zone", text)).status, 201);
        }),
      );
    later();
    await write(20);
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: Reply = await history(mira, "zone", `&limit=6${cursor && `&cursor=${cursor}`}`);
      seen.push(...texts(page).filter((text) => text.startsWith("message")));
      cursor = page.body.next;
      if (number < 26) await write(2);
    }
    assert.equal(new Set(seen).size, seen.length, "none twice");
    assert.equal(seen.length, 20, "all that were there at the beginning, none that came after");
    const all = await history(mira, "zone", "&limit=100");
    const seqs: number[] = all.body.items.map((m: { seq: number }) => m.seq);
    assert.deepEqual(
      seqs,
      Array.from(seqs, (_, n) => seqs[0] - n),
      "numbers in the order of commits, without holes",
    );
  });

  it("6.1 a whisper is in both letter boxes and in no other; offline, unknown and impossible names are one answer", async () => {
    const sent = await say(mira, "whisper", "meet me", tolan.name.toUpperCase());
    assert.equal(sent.status, 201, sent.text);
    assert.deepEqual([sent.body.to.name, sent.body.channelId], [tolan.name, mira.id]);
    const [read] = (await history(tolan, "whisper")).body.items;
    assert.deepEqual([read.text, read.from.name, read.channelId], ["meet me", mira.name, tolan.id]);
    assert.notEqual(read.id, sent.body.id);
    assert.deepEqual(texts(await history(await newTalker("Nosy"), "whisper")), []);
    await leave(tolan);
    const answers = await Promise.all([tolan.name, "Nobodyatall", "x' OR 1=1", "Ab"].map((to) => say(mira, "whisper", `hi ${to}`, to)));
    for (const { body, text } of answers)
      assert.deepEqual([body.code, text.replace(body.requestId, "").replace(body.instance ?? "", "")].slice(0, 1), ["player_not_found"]);
    assert.equal(new Set(answers.map(({ body }) => `${body.title}${body.detail}`)).size, 1);
    assert.equal((await say(mira, "whisper", "me", mira.name)).body.code, "invalid_request");
    assert.equal((await say(mira, "whisper", "nobody named")).body.code, "invalid_request");
    assert.equal((await say(mira, "zone", "somebody named", tolan.name)).body.code, "invalid_request");
  });

  it("6.1 only who is in the world speaks, as himself; without a party there is no party talk", async () => {
    assert.equal((await say({ ...mira, id: tolan.id }, "zone", "as somebody else")).body.code, "character_not_found");
    assert.equal((await history({ ...mira, id: tolan.id }, "whisper")).body.code, "character_not_found");
    assert.equal((await say(mira, "party", "anybody?")).body.code, "not_in_party");
    assert.equal((await history(mira, "party")).body.code, "not_in_party");
    await leave(mira);
    assert.equal((await say(mira, "zone", "from nowhere")).body.code, "character_not_in_world");
    assert.equal((await history(mira, "zone")).body.code, "character_not_in_world");
    assert.equal((await history(mira, "whisper")).status, 200, "letters are read from anywhere");
    assert.equal((await history(mira, "say")).body.code, "invalid_request", "say is for who is there");
  });

  it("6.1 a party's talk is its members', from the moment they join", async () => {
    const [a, b, c] = await friends(api, 3);
    await join(a, [b]);
    assert.equal((await say(a, "party", "pull in three")).status, 201);
    assert.deepEqual(texts(await history(b, "party")), ["pull in three"]);
    assert.equal((await history(c, "party")).body.code, "not_in_party");
    api.pass(1000);
    await join(a, [c]);
    await say(b, "party", "welcome");
    assert.deepEqual(texts(await history(c, "party")), ["welcome"]);
    assert.deepEqual(texts(await history(a, "party")), ["welcome", "pull in three"]);
    const rolled = await api.post(`${CHAT}/rolls`, { characterId: c.id }, as(c));
    assert.deepEqual([rolled.body.channel, rolled.body.channelId], ["party", (await a.party()).id]);
    await b.leave();
    assert.equal((await history(b, "party")).body.code, "not_in_party");
    assert.equal((await say(b, "party", "and I?")).body.code, "not_in_party");
  });

  it("R30 bait, hidden characters and HTML: refused, or told as the letters they are", async () => {
    for (const text of ["x".repeat(4096), `${"a".repeat(4000)}!`, "a\u200bb", "a\u202eb", "\u0000", " ", 5, null, ["x"], { a: 1 }])
      assert.equal((await say(mira, "zone", text as string)).body.code, "invalid_request", JSON.stringify(text).slice(0, 20));
    const html = "<img src=x onerror=alert(1)> & <script>";
    assert.equal((await say(mira, "zone", html)).body.text, html);
    assert.equal((await say(mira, "zone", "oh  fuck")).body.text, "oh ****");
    assert.deepEqual(texts(await history(mira, "zone", "&limit=2")), ["oh ****", html]);
  });

  it("6.1 ten messages in a second silence for ten seconds; one is told how long, others go on, nothing of it is written", async () => {
    later();
    for (let n = 0; n < 9; n++) assert.equal((await say(mira, "zone", `flood ${n}`)).status, 201);
    const refused = await say(mira, "zone", "flood 9");
    assert.equal(refused.body.code, "chat_muted");
    assert.equal(refused.headers.get("retry-after"), "10");
    assert.match(refused.body.detail, /You can write again in 10 s\./);
    assert.equal((await say(tolan, "zone", "I may")).status, 201);
    api.pass(9_999);
    for (const attempt of [() => say(mira, "zone", "still"), () => api.post(`${CHAT}/rolls`, { characterId: mira.id }, as(mira))])
      assert.equal((await attempt()).body.code, "chat_muted");
    api.pass(1);
    assert.equal((await say(mira, "zone", "again")).status, 201);
    assert.deepEqual(texts(await history(mira, "zone", "&limit=3")), ["again", "I may", "flood 8"]);
    const [mute] = await api.database.prisma.chatMute.findMany({ where: { accountId: mira.accountId } });
    assert.deepEqual([mute.kind, mute.byId], ["flood", null]);
  });

  it("6.1 a mute holds in another process as well: it is read from the database with each message", async () => {
    const at = new Date(api.now);
    const data = {
      id: mira.id,
      accountId: mira.accountId,
      kind: "flood",
      reason: "Too many messages.",
      createdAt: at,
      endsAt: new Date(api.now + 7000),
    };
    await api.database.prisma.chatMute.create({ data });
    assert.match((await say(mira, "zone", "hello")).body.detail, /in 7 s\./);
    api.pass(7000);
    assert.equal((await say(mira, "zone", "hello")).status, 201);
  });

  it("6.1 the ignored are not heard: not in histories, not by whispers, and are not told", async () => {
    await say(mira, "zone", "before");
    const list = await ignore(tolan, mira.name.toLowerCase());
    assert.deepEqual([list.body.ignored[0].name, list.body.ignored[0].characterId], [mira.name, mira.id]);
    assert.deepEqual((await ignore(tolan, mira.name)).body.ignored.length, 1, "twice is once");
    await say(mira, "zone", "after");
    const whispered = await say(mira, "whisper", "hear me", tolan.name);
    assert.equal(whispered.status, 201);
    assert.deepEqual(texts(await history(tolan, "whisper")), []);
    assert.deepEqual(texts(await history(mira, "whisper")), ["hear me"]);
    const heard = texts(await history(tolan, "zone"));
    assert.ok(!heard.includes("before") && !heard.includes("after"));
    assert.ok(texts(await history(mira, "zone")).includes("after"));
    for (const name of [tolan.name]) assert.equal((await ignore(tolan, name)).body.code, "invalid_request");
    assert.equal((await ignore(tolan, "Nobodyatall")).body.code, "name_unknown");
    const url = `${CHAT}/ignores/${mira.id}`;
    assert.deepEqual((await api.send("DELETE", url, undefined, as(tolan))).body.ignored, []);
    assert.equal((await api.send("DELETE", url, undefined, as(tolan))).body.code, "name_unknown");
    assert.ok(texts(await history(tolan, "zone")).includes("after"));
  });

  it("6.1 dice are the server's: 1 to n, all of them, for those near", async () => {
    const values = new Set<number>();
    for (let n = 0; n < 40 && values.size < 3; n++) {
      api.pass(2000); // no flood, and no token runs out
      const { body } = await api.post(`${CHAT}/rolls`, { characterId: mira.id, of: 3 }, as(mira));
      assert.deepEqual([body.kind, body.channel, body.roll.of], ["roll", "say", 3]);
      assert.equal(body.text, `rolls ${body.roll.value} (1–3)`);
      values.add(body.roll.value);
    }
    assert.deepEqual([...values].sort(), [1, 2, 3]);
    const last = await api.post(`${CHAT}/rolls`, { characterId: mira.id }, as(mira));
    assert.equal(last.body.roll?.of, 100, JSON.stringify(last.body));
    for (const wrong of [-1, 0, 1, 0.5, 2 ** 31, "5", [5], null])
      assert.equal((await api.post(`${CHAT}/rolls`, { characterId: mira.id, of: wrong }, as(mira))).status, 400, JSON.stringify(wrong));
  });

  it("6.1 who: by name, level or zone, only those in the world", async () => {
    const who = async (query: string) => (await api.get(`${CHAT}/who?${query}`, as(mira))).body;
    const named = await who(`find=${mira.name.toLowerCase()}`);
    assert.deepEqual(named, {
      total: 1,
      characters: [{ characterId: mira.id, name: mira.name, level: 1, classId: "warden", zoneId: ZONE }],
    });
    await api.database.prisma.character.update({ where: { id: mira.id }, data: { level: 7 } });
    assert.deepEqual(
      (await who("minLevel=7&maxLevel=9")).characters.map((c: { name: string }) => c.name),
      [mira.name],
    );
    assert.ok((await who("find=emberwatch")).total >= 2);
    for (const nothing of ["find=%25", "find=_", "find=Nobodyatall", "minLevel=8"]) assert.equal((await who(nothing)).total, 0, nothing);
    await leave(mira);
    assert.equal((await who(`find=${mira.name}`)).total, 0);
    assert.equal((await api.get(`${CHAT}/who?minLevel=-1`, as(mira))).status, 400);
  });

  it("6.1 a report keeps what was said; moderators judge it, and it is written down", async () => {
    later();
    await say(tolan, "zone", "and before");
    await say(mira, "zone", "somebody between");
    const { id } = (await say(tolan, "zone", "an insult")).body;
    const report = (who: Talker, messageId = id) => api.post(`${CHAT}/reports`, { messageId, reason: "abuse", note: "see" }, as(who));
    const made = await report(mira);
    assert.equal(made.status, 201, made.text);
    assert.equal((await report(mira)).body.id, made.body.id, "once is enough");
    assert.equal((await report(tolan)).body.code, "message_not_found", "not about oneself");
    assert.equal((await report(mira, mira.id)).body.code, "message_not_found");
    const moderator = await operator("moderator");
    const [found] = (await api.get("/api/v1/admin/chat/reports", as(moderator))).body.items;
    assert.deepEqual([found.reported, found.reporter], [{ accountId: tolan.accountId, characterId: tolan.id }, mira.accountId]);
    assert.deepEqual(
      found.excerpt.map((line: { text: string; reported: boolean }) => [line.text, line.reported]),
      [
        ["and before", false],
        ["an insult", true],
      ],
    );
    const close = () => api.post(`/api/v1/admin/chat/reports/${found.id}/close`, { verdict: "Muted." }, as(moderator));
    assert.equal((await close()).status, 204);
    assert.equal((await close()).body.code, "report_not_found");
    assert.deepEqual((await api.get("/api/v1/admin/chat/reports", as(moderator))).body.items, []);
  });

  it("6.1 operators mute with a reason and an end, those below them only; all of it is in the audit log", async () => {
    const moderator = await operator("moderator");
    const url = (who: { accountId: string }, what: string) => `/api/v1/admin/accounts/${who.accountId}/${what}`;
    const muted = await api.post(url(mira, "mute"), { reason: "Insults.", minutes: 5 }, as(moderator));
    assert.equal(muted.status, 201, muted.text);
    const refused = await say(mira, "zone", "hello");
    assert.equal(refused.body.code, "chat_muted");
    assert.match(refused.body.detail, /^Insults\. You can write again in 300 s\.$/);
    assert.equal((await api.post(url(mira, "unmute"), { reason: "Sorry." }, as(moderator))).body.lifted, 1);
    assert.equal((await say(mira, "zone", "hello")).status, 201);
    await api.post(url(mira, "mute"), { reason: "Again.", minutes: 1 }, as(moderator));
    api.pass(60_000);
    assert.equal((await say(mira, "zone", "hello again")).status, 201, "it ends by itself");
    const { mutes } = (await api.get(url(mira, "mutes"), as(moderator))).body;
    assert.deepEqual(
      mutes.map((m: { reason: string; inForce: boolean }) => [m.reason, m.inForce]),
      [
        ["Again.", false],
        ["Insults.", false],
      ],
    );
    const admin = await operator("admin");
    assert.equal((await api.post(url(admin, "mute"), { reason: "x", minutes: 1 }, as(moderator))).body.code, "forbidden");
    assert.equal((await api.post(url(tolan, "mute"), { reason: "x", minutes: 1 }, as(mira))).body.code, "forbidden");
    const audited = await api.database.prisma.auditEntry.findMany({ where: { targetId: mira.accountId }, orderBy: { id: "asc" } });
    assert.deepEqual(
      audited.map(({ action }) => action),
      ["account.muted", "account.unmuted", "account.muted"],
    );
  });

  it("2.2 one's own words, letters and list are exported; others' secrets are not; erasure leaves nothing of them", async () => {
    const reported = (await say(tolan, "zone", "marked zone text")).body.id;
    await say(mira, "whisper", "marked letter", tolan.name);
    await ignore(tolan, (await newTalker("Pest")).name);
    await api.post(`${CHAT}/reports`, { messageId: reported, reason: "spam", note: "marked note" }, as(mira));
    const { tables } = (await api.get("/api/v1/account/export", as(tolan))).body;
    assert.deepEqual(tables.chat_messages.map((m: { text: string }) => m.text).sort(), ["marked letter", "marked zone text"]);
    assert.equal(tables.chat_ignores.length, 1);
    assert.deepEqual(tables.chat_reports, [], "who reported is not told");
    const reporter = (await api.get("/api/v1/account/export", as(mira))).body;
    assert.equal(reporter.tables.chat_reports[0].note, "marked note");
    assert.ok(!JSON.stringify(reporter.tables.chat_reports).includes("marked zone text"));
    await api.database.prisma.account.update({ where: { id: tolan.accountId }, data: { deletionAt: new Date(api.now) } });
    await eraseDue(api.database.prisma, { info: () => {} }, new Date(api.now));
    const { rows } = await api.database.pool.query(
      `SELECT text FROM chat_messages WHERE sender_id = $1 OR channel_id = $1::text
       UNION ALL SELECT note FROM chat_reports WHERE reported_account_id = $2 UNION ALL SELECT '' FROM chat_ignores WHERE account_id = $2`,
      [tolan.id, tolan.accountId],
    );
    assert.deepEqual(rows, []);
    assert.deepEqual(texts(await history(mira, "whisper")), ["marked letter"], "what she wrote stays hers");
  });

  it("9.3 what is past its time goes, by channel; the rest stays", async () => {
    const { pool, prisma } = api.database;
    await say(mira, "whisper", "a letter", tolan.name);
    await say(mira, "zone", "aloud");
    await pool.query("UPDATE chat_messages SET at = at - interval '4 days' WHERE sender_id = $1", [mira.id]);
    for (const clear of Object.values(clearings)) await clear(prisma, books());
    const left = await prisma.chatMessage.findMany({ where: { senderId: mira.id } });
    assert.deepEqual(new Set(left.map(({ text }) => text)), new Set(["a letter"]));
  });
});
