import assert from "node:assert/strict";
import { isRunning, place } from "#server/zones/placement.ts";
import { TestOffice, ZONE } from "#test/adapters/support/office.ts";

/** A layer of the zone: its number, and what its lease says otherwise than usual. */
type Layer = [
  layer: number,
  more?: { players?: number; wantsLayer?: boolean; closing?: boolean; expiresAt?: Date; roomId?: string | null },
];

describe("placement", () => {
  let office: TestOffice;
  let characterId: string;
  before(async () => {
    office = await TestOffice.open();
    await office.prisma.zone.update({ where: { id: ZONE }, data: { softPlayers: 10, maxPlayers: 20 } });
    [characterId] = await office.people(1);
  });
  after(() => office.close());

  async function layers(...all: Layer[]): Promise<void> {
    await office.prisma.zoneLease.deleteMany();
    await office.prisma.zoneLease.createMany({
      data: all.map(([layer, more]) => ({
        zoneId: ZONE,
        layer,
        owner: "elsewhere/1/x",
        epoch: 1n,
        roomId: `room${layer}`,
        address: `ws://host${layer}`,
        expiresAt: new Date(Date.now() + 60_000),
        ...more,
      })),
    });
  }
  async function lastOn(layer: number | null, zoneId = ZONE): Promise<void> {
    const at = { zoneId, layer, x: 1, y: 1, facing: 0 };
    await office.prisma.playerPosition.upsert({ where: { characterId }, create: { characterId, ...at }, update: at });
  }
  const heldBy = (leaseOwner: string | null) => office.prisma.character.update({ where: { id: characterId }, data: { leaseOwner } });
  const chosen = async (who = characterId) => (await place(office.prisma, { zoneId: ZONE, characterId: who }))?.layer ?? null;

  afterEach(async () => {
    await office.prisma.playerPosition.deleteMany();
    await heldBy(null);
  });

  it("1.8 the fullest layer below the soft limit, with the room and where its process is", async () => {
    await layers([0, { players: 3 }], [1, { players: 9 }], [2, { players: 10 }]);
    assert.deepEqual(await place(office.prisma, { zoneId: ZONE, characterId }), { roomId: "room1", layer: 1, address: "ws://host1" });
  });

  it("1.8 of equally full ones the first", async () => {
    await layers([1], [0], [2]);
    assert.equal(await chosen(), 0);
  });

  it("1.8 a layer that asks for relief is avoided while there is another", async () => {
    await layers([0, { players: 5, wantsLayer: true }], [1, { players: 2 }]);
    assert.equal(await chosen(), 1);
    await layers([0, { players: 5, wantsLayer: true }], [1, { players: 12 }]);
    assert.equal(await chosen(), 1, "rather beyond the soft limit");
    await layers([0, { players: 5, wantsLayer: true }]);
    assert.equal(await chosen(), 0);
  });

  it("1.8 when all are beyond the soft limit: the one with the fewest", async () => {
    await layers([0, { players: 15 }], [1, { players: 12 }], [2, { players: 19 }]);
    assert.equal(await chosen(), 1);
  });

  it("1.8 back to the layer of before, also beyond the soft limit, unless it asks for relief or was another zone's", async () => {
    await layers([0, { players: 5 }], [1, { players: 15 }]);
    await lastOn(1);
    assert.equal(await chosen(), 1);
    await layers([0, { players: 5 }], [1, { players: 15, wantsLayer: true }]);
    assert.equal(await chosen(), 0);
    const { id } = await office.prisma.zone.create({
      data: { id: "other", name: "Other", widthM: 100, heightM: 100, softPlayers: 1, maxPlayers: 1 },
    });
    await lastOn(1, id);
    await layers([0, { players: 5 }], [1]);
    assert.equal(await chosen(), 0);
  });

  it("1.8 members of a party meet: where most of them are, also beyond the soft limit, but not where nobody else can enter", async () => {
    const others = await office.people(3);
    const partyId = "0192f0c5-1d3e-7c3a-9b61-2f4f5a6b7c8d";
    await office.prisma.party.create({ data: { id: partyId, createdAt: new Date() } });
    await office.prisma.partyMember.createMany({
      data: [characterId, ...others].map((id, n) => ({
        characterId: id,
        partyId,
        rank: n === 0 ? "leader" : "member",
        role: "damage",
        seat: n + 1,
        joinedAt: new Date(),
      })),
    });
    for (const [n, leaseOwner] of ["room1", "room2", "room2"].entries())
      await office.prisma.character.update({ where: { id: others[n] }, data: { leaseOwner } });
    await layers([0, { players: 9 }], [1, { players: 1 }], [2, { players: 15, wantsLayer: true }]);
    await lastOn(0);
    assert.equal(await chosen(), 2);
    assert.equal(await chosen("00000000-0000-7000-8000-000000000000"), 0, "of no party");
    await layers([0, { players: 9 }], [1, { players: 1 }], [2, { players: 20 }]);
    assert.equal(await chosen(), 1, "to those who can be joined");
    await office.prisma.party.delete({ where: { id: partyId } });
  });

  it("1.8 closing and full ones never: then there is no place, though the zone runs", async () => {
    await layers([0, { players: 20 }], [1, { closing: true }]);
    await lastOn(1);
    assert.equal(await chosen(), null);
    assert.equal(await isRunning(office.prisma, ZONE), true);
  });

  it("1.12 who is in the zone finds back to where he is, full or not", async () => {
    await layers([0, { players: 2 }], [1, { players: 20 }]);
    await heldBy("room1");
    assert.equal(await chosen(), 1);
  });

  it("1.8 a lease that has run out, or without a room, is no layer", async () => {
    await layers([0, { expiresAt: new Date(Date.now() - 1000) }], [1, { roomId: null }]);
    assert.equal(await chosen(), null);
    assert.equal(await isRunning(office.prisma, ZONE), false);
  });

  it("1.8 for a character that does not exist there is a place all the same", async () => {
    await layers([0]);
    assert.equal(await chosen("00000000-0000-7000-8000-000000000000"), 0);
  });
});
