import assert from "node:assert/strict";
import { matchMaker } from "@colyseus/core";
import type { CharacterPlace } from "#rooms/ports/places.ts";
import type { ZoneRoom } from "#rooms/zone/zone-room.ts";
import { RoomWhereabouts } from "#server/adapters/whereabouts.ts";
import { TestOffice, ZONE } from "#test/adapters/support/office.ts";
import { silentLog } from "#test/rooms/support/memory-services.ts";
import { ZoneServer } from "#test/rooms/support/zone-server.ts";

describe("whereabouts", () => {
  let office: TestOffice;
  let server: ZoneServer;
  let asked: string[];
  let whereabouts: RoomWhereabouts;
  before(async () => {
    office = await TestOffice.open();
    server = await ZoneServer.start({
      zone: (zone) => {
        zone.zone.objects.push({
          kind: "sign",
          id: "notice",
          name: "Notice",
          at: [30, 30],
          rangeM: 20,
          minLevel: 1,
          castTimeMs: 0,
          text: "Hello",
        });
        return zone;
      },
    });
    whereabouts = new RoomWhereabouts(
      office.prisma,
      async (roomId, ids) => {
        asked.push(roomId);
        return (await matchMaker.remoteRoomCall<ZoneRoom>(roomId, "whereabouts", [ids], 1000)) as CharacterPlace[];
      },
      silentLog,
    );
  });
  beforeEach(() => {
    asked = [];
  });
  after(async () => {
    await server.stop();
    await office.close();
  });

  /** The database says that this room holds these characters. */
  async function hold(ids: readonly string[], roomId: string, expiresInMs = 60_000, layer = 0): Promise<void> {
    await office.prisma.character.updateMany({ where: { id: { in: [...ids] } }, data: { leaseOwner: roomId } });
    const lease = { owner: "elsewhere/1/x", epoch: 1n, roomId, expiresAt: new Date(Date.now() + expiresInMs) };
    const zoneId_layer = { zoneId: ZONE, layer };
    await office.prisma.zoneLease.upsert({ where: { zoneId_layer }, create: { ...zoneId_layer, ...lease }, update: lease });
  }

  it("4.3 the room that holds characters says where they are, whether they live and fight, and what is in reach; one question for all", async () => {
    const [a, b, absent] = await office.people(3);
    for (const [n, id] of [a, b].entries()) {
      const memory = server.office.addCharacter(`Here ${n}`, { place: { zoneId: "testland", x: 30 + n * 25, y: 31, facing: 0 } });
      const row = server.office.row(memory);
      server.office.characters.set(id, row);
      await (await server.join(id)).snapshotsMore(1);
    }
    await hold([a, b], server.roomId);
    const places = await whereabouts.of([a, b, absent, a]);
    assert.equal(places.size, 2);
    assert.deepEqual(asked, [server.roomId]);
    const { x, y, ...rest } = places.get(a) as CharacterPlace;
    assert.deepEqual(rest, {
      characterId: a,
      zoneId: "testland",
      layer: 1,
      alive: true,
      inCombat: false,
      lost: false,
      near: [{ kind: "sign", objectId: "notice" }],
    });
    assert.ok(Math.hypot(x - 30, y - 31) < 0.1, `${x}, ${y}`);
    assert.deepEqual(places.get(b)?.near, [], "25 m away");
  });

  it("1.8 a room that is gone, or does not answer, holds nobody up: its characters are not in the map", async () => {
    const [a, b] = await office.people(2);
    await hold([a], "dead", -1000, 1);
    await hold([b], "stuck", 60_000, 2);
    assert.equal((await whereabouts.of([a, b])).size, 0);
    assert.deepEqual(asked, ["stuck"], "the dead are not asked");
    assert.equal((await whereabouts.of([])).size, 0);
  });
});
