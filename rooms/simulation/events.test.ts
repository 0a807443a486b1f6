import assert from "node:assert/strict";
import { CombatEventKind } from "#shared/protocol/codes.ts";
import { CombatEvents, IdList, MAX_COMBAT_EVENTS, ReusedList, TickEvents } from "./events.ts";

describe("1.1 events of a tick", () => {
  it("1.1 combat events beyond the limit are counted, not written", () => {
    const events = new CombatEvents();
    for (let n = 0; n < MAX_COMBAT_EVENTS + 3; n++) events.add(CombatEventKind.DAMAGE, 1, 2, 3, n, 0);
    assert.deepEqual([events.count, events.dropped], [MAX_COMBAT_EVENTS, 3]);
    assert.equal(events.amount[MAX_COMBAT_EVENTS - 1], MAX_COMBAT_EVENTS - 1);
    events.clear();
    assert.deepEqual([events.count, events.dropped], [0, 0]);
    events.add(CombatEventKind.DAMAGE, 1, 2, 3, 100_000, 0);
    assert.equal(events.amount[0], 65_535, "as much as the wire holds");
  });

  it("1.1 lists use their objects again and grow to what they need", () => {
    let made = 0;
    const list = new ReusedList(() => ({ n: made++ }));
    const first = list.next();
    list.next();
    list.clear();
    assert.equal(list.count, 0);
    assert.equal(list.next(), first);
    assert.equal(made, 2);
  });

  it("1.1 a list of ids holds its capacity and no more", () => {
    const ids = new IdList(2);
    for (const id of [7, 8, 9]) ids.add(id);
    assert.deepEqual([...ids.ids.subarray(0, ids.count)], [7, 8]);
  });

  it("1.1 a new tick begins with nothing to report", () => {
    const events = new TickEvents(4);
    events.combat.add(CombatEventKind.HEAL, 1, 1, 1, 1, 0);
    events.kills.next();
    events.pickUps.next();
    events.refuse(5, "gone");
    events.deaths.add(1);
    events.expiredDrops.add(1);
    assert.deepEqual(events.refusals.items[0], { entity: 5, code: "gone" });
    events.clear();
    const { combat, kills, pickUps, refusals, deaths, expiredDrops } = events;
    assert.deepEqual(
      [combat, kills, pickUps, refusals, deaths, expiredDrops].map((list) => list.count),
      [0, 0, 0, 0, 0, 0],
    );
  });
});
