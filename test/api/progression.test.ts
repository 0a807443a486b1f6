import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import fc from "fast-check";
import { loadContent } from "#shared/content/load.ts";
import { usesForRank } from "#shared/rules/progress.ts";
import { type Player, type Reply, TestApi } from "./support/api.ts";

const NOBODY = "00000000-0000-7000-8000-000000000000";

describe("3.2 progression", () => {
  const content = loadContent();
  let api: TestApi;
  let player: Player;
  let id: string;
  let made = 0;
  before(async () => {
    api = await TestApi.start();
    player = await api.player();
  });
  after(() => api.stop());
  beforeEach(async () => {
    if (made % 8 === 0) player = await api.player();
    id = await newCharacter("warden");
  });

  const newCharacter = (classId: string) =>
    api.character(player, `Rise${"abcdefghij"[Math.floor(made / 10)]}${"abcdefghij"[made++ % 10]}`, classId);
  const as = (who = player) => ({ token: who.accessToken });
  const url = (what = "", of = id) => `/api/v1/progression/${of}${what}`;
  const sheet = async () => (await api.get(url(), as())).body;
  const spend = (points: unknown, more: object = {}) => api.post(url("/attributes"), { points, ...more }, as());
  const train = (points: unknown) => api.post(url("/skills"), { points }, as());
  const respec = () => api.post(url("/respec"), undefined, as());
  const choose = (titleId: unknown) => api.send("PUT", url("/title"), { titleId }, as());
  const setLevel = (level: number) => api.database.prisma.character.update({ where: { id }, data: { level } });
  const eventsNamed = async (name: string) =>
    (await api.database.prisma.gameEvent.findMany({ where: { characterId: id, name }, orderBy: { id: "asc" } })).map((e) => e.payload);

  it("3.2 a new character: no points, the origin's attributes, the stats of its class and origin", async () => {
    const { attributePoints, skillPoints, attributes, skills, titles, stats, nextLevelAt } = await sheet();
    assert.deepEqual(
      [attributePoints, skillPoints],
      [
        { earned: 0, spent: 0, free: 0 },
        { earned: 0, spent: 0, free: 0 },
      ],
    );
    assert.deepEqual(
      attributes.map((a: { id: string; points: number }) => [a.id, a.points]),
      [
        ["might", 2],
        ["agility", 0],
        ["insight", 0],
        ["vitality", 2],
        ["spirit", 1],
      ],
    );
    assert.deepEqual(
      skills.map((s: { id: string; rank: number }) => [s.id, s.rank]),
      [
        ["bladework", 0],
        ["mending", 0],
      ],
      "its class's skills only",
    );
    assert.equal(nextLevelAt, content.progression.experienceForLevel[0]);
    assert.equal(stats.maxHealth, 185 + 2 * 4);
    assert.equal(stats.power, 10 + 2 * 0.5, "might is a warden's primary attribute");
    assert.deepEqual(
      titles.filter((t: { earned: boolean }) => t.earned).map((t: { id: string }) => t.id),
      ["newcomer"],
    );
  });

  it("3.2 points come with levels and are spent on attributes; stats and events follow", async () => {
    await setLevel(3);
    const before = (await sheet()).stats;
    const reply = await spend({ vitality: 3, might: 1 });
    assert.equal(reply.status, 200, reply.text);
    assert.deepEqual(reply.body.attributePoints, { earned: 4, spent: 4, free: 0 });
    assert.deepEqual([reply.body.stats.maxHealth - before.maxHealth, reply.body.stats.armour - before.armour], [12, 2]);
    assert.deepEqual(await sheet(), reply.body);
    assert.equal((await spend({ might: 1 })).body.code, "not_enough_points");
    const events = await eventsNamed("ATTRIBUTE_INCREASED");
    assert.deepEqual(events, [
      { attributeId: "vitality", by: 3, spent: 3 },
      { attributeId: "might", by: 1, spent: 1 },
    ]);
    const { buildVersion } = await api.database.prisma.character.findUniqueOrThrow({ where: { id } });
    assert.equal(buildVersion, 1, "rooms learn of it by the version");
  });

  it("3.2 skills grow by use and by training; only those of the class, and only so far", async () => {
    await setLevel(10);
    const uses = usesForRank(12, content.progression.skills) + 1;
    await api.database.prisma.characterSkill.create({ data: { characterId: id, skillId: "bladework", uses } });
    const reply = await train({ bladework: 2 });
    assert.equal(reply.status, 200, reply.text);
    const [bladework] = reply.body.skills;
    assert.deepEqual([bladework.rank, bladework.trained, bladework.uses], [14, 2, uses]);
    assert.deepEqual(reply.body.skillPoints, { earned: 9, spent: 2, free: 7 });
    const foreign = await train({ pyromancy: 1 });
    assert.deepEqual([foreign.status, foreign.body.errors[0].path], [400, "points.pyromancy"]);
    assert.equal((await train({ bladework: 9 })).body.code, "too_much_of_it");
    assert.deepEqual(await eventsNamed("SKILL_INCREASED"), [{ skillId: "bladework", from: 12, to: 14, by: "training", trained: 2 }]);
  });

  it("3.2 taking points back costs more each time, into a sink; who cannot pay keeps them; what use taught stays", async () => {
    await setLevel(4);
    await spend({ agility: 6 });
    await train({ mending: 1 });
    await api.database.prisma.characterSkill.create({ data: { characterId: id, skillId: "bladework", uses: 100 } });
    const first = await respec();
    assert.equal(first.status, 200, first.text);
    assert.deepEqual([first.body.attributePoints.free, first.body.skillPoints.free, first.body.respecs], [6, 3, 1]);
    assert.equal(first.body.skills[0].uses, 100);
    const costs = content.progression.respecCosts;
    for (const cost of [...costs.slice(1), costs[costs.length - 1]]) {
      assert.equal((await sheet()).respecCost, cost);
      await spend({ agility: 1 });
      const poor = await respec();
      assert.deepEqual([poor.status, poor.body.code, (await sheet()).attributePoints.spent], [409, "not_enough_currency", 1]);
      await api.pay(id, BigInt(cost));
      const reply = await respec();
      assert.deepEqual([reply.status, reply.body.attributePoints.spent], [200, 0], reply.text);
    }
    const sunk = await api.database.prisma.currencyEntry.aggregate({
      where: { ownerType: "sink", ownerId: "respec" },
      _sum: { amount: true },
    });
    assert.equal(sunk._sum.amount, BigInt(costs.slice(1).reduce((sum, cost) => sum + cost, 0) + costs[costs.length - 1]));
  });

  it("4.1 what is worn and whole counts in the sheet", async () => {
    const bare = (await sheet()).stats;
    const itemId = await api.give(id, "watch_sword");
    const wear = { token: player.accessToken, headers: { "idempotency-key": uuidv7() } };
    const worn = await api.post(`/api/v1/inventory/${id}/equip`, { itemId, version: 0 }, wear);
    assert.equal(worn.status, 200, worn.text);
    const { stats, gear } = await sheet();
    assert.deepEqual([stats.power, gear], [bare.power + 2, { power: 2 }]);
    await api.database.prisma.characterItem.update({ where: { id: itemId }, data: { durability: 0 } });
    assert.deepEqual((await sheet()).stats, bare, "broken");
  });

  it("5.3 titles are earned by level, kills and skills, chosen, and shown only while the content grants them", async () => {
    assert.equal((await choose("wolfbane")).body.code, "title_not_earned");
    const kills = [
      { characterId: id, npcId: "young_wolf", kills: 30 },
      { characterId: id, npcId: "timber_wolf", kills: 20 },
    ];
    await api.database.prisma.characterKill.createMany({ data: kills });
    assert.equal((await choose("wolfbane")).body.titleId, "wolfbane");
    assert.equal((await choose(null)).body.titleId, null);
    assert.equal((await choose("emperor")).status, 400);
    await api.database.prisma.character.update({ where: { id }, data: { titleId: "emperor" } });
    assert.equal((await sheet()).titleId, null);
  });

  it("R7 R29 anything but a whole, positive number of points on something known: 4xx, nothing spent", async () => {
    await setLevel(10);
    const before = await sheet();
    for (const number of [
      "-1",
      "0",
      "0.1",
      "1e309",
      "2147483648",
      "9007199254740993",
      "18446744073709551616",
      '"5"',
      "[5]",
      "null",
      "{}",
    ]) {
      for (const what of ["attributes", "skills"]) {
        const reply = await api.post(url(`/${what}`), undefined, { ...as(), raw: `{"points":{"might":${number},"bladework":${number}}}` });
        assert.equal(reply.status, 400, `${what} ${number} ${reply.text}`);
      }
    }
    const odd: unknown[] = [
      {},
      null,
      [],
      "might",
      { "": 1 },
      { "'; DROP TABLE characters; --": 1 },
      { constructor: 1 },
      { "\u0000": 1 },
      { ["x".repeat(500)]: 1 },
    ];
    for (const points of odd) assert.equal((await spend(points)).status, 400, JSON.stringify(points));
    assert.equal((await api.post(url("/attributes"), undefined, { ...as(), raw: '{"points":{"__proto__":1}}' })).status, 400);
    for (const titleId of [5, "", {}, "x".repeat(500), "' OR 1=1"]) assert.equal((await choose(titleId)).status, 400, String(titleId));
    assert.deepEqual(await sheet(), before);
  });

  it("R28 somebody else's character, and fields that nobody may set", async () => {
    await setLevel(10);
    const thief = await api.player();
    const asks: ((who: string) => Promise<Reply>)[] = [
      (who) => api.get(url("", who), as(thief)),
      (who) => api.post(url("/attributes", who), { points: { might: 1 } }, as(thief)),
      (who) => api.post(url("/skills", who), { points: { bladework: 1 } }, as(thief)),
      (who) => api.post(url("/respec", who), undefined, as(thief)),
      (who) => api.send("PUT", url("/title", who), { titleId: "newcomer" }, as(thief)),
    ];
    for (const ask of asks) for (const who of [id, NOBODY]) assert.equal((await ask(who)).body.code, "character_not_found");
    for (const field of ["level", "experience", "accountId", "role", "free", "buildVersion"]) {
      const reply = await spend({ might: 1 }, { [field]: 60 });
      assert.deepEqual([reply.status, reply.body.errors[0].path], [400, field]);
    }
    assert.equal((await sheet()).attributePoints.spent, 0);
    await api.send("DELETE", `/api/v1/characters/${id}`, undefined, as());
    assert.equal((await api.get(url(), as())).body.code, "character_not_found", "a deleted character has no sheet");
  });

  it("3.2 a hundred at once with points for eighteen: exactly eighteen succeed", async () => {
    await setLevel(10);
    const tries = await Promise.all(Array.from({ length: 100 }, (_, n) => spend({ [["might", "agility", "spirit"][n % 3]]: 1 })));
    assert.ok(tries.every(({ status, body }) => status === 200 || status === 503 || body.code === "not_enough_points"));
    // a busy database may have sent some away: their points are still there
    for (let last = 200; last !== 409; last = tries[tries.length - 1].status) tries.push(await spend({ might: 1 }));
    assert.equal(tries.filter(({ status }) => status === 200).length, 18);
    assert.deepEqual((await sheet()).attributePoints, { earned: 18, spent: 18, free: 0 });
  });

  it("3.2 whatever is asked in whatever order, several at once: spent never exceeds earned, no attribute its most", async () => {
    const attribute = fc.constantFrom(...content.attributes.map((a) => a.id), "none");
    const skill = fc.constantFrom(...content.skills.map((s) => s.id));
    const points = (ids: fc.Arbitrary<string>) => fc.dictionary(ids, fc.integer({ min: 1, max: 8 }), { minKeys: 1, maxKeys: 3 });
    const step = fc.oneof(
      points(attribute).map((p) => () => spend(p)),
      points(skill).map((p) => () => train(p)),
      fc.constant(() => respec()),
      fc.integer({ min: 1, max: 10 }).map((level) => async () => {
        // levels never fall
        await api.database.prisma.$executeRaw`UPDATE characters SET level = greatest(level, ${level}) WHERE id = ${id}::uuid`;
        return null;
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }), async (rounds) => {
        await api.database.prisma.character.update({ where: { id }, data: { level: 1, respecs: 0, respecAt: null } });
        await api.database.prisma.characterAttribute.deleteMany({ where: { characterId: id } });
        await api.database.prisma.characterSkill.deleteMany({ where: { characterId: id } });
        for (const round of rounds) {
          const replies = await Promise.all(round.map((run) => run()));
          for (const reply of replies) if (reply) assert.ok(reply.status < 500, reply.text);
          const { level, attributePoints, skillPoints, attributes, skills } = await sheet();
          assert.ok(
            attributePoints.spent <= 2 * (level - 1) && skillPoints.spent <= level - 1,
            JSON.stringify({ level, attributePoints, skillPoints }),
          );
          for (const { spent, most } of attributes) assert.ok(spent <= most);
          for (const { trained, mostTrained } of skills) assert.ok(trained <= mostTrained);
        }
      }),
      { numRuns: 25 },
    );
  });
});
