import assert from "node:assert/strict";
import { keepRound } from "#server/modules/party/party.jobs.ts";
import { NOBODY_TOLD } from "#server/modules/party/party.news.ts";
import type { Reply } from "./support/api.ts";
import { TestApi } from "./support/api.ts";
import { type Friend, friends, join } from "./support/friends.ts";

const ROUNDS = 4;

/** What must hold whatever happened at the same time. */
const BROKEN = `
  SELECT p.id, count(m.*) AS members, count(*) FILTER (WHERE m.rank = 'leader') AS leaders, max(m.seat) AS last
  FROM parties p LEFT JOIN party_members m ON m.party_id = p.id GROUP BY p.id
  HAVING count(m.*) < 2 OR count(*) FILTER (WHERE m.rank = 'leader') <> 1 OR max(m.seat) > CASE WHEN p.raid THEN 40 ELSE 5 END`;

describe("6.3 parties, when things happen at the same time", () => {
  let api: TestApi;
  before(async () => {
    api = await TestApi.start();
  });
  after(() => api.stop());

  const ok = (replies: readonly Reply[]) => replies.filter(({ status }) => status === 200).length;
  const codes = (replies: readonly Reply[]) => replies.flatMap(({ body }) => body?.code ?? []);
  async function holds(): Promise<void> {
    assert.deepEqual((await api.database.pool.query(BROKEN)).rows, []);
  }
  /** Each in its own round: everybody new, so that rounds know nothing of each other. */
  async function rounds(count: number, run: (people: Friend[]) => Promise<void>): Promise<void> {
    for (let n = 0; n < ROUNDS; n++) {
      await run(await friends(api, count));
      await holds();
      api.pass(60_000);
    }
  }
  const acceptance = async (who: Friend, from: Friend) => {
    const id = await who.inviteFrom(from);
    return () => who.send("POST", `/invites/${id}/accept`);
  };

  it("6.3 many accept the last place: one has it", () =>
    rounds(8, async ([leader, b, c, d, ...late]) => {
      await join(leader, [b, c, d]);
      for (const one of late) await leader.invite(one);
      const accept = await Promise.all(late.map((one) => acceptance(one, leader)));
      const replies = await Promise.all(accept.map((run) => run()));
      assert.equal(ok(replies), 1, replies.map(({ text }) => text).join("\n"));
      assert.deepEqual(new Set(codes(replies)), new Set(["party_full"]));
      assert.equal((await leader.party()).members.length, 5);
    }));

  it("6.3 two accept the same founder: one party, with both", () =>
    rounds(3, async ([a, b, c]) => {
      await a.invite(b);
      await a.invite(c);
      const accept = [await acceptance(b, a), await acceptance(c, a)];
      const replies = await Promise.all(accept.map((run) => run()));
      assert.equal(ok(replies), 2, replies.map(({ text }) => text).join("\n"));
      assert.equal((await a.party()).members.length, 3);
    }));

  it("6.3 two who invited each other accept at once: one party", () =>
    rounds(2, async ([a, b]) => {
      await a.invite(b);
      await b.invite(a);
      const accept = [await acceptance(a, b), await acceptance(b, a)];
      const replies = await Promise.all(accept.map((run) => run()));
      assert.equal(ok(replies), 1);
      assert.deepEqual(
        [await a.party(), await b.party()].map((party) => party?.members.length),
        [2, 2],
      );
    }));

  it("6.3 one accepts two parties at once, twice each: it is in one", () =>
    rounds(5, async ([a, b, c, d, e]) => {
      await join(a, [b]);
      await join(c, [d]);
      await a.invite(e);
      await c.invite(e);
      const accept = [await acceptance(e, a), await acceptance(e, c)];
      const replies = await Promise.all([...accept, ...accept].map((run) => run()));
      assert.equal(ok(replies), 1);
      assert.equal(await api.database.prisma.partyMember.count({ where: { characterId: e.id } }), 1);
      assert.deepEqual((await e.state()).invites, []);
    }));

  it("6.3 accepting while the last other leaves: a party of two or more, or none; never one alone", () =>
    rounds(3, async ([a, b, c]) => {
      await join(a, [b]);
      await a.invite(c);
      const accept = await acceptance(c, a);
      const [accepted, left] = await Promise.all([accept(), b.leave()]);
      assert.equal(left.status, 200);
      const parties = [await a.party(), await b.party(), await c.party()].map((party) => party?.members.length ?? 0);
      assert.deepEqual(parties, accepted.status === 200 ? [2, 0, 2] : [0, 0, 0]);
      if (accepted.status !== 200) assert.equal(accepted.body.code, "invite_not_found");
    }));

  it("6.3 kick against leave, and all leave at once: everybody is out once", () =>
    rounds(5, async ([a, b, ...rest]) => {
      await join(a, [b, ...rest]);
      const { id } = await a.party();
      const [kicked, left] = await Promise.all([a.kick(b), b.leave()]);
      assert.ok(kicked.status === 200 || left.status === 200);
      assert.equal(await b.party(), null);
      assert.ok([...codes([kicked, left])].every((code) => ["party_member_not_found", "not_in_party"].includes(code)));
      await holds();
      const all = await Promise.all([a, ...rest].map((one) => one.leave()));
      // the last one of two is free without asking
      assert.ok(ok(all) >= all.length - 1);
      assert.equal(await api.database.prisma.party.count({ where: { id } }), 0);
      const events = await api.database.prisma.gameEvent.findMany({ where: { name: { in: ["PARTY_DISBANDED", "PLAYER_LEFT_PARTY"] } } });
      const of = events.filter(({ payload }) => (payload as { partyId: string }).partyId === id);
      assert.equal(of.filter(({ name }) => name === "PARTY_DISBANDED").length, 1);
      const out = of.flatMap(({ characterId }) => characterId ?? []);
      assert.equal(new Set(out).size, out.length, "nobody leaves twice");
    }));

  it("6.3 two lead on to different members, seats are swapped and the sweep runs meanwhile: one leader, every seat once", () =>
    rounds(5, async ([a, b, c, d, e]) => {
      await join(a, [b, c, d, e]);
      await a.send("PUT", "/raid", { raid: true });
      const replies = await Promise.all([
        a.send("PUT", "/leader", { characterId: b.id }),
        a.send("PUT", "/leader", { characterId: c.id }),
        a.change(d, { swapWith: e.id }),
        a.change(e, { swapWith: d.id }),
        a.change(d, { group: 3 }),
        keepRound(api.database.prisma, NOBODY_TOLD, api.now),
      ]);
      assert.ok(ok(replies.filter((reply): reply is Reply => reply !== undefined)) >= 4);
      const { members } = await a.party();
      assert.equal(new Set(members.map((m: { seat: number }) => m.seat)).size, 5);
    }));
});
