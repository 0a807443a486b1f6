import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import type { CharacterSave } from "#rooms/ports/characters.ts";
import { stateOf, TestOffice, ZONE } from "./support/office.ts";

describe("character store", () => {
  let office: TestOffice;
  before(async () => {
    office = await TestOffice.open();
  });
  after(() => office.close());

  const redeems = (ticket: string, zoneId = ZONE) => office.characters.redeem(ticket, zoneId);
  const refusedTicket = { name: "RoomError", code: "ticket_invalid" };

  it("3.1 a ticket works once, for its zone, and tells who holds the character", async () => {
    const [id] = await office.people(1);
    const ticket = await office.ticket(id);
    await assert.rejects(redeems(ticket, "elsewhere"), refusedTicket);
    const { accountId } = await office.character(id);
    const { id: loginId } = await office.prisma.authSession.findFirstOrThrow({ where: { accountId } });
    assert.deepEqual(await redeems(ticket), { characterId: id, accountId, loginId, heldBy: null, others: [] });
    await assert.rejects(redeems(ticket), refusedTicket);
    await office.characters.claim(id, "room-7");
    assert.equal((await redeems(await office.ticket(id))).heldBy, "room-7");
  });

  it("R13 expired, replaced, unknown tickets and those of an ended session are refused", async () => {
    const [id] = await office.people(1);
    await assert.rejects(redeems(await office.ticket(id, -1)), refusedTicket);
    const replaced = await office.ticket(id);
    const newest = await office.ticket(id);
    await assert.rejects(redeems(replaced), refusedTicket);
    await assert.rejects(redeems("' OR 1=1 --"), refusedTicket);
    const { accountId } = await office.character(id);
    await office.prisma.authSession.updateMany({ where: { accountId }, data: { revokedAt: new Date() } });
    await assert.rejects(redeems(newest), refusedTicket);
    const late = await office.ticket(id);
    await office.prisma.authSession.updateMany({ where: { accountId }, data: { expiresAt: new Date(Date.now() - 1) } });
    await assert.rejects(redeems(late), refusedTicket);
  });

  it("R12 of many who use one ticket at once, one gets in", async () => {
    const [id] = await office.people(1);
    const ticket = await office.ticket(id);
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => redeems(ticket)));
    assert.equal(results.filter((r) => r.status === "fulfilled").length, 1);
  });

  it("3.1 a new character has no place and full health; what was saved comes back as it was", async () => {
    const [id] = await office.people(1);
    const first = await office.characters.claim(id, "room-a");
    assert.deepEqual([first.place, first.health, first.resource, first.level, first.experience], [null, null, null, 1, 0]);
    const state = stateOf(first.lease, {
      x: Math.fround(123.456),
      y: Math.fround(0.1),
      facing: Math.fround(6.2831),
      health: 0,
      resource: Math.fround(3.3),
    });
    assert.deepEqual(await office.characters.save([state]), []);
    assert.equal(await office.characters.release(state), true);
    const again = await office.characters.claim(id, "room-b");
    assert.deepEqual(again.place, { zoneId: ZONE, x: state.x, y: state.y, facing: state.facing });
    assert.deepEqual([again.health, again.resource], [0, state.resource]);
    assert.equal(again.lease.epoch, first.lease.epoch + 1n);
  });

  const elsewhere = { zoneId: ZONE, x: 44.5, y: 55.5, facing: 0 };
  const carried = { zoneId: ZONE, globalMs: 0, cooldowns: { homeward: 900_000 }, charges: {}, statuses: [], pvpMs: null };

  it("1.8 a move is made once: the place is the destination, the epoch one more, the lease free; asked for again it changes nothing", async () => {
    const [id] = await office.people(1);
    const { lease } = await office.characters.claim(id, "room-a");
    const state = stateOf(lease, { carried });
    assert.equal(await office.characters.depart(state, elsewhere, 3), true);
    assert.equal(await office.characters.depart(state, elsewhere, 3), true, "the answer was lost, and it is asked for again");
    assert.deepEqual(await office.characters.save([stateOf(lease)]), [id], "the old room writes no more");
    assert.equal(await office.characters.release(stateOf(lease)), false);
    const left = lease.epoch + 1n;
    await assert.rejects(office.characters.claim(id, "room-x", lease.epoch), refusedTicket);
    const there = await office.characters.claim(id, "room-b", left);
    assert.equal(there.lease.epoch, left + 1n);
    assert.deepEqual(there.place, { zoneId: ZONE, x: 44.5, y: 55.5, facing: 0 });
    assert.deepEqual(there.carried?.state, carried);
    assert.ok((there.carried?.ageMs ?? -1) >= 0);
    await assert.rejects(office.characters.claim(id, "room-c", left), refusedTicket, "the seat is used");
    assert.equal(await office.characters.depart(state, elsewhere, 3), false);
  });

  it("R12 a move against a take-over: one of them, never both", async () => {
    const people = await office.people(20);
    for (const id of people) {
      const { lease } = await office.characters.claim(id, "room-a");
      const [moved, taken] = await Promise.all([
        office.characters.depart(stateOf(lease, { carried }), elsewhere, 0),
        office.characters.claim(id, "room-b"),
      ]);
      // claimed first: the move is refused; moved first: the claim came after it
      assert.equal(taken.lease.epoch, lease.epoch + (moved ? 2n : 1n));
      await assert.rejects(office.characters.claim(id, "room-c", lease.epoch + 1n), refusedTicket);
    }
  });

  it("1.8 what is carried is kept until something else is written; a home is the character's who has the lease", async () => {
    const [id] = await office.people(1);
    const { lease } = await office.characters.claim(id, "room-a");
    await office.characters.save([stateOf(lease, { carried })]);
    await office.characters.save([stateOf(lease, { x: 11 })]);
    assert.equal(await office.characters.bind(lease, { zoneId: ZONE, objectId: "stone_bridge" }), true);
    assert.equal(await office.characters.release(stateOf(lease)), true);
    assert.equal(await office.characters.bind(lease, { zoneId: ZONE, objectId: "stone_quarry" }), false);
    const again = await office.characters.claim(id, "room-a");
    assert.deepEqual(again.carried?.state, carried);
    assert.deepEqual(again.home, { zoneId: ZONE, objectId: "stone_bridge" });
  });

  it("1.8 a way stone is discovered once, by the character who has the lease, with its event", async () => {
    const [id, other] = await office.people(2);
    const { lease, waystones } = await office.characters.claim(id, "room-a");
    assert.deepEqual(waystones, []);
    const [bridge, harbour] = [
      { zoneId: ZONE, objectId: "waystone_bridge" },
      { zoneId: "elsewhere", objectId: "waystone_harbour" },
    ];
    const both = await Promise.all([office.characters.discover(lease, bridge), office.characters.discover(lease, bridge)]);
    assert.deepEqual(both, [true, true]);
    assert.equal(await office.characters.discover(lease, harbour), true);
    const { lease: newer, waystones: known } = await office.characters.claim(id, "room-b");
    const byName = (a: { objectId: string }, b: { objectId: string }) => (a.objectId < b.objectId ? -1 : 1);
    assert.deepEqual([...known].sort(byName), [bridge, harbour]);
    const quarry = { zoneId: ZONE, objectId: "waystone_quarry" };
    assert.equal(await office.characters.discover(lease, quarry), false, "of an older copy nothing is written");
    await office.characters.giveBack(newer);
    assert.equal(await office.characters.discover(newer, quarry), false);
    assert.equal((await office.characters.claim(id, "room-a")).waystones.length, 2);
    assert.deepEqual((await office.characters.claim(other, "room-a")).waystones, []);
    const events = await office.prisma.gameEvent.findMany({ where: { characterId: id, name: "WAYSTONE_DISCOVERED" } });
    assert.equal(events.length, 2);
  });

  it("R12 a claim ends every earlier lease: 0 stale writes", async () => {
    const [id] = await office.people(1);
    const old = await office.characters.claim(id, "room-a");
    await office.characters.save([stateOf(old.lease, { x: 1 })]);
    const now = await office.characters.claim(id, "room-b");
    assert.deepEqual(await office.characters.save([stateOf(old.lease, { x: 2 })]), [id]);
    assert.equal(await office.characters.release(stateOf(old.lease, { x: 3 })), false);
    assert.equal((await office.character(id)).position?.x, 1);
    assert.equal((await office.character(id)).leaseOwner, "room-b");
    assert.deepEqual(await office.characters.save([stateOf(now.lease, { x: 4 })]), []);
    assert.equal((await office.character(id)).position?.x, 4);
  });

  it("R12 what was released cannot be saved again, though nobody else has claimed it", async () => {
    const [id] = await office.people(1);
    const { lease } = await office.characters.claim(id, "room-a");
    assert.equal(await office.characters.release(stateOf(lease, { x: 5 })), true);
    assert.deepEqual(await office.characters.save([stateOf(lease, { x: 6 })]), [id]);
    assert.equal(await office.characters.release(stateOf(lease)), false);
    assert.equal((await office.character(id)).position?.x, 5);
  });

  it("R12 twenty parallel claims: one epoch each, only the highest may write", async () => {
    const [id] = await office.people(1);
    const records = await Promise.all(Array.from({ length: 20 }, (_, n) => office.characters.claim(id, `room-${n}`)));
    const epochs = records.map((record) => record.lease.epoch);
    assert.equal(new Set(epochs).size, 20);
    const newest = epochs.reduce((a, b) => (a > b ? a : b));
    const lost = await Promise.all(
      records.map((record) => office.characters.save([stateOf(record.lease, { x: Number(record.lease.epoch) })])),
    );
    assert.equal(lost.filter((ids) => ids.length === 0).length, 1);
    assert.equal((await office.character(id)).position?.x, Number(newest));
  });

  it("10.4 a batch saves those that are ours and names those that are not", async () => {
    const leases = await office.held(6);
    const foreign = [leases[1], leases[4]];
    for (const lease of foreign) await office.characters.claim(lease.characterId, "another");
    const unknown = { characterId: uuidv7(), epoch: 1n };
    const lost = await office.characters.save([...leases, unknown].map((lease, n) => stateOf(lease, { x: 100 + n })));
    assert.deepEqual(lost.sort(), [...foreign.map((lease) => lease.characterId), unknown.characterId].sort());
    for (const [n, lease] of leases.entries()) {
      assert.equal((await office.character(lease.characterId)).position?.x, foreign.includes(lease) ? undefined : 100 + n);
    }
  });

  it("R7 a state no row may hold is left out, the others are saved", async () => {
    const wrong: Array<Partial<CharacterSave>> = [
      { x: Number.NaN },
      { x: -1 },
      { y: Number.POSITIVE_INFINITY },
      { y: Number.MAX_VALUE },
      { facing: Number.NaN },
      { health: -1 },
      { health: 0.5 },
      { resource: Number.NaN },
    ];
    const leases = await office.held(wrong.length + 1);
    const before = office.complaints.length;
    const lost = await office.characters.save(leases.map((lease, n) => stateOf(lease, wrong[n] ?? { x: 42 })));
    assert.deepEqual(lost, []);
    assert.equal(office.complaints.length - before, wrong.length);
    assert.equal((await office.character(leases[wrong.length].characterId)).position?.x, 42);
    assert.equal((await office.character(leases[0].characterId)).position, null);
    assert.equal(await office.characters.release(stateOf(leases[0], { x: Number.NaN })), true, "its lease goes back all the same");
    assert.equal((await office.character(leases[0].characterId)).leaseOwner, null);
  });

  it("10.4 overlapping batches in any order neither deadlock nor mix states", async () => {
    const leases = await office.held(200);
    const round = (n: number) => {
      const order = n % 2 ? leases : [...leases].reverse();
      return office.characters.save(order.map((lease) => stateOf(lease, { x: n, y: n, health: n })));
    };
    const results = await Promise.all(Array.from({ length: 16 }, (_, n) => round(n)));
    assert.deepEqual(results.flat(), []);
    for (const lease of leases.slice(0, 20)) {
      const { position, health } = await office.character(lease.characterId);
      assert.equal(position?.x, health);
      assert.equal(position?.y, health);
    }
  });

  it("3.1 an account plays one character at a time: a ticket names the others in the world, a claim ends their leases", async () => {
    const [first, second] = await office.people(2);
    const { accountId } = await office.character(first);
    await office.prisma.character.update({ where: { id: second }, data: { accountId } });
    const { lease } = await office.characters.claim(first, "room-1");
    assert.deepEqual((await redeems(await office.ticket(second))).others, [{ characterId: first, heldBy: "room-1" }]);
    const taken = await office.characters.claim(second, "room-2");
    assert.deepEqual(await office.characters.save([stateOf(lease), stateOf(taken.lease)]), [first]);
    for (let n = 0; n < 20; n++) {
      const claims = await Promise.allSettled([office.characters.claim(first, "room-1"), office.characters.claim(second, "room-2")]);
      assert.ok(claims.some((claim) => claim.status === "fulfilled"));
      assert.equal(await office.prisma.character.count({ where: { accountId, leaseOwner: { not: null } } }), 1);
    }
  });

  it("3.1 a deleted character is not let in, by ticket or claim", async () => {
    const [id] = await office.people(1);
    const ticket = await office.ticket(id);
    await office.prisma.character.update({ where: { id }, data: { deletedAt: new Date() } });
    await assert.rejects(redeems(ticket), refusedTicket);
    await assert.rejects(office.characters.claim(id, "room"), { name: "RoomError", code: "character_unavailable" });
  });

  it("3.1 an unknown character cannot be claimed", async () => {
    await assert.rejects(office.characters.claim(uuidv7(), "room"), { name: "RoomError", code: "character_unavailable" });
  });
});
