import { compileZone } from "#shared/content/compile.ts";
import { PLAIN_CHARACTERS } from "#shared/content/plain.ts";
import { Ability, CharacterClass, type Content, Npc, Zone, Progression } from "#shared/content/schema.ts";
import type { EntityId } from "#shared/primitives/entity-id.ts";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { Rng } from "#shared/primitives/rng.ts";
import { emptyInput } from "#shared/protocol/input.ts";
import { type PhaseHook, Simulation } from "#rooms/simulation/simulation.ts";

const SIZE_M = 400;
const TARGETS = 10;
/** A class has at least four abilities. */
const NIPS = ["nip", "nip2", "nip3", "nip4"] as const;
const growth = (base: number) => ({ base, perLevel: 0 });

/** A ruined town: walls to walk around, rocks between them. */
function chaseContent(chasers: number): Content {
  const rng = new Rng(31);
  const walls = Array.from({ length: 60 }, (_, n) => {
    const x = rng.int(20, SIZE_M - 50);
    const y = rng.int(20, SIZE_M - 50);
    const box: [number, number, number, number] = n % 2 ? [x, y, rng.int(8, 30), 2] : [x, y, 2, rng.int(8, 30)];
    return { shape: "box" as const, box, look: "wall" as const };
  });
  const groups = Math.ceil(chasers / 10);
  return {
    hash: "chase",
    ...PLAIN_CHARACTERS,
    progression: Progression.parse({ maxLevel: 2, experienceForLevel: [100], globalCooldownMs: 1000 }),
    statuses: [],
    abilities: NIPS.map((id, n) =>
      Ability.parse({
        id,
        code: n + 1,
        name: id,
        description: "",
        rangeM: 2.5,
        target: "enemy",
        cooldownMs: 1500,
        effects: [{ kind: "damage", school: "physical", base: 1, powerFactor: 0 }],
      }),
    ),
    classes: [
      CharacterClass.parse({
        id: "runner",
        code: 1,
        name: "Runner",
        description: "",
        speedMps: 5,
        stats: { health: growth(1_000_000), power: growth(1), armour: growth(0) },
        resource: { name: "Mana", max: 100, regenPerSecond: 5, start: 1 },
        abilities: [...NIPS],
      }),
    ],
    npcs: [
      Npc.parse({
        id: "chaser",
        code: 1,
        name: "Chaser",
        level: 1,
        stats: { health: growth(100), power: growth(1), armour: growth(0) },
        speedMps: 5.4,
        aggroRadiusM: 60,
        socialRadiusM: 30,
        leashM: 900,
        abilities: ["nip"],
        experience: 0,
      }),
    ],
    currencies: [],
    items: [],
    lootTables: [],
    sayings: [],
    encounters: [],
    vendors: [],
    professions: [],
    recipes: [],
    zones: [
      Zone.parse({
        id: "chase",
        name: "Chase",
        widthM: SIZE_M,
        heightM: SIZE_M,
        interest: { radiusM: 60, hysteresisM: 10 },
        entry: { at: [5, 5], radiusM: 3 },
        respawnPoints: [[5, 5]],
        obstacles: [
          ...walls,
          { shape: "scatter", box: [0, 0, SIZE_M, SIZE_M], count: 300, radiusM: [0.5, 2], seed: 3, clearanceM: 1, look: "rock" },
        ],
        spawns: Array.from({ length: groups }, (_, n) => ({
          id: `hunt_${n}`,
          npc: "chaser",
          at: [rng.range(40, SIZE_M - 40), rng.range(40, SIZE_M - 40)],
          radiusM: 12,
          count: Math.min(10, chasers - n * 10),
          respawnMs: 10_000,
        })),
      }),
    ],
  };
}

/** A few who run through a ruined town, many after them: what path finding costs at its worst. */
export class Chase {
  readonly simulation: Simulation;
  readonly #targets: EntityId[] = [];
  readonly #rng: Rng;
  readonly #input = emptyInput();
  readonly #moveX = new Int8Array(TARGETS);
  readonly #moveY = new Int8Array(TARGETS);
  readonly #turnTick = new Uint32Array(TARGETS);

  constructor(chasers: number, seed: number, measure?: PhaseHook) {
    this.simulation = new Simulation(compileZone(chaseContent(chasers), "chase"), { seed, measure });
    this.#rng = new Rng(seed);
    for (let n = 0; n < TARGETS; n++) {
      const x = this.#rng.range(60, SIZE_M - 60);
      const y = this.#rng.range(60, SIZE_M - 60);
      this.#targets.push(this.simulation.addPlayer({ name: `T${n}`, classId: "runner", level: 1, experience: 0, x, y }));
    }
  }

  drive(): void {
    const { world } = this.simulation;
    const tick = world.tick + 1;
    for (let n = 0; n < TARGETS; n++) {
      const i = indexOf(this.#targets[n]);
      if (tick >= this.#turnTick[n]) {
        this.#turnTick[n] = tick + this.#rng.int(20, 80);
        const inside = world.x[i] > 30 && world.x[i] < SIZE_M - 30 && world.y[i] > 30 && world.y[i] < SIZE_M - 30;
        this.#moveX[n] = inside ? this.#rng.int(-127, 127) : world.x[i] < SIZE_M / 2 ? 90 : -90;
        this.#moveY[n] = inside ? this.#rng.int(-127, 127) : world.y[i] < SIZE_M / 2 ? 90 : -90;
      }
      const input = this.#input;
      input.seq = tick;
      input.moveX = this.#moveX[n];
      input.moveY = this.#moveY[n];
      this.simulation.input(this.#targets[n], input);
    }
  }

  step(): void {
    this.simulation.step();
  }
}
