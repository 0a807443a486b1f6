import assert from "node:assert/strict";
import type { PartyMembership } from "#rooms/ports/parties.ts";
import { PartyWatch } from "#server/adapters/party-watch.ts";
import { TestOffice } from "./support/office.ts";

const quiet = { info() {}, warn() {}, error() {} };

describe("6.3 parties of characters in the world", () => {
  let office: TestOffice;
  let watch: PartyWatch;
  before(async () => {
    office = await TestOffice.open();
    watch = new PartyWatch(office.prisma, quiet);
  });
  after(async () => {
    await watch.close();
    await office.close();
  });

  async function until(what: () => boolean): Promise<void> {
    while (!what()) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  it("6.3 whatever process makes, changes or ends a party: who watches hears how it is, once for each change, until it stops", async () => {
    const [a, b, c] = await office.people(3);
    const heard = new Map<string, Array<PartyMembership | null>>([a, b, c].map((id) => [id, []]));
    const stops = [a, b, c].map((id) => watch.watch(id, (party) => heard.get(id)?.push(party)));
    const partyId = await office.party([a, b]);
    await until(() => [a, b].every((id) => heard.get(id)?.length === 1));
    const expected = {
      partyId,
      version: 1,
      raid: false,
      lootRule: "personal",
      lootThreshold: "uncommon",
      members: [
        { characterId: a, seat: 1 },
        { characterId: b, seat: 2 },
      ],
    };
    assert.deepEqual(heard.get(a), [expected]);
    assert.deepEqual(heard.get(b), [expected]);

    stops[1]();
    await office.prisma.party.update({ where: { id: partyId }, data: { version: 2, raid: true, lootRule: "need_greed" } });
    await until(() => heard.get(a)?.length === 2);
    assert.deepEqual(heard.get(a)?.[1], { ...expected, version: 2, raid: true, lootRule: "need_greed" });
    assert.equal(heard.get(b)?.length, 1);

    await office.prisma.party.delete({ where: { id: partyId } });
    await until(() => heard.get(a)?.length === 3);
    assert.equal(heard.get(a)?.[2], null);
    // another party at once: its version is lower than that of the first
    await office.party([c, a]);
    await until(() => heard.get(a)?.length === 4 && heard.get(c)?.length === 1);
    assert.equal(heard.get(a)?.[3]?.members[0].characterId, c);
  });
});
