import assert from "node:assert/strict";
import fc from "fast-check";
import { compileZone } from "#shared/content/compile.ts";
import { loadContent } from "#shared/content/load.ts";
import { type Ability, type CharacterClass, Zone } from "#shared/content/schema.ts";
import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { ActionKind, CombatEventKind, EntityFlag, EntityKind, type ErrorCode } from "#shared/protocol/codes.ts";
import { positionToWire } from "#shared/protocol/quantize.ts";
import { schoolOf } from "#shared/rules/ability.ts";
import { Simulation } from "#rooms/simulation/simulation.ts";
import { MAX_SLOTS, MAX_STATUSES } from "#rooms/simulation/world.ts";

// NPCs, not only players, use their abilities by the same function; so each ability of the content is put into a player's hands.

const content = loadContent();
const TICK_RATE = 20;
const SPOT = 40;
const stun = content.statuses.find((status) => status.kind === "stun") ?? assert.fail("no stun in the content");

/** A class that has this one ability, and three more because a class has at least four. */
function classOf(ability: Ability): CharacterClass {
  const others = content.abilities.filter((other) => other.id !== ability.id && other.cooldownGroup === undefined).slice(0, 3);
  const base = content.classes[0];
  return { ...base, id: "student", code: 200, abilities: [ability.id, ...others.map((other) => other.id)], speedMps: 6 };
}

/** What stands in the student's way: nothing of it, or exactly one thing. */
const HINDRANCES = [
  "none",
  "dead",
  "stunned",
  "silenced",
  "casting",
  "poor",
  "far",
  "hidden",
  "wrong",
  "gone",
  "safe",
  "cooldown",
] as const;
type Hindrance = (typeof HINDRANCES)[number];

/** One try of an ability. A wall stands south of the middle, a safe area in the far corner. */
class Try {
  readonly sim: Simulation;
  readonly ability: Ability;
  readonly id: EntityId;
  readonly i: number;
  readonly friend: EntityId;
  readonly foe: EntityId;

  constructor(ability: Ability, seed: number) {
    this.ability = ability;
    const pit = Zone.parse({
      id: "pit",
      name: "Pit",
      widthM: 200,
      heightM: 120,
      tickRate: TICK_RATE,
      interest: { radiusM: 60, hysteresisM: 6 },
      entry: { at: [SPOT, SPOT], radiusM: 2 },
      respawnPoints: [[150, 100]],
      safeAreas: [{ name: "corner", box: [100, 0, 40, 40] }],
      obstacles: [{ shape: "box", box: [20, 50, 60, 2], look: "wall" }],
      spawns: [{ id: "foes", npc: "meadow_boar", at: [SPOT + 10, SPOT + 5], radiusM: 2, count: 1, respawnMs: 3_600_000 }],
    });
    const student = classOf(ability);
    this.sim = new Simulation(compileZone({ ...content, classes: [...content.classes, student], zones: [pit] }, "pit"), {
      seed,
      capacity: 64,
    });
    const join = (name: string, x: number, y: number) => this.sim.addPlayer({ name, classId: "student", level: 5, experience: 0, x, y });
    this.id = join("Student", SPOT, SPOT);
    this.friend = join("Friend", SPOT + 1, SPOT);
    this.i = indexOf(this.id);
    const { world } = this.sim;
    world.resource[this.i] = world.maxResource[this.i] = 1000;
    this.sim.step();
    this.foe = [...world.id].find((id) => id !== NOBODY && world.kind[indexOf(id)] === EntityKind.NPC) ?? assert.fail("no foe");
    // a foe that lives long, hits nobody and waits two metres away, as weak as the ability asks
    const f = indexOf(this.foe);
    this.put(this.foe, SPOT + 2, SPOT);
    world.maxHealth[f] = 1_000_000;
    world.health[f] = Math.floor(1_000_000 * Math.min(0.99, (ability.requires?.targetHealthBelow ?? 1) * 0.9));
    if (ability.target === "corpse") this.#kill(this.friend);
    for (const id of [ability.requires?.selfStatus]) if (id !== undefined) this.give(this.id, id, ability.requires?.minStacks ?? 1);
    if (ability.requires?.targetStatus !== undefined) this.give(this.foe, ability.requires.targetStatus, 1);
    this.sim.step();
  }

  put(id: EntityId, x: number, y: number): void {
    const { world } = this.sim;
    world.x[indexOf(id)] = x;
    world.y[indexOf(id)] = y;
  }

  #kill(id: EntityId): void {
    const { world } = this.sim;
    world.health[indexOf(id)] = 0;
    world.flags[indexOf(id)] |= EntityFlag.DEAD;
  }

  /** Puts a status there as if somebody had given it. */
  give(id: EntityId, status: string, stacks: number): void {
    const { world } = this.sim;
    const at = indexOf(id) * MAX_STATUSES + MAX_STATUSES - 1;
    world.statusCode[at] = content.statuses.find((s) => s.id === status)?.code ?? 0;
    world.statusStacks[at] = stacks;
    world.statusEndTick[at] = world.tick + 1000;
    world.statusNextPulse[at] = 0xffffffff;
  }

  /** Whom the ability is for. */
  get target(): EntityId {
    if (this.ability.target === "enemy") return this.foe;
    return this.ability.target === "self" ? NOBODY : this.friend;
  }

  /** Uses it in the next tick. @returns what was refused */
  use(target = this.target, x = SPOT + 2, y = SPOT): ErrorCode | null {
    this.sim.action(this.id, { kind: ActionKind.USE_ABILITY, slot: 0, target, aimX: positionToWire(x), aimY: positionToWire(y) });
    return this.step();
  }

  step(): ErrorCode | null {
    this.sim.step();
    const { refusals } = this.sim.events;
    for (let n = 0; n < refusals.count; n++) if (refusals.items[n].entity === this.id) return refusals.items[n].code;
    return null;
  }

  /** What a refused use must not change. */
  get state(): unknown {
    const { world } = this.sim;
    const { i } = this;
    const slots = (a: ArrayLike<number>) => Array.from({ length: MAX_SLOTS }, (_, n) => a[i * MAX_SLOTS + n]);
    return [
      slots(world.readyTick),
      slots(world.spentCharges),
      slots(world.rechargeTick),
      [world.globalReadyTick[i], world.castAbility[i], world.castEndTick[i], world.health[indexOf(this.foe)], world.health[i]],
      [Math.floor(world.resource[i]), world.x[i], world.y[i], world.impulse[i], world.count],
      [...world.statusCode.subarray(i * MAX_STATUSES, (i + 1) * MAX_STATUSES)],
    ];
  }

  /** Did anything come of the student's ability in this tick? */
  get told(): number {
    const { combat } = this.sim.events;
    let told = 0;
    for (let n = 0; n < combat.count; n++) if (combat.source[n] === this.i && combat.ability[n] === this.ability.code) told++;
    return told;
  }
}

/** Does the hindrance mean anything to the ability? */
function hinders(ability: Ability, hindrance: Hindrance): boolean {
  const aimed = ability.target !== "self" && ability.target !== "direction";
  const harmful = ability.effects.some((e) => ["damage", "purge", "interrupt", "drain", "taunt"].includes(e.kind));
  switch (hindrance) {
    case "silenced":
      return schoolOf(ability) !== "physical";
    case "poor":
      return ability.cost > 0 || ability.healthCost > 0;
    case "far":
      return aimed && ability.rangeM < 90;
    case "hidden":
      return aimed && ability.lineOfSight && ability.rangeM > 14;
    case "wrong":
    case "gone":
      return ability.target === "enemy" || ability.target === "ally" || ability.target === "corpse";
    case "safe":
      return harmful;
    case "cooldown":
      return ability.cooldownMs > 0 || ability.globalCooldown || ability.charges !== undefined;
    default:
      return true;
  }
}

const ANSWERS: Record<Exclude<Hindrance, "none">, ErrorCode> = {
  dead: "dead",
  stunned: "incapacitated",
  silenced: "silenced",
  casting: "casting",
  poor: "not_enough_resource",
  far: "out_of_range",
  hidden: "no_line_of_sight",
  wrong: "bad_target",
  gone: "bad_target",
  safe: "bad_target",
  cooldown: "not_ready",
};

/** Sets the hindrance up, tries, and says what was answered. */
function attempt(t: Try, hindrance: Exclude<Hindrance, "none">): { before: unknown; answer: ErrorCode | null } {
  const { world } = t.sim;
  const { i, ability } = t;
  const flag = (bits: number) => {
    world.flags[i] |= bits;
  };
  let target = t.target;
  let place: [number, number] = [SPOT + 2, SPOT];
  if (hindrance === "dead") {
    world.health[i] = 0;
    flag(EntityFlag.DEAD);
  } else if (hindrance === "stunned") {
    t.give(t.id, stun.id, 1);
    flag(EntityFlag.STUNNED);
  } else if (hindrance === "silenced") flag(EntityFlag.SILENCED);
  else if (hindrance === "casting") {
    world.castAbility[i] = ability.code;
    world.castEndTick[i] = world.tick + 1000;
    flag(EntityFlag.CASTING);
  } else if (hindrance === "poor") {
    world.resource[i] = Math.max(0, ability.cost - 2);
    if (ability.healthCost > 0) world.health[i] = ability.healthCost;
  } else if (hindrance === "far") {
    place = [SPOT + ability.rangeM + 3, SPOT];
    for (const id of [t.foe, t.friend]) t.put(id, ...place);
  } else if (hindrance === "hidden") {
    place = [SPOT, SPOT + 14];
    for (const id of [t.foe, t.friend]) t.put(id, ...place);
  } else if (hindrance === "wrong") target = ability.target === "enemy" ? t.friend : ability.target === "corpse" ? t.foe : t.foe;
  else if (hindrance === "gone") {
    target = t.sim.addPlayer({ name: "Leaver", classId: "student", level: 1, experience: 0, x: SPOT, y: SPOT });
    t.sim.removePlayer(target);
  } else if (hindrance === "safe") flag(EntityFlag.SAFE);
  const before = t.state;
  return { before, answer: t.use(target, ...place) };
}

describe("R23 every ability of the content", () => {
  for (const ability of content.abilities) {
    it(`R23 ${ability.id}: works when it may, and only then; a refusal changes nothing`, () => {
      const ready = new Try(ability, 1);
      assert.equal(ready.use(), null, "with nothing in its way");
      const began = ready.told > 0 || ready.sim.world.castAbility[ready.i] !== 0 || ready.sim.world.readyTick[ready.i * MAX_SLOTS] > 0;
      assert.ok(began || ready.sim.world.globalReadyTick[ready.i] > 0 || ability.cost > 0, "something comes of it");
      for (const hindrance of HINDRANCES) {
        if (hindrance === "none" || hindrance === "cooldown" || !hinders(ability, hindrance)) continue;
        const t = new Try(ability, 1);
        const { before, answer } = attempt(t, hindrance);
        assert.equal(answer, ANSWERS[hindrance], hindrance);
        assert.deepEqual(t.state, before, `${hindrance}: nothing changed`);
        assert.equal(t.told, 0, `${hindrance}: nothing happened`);
      }
    });
  }

  it("R23 no ability is used early, however often and whenever it is asked for", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...content.abilities.filter((ability) => hinders(ability, "cooldown"))),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 20, maxLength: 60 }),
        fc.integer(),
        (ability, waits, seed) => {
          const t = new Try(ability, seed);
          const { world } = t.sim;
          const uses: number[] = [];
          for (const wait of waits) {
            world.resource[t.i] = 1000;
            world.health[t.i] = world.maxHealth[t.i];
            t.put(t.foe, SPOT + 2, SPOT);
            t.put(t.id, SPOT, SPOT);
            if (t.use() === null) uses.push(world.tick);
            for (let n = 1; n < wait; n++) t.step();
          }
          assert.ok(uses.length > 0);
          const ticks = (ms: number) => Math.ceil((ms * TICK_RATE) / 1000);
          const pause = Math.max(ticks(ability.cooldownMs), ability.globalCooldown ? ticks(content.progression.globalCooldownMs) : 0);
          for (let n = 1; n < uses.length; n++)
            assert.ok(uses[n] - uses[n - 1] >= pause, `${ability.id} again after ${uses[n] - uses[n - 1]} ticks`);
          const { max, rechargeMs } = ability.charges ?? { max: 0, rechargeMs: 0 };
          for (let n = max; max > 0 && n < uses.length; n++)
            assert.ok(
              uses[n] - uses[n - max] >= ticks(rechargeMs),
              `${ability.id}: ${max + 1} uses within ${uses[n] - uses[n - max]} ticks`,
            );
        },
      ),
      { numRuns: 150 },
    );
  });

  it("R23 whoever left the zone uses nothing", () => {
    const t = new Try(content.abilities[0], 1);
    t.sim.removePlayer(t.id);
    const health = t.sim.world.health[indexOf(t.foe)];
    assert.equal(t.use(), null);
    assert.equal(t.sim.world.health[indexOf(t.foe)], health);
    const { combat } = t.sim.events;
    for (let n = 0; n < combat.count; n++) assert.notEqual(combat.kind[n], CombatEventKind.DAMAGE);
  });
});
