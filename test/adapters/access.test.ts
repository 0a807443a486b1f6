import assert from "node:assert/strict";
import { PostgresAccess } from "#server/adapters/access.ts";
import { PostgresConsumables } from "#server/adapters/consumables.ts";
import { TestEconomy } from "#test/economy/support/economy.ts";

describe("keys and skills of professions", () => {
  let economy: TestEconomy;
  let access: PostgresAccess;
  let luck = 0;
  before(async () => {
    economy = await TestEconomy.open();
    const { prisma, content } = economy.office;
    access = new PostgresAccess({ prisma, content, consumables: new PostgresConsumables(prisma, content), random: () => luck });
  });
  after(() => economy.close());

  it("1.9 a key in the bag opens; it is used up only where the content says so", async () => {
    const [lease] = await economy.office.held(1);
    const want = { key: "toll_key", usesUp: false };
    assert.deepEqual(await access.may(lease, want), { ok: false, code: "locked" });
    await economy.give(lease.characterId, "toll_key");
    assert.deepEqual(await access.may(lease, want), { ok: true });
    await access.used(lease, want);
    assert.deepEqual(await access.may(lease, want), { ok: true });
    await access.used(lease, { ...want, usesUp: true });
    assert.deepEqual(await access.may(lease, want), { ok: false, code: "locked" });
    assert.deepEqual(await economy.discrepancies(), []);
  });

  it("4.5 gathering takes skill and teaches it, until it is easy; a lost lease learns nothing", async () => {
    const [lease] = await economy.office.held(1);
    const { characterId } = lease;
    const { prisma } = economy.office;
    const want = { profession: "mining", skill: 2, easyAt: 4 };
    assert.deepEqual(await access.may(lease, want), { ok: false, code: "skill_too_low" });
    const first = { ...want, skill: 0 };
    assert.deepEqual(await access.may(lease, first), { ok: true });
    luck = 0.4;
    for (let n = 0; n < 10; n++) await access.used(lease, first);
    // chances: 1, 3/4, 1/2, 1/4
    const skill = async () => (await prisma.characterProfession.findFirst({ where: { characterId } }))?.skill;
    assert.equal(await skill(), 3);
    assert.deepEqual(await access.may(lease, want), { ok: true });
    luck = 0;
    await Promise.all(Array.from({ length: 6 }, () => access.used(lease, first)));
    assert.equal(await skill(), 4, "it is easy now");
    const told = await prisma.gameEvent.findMany({ where: { characterId, name: "SKILL_INCREASED" }, orderBy: { id: "asc" } });
    assert.deepEqual(
      told.map(({ payload }) => payload),
      [0, 1, 2, 3].map((from) => ({ skillId: "mining", from, to: from + 1, by: "gathering" })),
    );
    await economy.office.characters.claim(characterId, "another");
    await access.used(lease, { ...first, easyAt: 50 });
    assert.equal(await skill(), 4);
  });
});
