import assert from "node:assert/strict";
import { mostUses, usesForRank } from "#shared/rules/progress.ts";
import type { SpentPoints } from "#rooms/ports/characters.ts";
import { PostgresProgress } from "#server/adapters/progress.ts";
import { killBy, TestOffice } from "./support/office.ts";

const quiet = { info() {}, warn() {}, error() {} };

describe("progress of characters in the world", () => {
  let office: TestOffice;
  let progress: PostgresProgress;
  before(async () => {
    office = await TestOffice.open();
    progress = new PostgresProgress(office.prisma, office.content, quiet);
  });
  after(async () => {
    await progress.close();
    await office.close();
  });

  const skillsOf = (characterId: string) => office.prisma.characterSkill.findMany({ where: { characterId } });
  const eventsOf = (characterId: string) => office.prisma.gameEvent.findMany({ where: { characterId, name: "SKILL_INCREASED" } });

  it("3.2 what was practised is written with its event; the same report again, also at the same time, changes nothing", async () => {
    const [lease] = await office.held(1);
    const { characterId } = lease;
    const curve = office.content.progression.skills;
    const uses = { bladework: usesForRank(2, curve) + 1, mending: 3 };
    assert.deepEqual(await progress.practise([{ lease, uses }]), [{ characterId, uses }]);
    await Promise.all([1, 2, 3].map(() => progress.practise([{ lease, uses }])));
    const rows = await skillsOf(characterId);
    assert.deepEqual(Object.fromEntries(rows.map((row) => [row.skillId, row.uses])), uses);
    const events = await eventsOf(characterId);
    assert.deepEqual(
      events.map((event) => event.payload),
      [{ skillId: "bladework", from: 0, to: 2, by: "use" }],
    );
  });

  it("3.2 a level learns only so much, and nothing is ever unlearned", async () => {
    const [lease] = await office.held(1);
    const most = mostUses(1, office.content.progression.skills);
    const [{ uses }] = await progress.practise([{ lease, uses: { bladework: most + 500 } }]);
    assert.deepEqual(uses, { bladework: most });
    assert.deepEqual((await progress.practise([{ lease, uses: { bladework: 1 } }]))[0].uses, { bladework: most });
  });

  it("R11 without its lease nothing is written", async () => {
    const [lease, other] = await office.held(2);
    await office.characters.claim(lease.characterId, "another room");
    const outcomes = await progress.practise([lease, other].map((l) => ({ lease: l, uses: { bladework: 5 } })));
    assert.deepEqual(
      outcomes.map((outcome) => outcome.characterId),
      [other.characterId],
    );
    assert.deepEqual(await skillsOf(lease.characterId), []);
  });

  it("3.2 points spent by whatever process reach who watches, once, until it stops", async () => {
    const [id] = await office.people(1);
    const heard: SpentPoints[] = [];
    const stop = progress.watch(id, 0, (points) => heard.push(points));
    await office.prisma.characterAttribute.create({ data: { characterId: id, attributeId: "might", points: 3 } });
    await office.prisma.character.update({ where: { id }, data: { buildVersion: 1 } });
    while (heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(heard, [{ version: 1, attributes: { might: 3 }, trained: {}, worn: [] }]);
    stop();
    const [sign] = await office.people(1);
    let seen = 0;
    progress.watch(sign, 0, () => seen++);
    await office.prisma.character.updateMany({ where: { id: { in: [id, sign] } }, data: { buildVersion: 2 } });
    while (seen === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(heard.length, 1);
  });

  it("5.3 kills are counted for all who had a part, once per kill", async () => {
    const leases = await office.held(2);
    const kill = killBy(leases);
    await office.loot.settle([kill, killBy([leases[0]])]);
    await office.loot.settle([kill]);
    const counts = await office.prisma.characterKill.findMany({ where: { characterId: { in: leases.map((l) => l.characterId) } } });
    assert.deepEqual(
      leases.map((lease) => counts.find((row) => row.characterId === lease.characterId)?.kills),
      [2, 1],
    );
  });
});
