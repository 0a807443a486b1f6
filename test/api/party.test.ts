import assert from "node:assert/strict";
import { keepRound } from "#server/modules/party/party.jobs.ts";
import type { PartyNews } from "#server/modules/party/party.news.ts";
import { TestApi, ZONE } from "./support/api.ts";
import { type Friend, friends, join, partyOf, setInWorld } from "./support/friends.ts";

const MINUTE_MS = 60_000;

describe("6.3 party", () => {
  let api: TestApi;
  let told: PartyNews[] = [];
  before(async () => {
    api = await TestApi.start({ partyTeller: { tell: (news) => void told.push(news) } });
  });
  after(() => api.stop());
  beforeEach(() => {
    told = [];
  });

  const code = ({ body }: { body: { code?: string } }) => body?.code;
  const names = (party: { members: Array<{ name: string }> }) => party.members.map(({ name }) => name);
  const round = () => keepRound(api.database.prisma, { tell: (news) => void told.push(news) }, api.now);
  const eventsOf = async (partyId: string) => {
    const events = await api.database.prisma.gameEvent.findMany({ orderBy: { id: "asc" } });
    return events.filter(({ payload }) => (payload as { partyId?: string }).partyId === partyId);
  };
  const newsTo = (who: Friend) => told.filter(({ to }) => to.includes(who.accountId)).map(({ kind }) => kind);

  it("6.3 two become a party: invitation, acceptance, the same picture for both, the events", async () => {
    const [a, b] = await friends(api, 2);
    assert.deepEqual(await a.state(), { party: null, invites: [] });
    const invited = await a.invite({ name: b.name.toUpperCase() });
    assert.deepEqual([invited.status, invited.body], [200, { party: null, invites: [] }]);
    const [invite] = (await b.state()).invites;
    assert.deepEqual([invite.from.name, invite.members, invite.raid], [a.name, 1, false]);
    assert.equal(Date.parse(invite.expiresAt), api.now + MINUTE_MS);
    assert.deepEqual(newsTo(b), ["invited"]);
    const { party } = (await b.accept()).body;
    assert.deepEqual(await a.party(), party);
    assert.deepEqual([names(party), party.leaderId, party.raid], [[a.name, b.name], a.id, false]);
    assert.deepEqual(party.loot, { rule: "personal", threshold: "uncommon" });
    const [, second] = party.members;
    assert.deepEqual(
      [second.rank, second.role, second.seat, second.group, second.online, second.zoneId, second.layer, second.level],
      ["member", "damage", 2, 1, true, ZONE, 1, 1],
    );
    assert.deepEqual((await b.state()).invites, []);
    assert.deepEqual(newsTo(a), ["joined"]);
    const events = await eventsOf(party.id);
    assert.deepEqual(
      events.map(({ name, characterId, accountId }) => [name, characterId, accountId]),
      [
        ["PARTY_CREATED", a.id, a.accountId],
        ["PLAYER_JOINED_PARTY", b.id, b.accountId],
      ],
    );
  });

  it("6.3 who declines is not asked again by the same within the minute; the other is told", async () => {
    const [a, b] = await friends(api, 2);
    await a.invite(b);
    const declined = await b.send("POST", `/invites/${await b.inviteFrom(a)}/decline`);
    assert.deepEqual([declined.status, declined.body], [200, { party: null, invites: [] }]);
    assert.deepEqual(newsTo(a), ["invite_declined"]);
    assert.equal(code(await a.invite(b)), "invited_already");
    api.pass(MINUTE_MS);
    assert.equal((await a.invite(b)).status, 200);
    assert.equal((await b.accept()).status, 200);
  });

  it("6.3 an invitation is gone after a minute, after its answer, and when its sender joined others", async () => {
    const [a, b, c, d] = await friends(api, 4);
    await a.invite(b);
    const late = await b.inviteFrom(a);
    api.pass(MINUTE_MS);
    assert.deepEqual((await b.state()).invites, []);
    for (const what of ["accept", "decline"]) assert.equal(code(await b.send("POST", `/invites/${late}/${what}`)), "invite_not_found");
    await a.invite(b);
    const early = await b.inviteFrom(a);
    await join(c, [a]);
    assert.equal(code(await b.send("POST", `/invites/${early}/accept`)), "invite_not_found");
    assert.equal(code(await d.send("POST", `/invites/${early}/accept`)), "invite_not_found", "somebody else's");
    await c.invite(d);
    const used = await d.inviteFrom(c);
    assert.equal((await d.send("POST", `/invites/${used}/accept`)).status, 200);
    assert.equal(code(await d.send("POST", `/invites/${used}/accept`)), "invite_not_found");
    await round();
    assert.equal(await api.database.prisma.partyInvite.count({ where: { expiresAt: { lte: new Date(api.now) } } }), 0);
  });

  it("6.3 nobody invites himself, who is away, unknown, deleted or in a party; only so many at once", async () => {
    const [a, b, c, away, gone, ...crowd] = await friends(api, 18);
    await join(b, [c]);
    await setInWorld(api, away, false);
    await setInWorld(api, gone, false);
    await api.send("DELETE", `/api/v1/characters/${gone.id}`, undefined, { token: gone.token });
    assert.equal(code(await a.invite(a)), "invalid_request");
    for (const nobody of [away, gone, { name: "Nobodyatall" }]) assert.equal(code(await a.invite(nobody)), "player_not_found");
    assert.equal(code(await a.invite(c)), "in_party_already");
    const ignored = await api.post("/api/v1/chat/ignores", { name: a.name }, { token: crowd[0].token });
    assert.ok(ignored.status < 300, ignored.text);
    assert.equal(code(await a.invite(crowd[0])), "player_not_found", "and is not told that he is ignored");
    crowd.shift();
    for (const other of crowd.slice(0, 10)) assert.equal((await a.invite(other)).status, 200);
    assert.equal(code(await a.invite(crowd[10])), "too_many_invites");
    assert.deepEqual((await crowd[10].state()).invites, []);
    assert.equal(code(await gone.send("GET")), "character_not_found");
  });

  it("6.3 five make it full, also for those invited before", async () => {
    const [leader, ...members] = await partyOf(api, 4);
    const [e, f] = await friends(api, 2);
    await leader.invite(e);
    await leader.invite(f);
    assert.equal((await e.accept()).status, 200);
    assert.equal(code(await f.accept()), "party_full");
    assert.equal(code(await leader.invite((await friends(api, 1))[0])), "party_full");
    assert.equal(code(await members[0].invite(f)), "not_party_organiser");
    await members[0].leave();
    assert.equal((await f.accept()).status, 200);
    const party = await leader.party();
    assert.deepEqual([party.members.length, party.members.find((m: { name: string }) => m.name === f.name).seat], [5, 2]);
  });

  it("6.3 what others may not: for somebody else's character, for a party one is not in, without being the leader; nothing moves", async () => {
    const [leader, member, stranger] = await friends(api, 3);
    await join(leader, [member]);
    const before = await leader.party();
    const foreign = (method: string, path: string, body?: unknown) =>
      api.send(method, `/api/v1/party/${leader.id}${path}`, body, { token: stranger.token });
    for (const reply of [
      await foreign("GET", ""),
      await foreign("POST", "/leave"),
      await foreign("DELETE", `/members/${member.id}`),
      await foreign("PUT", "/leader", { characterId: member.id }),
      await foreign("PUT", "/raid", { raid: true }),
      await foreign("POST", "/invites", { name: stranger.name }),
    ])
      assert.equal(code(reply), "character_not_found");
    for (const reply of [
      await stranger.leave(),
      await stranger.kick(member),
      await stranger.change(member, { role: "tank" }),
      await stranger.send("PUT", "/loot", { rule: "free_for_all" }),
      await stranger.send("POST", "/ready-check"),
      await stranger.send("POST", "/ready-check/answer", { ready: true }),
    ])
      assert.equal(code(reply), "not_in_party");
    for (const reply of [await member.kick(leader), await member.send("POST", "/ready-check")])
      assert.equal(code(reply), "not_party_organiser");
    for (const reply of [
      await member.change(leader, { role: "tank" }),
      await member.change(member, { assistant: true }),
      await member.send("PUT", "/leader", { characterId: member.id }),
      await member.send("PUT", "/loot", { rule: "need_greed" }),
      await member.send("PUT", "/raid", { raid: true }),
    ])
      assert.equal(code(reply), "not_party_leader");
    for (const reply of [
      await leader.kick(stranger),
      await leader.change(stranger, { role: "tank" }),
      await leader.send("PUT", "/leader", { characterId: stranger.id }),
    ])
      assert.equal(code(reply), "party_member_not_found");
    assert.equal(code(await leader.kick(leader)), "invalid_request");
    assert.equal(code(await leader.change(member, {})), "invalid_request");
    assert.equal(code(await leader.change(member, { assistant: true })), "not_a_raid");
    assert.equal(code(await leader.change(member, { group: 2 })), "not_a_raid");
    assert.deepEqual(await leader.party(), before);
  });

  it("6.3 kick, leave, leadership that passes on, and a clean end", async () => {
    const [a, b, c, d] = await partyOf(api, 4);
    const { id } = await a.party();
    assert.equal((await a.kick(d)).status, 200);
    assert.equal(await d.party(), null);
    assert.ok(newsTo(d).includes("kicked"));
    await a.send("PUT", "/leader", { characterId: c.id });
    assert.equal((await b.party()).leaderId, c.id);
    await setInWorld(api, a, false);
    await c.leave();
    assert.equal((await b.party()).leaderId, b.id, "who is in the world leads");
    const { body } = await b.leave();
    assert.deepEqual(body, { party: null, invites: [] });
    assert.equal(await a.party(), null);
    assert.ok(newsTo(a).includes("disbanded"));
    assert.equal(await api.database.prisma.party.count({ where: { id } }), 0);
    const events = (await eventsOf(id)).map(({ name }) => name);
    assert.deepEqual(events.slice(-2), ["PLAYER_LEFT_PARTY", "PARTY_DISBANDED"]);
    assert.equal(events.filter((name) => name === "PARTY_DISBANDED").length, 1);
    assert.equal((await a.invite(b)).status, 200, "free to begin anew");
  });

  it("6.3 roles, loot rule and versions", async () => {
    const [a, b] = await partyOf(api, 2);
    const { version } = await a.party();
    assert.equal((await b.change(b, { role: "healer" })).status, 200);
    assert.equal((await a.change(b, { role: "tank" })).status, 200);
    const reply = await a.send("PUT", "/loot", { rule: "need_greed", threshold: "rare" });
    assert.deepEqual(reply.body.party.loot, { rule: "need_greed", threshold: "rare" });
    const party = await b.party();
    assert.deepEqual([party.members[1].role, party.version], ["tank", version + 3]);
    assert.equal((await a.send("PUT", "/loot", { rule: "need_greed" })).body.party.version, party.version, "nothing changed");
    assert.equal(code(await a.send("PUT", "/loot", { rule: "mine" })), "invalid_request");
    assert.deepEqual(newsTo(b).slice(-3), ["member", "member", "loot"]);
  });

  it("6.3 a raid: forty in eight groups of five, assistants, moves and swaps; back to a party when it is small", async () => {
    const raid = await partyOf(api, 5);
    const [leader, assistant, third] = raid;
    assert.equal((await leader.send("PUT", "/raid", { raid: true })).body.party.raid, true);
    assert.equal((await leader.change(assistant, { assistant: true })).status, 200);
    const more = await friends(api, 36);
    for (const one of more.slice(0, 35)) {
      assert.equal((await assistant.invite(one)).status, 200);
      assert.equal((await one.accept()).status, 200);
      api.pass(MINUTE_MS / 5);
    }
    const full = await leader.party();
    assert.deepEqual(
      full.members.map((m: { seat: number }) => m.seat),
      Array.from({ length: 40 }, (_, n) => n + 1),
    );
    assert.deepEqual([full.members[4].group, full.members[5].group, full.members[39].group], [1, 2, 8]);
    assert.equal(code(await leader.invite(more[35])), "party_full");

    assert.equal(code(await assistant.change(third, { group: 8 })), "group_full");
    const last = more[34];
    assert.equal((await assistant.change(third, { swapWith: last.id })).status, 200);
    const seatOf = async (who: Friend) =>
      (await leader.party()).members.find((m: { characterId: string }) => m.characterId === who.id).seat;
    assert.deepEqual([await seatOf(third), await seatOf(last)], [40, 3]);
    await assistant.kick(last);
    assert.equal((await leader.change(third, { group: 1 })).status, 200);
    assert.equal(await seatOf(third), 3);
    assert.equal((await leader.change(third, { group: 1 })).status, 200);
    assert.equal(await seatOf(third), 3, "it is there already");
    assert.equal(code(await assistant.kick(leader)), "not_party_leader");
    assert.equal(code(await third.change(third, { group: 2 })), "not_party_organiser");
    assert.equal(code(await leader.change(third, { group: 2, swapWith: leader.id })), "invalid_request");
    assert.equal(code(await leader.send("PUT", "/raid", { raid: false })), "raid_too_large");
    for (const one of more.slice(0, 34)) assert.equal((await assistant.kick(one)).status, 200);
    await leader.change(third, { group: 7 });
    const { party } = (await leader.send("PUT", "/raid", { raid: false })).body;
    assert.deepEqual(
      party.members.map((m: { seat: number; rank: string }) => [m.seat, m.rank]),
      [1, 2, 3, 4, 5].map((seat) => [seat, seat === 1 ? "leader" : "member"]),
    );
  });

  it("6.3 ready check: answers, the result when the last has answered, and when time is over", async () => {
    const [a, b, c, d] = await partyOf(api, 4);
    await setInWorld(api, d, false);
    const ready = async () => (await a.party()).members.map((m: { ready: boolean | null }) => m.ready);
    const { readyCheck } = (await a.send("POST", "/ready-check")).body.party;
    assert.deepEqual(readyCheck, { by: a.id, until: new Date(api.now + 30_000).toISOString(), open: true });
    assert.deepEqual(await ready(), [true, null, null, false]);
    assert.equal(code(await a.send("POST", "/ready-check")), "ready_check_open");
    await b.send("POST", "/ready-check/answer", { ready: true });
    await b.send("POST", "/ready-check/answer", { ready: false });
    assert.equal((await a.party()).readyCheck.open, true);
    await c.send("POST", "/ready-check/answer", { ready: true });
    assert.equal((await a.party()).readyCheck.open, false);
    assert.deepEqual(told.at(-1)?.kind, "ready_result");
    assert.deepEqual(told.at(-1)?.data.ready, false);
    assert.equal(code(await c.send("POST", "/ready-check/answer", { ready: true })), "no_ready_check");

    await a.send("POST", "/ready-check");
    assert.deepEqual(await ready(), [true, null, null, false]);
    api.pass(30_000);
    assert.equal(code(await b.send("POST", "/ready-check/answer", { ready: true })), "no_ready_check");
    await round();
    assert.deepEqual(await ready(), [true, false, false, false]);
    assert.equal(told.at(-1)?.kind, "ready_result");
  });

  it("6.3 who is out of the world for five minutes is out of the party; back earlier stays; the last one left is free", async () => {
    const [a, b, c] = await partyOf(api, 3);
    const { id } = await a.party();
    const away = (who: Friend, seconds: number) =>
      api.database.pool.query("UPDATE party_members SET offline_since = now() - $2 * interval '1 second' WHERE character_id = $1", [
        who.id,
        seconds,
      ]);
    await setInWorld(api, a, false);
    await setInWorld(api, b, false);
    await round();
    assert.ok(newsTo(c).includes("presence"));
    assert.deepEqual(
      (await c.party()).members.map((m: { online: boolean }) => m.online),
      [false, false, true],
    );
    await away(a, 301);
    await away(b, 299);
    await setInWorld(api, b, true);
    await round();
    const party = await c.party();
    assert.deepEqual([names(party), party.leaderId], [[b.name, c.name], b.id]);
    await setInWorld(api, b, false);
    await round();
    await away(b, 301);
    await Promise.all([round(), round()]);
    assert.equal(await c.party(), null);
    assert.deepEqual((await eventsOf(id)).map(({ name }) => name).slice(-2), ["PLAYER_LEFT_PARTY", "PARTY_DISBANDED"]);
    assert.equal(await api.database.prisma.party.count({ where: { id } }), 0);
  });

  it("6.3 a party whose leader was erased gets another, and one left alone ends", async () => {
    const { prisma } = api.database;
    const [a, b, c] = await partyOf(api, 3);
    await prisma.partyMember.delete({ where: { characterId: a.id } });
    await round();
    assert.equal((await c.party()).leaderId, b.id);
    await prisma.partyMember.delete({ where: { characterId: b.id } });
    await round();
    assert.equal(await c.party(), null);
  });

  it("rule 4: the same request again is answered the same, and others are told once", async () => {
    const [a, b] = await friends(api, 2);
    await a.invite(b);
    const url = `/invites/${await b.inviteFrom(a)}/accept`;
    const headers = { "idempotency-key": "join-the-party" };
    const first = await b.send("POST", url, undefined, headers);
    const again = await b.send("POST", url, undefined, headers);
    assert.deepEqual([again.status, again.text], [200, first.text]);
    assert.equal(told.filter(({ kind }) => kind === "joined").length, 1);
  });
});
