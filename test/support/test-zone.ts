import { compileZone } from "#shared/content/compile.ts";
import { PLAIN_CHARACTERS } from "#shared/content/plain.ts";
import type { CompiledZone, SpawnGroupRule } from "#shared/content/compiled.ts";
import {
  Item,
  Ability,
  Attribute,
  CharacterClass,
  type Content,
  Encounter,
  Npc,
  Origin,
  Progression,
  Saying,
  Skill,
  Status,
  Zone,
} from "#shared/content/schema.ts";
import type { z } from "zod";
import { ability, COMBAT_ABILITIES, COMBAT_CLASSES, COMBAT_STATUSES, effect } from "./test-abilities.ts";

/** A small world for tests of the simulation: every kind of ability and status once, and nothing left to chance (no crits, no dodges). */

const stun = { kind: "status", status: "stunned" } as const;

export const TEST_STATUSES: z.input<typeof Status>[] = [
  { id: "stunned", code: 1, name: "Stunned", kind: "stun", durationMs: 2000 },
  { id: "rooted", code: 2, name: "Rooted", kind: "root", durationMs: 2000 },
  { id: "slowed", code: 3, name: "Slowed", kind: "slow", durationMs: 2000, fraction: 0.3, maxStacks: 2 },
  { id: "hasted", code: 4, name: "Hasted", kind: "haste", durationMs: 2000, fraction: 0.5 },
  {
    id: "burning",
    code: 5,
    name: "Burning",
    kind: "damage_over_time",
    durationMs: 3000,
    periodMs: 1000,
    amount: 5,
    school: "fire",
    maxStacks: 3,
  },
  { id: "mending", code: 6, name: "Mending", kind: "heal_over_time", durationMs: 3000, periodMs: 1000, amount: 5, category: "magic" },
  ...COMBAT_STATUSES,
  { id: "on_horse", code: 91, name: "On a horse", kind: "mount", durationMs: 60_000, fraction: 0.6, breaksOnDamage: true },
  {
    id: "on_mule",
    code: 92,
    name: "On a mule",
    kind: "mount",
    durationMs: 60_000,
    fraction: 0.3,
    breaksOnDamage: true,
    actingDismounts: false,
  },
];

const dash = { kind: "impulse", mode: "dash", distanceM: 10, speedMps: 20 } as const;
const push = (mode: "knock_back" | "pull", distanceM: number) => ({ kind: "impulse", mode, distanceM, speedMps: 15 }) as const;

export const TEST_ABILITIES = [
  ability(1, "strike", { rangeM: 3, target: "enemy", effects: [effect.hit] }),
  ability(2, "bolt", { rangeM: 30, target: "enemy", castTimeMs: 1000, cooldownMs: 3000, cost: 20, effects: [effect.burn] }),
  ability(3, "arrow", { rangeM: 30, target: "enemy", projectile: { speedMps: 20 }, effects: [effect.hit] }),
  ability(4, "bash", { rangeM: 5, target: "enemy", cooldownMs: 5000, globalCooldown: false, effects: [stun] }),
  ability(5, "heal", { rangeM: 30, target: "ally", castTimeMs: 500, effects: [effect.mend] }),
  ability(6, "nova", { rangeM: 0, target: "self", area: { shape: "circle", radiusM: 6, maxTargets: 3 }, effects: [effect.burn] }),
  ability(7, "sweep", { rangeM: 0, target: "self", area: { shape: "cone", radiusM: 6, angleDeg: 90 }, effects: [effect.hit] }),
  ability(8, "rain", { rangeM: 20, target: "point", area: { shape: "circle", radiusM: 4 }, effects: [effect.burn] }),
  ability(11, "root", { rangeM: 30, target: "enemy", globalCooldown: false, effects: [{ kind: "status", status: "rooted" }] }),
  ability(12, "chill", { rangeM: 30, target: "enemy", globalCooldown: false, effects: [{ kind: "status", status: "slowed" }] }),
  ability(13, "sprint", { rangeM: 0, target: "self", globalCooldown: false, effects: [{ kind: "status", status: "hasted" }] }),
  ability(14, "ignite", { rangeM: 30, target: "enemy", globalCooldown: false, effects: [{ kind: "status", status: "burning" }] }),
  ability(15, "renew", { rangeM: 30, target: "ally", globalCooldown: false, effects: [{ kind: "status", status: "mending" }] }),
  ability(16, "drain", { rangeM: 30, target: "enemy", globalCooldown: false, effects: [effect.burn, effect.mend] }),
  ability(17, "meteor", {
    rangeM: 30,
    target: "enemy",
    globalCooldown: false,
    projectile: { speedMps: 10 },
    area: { shape: "circle", radiusM: 5 },
    effects: [effect.burn],
  }),
  ability(18, "chant", {
    rangeM: 30,
    target: "enemy",
    castTimeMs: 1000,
    castWhileMoving: true,
    lineOfSight: false,
    effects: [effect.burn],
  }),
  ...COMBAT_ABILITIES,
  ability(21, "bite", { rangeM: 2.5, target: "enemy", cooldownMs: 1500, globalCooldown: false, effects: [effect.hit] }),
  ability(22, "spit", { rangeM: 20, target: "enemy", castTimeMs: 500, cooldownMs: 2000, globalCooldown: false, effects: [effect.burn] }),
  ability(24, "howl", {
    rangeM: 0,
    target: "self",
    cooldownMs: 10_000,
    area: { shape: "circle", radiusM: 12 },
    effects: [{ kind: "status", status: "hasted" }],
  }),
  ability(31, "rush", { rangeM: 20, target: "enemy", globalCooldown: false, effects: [dash, effect.hit] }),
  ability(32, "shove", { rangeM: 5, target: "enemy", globalCooldown: false, effects: [push("knock_back", 6)] }),
  ability(33, "hook", { rangeM: 30, target: "enemy", globalCooldown: false, effects: [push("pull", 20)] }),
  ability(34, "hop", {
    rangeM: 20,
    target: "point",
    globalCooldown: false,
    effects: [{ kind: "impulse", mode: "leap", distanceM: 12, speedMps: 16 }],
  }),
  ability(35, "blink", { rangeM: 0, target: "self", globalCooldown: false, effects: [{ kind: "blink", distanceM: 10 }] }),
  ability(36, "slide", { rangeM: 0, target: "self", globalCooldown: false, cooldownMs: 4000, effects: [dash] }),
  ability(38, "horse", {
    rangeM: 0,
    target: "self",
    castTimeMs: 500,
    globalCooldown: false,
    requires: { outOfCombat: true },
    effects: [{ kind: "status", status: "on_horse" }],
  }),
  ability(39, "mule", { rangeM: 0, target: "self", globalCooldown: false, effects: [{ kind: "status", status: "on_mule" }] }),
  ability(40, "go_home", { rangeM: 0, target: "self", globalCooldown: false, effects: [{ kind: "go_home" }] }),
  ability(37, "quake", {
    rangeM: 0,
    target: "self",
    cooldownMs: 3000,
    area: { shape: "circle", radiusM: 6 },
    effects: [push("knock_back", 6)],
  }),
  ability(23, "lick", { rangeM: 20, target: "ally", cooldownMs: 1000, effects: [effect.mend] }),
];

const flat = (base: number) => ({ base, perLevel: 0 });
const stats = (health: number, power: number, armour = 0) => ({
  health: { base: health, perLevel: 10 },
  power: flat(power),
  armour: flat(armour),
  crit: 0,
  dodge: 0,
});

const characterClass = (code: number, id: string, abilities: string[]): z.input<typeof CharacterClass> => ({
  id,
  code,
  name: id,
  description: "",
  stats: stats(100, 10),
  resource: { name: "mana", max: 100, regenPerSecond: 2, start: 1 },
  speedMps: 6,
  primary: "brawn",
  skills: ["blows"],
  abilities,
});

export const TEST_CLASSES = [
  characterClass(1, "fighter", ["strike", "bolt", "arrow", "bash", "heal", "nova", "sweep", "rain"]),
  characterClass(4, "rider", ["horse", "mule", "strike", "slide"]),
  characterClass(3, "acrobat", ["rush", "shove", "hook", "hop", "blink", "slide"]),
  characterClass(5, "traveller", ["go_home", "strike", "bolt", "bash"]),
  characterClass(2, "witch", ["root", "chill", "sprint", "ignite", "renew", "drain", "meteor", "chant"]),
  ...Object.entries(COMBAT_CLASSES).map(([id, abilities], n) => characterClass(11 + n, id, abilities)),
];

const npc = (code: number, id: string, rest: Partial<z.input<typeof Npc>>): z.input<typeof Npc> => ({
  id,
  code,
  name: id,
  level: 1,
  stats: stats(200, 5),
  speedMps: 4,
  aggroRadiusM: 0,
  leashM: 40,
  abilities: ["bite"],
  experience: 100,
  ...rest,
});

export const TEST_NPCS = [
  npc(1, "dummy", { stats: stats(100_000, 0), speedMps: 0.5 }),
  npc(2, "wolf", { aggroRadiusM: 10, socialRadiusM: 8 }),
  npc(3, "spitter", { aggroRadiusM: 15, abilities: ["spit", "bite"] }),
  npc(4, "wanderer", { wanderRadiusM: 8 }),
  npc(5, "tank", { stats: stats(1000, 5, 75) }),
  npc(7, "alpha", { aggroRadiusM: 12, socialRadiusM: 12, abilities: ["howl", "nova", "bite"] }),
  npc(8, "shaker", { aggroRadiusM: 10, abilities: ["quake"] }),
  npc(6, "mother", { socialRadiusM: 10, abilities: ["lick", "bite"] }),
];

/** Things to be used up, and one that cannot be. */
const TEST_ITEMS = [
  { id: "draught", code: 1, name: "Draught", kind: "consumable", maxStack: 10, use: { group: "draught", cooldownMs: 2000, heal: 30 } },
  { id: "tonic", code: 2, name: "Tonic", kind: "consumable", maxStack: 10, use: { group: "draught", cooldownMs: 2000, resource: 20 } },
  { id: "phial", code: 3, name: "Phial", kind: "consumable", maxStack: 10, use: { group: "phial", cooldownMs: 2000, heal: 5 } },
  { id: "stone", code: 4, name: "Stone", kind: "material", maxStack: 10 },
];

/** One attribute, two skills, one origin: enough to see what each does. */
const TEST_CHARACTERS = {
  ...PLAIN_CHARACTERS,
  attributes: [Attribute.parse({ id: "brawn", code: 1, name: "Brawn", perPoint: { maxHealth: 10 } })],
  skills: [
    Skill.parse({ id: "blows", code: 1, name: "Blows", practisedBy: "physical", perRank: { power: 1 } }),
    Skill.parse({ id: "care", code: 2, name: "Care", practisedBy: "healing", perRank: { armour: 1 } }),
  ],
  origins: [Origin.parse({ id: "nowhere", code: 1, name: "Nowhere", attributes: { brawn: 2 } })],
};

export interface TestZoneOptions {
  widthM?: number;
  heightM?: number;
  tickRate?: number;
  /** [x, y, width, height] of what nobody passes or sees through. */
  walls?: [number, number, number, number][];
  /** The same, but it can be seen over. */
  water?: [number, number, number, number][];
  fences?: [number, number, number, number][];
  terrain?: z.input<typeof Zone>["terrain"];
  grounds?: z.input<typeof Zone>["grounds"];
  indoors?: [number, number, number, number][];
  objects?: z.input<typeof Zone>["objects"];
  safe?: [number, number, number, number][];
  pvp?: "flagged" | "always" | "never";
  respawnPoints?: [number, number][];
  /** How parties share experience. */
  party?: z.input<typeof Progression>["party"];
  /** Single NPCs at exact places; those with the same `group` are friends. */
  npcs?: { npc: string; at: [number, number]; group?: number; respawnMs?: number }[];
  extraNpcs?: z.input<typeof Npc>[];
  extraAbilities?: z.input<typeof Ability>[];
  /** What the groups named by `npcs` have in common, by their number. */
  groups?: Record<number, Partial<SpawnGroupRule>>;
  sayings?: z.input<typeof Saying>[];
  encounters?: z.input<typeof Encounter>[];
  /** What else there is in the world. */
  otherZones?: z.input<typeof Zone>[];
}

export function testContent(options: TestZoneOptions = {}): Content {
  const box = (look: "wall" | "water" | "fence") => (b: [number, number, number, number]) => ({ shape: "box" as const, box: b, look });
  const zone: z.input<typeof Zone> = {
    id: "testland",
    name: "Testland",
    widthM: options.widthM ?? 100,
    heightM: options.heightM ?? 100,
    tickRate: options.tickRate ?? 20,
    pvp: options.pvp ?? "flagged",
    interest: { radiusM: 60, hysteresisM: 10 },
    entry: { at: [50, 50], radiusM: 3 },
    respawnPoints: options.respawnPoints ?? [[10, 10]],
    safeAreas: (options.safe ?? []).map((b, n) => ({ name: `safe ${n + 1}`, box: b })),
    terrain: options.terrain ?? [],
    objects: options.objects ?? [],
    indoors: options.indoors ?? [],
    grounds: options.grounds ?? [],
    obstacles: [
      ...(options.walls ?? []).map(box("wall")),
      ...(options.water ?? []).map(box("water")),
      ...(options.fences ?? []).map(box("fence")),
    ],
  };
  return {
    hash: "test",
    progression: Progression.parse({ maxLevel: 4, experienceForLevel: [100, 300, 600], globalCooldownMs: 1000, party: options.party }),
    ...TEST_CHARACTERS,
    statuses: TEST_STATUSES.map((x) => Status.parse(x)),
    abilities: [...TEST_ABILITIES, ...(options.extraAbilities ?? [])].map((x) => Ability.parse(x)),
    classes: TEST_CLASSES.map((x) => CharacterClass.parse(x)),
    npcs: [...TEST_NPCS, ...(options.extraNpcs ?? [])].map((x) => Npc.parse(x)),
    currencies: [],
    items: TEST_ITEMS.map((x) => Item.parse(x)),
    lootTables: [],
    sayings: (options.sayings ?? []).map((x) => Saying.parse(x)),
    encounters: (options.encounters ?? []).map((x) => Encounter.parse(x)),
    vendors: [],
    professions: [],
    recipes: [],
    zones: [zone, ...(options.otherZones ?? [])].map((x) => Zone.parse(x)),
  };
}

export function testZone(options: TestZoneOptions = {}): CompiledZone {
  const compiled = compileZone(testContent(options), "testland");
  const spawnPoints = (options.npcs ?? []).map((spawn) => {
    const npc = compiled.tables.npcById.get(spawn.npc);
    if (!npc) throw new RangeError(`no NPC ${spawn.npc}`);
    return { npc, group: spawn.group ?? 0, x: spawn.at[0], y: spawn.at[1], respawnMs: spawn.respawnMs ?? 5000, rare: null };
  });
  const spawnGroups = Array.from({ length: 1 + Math.max(0, ...spawnPoints.map((p) => p.group)) }, (_, n) => ({
    linked: false,
    led: false,
    patrol: null,
    formationM: 1.8,
    ...options.groups?.[n],
  }));
  return { ...compiled, spawnPoints, spawnGroups };
}
