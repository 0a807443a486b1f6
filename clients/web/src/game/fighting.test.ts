import assert from "node:assert/strict";
import { Ability } from "#shared/content/schema.ts";
import { makeEntityId } from "#shared/primitives/entity-id.ts";
import type { Action } from "#shared/protocol/action.ts";
import { ActionKind, DuelState, EntityFlag, EntityKind, type ErrorCode } from "#shared/protocol/codes.ts";
import { Cell } from "#shared/rules/collision.ts";
import { Entity } from "./entity.ts";
import { Fighting, type Situation } from "./fighting.ts";
import { Picture } from "./picture.ts";

const ME = makeEntityId(1, 1);
const STRIKE = {
  id: "strike",
  code: 1,
  name: "Strike",
  description: "",
  cooldownMs: 1500,
  rangeM: 3,
  target: "enemy",
  effects: [{ kind: "damage", school: "physical", base: 5, powerFactor: 1 }],
};
const MEND = {
  id: "mend",
  code: 2,
  name: "Mend",
  description: "",
  cost: 30,
  rangeM: 20,
  target: "ally",
  effects: [{ kind: "heal", base: 5, powerFactor: 1 }],
};
const METEOR = {
  id: "meteor",
  code: 3,
  name: "Meteor",
  description: "",
  rangeM: 20,
  target: "point",
  area: { shape: "circle", radiusM: 4 },
  effects: [{ kind: "damage", school: "fire", base: 5, powerFactor: 1 }],
};
const RECALL = {
  id: "recall",
  code: 4,
  name: "Recall",
  description: "",
  rangeM: 20,
  target: "corpse",
  effects: [{ kind: "resurrect", health: 0.3 }],
};

class Bench {
  readonly picture = new Picture(ME);
  readonly map = { cols: 60, rows: 60, cells: new Uint8Array(3600) };
  readonly sent: Action[] = [];
  readonly complaints: ErrorCode[] = [];
  readonly fighting = new Fighting(
    this.picture,
    this.map,
    (action) => this.sent.push(action),
    (code) => this.complaints.push(code),
  );

  constructor() {
    this.fighting.abilities = [STRIKE, MEND, METEOR, RECALL].map((ability) => Ability.parse(ability));
    this.picture.own.vitals.resource = 100;
  }

  put(index: number, kind: EntityKind, x: number, y: number): Entity {
    const record = {
      id: makeEntityId(index, 1),
      kind,
      template: 1,
      level: 1,
      x: x * 64,
      y: y * 64,
      facing: 0,
      health: 255,
      flags: 0,
      target: 0,
      name: "",
      appearance: 0,
    };
    const entity = new Entity(record, 0, 0);
    this.picture.entities.set(index, entity);
    return entity;
  }

  at(part: Partial<Situation> = {}): Situation {
    return { x: 20, y: 20, moving: false, tick: 100, tickMs: 50, rttMs: 40, nowMs: 5000, aimX: 25, aimY: 20, ...part };
  }

  get abilitiesSent(): number[] {
    return this.sent.flatMap((action) => (action.kind === ActionKind.USE_ABILITY ? [action.slot] : []));
  }
}

describe("play page: what a press of an ability's key means", () => {
  it("1.6 without a target the nearest enemy becomes it", () => {
    const b = new Bench();
    b.put(5, EntityKind.NPC, 28, 20);
    const near = b.put(6, EntityKind.NPC, 22, 20);
    b.put(7, EntityKind.PLAYER, 20.5, 20);
    b.fighting.press(0, b.at());
    assert.deepEqual(b.sent[0], { kind: ActionKind.SET_TARGET, target: near.id });
    assert.equal((b.sent[1] as { target: number }).target, near.id);
    assert.equal(b.fighting.attacking, true);
  });

  it("1.6 says at once what the server would refuse: nobody there, too far, no sight, nothing to pay with", () => {
    const b = new Bench();
    b.fighting.press(0, b.at());
    const far = b.put(5, EntityKind.NPC, 30, 20);
    b.fighting.target(far);
    b.fighting.press(0, b.at());
    far.x = 22.5;
    b.map.cells[20 * 60 + 21] = Cell.SOLID | Cell.OPAQUE;
    b.fighting.press(0, b.at());
    b.picture.own.vitals.resource = 10;
    b.fighting.press(1, b.at());
    assert.deepEqual(b.complaints, ["bad_target", "out_of_range", "no_line_of_sight", "not_enough_resource"]);
    assert.deepEqual(b.abilitiesSent, []);
  });

  it("1.6 a key pressed a moment too early counts when the ability is ready, one pressed far too early does not", () => {
    const b = new Bench();
    b.put(5, EntityKind.NPC, 22, 20);
    b.picture.own.cooldowns = { globalReadyTick: 0, readyTicks: [106, 0, 0] };
    b.fighting.press(0, b.at());
    assert.deepEqual(b.abilitiesSent, []);
    b.fighting.tick(b.at({ tick: 105, nowMs: 5250 }));
    assert.deepEqual(b.abilitiesSent, []);
    b.fighting.tick(b.at({ tick: 106, nowMs: 5300 }));
    assert.deepEqual(b.abilitiesSent, [0]);
    b.picture.own.cooldowns = { globalReadyTick: 0, readyTicks: [200, 0, 0] };
    b.fighting.press(0, b.at({ tick: 107 }));
    assert.deepEqual(b.complaints, ["not_ready"]);
  });

  it("1.6 the basic attack goes on by itself, in range and when ready, until the target is dead", () => {
    const b = new Bench();
    const wolf = b.put(5, EntityKind.NPC, 22, 20);
    b.fighting.press(0, b.at());
    b.picture.own.cooldowns = { globalReadyTick: 0, readyTicks: [130, 0, 0] };
    b.fighting.tick(b.at({ tick: 120, nowMs: 6000 }));
    assert.equal(b.abilitiesSent.length, 1);
    b.fighting.tick(b.at({ tick: 130, nowMs: 6500 }));
    assert.equal(b.abilitiesSent.length, 2);
    wolf.x = 40;
    b.fighting.tick(b.at({ tick: 170, nowMs: 8500 }));
    wolf.x = 22;
    wolf.flags = EntityFlag.DEAD;
    b.fighting.tick(b.at({ tick: 180, nowMs: 9000 }));
    assert.equal(b.abilitiesSent.length, 2);
    assert.equal(b.fighting.attacking, false);
    assert.deepEqual(b.complaints, []);
  });

  it("1.6 a heal goes to a friend who is targeted, else to oneself", () => {
    const b = new Bench();
    const friend = b.put(5, EntityKind.PLAYER, 22, 20);
    b.fighting.press(1, b.at());
    b.fighting.target(friend);
    b.fighting.press(1, b.at());
    const targets = b.sent.flatMap((action) => (action.kind === ActionKind.USE_ABILITY ? [action.target] : []));
    assert.deepEqual(targets, [0, friend.id]);
  });

  it("1.6 what is aimed beyond the range falls at its end", () => {
    const b = new Bench();
    b.fighting.press(2, b.at({ aimX: 20, aimY: 58 }));
    const [action] = b.sent;
    assert.ok(action.kind === ActionKind.USE_ABILITY);
    assert.equal(action.aimX, 20 * 64);
    assert.ok(action.aimY / 64 > 39.5 && action.aimY / 64 < 40);
  });

  it("1.6 who fights a duel with one is struck, and not healed", () => {
    const b = new Bench();
    const rival = b.put(5, EntityKind.PLAYER, 22, 20);
    b.fighting.target(rival);
    b.sent.length = 0;
    b.picture.own.offers.duel = { state: DuelState.FIGHTING, opponent: rival.id, tick: 0 };
    b.fighting.press(1, b.at());
    b.fighting.press(0, b.at({ nowMs: 6000 }));
    b.fighting.tick(b.at({ nowMs: 7000 }));
    const uses = b.sent.map((action) => (action.kind === ActionKind.USE_ABILITY ? [action.slot, action.target] : []));
    assert.deepEqual(uses, [
      [1, 0],
      [0, rival.id],
      [0, rival.id],
    ]);
    b.picture.own.offers.duel = { state: DuelState.NONE, opponent: 0, tick: 0 };
    b.fighting.tick(b.at({ nowMs: 8000 }));
    assert.equal(b.fighting.attacking, false);
    assert.equal(b.sent.length, 3);
  });

  it("1.6 the dead are called back only when they are one's target, dead and in reach", () => {
    const b = new Bench();
    const friend = b.put(5, EntityKind.PLAYER, 22, 20);
    b.fighting.press(3, b.at());
    b.fighting.target(friend);
    b.fighting.press(3, b.at());
    friend.flags = EntityFlag.DEAD;
    friend.x = 50;
    b.fighting.press(3, b.at());
    assert.deepEqual(b.complaints, ["bad_target", "bad_target", "out_of_range"]);
    friend.x = 30;
    b.fighting.press(3, b.at());
    assert.deepEqual(b.abilitiesSent, [3]);
  });
});
