import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import { PostgresLoot } from "#server/adapters/loot.ts";
import { openDatabase } from "#server/platform/prisma.ts";
import { loadContent } from "#shared/content/load.ts";
import { killBy } from "#test/adapters/support/office.ts";
import { useGame } from "./support/game.ts";
import type { Player } from "./support/player.ts";

/** Two players at their pages; each test goes on where the one before ended. */
describe("4.2 rolls for loot on the play page", function () {
  this.bail(true);
  const game = useGame("loot");
  let mira: Player;
  let tolan: Player;

  before(async () => {
    [mira, tolan] = await Promise.all([game.enter("Mira"), game.enter("Tolan")]);
  });

  /** A captain falls to their party; the room that saw it is theirs. */
  async function captainFalls(): Promise<void> {
    const database = openDatabase(game.server.databaseUrl, { poolSize: 2 });
    try {
      const { prisma } = database;
      const heroes = await prisma.character.findMany({ orderBy: { name: "asc" } });
      const leases = heroes.map(({ id, leaseEpoch }) => ({ characterId: id, epoch: leaseEpoch }));
      const { roomId, layer } = await prisma.zoneLease.findFirstOrThrow({ where: { roomId: { not: null } } });
      const partyId = uuidv7();
      await prisma.party.create({ data: { id: partyId, createdAt: new Date() } });
      const places = heroes.map(({ id }, n) => ({ characterId: id, seat: n + 1, rank: n === 0 ? "leader" : "member" }));
      await prisma.partyMember.createMany({ data: places.map((m) => ({ ...m, partyId, role: "damage", joinedAt: new Date() })) });
      const loot = await PostgresLoot.open({ prisma, content: loadContent(), teller: { tell: () => {} }, now: Date.now });
      const party = { partyId, rule: "need_greed", threshold: "epic", eligible: leases } as const;
      await loot.settle([killBy(leases, { roomId: roomId ?? "", layer, npcId: "captain_varrow", party: { ...party, eligible: leases } })]);
    } finally {
      await database.close();
    }
  }

  it("4.2 who comes back finds what waits for his roll, with its time", async () => {
    await game.all((player) => player.at("leave").click());
    await game.all((player) => player.at(`play-${player.name}`).waitFor());
    await captainFalls();
    await game.all((player) => player.at(`play-${player.name}`).click());
    await game.all((player) => player.at("roll-captains_seal").waitFor());
    await game.all((player) => player.screenshot(`loot-1-roll-${player.name}`));
  });

  it("4.2 need, greed, and the result with its numbers for both; the winner's bag has it", async () => {
    await mira.at("roll-captains_seal").getByTestId("roll-need").click();
    await mira.at("roll-captains_seal").getByText("Need …").waitFor();
    await tolan.at("roll-captains_seal").getByTestId("roll-greed").click();
    await game.all((player) => player.at("roll-result").waitFor());
    await game.all((player) => player.screenshot(`loot-2-result-${player.name}`));
    assert.match(await mira.at("roll-result").innerText(), /You win Captain's Seal \(Need \d+\)/);
    assert.match(await tolan.at("roll-result").innerText(), /Mira wins Captain's Seal \(Need \d+\)/);
    await mira.until((state) => state.bag.some(({ templateId }) => templateId === "captains_seal"));
    assert.ok((await tolan.state()).log.some((line) => /Tolan: Greed \d+ for Captain's Seal/.test(line)));
    assert.deepEqual([mira.complaints, tolan.complaints], [[], []]);
  });
});
