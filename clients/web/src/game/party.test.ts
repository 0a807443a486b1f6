import assert from "node:assert/strict";
import type { PartyState, PartyWays } from "../net/party-ways.ts";
import { PartyBook, sentence } from "./party.ts";

const SELF = "11111111-1111-7111-8111-111111111111";
const OTHER = "22222222-2222-7222-8222-222222222222";
const vitals = { level: 3, health: 10, maxHealth: 20, resource: 1, maxResource: 2, dead: false, inCombat: false, lost: false };

describe("6.3 the page's picture of the party", () => {
  let now = 0;
  let said: string[] = [];
  let complaints: string[] = [];
  const book = () => {
    said = [];
    complaints = [];
    const ways = {} as PartyWays;
    return new PartyBook({ ownId: SELF, ways, say: (text) => said.push(text), complain: (text) => complaints.push(text), now: () => now });
  };
  const member = (characterId: string, rank: "leader" | "member") => ({
    ...{ characterId, rank, name: characterId === SELF ? "Mira" : "Tolan", classId: "warden", level: 1, role: "tank" as const },
    ...{ seat: 1, group: 1, online: true, zoneId: "vale", layer: 0, ready: null },
  });
  const state = (): PartyState => ({
    party: {
      ...{ id: SELF, version: 1, raid: false, leaderId: OTHER, loot: { rule: "personal", threshold: "rare" }, readyCheck: null },
      members: [member(SELF, "member"), member(OTHER, "leader")],
    },
    invites: [],
  });

  it("6.3 frames are kept by member until they fall silent or it leaves; other topics are none of its business", () => {
    const party = book();
    party.hear({ topic: `character/${OTHER}/combat`, kind: "vitals", data: vitals });
    party.hear({ topic: `character/${OTHER}/position`, kind: "place", data: { zoneId: "vale", layer: 1, x: 1, y: 2 } });
    party.hear({ topic: "server/announcements", kind: "vitals", data: {} });
    party.hear({ topic: `character/${OTHER}/combat`, kind: "blow", data: {} });
    assert.deepEqual(party.now(OTHER)?.vitals, vitals);
    assert.equal(party.now(OTHER)?.place?.layer, 1);
    now += 14_000;
    assert.equal(party.now(OTHER), null, "who says nothing for so long is not there");
    party.hear({ topic: `character/${OTHER}/combat`, kind: "vitals", data: vitals });
    assert.ok(party.now(OTHER));
    party.hear({ topic: `character/${OTHER}/combat`, kind: "left", data: {} });
    assert.equal(party.now(OTHER), null);
  });

  it("6.3 answers are the new state; refusals are told and change nothing", async () => {
    const party = book();
    assert.equal(await party.do(async () => state()), true);
    assert.deepEqual([party.has("Tolan"), party.has("Nobody"), party.leads, party.organises], [true, false, false, false]);
    const { revision } = party;
    const refused = await party.do(async () => {
      throw new Error("The party is full.");
    });
    assert.deepEqual([refused, complaints, party.revision, party.party?.members.length], [false, ["The party is full."], revision, 2]);
  });

  it("6.3 news in words", () => {
    assert.equal(sentence("joined", { name: "Tolan" }, false), "Tolan has joined the party.");
    assert.equal(sentence("joined", { name: "Mira" }, true), null);
    assert.equal(sentence("kicked", {}, true), "You were taken out of the party.");
    assert.equal(sentence("ready_result", { ready: false }, false), "Not all are ready.");
    assert.equal(sentence("loot", {}, false), null);
  });
});
