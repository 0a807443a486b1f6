import assert from "node:assert/strict";
import { PostgresConsumables } from "#server/adapters/consumables.ts";
import { TestEconomy } from "#test/economy/support/economy.ts";

describe("things that are used up", () => {
  let economy: TestEconomy;
  let consumables: PostgresConsumables;
  before(async () => {
    economy = await TestEconomy.open();
    consumables = new PostgresConsumables(economy.office.prisma, economy.office.content);
  });
  after(() => economy.close());

  it("4.1 one is taken for each use, however many ask at once; none is left, none is taken; the history knows", async () => {
    const [lease] = await economy.office.held(1);
    await economy.give(lease.characterId, "healing_draught", 3);
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => consumables.consume(lease, "healing_draught")));
    assert.equal(outcomes.filter(({ ok }) => ok).length, 3);
    assert.ok(outcomes.every((outcome) => outcome.ok || outcome.code === "gone"));
    assert.deepEqual(await economy.office.bag(lease.characterId), []);
    assert.equal(await economy.office.prisma.itemHistory.count({ where: { reason: "used", actorId: lease.characterId, toItem: null } }), 3);
    assert.deepEqual(await economy.discrepancies(), []);
  });

  it("R12 a lost lease uses nothing up", async () => {
    const [lease] = await economy.office.held(1);
    await economy.give(lease.characterId, "healing_draught", 1);
    await economy.office.characters.claim(lease.characterId, "another");
    assert.deepEqual(await consumables.consume(lease, "healing_draught"), { ok: false, code: "lease_lost" });
    assert.equal((await economy.office.bag(lease.characterId)).length, 1);
  });
});
