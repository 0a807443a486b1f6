import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { ActionKind } from "#shared/protocol/codes.ts";
import type { PartyMembership } from "#rooms/ports/parties.ts";
import { PUP, ZoneServer } from "./support/zone-server.ts";

describe("6.3 parties in a zone room", () => {
  let server: ZoneServer;
  afterEach(() => server.stop());

  const membership = (members: readonly string[], more: Partial<PartyMembership> = {}): PartyMembership => ({
    partyId: randomUUID(),
    version: 1,
    raid: false,
    lootRule: "round_robin",
    lootThreshold: "rare",
    members: members.map((characterId, n) => ({ characterId, seat: n + 1 })),
    ...more,
  });
  const tell = (ids: readonly string[], party: PartyMembership | null) => {
    for (const id of ids) server.office.companions.get(id)?.(party);
  };

  it("6.3 members are in each other's picture at any distance; who leaves, or is gone, no more", async () => {
    server = await ZoneServer.start({ widthM: 400, heightM: 400 });
    const at = (x: number) => ({ place: { zoneId: "testland", x, y: 20, facing: 0 } });
    const ids = [20, 200, 380].map((x, n) => server.office.addCharacter(["Ann", "Bob", "Cid"][n], at(x)));
    const [ann, bob, cid] = await Promise.all(ids.map((id) => server.join(id)));
    await ann.snapshotsMore(6);
    assert.equal(ann.sees(bob.id), null);
    const party = membership(ids);
    tell(ids, party);
    await ann.until(() => ann.sees(bob.id) !== null && ann.sees(cid.id) !== null, "Ann sees both");
    await cid.until(() => cid.sees(ann.id) !== null, "Cid sees Ann");
    tell([ids[2]], null);
    await ann.until(() => ann.sees(cid.id) === null, "Cid is out of sight");
    await bob.leave();
    await ann.until(() => ann.sees(bob.id) === null, "Bob is gone");
    assert.equal(server.office.companions.has(ids[1]), false, "nobody watches for who has left");
    const back = await server.join(ids[1]);
    tell([ids[1]], { ...party, version: 3 });
    await ann.until(() => ann.sees(back.id) !== null, "Bob is back and seen");
  });

  it("6.3 members' frames: what changed, twice a second at most, each once; nothing of who is in no party", async () => {
    server = await ZoneServer.start();
    const ids = ["Ann", "Bob", "Cid"].map((name) =>
      server.office.addCharacter(name, { place: { zoneId: "testland", x: 49, y: 50, facing: 0 } }),
    );
    const [ann, bob, cid] = await Promise.all(ids.map((id) => server.join(id)));
    tell(ids.slice(0, 2), membership(ids.slice(0, 2)));
    const { published } = server.office;
    const of = (id: string, what: string) => published.filter(({ topic }) => topic === `character/${id}/${what}`);
    await ann.until(() => of(ids[0], "combat").length > 0 && of(ids[1], "position").length > 0, "frames");
    assert.deepEqual(of(ids[1], "combat")[0], {
      topic: `character/${ids[1]}/combat`,
      kind: "vitals",
      data: {
        ...{ level: 1, health: 100, maxHealth: 100, resource: 100, maxResource: 100 },
        ...{ dead: false, inCombat: false, lost: false },
      },
    });
    assert.deepEqual(of(ids[1], "position")[0].data, { zoneId: "testland", layer: 1, x: 49, y: 50 });
    const before = [of(ids[0], "position").length, of(ids[1], "position").length];
    const from = bob.last?.tick ?? 0;
    for (let n = 0; n < 40; n++) {
      bob.input({ moveX: n < 20 ? 127 : -127 });
      cid.input({ moveY: 127 });
      await bob.snapshotsMore(1);
    }
    const seconds = ((bob.last?.tick ?? 0) - from) / 20;
    const told = of(ids[1], "position").length - before[1];
    assert.ok(told >= 2 && told <= 2 * seconds + 1, `${told} places in ${seconds} s`);
    assert.ok(of(ids[0], "position").length - before[0] <= 1 + seconds / 5, "Ann stood still");
    assert.deepEqual([of(ids[2], "combat").length, of(ids[2], "position").length], [0, 0]);
    await bob.leave();
    assert.equal(of(ids[1], "combat").at(-1)?.kind, "left");
  });

  it("6.3 the office hears whose kill it was, by which rule, and who was near; experience is shared", async () => {
    server = await ZoneServer.start({
      npcs: [{ npc: "pup", at: [50, 50] }],
      extraNpcs: [PUP],
      party: { shareRangeM: 60, groupBonus: [1, 1.5], raidPart: 0.5 },
    });
    const ids = ["Ann", "Bob"].map((name) => server.office.addCharacter(name, { place: { zoneId: "testland", x: 49, y: 50, facing: 0 } }));
    const [ann, bob] = await Promise.all(ids.map((id) => server.join(id)));
    const party = membership(ids);
    tell(ids, party);
    await ann.until(() => [...ann.entities.values()].some(({ kind }) => kind === 2), "Ann sees the pup");
    const pup = [...ann.entities.values()].find(({ kind }) => kind === 2);
    assert.ok(pup);
    while (server.office.settled.length === 0) {
      ann.act({ kind: ActionKind.USE_ABILITY, slot: 0, target: pup.id, aimX: 0, aimY: 0 });
      await ann.snapshotsMore(5);
    }
    const [kill] = server.office.settled;
    assert.deepEqual(
      { ...kill.party, eligible: kill.party?.eligible.map(({ characterId }) => characterId).sort() },
      {
        partyId: party.partyId,
        rule: "round_robin",
        threshold: "rare",
        eligible: [...ids].sort(),
      },
    );
    assert.deepEqual(
      kill.credits.map(({ experience }) => experience),
      [75, 75],
    );
    await bob.until(() => bob.messages.some(({ type, payload }) => type === "progress" && payload.gained === 75), "Bob is told");
  });
});
