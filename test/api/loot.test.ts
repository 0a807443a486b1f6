import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import { PostgresLoot } from "#server/adapters/loot.ts";
import type { LootNews } from "#server/modules/loot/loot.news.ts";
import { lootTeller } from "#server/modules/loot/loot.news.ts";
import { loadContent } from "#shared/content/load.ts";
import { ROLL_MS } from "#shared/rules/loot/need-greed.ts";
import { killBy } from "#test/adapters/support/office.ts";
import { TestApi } from "./support/api.ts";
import { type Friend, partyOf } from "./support/friends.ts";

describe("4.2 loot", () => {
  let api: TestApi;
  let loot: PostgresLoot;
  const news: LootNews[] = [];
  before(async () => {
    api = await TestApi.start();
    const { prisma } = api.database;
    loot = await PostgresLoot.open({ prisma, content: loadContent(), teller: { tell: (one) => news.push(one) }, now: () => api.now });
  });
  after(() => api.stop());

  const path = (who: Friend, rest = "") => `/api/v1/loot/${who.id}/rolls${rest}`;
  const get = (who: Friend, rest = "") => api.send("GET", path(who, rest), undefined, { token: who.token });
  const choose = (who: Friend, rollId: string, choice: unknown, key: string = uuidv7()) =>
    api.send("POST", path(who, `/${rollId}/choice`), { choice }, { token: who.token, headers: { "Idempotency-Key": key } });

  /** The party kills a captain; what he always has is rolled for. */
  async function rollAmong(friends: readonly Friend[]): Promise<string> {
    const { prisma } = api.database;
    await prisma.character.updateMany({ where: { id: { in: friends.map(({ id }) => id) } }, data: { leaseEpoch: 1 } });
    const leases = friends.map(({ id }) => ({ characterId: id, epoch: 1n }));
    const { partyId } = await prisma.partyMember.findUniqueOrThrow({ where: { characterId: friends[0].id } });
    const party = { partyId, rule: "need_greed", threshold: "epic", eligible: leases } as const;
    await loot.settle([killBy(leases, { roomId: "room1", layer: 1, npcId: "captain_varrow", party: { ...party, eligible: leases } })]);
    const { body } = await get(friends[0]);
    return body.rolls[body.rolls.length - 1].id;
  }

  it("4.2 a roll from the kill to the bag: open, answers, the last one decides, history", async () => {
    const friends = await partyOf(api, 3);
    const [a, b, c] = friends;
    const id = await rollAmong(friends);
    const { body } = await get(b);
    const open = body.rolls.find((roll: { id: string }) => roll.id === id);
    assert.deepEqual([open.templateId, open.quantity, open.choice, open.result], ["captains_seal", 1, null, null]);
    assert.equal(Date.parse(open.endsAt) - Date.parse(open.startedAt), ROLL_MS);
    assert.equal((await choose(a, id, "greed")).body.choice, "greed");
    assert.equal((await get(a)).body.rolls.find((roll: { id: string }) => roll.id === id).choice, "greed");
    assert.equal((await choose(b, id, "pass")).body.result, null);
    const last = await choose(c, id, "need");
    assert.equal(last.status, 200, last.text);
    assert.deepEqual([last.body.result.winner.name, last.body.result.winner.by, last.body.result.delivered], [c.name, "need", "bag"]);
    assert.equal(last.body.result.answers.length, 3);
    const bag = await api.send("GET", `/api/v1/inventory/${c.id}`, undefined, { token: c.token });
    assert.ok(bag.text.includes("captains_seal"));
    const history = await get(b, "/history?limit=1");
    assert.equal(history.body.items[0].id, id);
    assert.equal(history.body.items[0].choice, "pass");
    assert.equal(
      (await get(b)).body.rolls.some((roll: { id: string }) => roll.id === id),
      false,
    );
    assert.equal(
      news.some(({ kind }) => kind === "roll_started"),
      true,
    );
  });

  it("R4 the same request again has the same answer; another answer is refused", async () => {
    const [a, b] = await partyOf(api, 2);
    const id = await rollAmong([a, b]);
    const key = uuidv7();
    const answers = await Promise.all(Array.from({ length: 10 }, () => choose(a, id, "need", key)));
    for (const answer of answers) assert.equal(answer.text, answers[0].text);
    assert.equal((await choose(a, id, "pass")).body.code, "rolled_already");
    assert.equal((await choose(a, id, "need")).status, 200, "said once more, with another key");
    const without = await api.send("POST", path(b, `/${id}/choice`), { choice: "need" }, { token: b.token });
    assert.equal(without.status, 400);
    for (const wrong of ["NEED", "", 1, null, ["need"]]) assert.equal((await choose(b, id, wrong)).status, 400);
    assert.equal((await choose(b, id, "pass")).body.result.winner.characterId, a.id);
  });

  it("4.2 after its time nobody answers any more, and the job decides; leaving the party changes nothing", async () => {
    const [a, b] = await partyOf(api, 2);
    const id = await rollAmong([a, b]);
    await choose(a, id, "greed");
    assert.equal((await a.leave()).status, 200);
    api.pass(ROLL_MS);
    assert.equal((await choose(b, id, "need")).body.code, "roll_over");
    await api.lootRolls.decideDue();
    const { body } = await get(b, "/history");
    assert.deepEqual([body.items[0].id, body.items[0].result.winner.characterId, body.items[0].result.answers[1].choice], [id, a.id, null]);
  });

  it("R28 others' characters and others' rolls are not found", async () => {
    const [a, b] = await partyOf(api, 2);
    const [stranger] = await partyOf(api, 2);
    const id = await rollAmong([a, b]);
    assert.equal((await choose(stranger, id, "need")).body.code, "roll_not_found");
    const foreign = await api.send("GET", path(a), undefined, { token: stranger.token });
    assert.deepEqual([foreign.status, foreign.body.code], [404, "character_not_found"]);
  });

  it("4.2 members are told on the topic of their party", () => {
    const told: unknown[] = [];
    const teller = lootTeller({ publish: (topic, kind) => told.push([topic, kind]), moved: () => {} });
    const partyId = uuidv7();
    teller.tell({ partyId, kind: "assigned", data: { characterId: uuidv7(), templateId: "wolf_fang", quantity: 2 } });
    assert.deepEqual(told, [[`party/${partyId}/loot`, "assigned"]]);
  });
});
