import assert from "node:assert/strict";
import { type EntityId, indexOf } from "#shared/primitives/entity-id.ts";
import { ActionKind, CombatEventKind, DuelAction, DuelState, EntityFlag, type ErrorCode } from "#shared/protocol/codes.ts";
import { Arena } from "#test/support/arena.ts";

const STRIKE = 0;
const IGNITE = 3;

describe("1.6 duels", () => {
  let arena: Arena;
  let ann: EntityId;
  let bob: EntityId;

  beforeEach(() => {
    arena = new Arena({ safe: [[0, 0, 10, 10]] });
    ann = arena.player(50, 50, { name: "Ann" });
    bob = arena.player(52, 50, { name: "Bob" });
  });

  const state = (id: EntityId) => arena.world.duelState[indexOf(id)];
  function say(id: EntityId, what: number, target: EntityId = 0): ErrorCode | null {
    arena.simulation.action(id, { kind: ActionKind.DUEL, what, target });
    arena.step();
    return arena.refusals.find((r) => r.tick === arena.world.tick && r.entity === id)?.code ?? null;
  }
  function fight(): void {
    assert.equal(say(ann, DuelAction.CHALLENGE, bob), null);
    assert.equal(say(bob, DuelAction.ACCEPT), null);
    arena.until(() => state(ann) === DuelState.FIGHTING, 70, "the countdown is over");
  }

  it("1.6 challenge, accept, three seconds, and they can hurt each other; before that they cannot", () => {
    assert.equal(arena.tryUse(ann, STRIKE, bob), "bad_target");
    assert.equal(say(ann, DuelAction.CHALLENGE, bob), null);
    assert.deepEqual([state(ann), state(bob)], [DuelState.CHALLENGING, DuelState.CHALLENGED]);
    assert.equal(arena.world.duelOpponent[indexOf(bob)], ann);
    assert.equal(say(bob, DuelAction.ACCEPT), null);
    assert.equal(arena.tryUse(ann, STRIKE, bob), "bad_target");
    assert.equal(arena.until(() => state(ann) === DuelState.FIGHTING, 70, "the countdown is over") > 50, true);
    assert.equal(arena.eventsOf(CombatEventKind.DUEL_STARTED).length, 1);
    assert.equal(arena.tryUse(ann, STRIKE, bob), null);
    assert.ok(arena.health(bob) < 100);
    assert.equal(arena.tryUse(bob, STRIKE, ann), null);
    assert.ok(arena.health(ann) < 100);
  });

  it("1.6 nobody dies of a duel: at one point of health it is lost, and what still burns goes out", () => {
    arena = new Arena();
    ann = arena.player(50, 50, { name: "Ann", classId: "witch" });
    bob = arena.player(52, 50, { name: "Bob" });
    fight();
    arena.set(bob, { health: 3 });
    assert.equal(arena.tryUse(ann, IGNITE, bob), null);
    arena.until(() => state(ann) === DuelState.NONE, 60, "the duel is over");
    assert.equal(arena.health(bob), 1);
    assert.ok(!arena.has(bob, EntityFlag.DEAD));
    assert.deepEqual(arena.deaths, []);
    const [end] = arena.eventsOf(CombatEventKind.DUEL_ENDED);
    assert.deepEqual([end.source, end.target], [indexOf(ann), indexOf(bob)]);
    assert.equal(arena.tryUse(bob, STRIKE, ann), "bad_target", "they are friends again");
    arena.step(80);
    assert.ok(!arena.has(bob, EntityFlag.DEAD));
  });

  it("1.6 a third player can neither be hurt nor hurt, and heals the one he likes", () => {
    const cid = arena.player(51, 51, { name: "Cid" });
    fight();
    assert.equal(arena.tryUse(ann, STRIKE, cid), "bad_target");
    assert.equal(arena.tryUse(cid, STRIKE, ann), "bad_target");
    arena.set(ann, { health: 50 });
    assert.equal(arena.tryUse(cid, 4, ann), null);
    arena.step(15);
    assert.ok(arena.health(ann) > 50);
    assert.equal(arena.tryUse(bob, 4, ann), "bad_target", "nobody heals whom he fights");
  });

  it("1.6 who yields, runs away, leaves or dies of something else has lost", () => {
    const ways: [string, () => void][] = [
      ["yields", () => assert.equal(say(bob, DuelAction.YIELD), null)],
      ["runs away", () => arena.set(bob, { x: 95, y: 50 })],
      ["leaves", () => arena.simulation.removePlayer(bob)],
    ];
    for (const [how, does] of ways) {
      arena = new Arena();
      ann = arena.player(50, 50);
      bob = arena.player(52, 50);
      fight();
      const events = arena.events.length;
      does();
      arena.step();
      assert.equal(state(ann), DuelState.NONE, how);
      if (how !== "leaves")
        assert.ok(
          arena.events.slice(events).some((e) => e.kind === CombatEventKind.DUEL_ENDED && e.target === indexOf(bob)),
          how,
        );
      assert.equal(arena.world.duelOpponent[indexOf(ann)], 0);
    }
  });

  it("1.6 offers can be declined and lapse; what makes no sense is refused and changes nothing", () => {
    assert.equal(say(ann, DuelAction.CHALLENGE, bob), null);
    assert.equal(say(ann, DuelAction.CHALLENGE, bob), "duel_unavailable");
    assert.equal(say(ann, DuelAction.ACCEPT), "no_offer");
    assert.equal(say(bob, DuelAction.DECLINE), null);
    assert.deepEqual([state(ann), state(bob)], [DuelState.NONE, DuelState.NONE]);
    assert.equal(say(ann, DuelAction.CHALLENGE, bob), null);
    arena.until(() => state(bob) === DuelState.NONE, 610, "the challenge lapses");
    assert.equal(say(bob, DuelAction.ACCEPT), "no_offer");
    assert.equal(say(bob, DuelAction.YIELD), "no_offer");
    assert.equal(say(ann, DuelAction.CHALLENGE, ann), "bad_target");
    assert.equal(say(ann, DuelAction.CHALLENGE, 0xfffff), "gone");
    assert.equal(say(ann, 99, bob), "message_malformed");
    arena.set(bob, { x: 90 });
    assert.equal(say(ann, DuelAction.CHALLENGE, bob), "out_of_range");
    assert.deepEqual([state(ann), state(bob)], [DuelState.NONE, DuelState.NONE]);
    assert.equal(arena.eventsOf(CombatEventKind.DUEL_ENDED).length, 0, "an offer that comes to nothing is no defeat");
  });
});
