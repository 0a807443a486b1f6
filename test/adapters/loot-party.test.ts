import assert from "node:assert/strict";
import { uuidv7 } from "uuidv7";
import type { CharacterLease } from "#rooms/ports/characters.ts";
import type { Kill, KillOutcome } from "#rooms/ports/loot.ts";
import { Ledger } from "#server/modules/currency/ledger.service.ts";
import { Post } from "#server/modules/mail/post.ts";
import { Items } from "#server/modules/items/items.service.ts";
import { EconomyService } from "#server/modules/economy/economy.service.ts";
import { verifyKill } from "#server/modules/loot/verify.ts";
import { LootRolls } from "#server/modules/loot/loot.service.ts";
import { isUnavailable, transact } from "#server/platform/transaction.ts";
import { decideRoll, ROLL_MS, type RollChoice } from "#shared/rules/loot/need-greed.ts";
import type { LootRule } from "#shared/rules/party.ts";
import { BROKEN_OFF, BrokenOff } from "#test/support/broken-off.ts";
import { killBy, TestOffice, ZONE } from "./support/office.ts";

describe("loot of parties", () => {
  let office: TestOffice;
  let rolls: LootRolls;
  before(async () => {
    office = await TestOffice.open();
    const { prisma, content, news } = office;
    const items = new Items({ content });
    const post = new Post({ items, ledger: new Ledger({ content }), currency: content.currencies[0].id, now: () => office.now });
    rolls = new LootRolls({ prisma, items, post, teller: { tell: (one) => news.push(one) }, now: () => office.now });
  });
  after(() => office.close());

  const party = async (count: number, bagSlots = 24) => {
    const leases = await office.held(count, "room", bagSlots);
    const partyId = uuidv7();
    await office.prisma.party.create({ data: { id: partyId, createdAt: new Date(office.now) } });
    return { partyId, leases, ids: leases.map(({ characterId }) => characterId) };
  };
  type Group = Awaited<ReturnType<typeof party>>;
  const killOf = ({ partyId, leases }: Group, rule: LootRule, npcId: string, more: Partial<Kill> = {}): Kill =>
    killBy(leases, { npcId, party: { partyId, rule, threshold: "uncommon", eligible: leases }, ...more });
  const settle = async (...kills: Kill[]): Promise<KillOutcome[]> => office.loot.settle(kills);
  const codeOf = (id: string) => office.content.items.find((item) => item.id === id)?.code;
  const accountOf = async (characterId: string) => (await office.character(characterId)).accountId;
  /** As a player does: who is told that the database is busy asks again. */
  const choose = async (characterId: string, rollId: string, choice: RollChoice) => {
    const accountId = await accountOf(characterId);
    for (;;) {
      try {
        const { roll, news } = await transact(office.prisma, (tx) => rolls.choose(tx, accountId, characterId, rollId, choice));
        rolls.tell(news);
        return roll;
      } catch (error) {
        if (!isUnavailable(error)) throw error;
      }
    }
  };
  const refused = (attempt: Promise<unknown>, code: string) =>
    assert.rejects(attempt, (error) => (error as { code?: string }).code === code || assert.fail(String(error)));
  const rollsOf = (kill: Kill) =>
    office.prisma.lootRoll.findMany({ where: { killId: kill.killId }, include: { choices: { orderBy: { characterId: "asc" } } } });
  /** The captain always leaves his seal, and nothing else that is rolled for as surely. */
  const sealOf = async (kill: Kill) =>
    (await rollsOf(kill)).find(({ templateId }) => templateId === "captains_seal") ?? assert.fail("no roll");
  const where = async (itemId: string) => {
    const item = await office.prisma.characterItem.findUniqueOrThrow({ where: { id: itemId } });
    return [item.ownerType, item.ownerId, item.place];
  };
  const take = (lease: CharacterLease, dropId: string) => office.loot.pickUp(lease, dropId);

  it("4.2 personal: each has a roll and drops of his own, which stay his", async () => {
    const group = await party(3);
    const [{ drops }] = await settle(killOf(group, "personal", "grimjaw"));
    const hides = drops.filter((drop) => drop.itemCode === codeOf("grimjaw_hide"));
    assert.deepEqual(hides.map((drop) => drop.ownerCharacterId).sort(), [...group.ids].sort());
    for (const drop of drops) assert.equal(drop.ownedUntil, drop.expiresAt);
    const [first] = hides;
    const other = group.leases.find(({ characterId }) => characterId !== first.ownerCharacterId) as CharacterLease;
    assert.deepEqual(await take(other, first.dropId), { ok: false, code: "not_yours" });
    const owner = group.leases.find(({ characterId }) => characterId === first.ownerCharacterId) as CharacterLease;
    assert.equal((await take(owner, first.dropId)).ok, true);
  });

  it("4.2 free for all: whoever of the party comes first, strangers later", async () => {
    const group = await party(2);
    const [stranger] = await office.held(1);
    const [{ drops }] = await settle(killOf(group, "free_for_all", "grimjaw"));
    const [hide, ...fangs] = drops;
    assert.deepEqual(await take(stranger, hide.dropId), { ok: false, code: "not_yours" });
    const both = await Promise.all(group.leases.map((lease) => take(lease, hide.dropId)));
    assert.equal(both.filter(({ ok }) => ok).length, 1);
    office.pass(60_001);
    assert.equal((await take(stranger, fangs[0].dropId)).ok, true);
  });

  it("4.2 round-robin: everybody gets as many, whoever killed; what is one's turn is told", async () => {
    const group = await party(3);
    const received = new Map<string | null, number>();
    for (let n = 0; n < 6; n++) {
      const kill = killOf(group, "round_robin", "captain_varrow");
      for (const { ownerCharacterId } of (await settle(kill))[0].drops)
        received.set(ownerCharacterId, (received.get(ownerCharacterId) ?? 0) + 1);
    }
    assert.equal(received.has(null), false);
    const counts = group.ids.map((id) => received.get(id) ?? 0);
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, String(counts));
    assert.equal(
      office.news.filter(({ partyId, kind }) => partyId === group.partyId && kind === "assigned").length,
      counts.reduce((a, b) => a + b),
    );
    // at the same time as well
    await Promise.all(Array.from({ length: 8 }, () => settle(killOf(group, "round_robin", "captain_varrow"))));
    const turns = (await office.prisma.lootTurn.findMany({ where: { partyId: group.partyId } })).map((row) => row.received);
    assert.ok(Math.max(...turns) - Math.min(...turns) <= 1, String(turns));
  });

  it("4.2 a party that has disbanded since the kill still gets what it killed", async () => {
    const group = await party(2);
    await office.prisma.party.delete({ where: { id: group.partyId } });
    const [{ drops }] = await settle(killOf(group, "round_robin", "grimjaw"));
    assert.ok(drops.length > 0);
  });

  it("4.2 need and greed: good things wait for the roll, the rest is shared in turns; the roll begins with the kill, once", async () => {
    const group = await party(3);
    const kill = killOf(group, "need_greed", "captain_varrow");
    const answers = await Promise.all(Array.from({ length: 5 }, () => settle(kill)));
    assert.ok(answers[0][0].drops.every(({ itemCode }) => itemCode !== codeOf("captains_seal")));
    const seal = await sealOf(kill);
    assert.deepEqual(await where(seal.itemId), ["loot_roll", seal.id, "roll"]);
    assert.deepEqual(
      seal.choices.map(({ characterId }) => characterId),
      [...group.ids].sort(),
    );
    assert.equal(seal.endsAt.getTime() - seal.startedAt.getTime(), ROLL_MS);
    const all = await rollsOf(kill);
    const started = await office.prisma.gameEvent.findMany({
      where: { name: "LOOT_ROLL_STARTED", payload: { path: ["killId"], equals: kill.killId } },
    });
    assert.equal(started.length, all.length);
    assert.equal(office.news.filter(({ partyId, kind }) => partyId === group.partyId && kind === "roll_started").length, all.length);
    const [open] = await rolls.open(await accountOf(group.ids[0]), group.ids[0]);
    assert.deepEqual([open.mayNeed, open.choice, open.result], [true, null, null]);
  });

  it("4.2 the last answer decides at once: need beats greed, the number is the seed's, the item is the winner's", async () => {
    const group = await party(3);
    const kill = killOf(group, "need_greed", "captain_varrow");
    await settle(kill);
    const seal = await sealOf(kill);
    const [a, b, c] = group.ids;
    assert.equal((await choose(a, seal.id, "greed")).result, null);
    await refused(choose(a, seal.id, "need"), "rolled_already");
    assert.equal((await choose(a, seal.id, "greed")).choice, "greed", "the same again is no mistake");
    await choose(b, seal.id, "need");
    const { result } = await choose(c, seal.id, "need");
    const expected = decideRoll(Number(seal.seed), [
      { characterId: a, choice: "greed" },
      { characterId: b, choice: "need" },
      { characterId: c, choice: "need" },
    ]);
    assert.equal(result?.winner?.characterId, expected.winner?.characterId);
    assert.equal(result?.winner?.by, "need");
    assert.equal(result?.delivered, "bag");
    assert.deepEqual(new Map(result?.answers.map(({ characterId, number }) => [characterId, number])), expected.numbers);
    assert.deepEqual(await where(seal.itemId), ["character", expected.winner?.characterId, "bag"]);
    const events = await office.prisma.gameEvent.findMany({
      where: { payload: { path: ["rollId"], equals: seal.id } },
      orderBy: { name: "asc" },
    });
    assert.deepEqual(
      events.map(({ name }) => name),
      ["ITEM_PICKED_UP", "LOOT_ROLL_COMPLETED", "LOOT_ROLL_STARTED"],
    );
    const completed = office.news.filter(({ kind, data }) => kind === "roll_completed" && "rollId" in data && data.rollId === seal.id);
    assert.equal(completed.length, 1);
    assert.deepEqual((await rolls.open(await accountOf(a), a)).map(({ id }) => id).includes(seal.id), false);
    const history = await rolls.history(await accountOf(a), a, { limit: 10, cursor: undefined });
    assert.equal(history.items[0].id, seal.id);
    await refused(choose(a, seal.id, "pass"), "rolled_already");
  });

  it("4.2 who has not answered in time has passed; who left the party or the world has not", async () => {
    const group = await party(3);
    const kill = killOf(group, "need_greed", "captain_varrow");
    await settle(kill);
    const seal = await sealOf(kill);
    const [gone, silent] = group.ids;
    await office.prisma.party.delete({ where: { id: group.partyId } });
    await office.prisma.character.update({ where: { id: gone }, data: { leaseOwner: null } });
    await choose(gone, seal.id, "greed");
    office.pass(ROLL_MS - 1);
    await rolls.decideDue();
    assert.equal((await sealOf(kill)).decidedAt, null, "not yet");
    office.pass(1);
    await refused(choose(silent, seal.id, "need"), "roll_over");
    await Promise.all(Array.from({ length: 4 }, () => rolls.decideDue()));
    const decided = await sealOf(kill);
    assert.deepEqual([decided.winnerId, decided.wonBy, decided.delivered], [gone, "greed", "bag"]);
    assert.deepEqual(await where(seal.itemId), ["character", gone, "bag"]);
  });

  it("4.2 who wins with a full bag has it in his mailbox", async () => {
    const group = await party(2, 1);
    const [a, b] = group.ids;
    await take(group.leases[0], await office.drop("barrow_blade"));
    const kill = killOf(group, "need_greed", "captain_varrow");
    await settle(kill);
    const seal = await sealOf(kill);
    await choose(a, seal.id, "need");
    const { result } = await choose(b, seal.id, "pass");
    assert.deepEqual([result?.winner?.characterId, result?.delivered], [a, "mail"]);
    const letter = await office.prisma.mailMessage.findFirstOrThrow({ where: { toId: a } });
    assert.equal(letter.subject, "You won: Captain's Seal");
    assert.deepEqual(await where(seal.itemId), ["mail", letter.id, "attachment"]);
  });

  it("4.2 what nobody wants lies where it fell, the party's at first; its room finds it", async () => {
    const group = await party(2);
    const [stranger] = await office.held(1);
    const kill = killOf(group, "need_greed", "captain_varrow");
    await settle(kill);
    const seal = await sealOf(kill);
    for (const id of group.ids) await choose(id, seal.id, "pass");
    assert.equal((await sealOf(kill)).delivered, "ground");
    const late = (await office.loot.lateDrops(ZONE, 0)).find(({ dropId }) => dropId === seal.itemId);
    assert.deepEqual([late?.itemCode, late?.x, late?.y], [codeOf("captains_seal"), Math.fround(seal.x), Math.fround(seal.y)]);
    assert.deepEqual(await take(stranger, seal.itemId), { ok: false, code: "not_yours" });
    assert.equal((await take(group.leases[1], seal.itemId)).ok, true);
    assert.deepEqual(
      (await office.loot.lateDrops(ZONE, 0)).filter(({ dropId }) => dropId === seal.itemId),
      [],
    );
  });

  it("4.2 need is for those who can use it; strangers have no part in it", async () => {
    const group = await party(2);
    const [stranger] = await office.people(1);
    const mender = group.ids[0];
    await office.prisma.character.update({ where: { id: mender }, data: { classId: "mender" } });
    let kill = killOf(group, "need_greed", "hollow_king");
    // a warden's blade: pity lets it fall within four
    const blade = async () => (await rollsOf(kill)).find(({ templateId }) => templateId === "barrow_blade");
    for (let n = 0; n < 4 && !(await blade()); n++) {
      kill = killOf(group, "need_greed", "hollow_king");
      await settle(kill);
    }
    const seal = (await blade()) ?? assert.fail("no blade");
    assert.deepEqual(new Map(seal.choices.map(({ characterId, mayNeed }) => [characterId, mayNeed])).get(mender), false);
    assert.deepEqual(new Map(seal.choices.map(({ characterId, mayNeed }) => [characterId, mayNeed])).get(group.ids[1]), true);
    await refused(choose(group.ids[0], seal.id, "need"), "need_not_allowed");
    await refused(choose(stranger, seal.id, "greed"), "roll_not_found");
    await refused(choose(group.ids[0], uuidv7(), "greed"), "roll_not_found");
    const [other, own] = [await accountOf(group.ids[1]), group.ids[0]];
    await refused(
      transact(office.prisma, (tx) => rolls.choose(tx, other, own, seal.id, "pass")),
      "character_not_found",
    );
    await refused(rolls.open(other, own), "character_not_found");
  });

  it("4.2 a character that was deleted wins nothing", async () => {
    const group = await party(2);
    const kill = killOf(group, "need_greed", "captain_varrow");
    await settle(kill);
    const seal = await sealOf(kill);
    await choose(group.ids[0], seal.id, "need");
    await office.prisma.character.update({ where: { id: group.ids[0] }, data: { leaseOwner: null, deletedAt: new Date(office.now) } });
    const { result } = await choose(group.ids[1], seal.id, "greed");
    assert.equal(result?.winner?.characterId, group.ids[1]);
  });

  it("R4 a hundred same answers at once, answers against the end of the time: decided once, one owner", async () => {
    for (let round = 0; round < 20; round++) {
      const group = await party(3);
      const kill = killOf(group, "need_greed", "captain_varrow");
      await settle(kill);
      const seal = await sealOf(kill);
      const [a, b, c] = group.ids;
      await Promise.all(Array.from({ length: 20 }, () => choose(a, seal.id, "need")));
      await choose(b, seal.id, "greed");
      if (round % 2 === 0) office.pass(ROLL_MS);
      const attempts: Array<Promise<unknown>> = Array.from({ length: 20 }, () => choose(c, seal.id, "need").catch((error) => error.code));
      if (round % 2 === 0)
        for (let n = 0; n < 5; n++) attempts.push(rolls.decideDue().catch((error) => isUnavailable(error) || assert.fail(String(error))));
      await Promise.all(attempts);
      await rolls.decideDue();
      const decided = await sealOf(kill);
      assert.ok(decided.decidedAt && decided.winnerId && [a, c].includes(decided.winnerId));
      assert.deepEqual(await where(seal.itemId), ["character", decided.winnerId, "bag"]);
      const completed = await office.prisma.gameEvent.count({
        where: { name: "LOOT_ROLL_COMPLETED", payload: { path: ["rollId"], equals: seal.id } },
      });
      assert.equal(completed, 1);
      const moves = await office.database.pool.query("SELECT 1 FROM item_history WHERE from_item = $1 AND reason = 'loot_rolled'", [
        seal.itemId,
      ]);
      assert.equal(moves.rowCount, 1);
    }
  });

  it("R3 an answer that fails at any of its statements changes nothing; the next one has its one effect", async () => {
    const group = await party(2);
    const kill = killOf(group, "need_greed", "captain_varrow");
    await settle(kill);
    const seal = await sealOf(kill);
    const [a, b] = group.ids;
    await choose(a, seal.id, "greed");
    const accountId = await accountOf(b);
    const broken = new BrokenOff(office.database.pool);
    let statements = 0;
    for (let failing = 1; ; failing++) {
      const attempt = broken.at(failing, () => transact(office.prisma, (tx) => rolls.choose(tx, accountId, b, seal.id, "need")));
      const failed = await attempt.then(
        () => false,
        (error: Error) => error.message === BROKEN_OFF || assert.fail(error),
      );
      if (!failed) break;
      statements = failing;
      const roll = await sealOf(kill);
      assert.deepEqual([roll.decidedAt, roll.choices.find(({ characterId }) => characterId === b)?.choice], [null, null]);
      assert.deepEqual(await where(seal.itemId), ["loot_roll", seal.id, "roll"]);
    }
    assert.ok(statements >= 8, `${statements} statements`);
    assert.deepEqual(await where(seal.itemId), ["character", b, "bag"]);
  });

  it("4.2 everything that chance decided can be done again, and the books add up", async () => {
    const kills = await office.prisma.lootRoll.findMany({ distinct: ["killId"], select: { killId: true } });
    assert.ok(kills.length > 20);
    for (const { killId } of kills) {
      const verdicts = (await verifyKill(office.prisma, killId)) ?? assert.fail("nothing fell");
      assert.deepEqual(
        verdicts.filter(({ wrong }) => wrong !== null),
        [],
      );
    }
    const { findings } = await new EconomyService({ prisma: office.prisma, now: () => office.now }).check();
    assert.deepEqual(findings, []);
  });
});
