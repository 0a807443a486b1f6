import assert from "node:assert/strict";
import fc from "fast-check";
import { type EntityId, indexOf } from "#shared/primitives/entity-id.ts";
import { ActionKind, CombatEventKind, DuelAction } from "#shared/protocol/codes.ts";
import { killExperience, partyExperience } from "#shared/rules/experience.ts";
import { Arena } from "#test/support/arena.ts";
import { Parties } from "../components/parties.ts";
import { MAX_STATUSES, World } from "../world.ts";

const STRIKE = 0;
/** Of the priest. */
const GATHER = 4;
const PARTY = 7;

function together(arena: Arena, ids: readonly EntityId[], group = 0): void {
  for (const id of ids) arena.simulation.setParty(id, PARTY, group);
}

/** `player` kills the wolf with one blow. */
function kill(arena: Arena, player: EntityId): (typeof arena.kills)[number] {
  arena.set(arena.npc(), { health: 1 });
  arena.tryUse(player, STRIKE, arena.npc());
  arena.until(() => arena.kills.length > 0, 40, "it dies");
  return arena.kills[0];
}

describe("6.3 parties in the simulation", () => {
  it("6.3 a kill is the party's: members near share its experience with a bonus, whoever struck", () => {
    const arena = new Arena({
      npcs: [{ npc: "wolf", at: [52, 50] }],
      party: { shareRangeM: 30, groupBonus: [1, 1.2, 1.5], raidPart: 0.5 },
    });
    const striker = arena.player(50, 50);
    const near = arena.player(50, 75);
    const far = arena.player(50, 85);
    const stranger = arena.player(50, 51);
    together(arena, [striker, near, far]);
    const { credits, lootOwner, party, eligible } = kill(arena, striker);
    assert.deepEqual(
      credits.sort((a, b) => a.entity - b.entity),
      [striker, near].map((entity) => ({ entity, experience: 60 })),
      "100 × 1.2 for two, in halves",
    );
    assert.deepEqual([lootOwner, party], [striker, PARTY]);
    assert.deepEqual(eligible.sort(), [striker, near].sort());
    assert.ok(!credits.some(({ entity }) => entity === stranger || entity === far));
  });

  it("6.3 what several members did counts together against somebody else", () => {
    const arena = new Arena({ npcs: [{ npc: "wolf", at: [52, 50] }] });
    const [one, two, alone] = [arena.player(50, 50), arena.player(50, 51), arena.player(51, 49)];
    together(arena, [one, two]);
    const threat = 3;
    for (let n = 0; n < threat; n++) {
      for (const id of n < 2 ? [alone, one, two] : [one, two]) arena.tryUse(id, STRIKE, arena.npc());
      arena.step(25);
      for (const id of [one, two, alone]) arena.set(id, { health: 100 });
    }
    arena.until(
      () => {
        for (const id of [one, two, alone]) arena.set(id, { health: 100 });
        arena.use(one, STRIKE, arena.npc());
        return arena.kills.length > 0;
      },
      400,
      "it dies",
    );
    const [{ credits, lootOwner, party }] = arena.kills;
    assert.equal(party, PARTY);
    assert.ok([one, two].includes(lootOwner), "of the two together, though the stranger did more than the second");
    assert.deepEqual(new Set(credits.map(({ entity }) => entity)), new Set([one, two, alone]));
    assert.equal(credits.at(-1)?.entity, alone, "the party did most");
    const of = (id: EntityId) => credits.find(({ entity }) => entity === id)?.experience ?? 0;
    assert.equal(of(one), of(two));
    assert.ok(of(one) + of(two) + of(alone) <= 100);
  });

  it("6.3 nobody near but one who struck from afar: it is all his; outside of a party nothing is shared", () => {
    const arena = new Arena({ npcs: [{ npc: "wolf", at: [52, 50] }], party: { shareRangeM: 1, groupBonus: [1, 9], raidPart: 1 } });
    const [striker, other] = [arena.player(50, 50), arena.player(49, 50)];
    together(arena, [striker, other]);
    const first = kill(arena, striker);
    assert.deepEqual(first.credits, [{ entity: striker, experience: 100 }]);
    assert.deepEqual(first.eligible, [striker]);
    const solo = new Arena({ npcs: [{ npc: "wolf", at: [52, 50] }] });
    const [a] = [solo.player(50, 50), solo.player(49, 50)];
    const second = kill(solo, a);
    assert.deepEqual([second.credits, second.party, second.eligible], [[{ entity: a, experience: 100 }], 0, []]);
  });

  it("6.3 raids get a part of it, and who left the party or the zone nothing", () => {
    const arena = new Arena({ npcs: [{ npc: "wolf", at: [52, 50] }], party: { shareRangeM: 60, groupBonus: [1, 1], raidPart: 0.5 } });
    const [striker, second, left, gone] = [50, 51, 52, 53].map((y) => arena.player(50, y));
    together(arena, [striker, second, left, gone], 2);
    arena.simulation.setParty(left, 0, 0);
    arena.simulation.removePlayer(gone);
    const { credits } = kill(arena, striker);
    assert.deepEqual(
      credits.map(({ experience }) => experience),
      [25, 25],
    );
  });

  it("6.3 the share follows levels, and the highest of them decides what a kill is worth", () => {
    const rule = { shareRangeM: 60, groupBonus: [1, 1.2], raidPart: 0.5 };
    const share = (level: number, other: number) =>
      partyExperience(100, 5, { level, levels: level + other, highest: Math.max(level, other), near: 2, raid: false }, rule);
    assert.deepEqual([share(6, 3), share(3, 6)], [80, 40]);
    assert.deepEqual([share(10, 5), share(5, 10)], [32, 16], "40 % of it at level 10");
    assert.equal(share(2, 20), 0, "nothing is learned beside somebody who learns nothing");
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 5000 }),
        (levels, npcLevel, worth) => {
          const sum = levels.reduce((a, b) => a + b);
          const highest = Math.max(...levels);
          const all = levels.map((level) =>
            partyExperience(worth, npcLevel, { level, levels: sum, highest, near: levels.length, raid: false }, rule),
          );
          const best = killExperience(worth, npcLevel, highest, 1, 1);
          assert.ok(all.every((points) => Number.isInteger(points) && points >= 0));
          assert.ok(all.reduce((a, b) => a + b) <= best * 1.2 + levels.length, "together no more than the highest alone, with the bonus");
          if (levels.length === 1) assert.equal(all[0], best);
        },
      ),
    );
  });

  it("6.3 members who want to fight players do not harm each other, but may duel", () => {
    const arena = new Arena({ pvp: "flagged" });
    const [a, b] = [arena.player(50, 50), arena.player(52, 50)];
    for (const id of [a, b]) arena.simulation.action(id, { kind: ActionKind.PVP_FLAG, on: true });
    arena.step();
    assert.equal(arena.tryUse(a, STRIKE, b), null);
    arena.step(30);
    const harmed = arena.eventsOf(CombatEventKind.DAMAGE, b).length;
    assert.ok(harmed > 0);
    together(arena, [a, b]);
    assert.equal(arena.tryUse(a, STRIKE, b), "bad_target");
    arena.step(30);
    assert.equal(arena.eventsOf(CombatEventKind.DAMAGE, b).length, harmed);
    arena.step(200);
    arena.simulation.action(a, { kind: ActionKind.DUEL, what: DuelAction.CHALLENGE, target: b });
    arena.step();
    arena.simulation.action(b, { kind: ActionKind.DUEL, what: DuelAction.ACCEPT, target: a });
    arena.step(70);
    assert.equal(arena.tryUse(a, STRIKE, b), null, JSON.stringify(arena.refusals.at(-1)));
    arena.step(5);
    assert.ok(arena.eventsOf(CombatEventKind.DAMAGE, b).length > harmed);
  });

  it("6.3 what helps only some helps the party first, the nearest of it before others", () => {
    const arena = new Arena();
    const priest = arena.player(50, 50, { classId: "priest" });
    const strangers = [51, 52].map((x) => arena.player(x, 50));
    const friends = [60, 62, 64].map((x) => arena.player(x, 50));
    together(arena, [priest, ...friends]);
    assert.equal(arena.tryUse(priest, GATHER), null);
    const helped = (id: EntityId) => arena.world.statusCode[indexOf(id) * MAX_STATUSES] !== 0;
    assert.deepEqual([priest, ...friends].map(helped), [true, true, true, false]);
    assert.deepEqual(strangers.map(helped), [false, false]);
  });

  it("6.3 whatever members come and go, the ring holds exactly those of the party", () => {
    const step = fc.record({ who: fc.integer({ min: 1, max: 12 }), party: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const world = new World(16, 1);
        for (let n = 0; n < 12; n++) world.spawn(1);
        const parties = new Parties(world);
        const expected = new Map<number, number>();
        for (const { who, party } of steps) {
          parties.set(who, party, 0);
          expected.set(who, party);
          for (let i = 1; i <= 12; i++) {
            const of = expected.get(i) ?? 0;
            assert.equal(parties.number[i], of);
            if (of === 0) continue;
            const ring = new Set([i]);
            for (let at = parties.next[i]; at !== i; at = parties.next[at]) {
              assert.ok(!ring.has(at), "it closes");
              ring.add(at);
            }
            assert.deepEqual([...ring].sort(), [...expected].flatMap(([j, p]) => (p === of ? [j] : [])).sort());
          }
        }
      }),
    );
  });
});
