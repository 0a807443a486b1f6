import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import type { CharacterLease } from "#rooms/ports/characters.ts";
import type { PickUpOutcome } from "#rooms/ports/loot.ts";
import { TestOffice, ZONE } from "./support/office.ts";

describe("picking up", () => {
  let office: TestOffice;
  before(async () => {
    office = await TestOffice.open();
  });
  after(() => office.close());

  const take = (lease: CharacterLease, dropId: string) => office.loot.pickUp(lease, dropId);
  const total = async (templateId: string) =>
    (await office.prisma.characterItem.aggregate({ where: { templateId }, _sum: { quantity: true } }))._sum.quantity ?? 0;
  const slots = async (lease: CharacterLease) =>
    (await office.bag(lease.characterId)).map(({ slot, templateId, quantity }) => [slot, templateId, quantity]);

  it("4.1 the row moves from the ground into the first free slot, with an event", async () => {
    const [lease] = await office.held(1);
    const dropId = await office.drop("torn_map", 2);
    const outcome = await take(lease, dropId);
    assert.deepEqual(outcome, { ok: true, item: { itemId: dropId, templateId: "torn_map", quantity: 2, slot: 0 } });
    const [item] = await office.bag(lease.characterId);
    assert.deepEqual([item.id, item.place, item.quantity, item.version], [dropId, "bag", 2, 1]);
    assert.equal(await office.prisma.worldDrop.count({ where: { itemId: dropId } }), 0);
    const events = await office.prisma.gameEvent.findMany({ where: { name: "ITEM_PICKED_UP", characterId: lease.characterId } });
    assert.equal(events.length, 1);
    assert.deepEqual(await take(lease, dropId), { ok: false, code: "gone" });
  });

  it("4.1 stacks are filled up before a slot is taken; the sum stays", async () => {
    const [lease] = await office.held(1);
    const before = await total("wolf_pelt");
    for (const quantity of [15, 12, 20, 13]) assert.equal((await take(lease, await office.drop("wolf_pelt", quantity))).ok, true);
    assert.deepEqual(await slots(lease), [
      [0, "wolf_pelt", 20],
      [1, "wolf_pelt", 20],
      [2, "wolf_pelt", 20],
    ]);
    assert.equal((await total("wolf_pelt")) - before, 60);
  });

  it("4.1 a stack that is wholly merged names the stack it is in now", async () => {
    const [lease] = await office.held(1);
    const first = await office.drop("grave_dust", 3);
    await take(lease, first);
    const outcome = await take(lease, await office.drop("grave_dust", 4));
    assert.deepEqual(outcome, { ok: true, item: { itemId: first, templateId: "grave_dust", quantity: 4, slot: 0 } });
    assert.deepEqual(await slots(lease), [[0, "grave_dust", 7]]);
  });

  it("4.1 a full bag refuses and nothing moves, not even the part that would fit", async () => {
    const [lease] = await office.held(1, "room", 2);
    for (const what of ["barrow_blade", "boar_tusk"]) await take(lease, await office.drop(what, 1));
    assert.equal((await take(lease, await office.drop("boar_tusk", 15))).ok, true, "there is room in the stack");
    const dropId = await office.drop("boar_tusk", 10);
    assert.deepEqual(await take(lease, dropId), { ok: false, code: "bag_full" });
    assert.deepEqual(await slots(lease), [
      [0, "barrow_blade", 1],
      [1, "boar_tusk", 16],
    ]);
    assert.equal(await office.prisma.worldDrop.count({ where: { itemId: dropId } }), 1);
  });

  it("1.9 only its owner may take a drop first; later anybody", async () => {
    const [owner, other] = await office.held(2);
    const dropId = await office.drop("captains_seal", 1, owner.characterId);
    assert.deepEqual(await take(other, dropId), { ok: false, code: "not_yours" });
    office.pass(61_000);
    assert.equal((await take(other, dropId)).ok, true);
  });

  it("R4 100 at once for one item, 20 times: exactly one gets it", async () => {
    const leases = await office.held(100);
    for (let round = 0; round < 20; round++) {
      const dropId = await office.drop("stolen_coin", 7);
      const outcomes = await Promise.all(leases.map((lease) => take(lease, dropId)));
      assert.equal(outcomes.filter((o) => o.ok).length, 1);
      assert.ok(outcomes.every((o) => o.ok || o.code === "gone"));
    }
    const rows = await office.prisma.characterItem.findMany({ where: { templateId: "stolen_coin" } });
    assert.equal(
      rows.reduce((sum, row) => sum + row.quantity, 0),
      20 * 7,
    );
  });

  it("R8 one character taking many things at once loses and doubles none", async () => {
    const [lease] = await office.held(1);
    const drops = await Promise.all(Array.from({ length: 60 }, () => office.drop("venom_sac", 3)));
    const outcomes = await Promise.all([...drops, ...drops].map((dropId) => take(lease, dropId)));
    assert.equal(outcomes.filter((o: PickUpOutcome) => o.ok).length, 60);
    const bag = await office.bag(lease.characterId);
    assert.equal(
      bag.reduce((sum, row) => sum + row.quantity, 0),
      180,
    );
    assert.equal(bag.length, 9);
    assert.deepEqual(
      bag.map((row) => row.slot),
      [0, 1, 2, 3, 4, 5, 6, 7, 8],
    );
  });

  it("R12 a lost lease takes nothing", async () => {
    const [lease] = await office.held(1);
    await office.characters.claim(lease.characterId, "another");
    assert.deepEqual(await take(lease, await office.drop("bent_nail")), { ok: false, code: "lease_lost" });
    assert.deepEqual(await take(lease, uuidv7()), { ok: false, code: "lease_lost" });
  });

  it("1.9 taking and expiring at once: in the bag or gone, never both", async () => {
    const leases = await office.held(20);
    for (const lease of leases) {
      const dropId = await office.drop("healing_draught", 1);
      const [outcome] = await Promise.all([take(lease, dropId), office.loot.expire([dropId])]);
      const item = await office.prisma.characterItem.findUnique({ where: { id: dropId } });
      assert.equal(item?.ownerType ?? null, outcome.ok ? "character" : null);
    }
    const taken = await office.drop("hunters_bow");
    assert.equal((await take(leases[0], taken)).ok, true);
    await office.loot.expire([taken]);
    assert.equal(
      (await office.prisma.characterItem.findUnique({ where: { id: taken } }))?.ownerType,
      "character",
      "what somebody has cannot expire",
    );
  });

  it("4.2 after a restart the zone finds what lies there; what expired meanwhile is gone", async () => {
    const [lease] = await office.held(1);
    const id = await office.drop("shatterstone", 4, lease.characterId);
    const found = (await office.loot.dropsIn(ZONE, 0)).find((drop) => drop.dropId === id);
    assert.deepEqual(found, {
      dropId: id,
      itemCode: 13,
      quantity: 4,
      x: 1,
      y: 1,
      ownerCharacterId: lease.characterId,
      ownedUntil: office.now + 60_000,
      expiresAt: office.now + 180_000,
    });
    assert.deepEqual(await office.loot.dropsIn(ZONE, 1), [], "another layer");
    office.pass(180_000);
    assert.deepEqual(await office.loot.dropsIn(ZONE, 0), []);
    assert.equal(await office.prisma.characterItem.findUnique({ where: { id } }), null);
    await office.loot.expire([id]);
  });
});
