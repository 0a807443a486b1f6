import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import { killBy, stateOf, TestOffice, ZONE } from "./support/office.ts";

describe("settling kills", () => {
  let office: TestOffice;
  before(async () => {
    office = await TestOffice.open();
  });
  after(() => office.close());

  const experience = async (id: string) => Number((await office.character(id)).experience);
  const eventsOf = (killId: string) =>
    office.prisma.$queryRaw<Array<{ name: string }>>`
      SELECT name FROM game_events WHERE id = ${killId}::uuid OR payload->>'killId' = ${killId} ORDER BY name`;

  it("3.2 4.2 a kill gives experience, drops loot for its owner and tells the outbox, at once", async () => {
    const [a, b] = await office.held(2);
    const kill = killBy([a, b]);
    const [outcome] = await office.loot.settle([kill]);
    assert.deepEqual(
      outcome.awards,
      [a, b].map(({ characterId }) => ({ characterId, gained: 50, experience: 50, level: 1 })),
    );
    assert.equal(await experience(a.characterId), 50);
    assert.ok(outcome.drops.length >= 2, "grimjaw always leaves a hide and fangs");
    for (const drop of outcome.drops) {
      assert.equal(drop.ownerCharacterId, a.characterId);
      assert.ok(Math.hypot(drop.x - 100, drop.y - 100) < 1.5);
      assert.ok(drop.ownedUntil > office.now && drop.expiresAt > drop.ownedUntil);
    }
    const lying = await office.loot.dropsIn(ZONE, 0);
    assert.deepEqual(
      outcome.drops.map((drop) => lying.find((l) => l.dropId === drop.dropId)),
      outcome.drops,
    );
    assert.deepEqual(
      (await eventsOf(kill.killId)).map((e) => e.name),
      ["LOOT_GENERATED", "NPC_DIED"],
    );
  });

  it("4.6 a kill's loot begins a history and its coins come from a faucet, once, all of one operation", async () => {
    const leases = await office.held(1);
    const kill = killBy(leases, { npcId: "captain_varrow" });
    const [{ drops }] = await office.loot.settle([kill]);
    await office.loot.settle([kill]);
    const entries = await office.prisma.currencyEntry.findMany({ where: { operation: kill.killId }, orderBy: { amount: "desc" } });
    assert.deepEqual(
      entries.map(({ ownerType, ownerId }) => [ownerType, ownerId]),
      [
        ["character", leases[0].characterId],
        ["faucet", "loot"],
      ],
    );
    assert.ok(entries[0].amount >= 260n && entries[0].amount <= 420n && entries[1].amount === -entries[0].amount);
    const history = await office.prisma.itemHistory.findMany({ where: { operation: kill.killId } });
    assert.deepEqual(history.map(({ toItem }) => toItem).sort(), drops.map(({ dropId }) => dropId).sort());
    assert.ok(
      history.every(({ reason, fromItem, toPlace }) => reason === "kill" && fromItem === null && toPlace === `zone:${ZONE}/ground`),
    );
  });

  it("3.2 experience past a threshold is a level, with an event; kills of one batch add up in order", async () => {
    const [lease] = await office.held(1);
    const first = office.content.progression.experienceForLevel[0];
    const kills = [10, first - 10, 5].map((amount) => killBy([lease], { credits: [{ lease, experience: amount }] }));
    const outcomes = await office.loot.settle(kills);
    assert.deepEqual(
      outcomes.map(({ awards: [award] }) => [award.experience, award.level]),
      [
        [10, 1],
        [first, 2],
        [first + 5, 2],
      ],
    );
    const { level } = await office.character(lease.characterId);
    assert.equal(level, 2);
    assert.deepEqual(
      (await eventsOf(kills[1].killId)).map((e) => e.name),
      ["LEVEL_UP", "LOOT_GENERATED", "NPC_DIED"],
    );
  });

  it("10.4 the same kill twice, later or at the same time, has one effect and one answer", async () => {
    const [lease] = await office.held(1);
    const kill = killBy([lease]);
    const answers = await Promise.all(Array.from({ length: 10 }, () => office.loot.settle([kill])));
    answers.push(await office.loot.settle([kill, killBy([lease])]));
    for (const [answer] of answers) {
      assert.equal(answer.awards[0].gained, 50);
      assert.deepEqual(answer.drops.map((d) => d.dropId).sort(), answers[0][0].drops.map((d) => d.dropId).sort());
    }
    assert.equal(await experience(lease.characterId), 100);
    const stacks = await office.prisma.worldDrop.count({ where: { itemId: { in: answers[0][0].drops.map((d) => d.dropId) } } });
    assert.equal(stacks, answers[0][0].drops.length);
    assert.equal((await eventsOf(kill.killId)).length, 2);
  });

  it("10.4 an answer given again knows what was taken and gained since", async () => {
    const [lease] = await office.held(1);
    const kill = killBy([lease]);
    const [first] = await office.loot.settle([kill]);
    await office.loot.pickUp(lease, first.drops[0].dropId);
    await office.loot.settle([killBy([lease])]);
    const [again] = await office.loot.settle([kill]);
    assert.deepEqual(again.awards, [{ characterId: lease.characterId, gained: 50, experience: 100, level: 1 }]);
    assert.deepEqual(
      again.drops.map((d) => d.dropId).sort(),
      first.drops
        .slice(1)
        .map((d) => d.dropId)
        .sort(),
    );
  });

  it("R12 a lost lease earns nothing; the others do", async () => {
    const [stale, fresh, released] = await office.held(3);
    await office.characters.claim(stale.characterId, "another");
    await office.prisma.character.update({ where: { id: released.characterId }, data: { leaseOwner: null } });
    const [outcome] = await office.loot.settle([killBy([stale, fresh, released])]);
    assert.deepEqual(
      outcome.awards.map((award) => award.characterId),
      [fresh.characterId],
    );
    assert.equal(await experience(stale.characterId), 0);
    assert.equal(await experience(released.characterId), 0);
  });

  it("4.2 loot follows from the kill's id alone", async () => {
    const [lease] = await office.held(1);
    const twin = await TestOffice.open();
    try {
      const [other] = await twin.held(1);
      const ids = Array.from({ length: 20 }, () => uuidv7());
      const here = await office.loot.settle(ids.map((killId) => killBy([lease], { killId, npcId: "young_wolf" })));
      const there = await twin.loot.settle(ids.map((killId) => killBy([other], { killId, npcId: "young_wolf" })));
      const what = (outcomes: typeof here) => outcomes.map((o) => o.drops.map((d) => [d.itemCode, d.quantity]));
      assert.deepEqual(what(here), what(there));
      assert.ok(new Set(what(here).map((drops) => JSON.stringify(drops))).size > 1, "not all the same");
    } finally {
      await twin.close();
    }
  });

  it("4.2 an NPC without a table, or of content that is gone, drops nothing and still counts", async () => {
    const [lease] = await office.held(1);
    const [outcome] = await office.loot.settle([killBy([lease], { npcId: "no_such_npc", lootOwner: null })]);
    assert.deepEqual(outcome.drops, []);
    assert.equal(outcome.awards.length, 1);
  });

  it("R2 sixteen settlements over the same characters at once: no deadlock, nothing lost", async () => {
    const leases = await office.held(10);
    const batch = (n: number) => {
      const order = n % 2 ? leases : [...leases].reverse();
      return office.loot.settle(
        Array.from({ length: 8 }, () => killBy(order, { npcId: "young_wolf", credits: order.map((lease) => ({ lease, experience: 3 })) })),
      );
    };
    await Promise.all([
      ...Array.from({ length: 16 }, (_, n) => batch(n)),
      ...Array.from({ length: 8 }, () =>
        office.characters.save(leases.map((lease) => stateOf(lease, { x: 1, y: 1, facing: 0, health: 5, resource: 1 }))),
      ),
    ]);
    for (const { characterId } of leases) assert.equal(await experience(characterId), 16 * 8 * 3);
  });
});
