import assert from "node:assert/strict";
import { angleToU16 } from "#shared/primitives/angle.ts";
import { type EntityId, indexOf } from "#shared/primitives/entity-id.ts";
import { compileZone } from "#shared/content/compile.ts";
import { loadContent } from "#shared/content/load.ts";
import { type Ability, type Content, Zone } from "#shared/content/schema.ts";
import { ActionKind, EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { positionToWire } from "#shared/protocol/quantize.ts";
import { Simulation } from "#rooms/simulation/simulation.ts";
import { MAX_SLOTS } from "#rooms/simulation/world.ts";

const SEEDS = [1, 2, 3, 4, 5, 6];
const LONGEST_S = 120;

/** A beginner's fight: walks into range, uses whatever is ready, the last ability of the bar first. */
class Fight {
  readonly #sim: Simulation;
  readonly #me: EntityId;
  readonly #bar: readonly Ability[];
  readonly #foes: readonly number[];
  #seq = 0;

  constructor(content: Content, classId: string, level: number, npc: string, count: number, seed: number) {
    const pit = Zone.parse({
      id: "pit",
      name: "Pit",
      widthM: 80,
      heightM: 80,
      interest: { radiusM: 60, hysteresisM: 6 },
      entry: { at: [40, 20], radiusM: 2 },
      respawnPoints: [[2, 2]],
      spawns: [{ id: "foes", npc, at: [40, 44], radiusM: 2, count, respawnMs: 3_600_000 }],
    });
    this.#sim = new Simulation(compileZone({ ...content, zones: [pit] }, "pit"), { seed });
    this.#me = this.#sim.addPlayer({ name: "Beginner", classId, level, experience: 0, x: 40, y: 20 });
    const characterClass = content.classes.find((c) => c.id === classId) ?? assert.fail(classId);
    this.#bar = characterClass.abilities.map((id) => content.abilities.find((a) => a.id === id) ?? assert.fail(id));
    this.#sim.step();
    const { world } = this.#sim;
    this.#foes = Array.from({ length: world.end }, (_, i) => i).filter((i) => world.kind[i] === EntityKind.NPC);
    assert.equal(this.#foes.length, count);
  }

  /** @returns seconds from the first blow to the last; null: the beginner died */
  run(): number | null {
    const { world, tickRate } = this.#sim;
    const i = indexOf(this.#me);
    let began = 0;
    while (world.tick < LONGEST_S * tickRate) {
      const foe = this.#nearest();
      if (foe === 0) return (world.tick - began) / tickRate;
      if (world.flags[i] & EntityFlag.DEAD) return null;
      if (began === 0 && world.flags[i] & EntityFlag.IN_COMBAT) began = world.tick;
      this.#play(i, foe);
      this.#sim.step();
    }
    return null;
  }

  #nearest(): number {
    const { world } = this.#sim;
    const i = indexOf(this.#me);
    const far = (n: number) => (world.x[n] - world.x[i]) ** 2 + (world.y[n] - world.y[i]) ** 2;
    const alive = this.#foes.filter((n) => (world.flags[n] & EntityFlag.DEAD) === 0);
    return alive.sort((a, b) => far(a) - far(b))[0] ?? 0;
  }

  #play(i: number, foe: number): void {
    const { world } = this.#sim;
    const dx = world.x[foe] - world.x[i];
    const dy = world.y[foe] - world.y[i];
    const distance = Math.hypot(dx, dy);
    const inRange = distance < this.#bar[0].rangeM * 0.9;
    const move = inRange ? 0 : 127 / distance;
    const facing = angleToU16(Math.atan2(dy, dx));
    this.#sim.input(this.#me, { seq: ++this.#seq, moveX: dx * move, moveY: dy * move, facing, buttons: 0, viewDelay: 0 });
    if (!inRange || world.flags[i] & EntityFlag.CASTING || world.tick < world.globalReadyTick[i]) return;
    const hurt = world.health[i] < world.maxHealth[i] * 0.5;
    for (let slot = this.#bar.length - 1; slot >= 0; slot--) {
      const ability = this.#bar[slot];
      if (world.tick < world.readyTick[i * MAX_SLOTS + slot] || world.resource[i] < ability.cost) continue;
      const harms = ability.effects.some((effect) => effect.kind === "damage");
      if (!harms && (!hurt || ability.effects.every((effect) => effect.kind === "status"))) continue;
      if (ability.target === "self" && ability.area && distance > ability.area.radiusM) continue;
      const { targetHealthBelow = 1 } = ability.requires ?? {};
      if (world.health[foe] >= world.maxHealth[foe] * targetHealthBelow && targetHealthBelow < 1) continue;
      const target = harms ? world.id[foe] : 0;
      const aimX = positionToWire(world.x[foe]);
      const aimY = positionToWire(world.y[foe]);
      this.#sim.action(this.#me, { kind: ActionKind.USE_ABILITY, slot, target, aimX, aimY });
      return;
    }
  }
}

describe("content: balance", () => {
  const content = loadContent();
  for (const { id } of content.classes) {
    it(`1.6 a ${id} of level 1 kills a wolf of level 1 in 5 to 20 s, and lives`, () => {
      for (const seed of SEEDS) {
        const seconds = new Fight(content, id, 1, "young_wolf", 1, seed).run() ?? assert.fail(`seed ${seed}: died`);
        assert.ok(seconds >= 5 && seconds <= 20, `seed ${seed}: ${seconds} s`);
      }
    });

    it(`1.6 three wolves are too many for a ${id} of level 1`, () => {
      const won = SEEDS.filter((seed) => new Fight(content, id, 1, "young_wolf", 3, seed).run() !== null);
      assert.ok(won.length <= SEEDS.length / 2, `won with seeds ${won.join()}`);
    });
  }

  it("1.6 nobody kills an elite of his own level alone", () => {
    for (const { id } of content.classes) assert.equal(new Fight(content, id, 5, "grimjaw", 1, 1).run(), null, id);
  });

  it("3.2 about five wolves make level 2", () => {
    const wolf = content.npcs.find((npc) => npc.id === "young_wolf") ?? assert.fail();
    const kills = content.progression.experienceForLevel[0] / wolf.experience;
    assert.ok(kills > 4 && kills < 6, `${kills} kills`);
  });
});
