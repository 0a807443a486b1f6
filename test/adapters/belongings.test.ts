import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import type { Belonging } from "#rooms/ports/hub.ts";
import { PostgresBelongings } from "#server/adapters/belongings.ts";
import { ROOM, TestOffice, ZONE } from "./support/office.ts";

const quiet = { info() {}, warn() {}, error() {} };

describe("1.11 where connected players belong", () => {
  let office: TestOffice;
  let belongings: PostgresBelongings;
  before(async () => {
    office = await TestOffice.open();
    belongings = new PostgresBelongings(office.prisma, quiet);
  });
  after(async () => {
    await belongings.close();
    await office.close();
  });

  /** A player who is watched, with all that was told of it. */
  async function watched(characterId: string): Promise<{ accountId: string; heard: Belonging[] }> {
    const { accountId } = await office.character(characterId);
    const heard: Belonging[] = [];
    belongings.watch(accountId, (belonging) => heard.push(belonging));
    return { accountId, heard };
  }

  async function next(heard: readonly Belonging[], count: number): Promise<Belonging> {
    while (heard.length < count) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(heard.length, count, "told once for each change");
    return heard[count - 1];
  }

  it("1.11 each change is told once, whoever makes it: seat, zone, party and who is in it; what stays as it is, is not", async () => {
    const [{ characterId: id }, { characterId: friend }] = await office.held(2);
    const { accountId, heard } = await watched(id);
    const first = await next(heard, 1);
    assert.equal(first.seatId, null);
    assert.deepEqual({ ...first.character, name: "" }, { id, name: "", zoneId: ZONE, layer: 0, roomId: ROOM });
    assert.deepEqual(first.topics, [`zone/${ZONE}/chat`, `zone/${ZONE}/events`, `character/${id}/position`, `character/${id}/combat`]);

    const seatId = uuidv7();
    await office.prisma.hubSeat.create({ data: { accountId, seatId, roomId: "hub" } });
    assert.equal((await next(heard, 2)).seatId, seatId);

    const partyId = await office.party([id]);
    const alone = await next(heard, 3);
    assert.equal(alone.partyId, partyId);
    assert.deepEqual(alone.topics.slice(2, 4), [`party/${partyId}/chat`, `party/${partyId}/loot`]);
    const member = { partyId, characterId: friend, rank: "member", role: "tank", seat: 2, joinedAt: new Date() };
    await office.prisma.partyMember.create({ data: member });
    assert.deepEqual((await next(heard, 4)).topics.slice(-2), [`character/${friend}/position`, `character/${friend}/combat`]);

    // a hint about one who stays where he is, and a whole round of questions
    belongings.hint([accountId]);
    const other = await watched(friend);
    await next(other.heard, 1);
    await office.prisma.character.update({ where: { id: friend }, data: { leaseOwner: null } });
    assert.equal((await next(other.heard, 2)).character, null);
    await office.prisma.hubSeat.delete({ where: { accountId } });
    assert.equal((await next(heard, 5)).seatId, null);
  });
});
