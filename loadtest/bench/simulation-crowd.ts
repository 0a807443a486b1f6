import { compileZone } from "#shared/content/compile.ts";
import { PLAIN_CHARACTERS } from "#shared/content/plain.ts";
import { Ability, CharacterClass, type Content, Npc, Progression, Status, Zone } from "#shared/content/schema.ts";
import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { Rng } from "#shared/primitives/rng.ts";
import type { Action } from "#shared/protocol/action.ts";
import { ActionKind, EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { emptyInput } from "#shared/protocol/input.ts";
import { type PhaseHook, Simulation } from "#rooms/simulation/simulation.ts";

/** Part of the entities that are NPCs (PERFORMANCE.md, scenario fight). */
const NPC_PART = 0.2;
const GROUP_SIZE = 5;
const SIZE_M = 1000;
const TOWN_M = 60;
/** Everybody uses an ability this often, ticks: 1.5 s. */
const ABILITY_TICKS = 30;
/** How far players look for something to fight, m. */
const SIGHT_M = 25;

const growth = (base: number, perLevel = 0) => ({ base, perLevel });
const shared = { description: "", cooldownMs: 0 };

function crowdContent(npcs: number): Content {
  const rng = new Rng(20);
  const spawns = Array.from({ length: Math.ceil(npcs / GROUP_SIZE) }, (_, n) => ({
    id: `camp_${n}`,
    npc: ["wolf", "spitter", "boar"][n % 3],
    at: [rng.range(20, SIZE_M - 20), rng.range(20, SIZE_M - 20)] as [number, number],
    radiusM: 6,
    count: Math.min(GROUP_SIZE, npcs - n * GROUP_SIZE),
    respawnMs: 10_000,
  }));
  const npc = {
    level: 5,
    stats: { health: growth(400), power: growth(10), armour: growth(40) },
    leashM: 40,
    wanderRadiusM: 8,
    experience: 50,
  };
  return {
    hash: "crowd",
    ...PLAIN_CHARACTERS,
    progression: Progression.parse({ maxLevel: 10, experienceForLevel: [1, 2, 3, 4, 5, 6, 7, 8, 9], globalCooldownMs: 1000 }),
    statuses: [
      Status.parse({
        id: "burning",
        code: 1,
        name: "Burning",
        kind: "damage_over_time",
        durationMs: 6000,
        periodMs: 1000,
        amount: 4,
        maxStacks: 3,
      }),
      Status.parse({ id: "slowed", code: 2, name: "Slowed", kind: "slow", durationMs: 3000, fraction: 0.4 }),
    ],
    abilities: [
      {
        ...shared,
        id: "shot",
        code: 1,
        name: "Shot",
        rangeM: 30,
        target: "enemy",
        projectile: { speedMps: 30 },
        effects: [{ kind: "damage", school: "physical", base: 10, powerFactor: 1 }],
      },
      {
        ...shared,
        id: "ember",
        code: 2,
        name: "Ember",
        rangeM: 30,
        target: "enemy",
        effects: [
          { kind: "status", status: "burning" },
          { kind: "damage", school: "fire", base: 5, powerFactor: 1 },
        ],
      },
      { ...shared, id: "mend", code: 3, name: "Mend", rangeM: 30, target: "ally", effects: [{ kind: "heal", base: 20, powerFactor: 1 }] },
      {
        ...shared,
        id: "blast",
        code: 4,
        name: "Blast",
        rangeM: 30,
        target: "enemy",
        castTimeMs: 1000,
        castWhileMoving: true,
        area: { shape: "circle", radiusM: 6 },
        effects: [
          { kind: "damage", school: "fire", base: 10, powerFactor: 1 },
          { kind: "status", status: "slowed" },
        ],
      },
      {
        ...shared,
        id: "bite",
        code: 11,
        name: "Bite",
        rangeM: 2.5,
        target: "enemy",
        cooldownMs: 1500,
        globalCooldown: false,
        effects: [{ kind: "damage", school: "physical", base: 10, powerFactor: 1 }],
      },
      {
        ...shared,
        id: "spit",
        code: 12,
        name: "Spit",
        rangeM: 20,
        target: "enemy",
        cooldownMs: 2000,
        castTimeMs: 500,
        projectile: { speedMps: 20 },
        effects: [{ kind: "damage", school: "nature", base: 10, powerFactor: 1 }],
      },
    ].map((ability) => Ability.parse(ability)),
    classes: [
      CharacterClass.parse({
        id: "adventurer",
        code: 1,
        name: "Adventurer",
        description: "",
        speedMps: 5,
        stats: { health: growth(400, 20), power: growth(10, 2), armour: growth(50) },
        resource: { name: "Mana", max: 100, regenPerSecond: 5, start: 1 },
        abilities: ["shot", "ember", "mend", "blast"],
      }),
    ],
    npcs: [
      Npc.parse({ ...npc, id: "wolf", code: 1, name: "Wolf", speedMps: 6, aggroRadiusM: 12, socialRadiusM: 10, abilities: ["bite"] }),
      Npc.parse({ ...npc, id: "spitter", code: 2, name: "Spitter", speedMps: 4, aggroRadiusM: 15, abilities: ["spit", "bite"] }),
      Npc.parse({ ...npc, id: "boar", code: 3, name: "Boar", speedMps: 5, aggroRadiusM: 8, abilities: ["bite"] }),
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
        id: "crowd",
        name: "Crowd",
        widthM: SIZE_M,
        heightM: SIZE_M,
        maxPlayers: 5000,
        interest: { radiusM: 60, hysteresisM: 10 },
        entry: { at: [SIZE_M / 2, SIZE_M / 2], radiusM: TOWN_M / 2 },
        respawnPoints: [[SIZE_M / 2, SIZE_M / 2]],
        safeAreas: [{ name: "Town", box: [(SIZE_M - TOWN_M) / 2, (SIZE_M - TOWN_M) / 2, TOWN_M, TOWN_M] }],
        obstacles: [
          { shape: "scatter", box: [0, 0, SIZE_M, SIZE_M], count: 2000, radiusM: [0.4, 0.8], seed: 1, look: "tree" },
          { shape: "scatter", box: [0, 0, SIZE_M, SIZE_M], count: 200, radiusM: [2, 5], seed: 2, look: "rock" },
        ],
        spawns,
      }),
    ],
  };
}

/** Many who walk about and fight; what it does in a tick allocates nothing, so that heap figures are the simulation's. */
export class Crowd {
  readonly simulation: Simulation;
  readonly #players: EntityId[] = [];
  readonly #rng: Rng;
  readonly #input = emptyInput();
  readonly #use: Extract<Action, { kind: typeof ActionKind.USE_ABILITY }> = {
    kind: ActionKind.USE_ABILITY,
    slot: 0,
    target: NOBODY,
    aimX: 0,
    aimY: 0,
  };
  readonly #release: Action = { kind: ActionKind.RELEASE };
  readonly #found = new Uint16Array(512);
  readonly #moveX: Int8Array;
  readonly #moveY: Int8Array;
  readonly #turnTick: Uint32Array;

  /** @param entities players and NPCs together; projectiles come on top */
  constructor(entities: number, seed: number, measure?: PhaseHook) {
    const npcs = Math.round(entities * NPC_PART);
    const players = entities - npcs;
    this.simulation = new Simulation(compileZone(crowdContent(npcs), "crowd"), { seed, measure });
    this.#rng = new Rng(seed);
    this.#moveX = new Int8Array(players);
    this.#moveY = new Int8Array(players);
    this.#turnTick = new Uint32Array(players);
    for (let n = 0; n < players; n++) {
      const x = this.#rng.range(5, SIZE_M - 5);
      const y = this.#rng.range(5, SIZE_M - 5);
      this.#players.push(this.simulation.addPlayer({ name: `Bot ${n}`, classId: "adventurer", level: 5, experience: 0, x, y }));
    }
  }

  /** Every player's input for the next tick, and now and then an ability. */
  drive(): void {
    const { simulation } = this;
    const { world } = simulation;
    const tick = world.tick + 1;
    for (let n = 0; n < this.#players.length; n++) {
      const id = this.#players[n];
      const i = indexOf(id);
      if (world.flags[i] & EntityFlag.DEAD) {
        simulation.action(id, this.#release);
        continue;
      }
      if (tick >= this.#turnTick[n]) this.#turn(n, i, tick);
      const input = this.#input;
      input.seq = tick;
      input.moveX = this.#moveX[n];
      input.moveY = this.#moveY[n];
      input.facing = (n * 997) & 0xffff;
      simulation.input(id, input);
      if ((tick + n) % ABILITY_TICKS === 0) this.#fight(id, i, n, tick);
    }
  }

  step(): void {
    this.simulation.step();
  }

  #turn(n: number, i: number, tick: number): void {
    const { x, y } = this.simulation.world;
    this.#turnTick[n] = tick + this.#rng.int(20, 80);
    const inside = x[i] > 20 && x[i] < SIZE_M - 20 && y[i] > 20 && y[i] < SIZE_M - 20;
    // at the border back to the middle
    this.#moveX[n] = inside ? this.#rng.int(-127, 127) : x[i] < SIZE_M / 2 ? 90 : -90;
    this.#moveY[n] = inside ? this.#rng.int(-127, 127) : y[i] < SIZE_M / 2 ? 90 : -90;
  }

  #fight(id: EntityId, i: number, n: number, tick: number): void {
    const { world, grid } = this.simulation;
    const near = grid.around(world, i, SIGHT_M, this.#found);
    const slot = ((tick / ABILITY_TICKS + n) | 0) % 4;
    const wanted = slot === 2 ? EntityKind.PLAYER : EntityKind.NPC;
    for (let k = 0; k < near; k++) {
      const other = this.#found[k];
      if (world.kind[other] !== wanted || world.flags[other] & EntityFlag.DEAD) continue;
      this.#use.slot = slot;
      this.#use.target = world.id[other];
      this.simulation.action(id, this.#use);
      return;
    }
  }
}
