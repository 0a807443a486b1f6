import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import type { CharacterLease } from "#rooms/ports/characters.ts";
import { LootTable } from "#shared/content/schema.ts";
import type { PostgresLoot } from "#server/adapters/loot.ts";
import type { LootRollRecord } from "#server/adapters/table-roll.ts";
import { verifyKill } from "#server/modules/loot/verify.ts";
import { seed } from "#prisma/seed.ts";
import { killBy, TestOffice } from "./support/office.ts";

/** What young wolves leave behind here. */
const TABLE = {
  id: "young_wolf",
  entries: [
    { item: "wolf_pelt", chance: 1, when: { firstKill: true } },
    { item: "captains_seal", chance: 1e-9, pity: { id: "core", after: 4 } },
    { item: "wolf_fang", chance: 0.5, max: 3 },
    { item: "fen_charm_bone", chance: 1, when: { classes: ["mender"] } },
    { currency: "crowns", chance: 1, min: 7, max: 9 },
  ],
  groups: [
    {
      pick: 2,
      entries: [
        { item: "grave_dust", weight: 1, max: 9 },
        { table: "keepsakes", weight: 1 },
        { nothing: true, weight: 2 },
      ],
    },
  ],
};

describe("loot tables at kills", () => {
  let office: TestOffice;
  let loot: PostgresLoot;
  before(async () => {
    office = await TestOffice.open();
    const { entries, groups } = LootTable.parse(TABLE);
    await office.prisma.lootTable.update({ where: { id: "young_wolf" }, data: { entries, groups } });
    loot = await office.lootAgain();
  });
  after(() => office.close());

  const wolves = (lease: CharacterLease, count: number) => Array.from({ length: count }, () => killBy([lease], { npcId: "young_wolf" }));
  const fell = async (kills: ReturnType<typeof wolves>, what: string) => {
    const { code } = office.content.items.find((item) => item.id === what) ?? { code: 0 };
    return (await loot.settle(kills)).map(({ drops }) => drops.some((drop) => drop.itemCode === code));
  };

  it("4.2 pity is the character's own, kept between kills and counted within a batch", async () => {
    const [unlucky, other] = await office.held(2);
    assert.deepEqual(await fell(wolves(unlucky, 3), "captains_seal"), [false, false, false]);
    assert.deepEqual(await fell(wolves(other, 1), "captains_seal"), [false]);
    assert.deepEqual(await fell(wolves(unlucky, 7), "captains_seal"), [false, true, false, false, false, false, true]);
    const rows = await office.prisma.lootPity.findMany({ where: { entry: "young_wolf.core" }, orderBy: { misses: "asc" } });
    assert.deepEqual(
      rows.map(({ characterId, misses }) => [characterId, misses]),
      [
        [unlucky.characterId, 0],
        [other.characterId, 1],
      ],
    );
  });

  it("4.2 a first kill is the first in a batch and never again", async () => {
    const [lease] = await office.held(1);
    assert.deepEqual(await fell(wolves(lease, 3), "wolf_pelt"), [true, false, false]);
    assert.deepEqual(await fell(wolves(lease, 2), "wolf_pelt"), [false, false]);
  });

  it("4.2 settling a kill again counts no second miss", async () => {
    const [lease] = await office.held(1);
    const [kill] = wolves(lease, 1);
    await Promise.all(Array.from({ length: 5 }, () => loot.settle([kill])));
    const row = await office.prisma.lootPity.findFirstOrThrow({ where: { characterId: lease.characterId } });
    assert.equal(row.misses, 1);
  });

  it("4.2 conditions ask who killed it", async () => {
    const [warden, mender] = await office.held(2);
    await office.prisma.character.update({ where: { id: mender.characterId }, data: { classId: "mender" } });
    assert.deepEqual(await fell([...wolves(warden, 1), ...wolves(mender, 1)], "fen_charm_bone"), [false, true]);
  });

  it("4.2 4.6 coins are paid at the kill, to a party in equal parts, once; nobody's kill makes none", async () => {
    const [a, b, c] = await office.held(3);
    const [alone] = wolves(a, 1);
    await Promise.all(Array.from({ length: 3 }, () => loot.settle([alone])));
    const partyId = uuidv7();
    const party = { partyId, rule: "free_for_all", threshold: "epic", eligible: [b, c] } as const;
    await loot.settle([killBy([b, c], { npcId: "young_wolf", party: { ...party, eligible: [b, c] } })]);
    await loot.settle([killBy([], { npcId: "young_wolf", lootOwner: null })]);
    const entries = await office.prisma.currencyEntry.findMany({ where: { reason: "kill", ownerType: "character" } });
    const paid = (lease: CharacterLease) =>
      entries.filter(({ ownerId }) => ownerId === lease.characterId).map(({ amount }) => Number(amount));
    assert.equal(paid(a).length, 1);
    assert.ok(paid(a)[0] >= 7 && paid(a)[0] <= 9);
    const [[first], [second]] = [paid(b), paid(c)];
    assert.ok(first + second >= 7 && first + second <= 9 && first - second <= 1 && first >= second, `${first} ${second}`);
    const faucet = await office.prisma.currencyEntry.aggregate({ where: { ownerType: "faucet", ownerId: "loot" }, _sum: { amount: true } });
    const all = await office.prisma.currencyEntry.aggregate({ where: { ownerType: "character" }, _sum: { amount: true } });
    assert.equal(faucet._sum.amount, -(all._sum.amount ?? 0n));
  });

  it("4.2 whoever has what was written down can roll again and gets the same", async () => {
    const [lease] = await office.held(1);
    // as a new content does
    const content = structuredClone(office.content);
    Object.assign(content.lootTables.find(({ id }) => id === "young_wolf") ?? {}, LootTable.parse(TABLE));
    await seed(office.databaseUrl, content);
    const kills = wolves(lease, 20);
    await loot.settle(kills);
    for (const { killId } of kills) {
      const verdicts = await verifyKill(office.prisma, killId);
      assert.ok(verdicts && verdicts.length >= 2, "a roll, and the coins at least");
      assert.deepEqual(
        verdicts.filter(({ wrong }) => wrong !== null),
        [],
      );
    }
    const { id, payload } = await office.prisma.gameEvent.findFirstOrThrow({
      where: { name: "LOOT_GENERATED", payload: { path: ["killId"], equals: kills[0].killId } },
    });
    const [roll] = (payload as unknown as { rolls: LootRollRecord[] }).rolls;
    const forged = {
      ...(payload as object),
      coins: [{ characterId: lease.characterId, currency: "crowns", amount: "1000" }],
      rolls: [roll],
    };
    await office.prisma.gameEvent.update({ where: { id }, data: { payload: JSON.parse(JSON.stringify(forged)) } });
    const wrong = (await verifyKill(office.prisma, kills[0].killId))?.filter((verdict) => verdict.wrong !== null);
    assert.equal(wrong?.length, 1);
    assert.match(wrong?.[0].wrong ?? "", /it was 1000/);
    assert.equal(await verifyKill(office.prisma, uuidv7()), null);
  });

  it("4.2 the version an event names is the one the seed kept", async () => {
    const [lease] = await office.held(1);
    const kill = killBy([lease]);
    await loot.settle([kill]);
    const event = await office.prisma.gameEvent.findFirstOrThrow({ where: { name: "LOOT_GENERATED", characterId: lease.characterId } });
    const [roll] = (event.payload as unknown as { rolls: LootRollRecord[] }).rolls;
    const { tableId, tables } = await office.prisma.lootTableVersion.findUniqueOrThrow({ where: { version: roll.version } });
    assert.deepEqual([tableId, roll.table], ["grimjaw", "grimjaw"]);
    assert.equal((tables as unknown as LootTable[])[0].id, "grimjaw");
  });
});
