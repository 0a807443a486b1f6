import type { Ability, Status } from "#shared/content/schema.ts";
import type { z } from "zod";

/** Every kind of ability, effect and status once more, for test-zone.ts: what combat has beyond blows, bolts and simple statuses. */

export const effect = {
  hit: { kind: "damage", school: "physical", base: 10, powerFactor: 1 },
  burn: { kind: "damage", school: "fire", base: 10, powerFactor: 1 },
  mend: { kind: "heal", base: 20, powerFactor: 1 },
} as const;
export const ability = (
  code: number,
  id: string,
  rest: Omit<z.input<typeof Ability>, "id" | "code" | "name" | "description">,
): z.input<typeof Ability> => ({
  id,
  code,
  name: id,
  description: "",
  ...rest,
});

export const COMBAT_STATUSES: z.input<typeof Status>[] = [
  { id: "silenced", code: 7, name: "Silenced", kind: "silence", durationMs: 2000, category: "curse" },
  { id: "warded", code: 8, name: "Warded", kind: "shield", durationMs: 4000, amount: 30, category: "magic" },
  { id: "shelled", code: 9, name: "Shelled", kind: "shield", durationMs: 2000, amount: 10 },
  { id: "untouchable", code: 10, name: "Untouchable", kind: "immune", durationMs: 2000 },
  { id: "fireproof", code: 11, name: "Fireproof", kind: "immune", durationMs: 2000, schools: ["fire"] },
  { id: "hidden", code: 12, name: "Hidden", kind: "stealth", durationMs: 60_000 },
  { id: "point", code: 13, name: "Combo point", kind: "mark", durationMs: 10_000, maxStacks: 5 },
  {
    id: "fury",
    code: 14,
    name: "Fury",
    kind: "modifier",
    durationMs: 3000,
    group: "stance",
    stats: { power: { part: 1 } },
    factors: { threat: 1 },
  },
  {
    id: "calm",
    code: 15,
    name: "Calm",
    kind: "modifier",
    durationMs: 3000,
    group: "stance",
    stats: { maxHealth: { add: 50 }, haste: { add: 0.5 } },
  },
  { id: "banner", code: 16, name: "Banner", kind: "aura", durationMs: 4000, periodMs: 500, aura: { status: "rallied", radiusM: 8 } },
  { id: "rallied", code: 17, name: "Rallied", kind: "modifier", durationMs: 1000, factors: { damageDealt: 0.5 } },
  { id: "asleep", code: 18, name: "Asleep", kind: "root", durationMs: 8000, breaksOnDamage: true, control: "root" },
  { id: "dazed", code: 19, name: "Dazed", kind: "stun", durationMs: 2000, control: "stun" },
  { id: "growing", code: 20, name: "Growing", kind: "heal_over_time", durationMs: 2000, periodMs: 1000, amount: 1, refresh: "extend" },
  { id: "steady", code: 21, name: "Steady", kind: "haste", durationMs: 2000, fraction: 0.5, refresh: "ignore" },
  { id: "bleeding", code: 22, name: "Bleeding", kind: "damage_over_time", durationMs: 4000, periodMs: 1000, amount: 1, category: "bleed" },
];

export const COMBAT_ABILITIES = [
  // adept: kinds of abilities, costs, conditions and areas
  ability(131, "drill", {
    rangeM: 20,
    target: "enemy",
    channel: { durationMs: 2000, periodMs: 500 },
    cost: 20,
    cooldownMs: 4000,
    pushbackMs: 300,
    effects: [effect.burn],
  }),
  ability(132, "flurry", {
    rangeM: 5,
    target: "enemy",
    globalCooldown: false,
    charges: { max: 2, rechargeMs: 2000 },
    effects: [effect.hit],
  }),
  ability(133, "pact", {
    rangeM: 20,
    target: "enemy",
    globalCooldown: false,
    healthCost: 30,
    effects: [effect.burn, { kind: "energize", amount: 15 }],
  }),
  ability(134, "execute", {
    rangeM: 5,
    target: "enemy",
    globalCooldown: false,
    requires: { targetHealthBelow: 0.3 },
    effects: [effect.hit],
  }),
  ability(135, "build", { rangeM: 5, target: "enemy", globalCooldown: false, effects: [effect.hit] }),
  ability(136, "finish", {
    rangeM: 5,
    target: "enemy",
    globalCooldown: false,
    requires: { selfStatus: "point", minStacks: 2, consume: true },
    effects: [{ kind: "damage", school: "physical", base: 10, powerFactor: 0, perStack: { selfStatus: "point", part: 1 } }],
  }),
  ability(137, "prime", { rangeM: 0, target: "self", globalCooldown: false, effects: [{ kind: "status", status: "point" }] }),
  ability(138, "potion", {
    rangeM: 0,
    target: "self",
    globalCooldown: false,
    cooldownGroup: { id: "potions", ms: 3000 },
    effects: [effect.mend],
  }),
  ability(139, "elixir", {
    rangeM: 0,
    target: "self",
    globalCooldown: false,
    cooldownGroup: { id: "potions", ms: 3000 },
    effects: [effect.mend],
  }),
  ability(140, "fork", {
    rangeM: 20,
    target: "enemy",
    globalCooldown: false,
    area: { shape: "chain", radiusM: 6, maxTargets: 3, factor: 0.5 },
    effects: [effect.burn],
  }),
  ability(141, "beam", {
    rangeM: 20,
    target: "direction",
    globalCooldown: false,
    area: { shape: "line", radiusM: 15, widthM: 2 },
    effects: [effect.burn],
  }),
  ability(142, "shot", {
    rangeM: 20,
    target: "direction",
    globalCooldown: false,
    projectile: { speedMps: 20, widthM: 1 },
    effects: [effect.burn],
  }),
  ability(143, "raise", { rangeM: 20, target: "corpse", castTimeMs: 500, effects: [{ kind: "resurrect", health: 0.4 }] }),
  // warder: kinds of effects and statuses
  ability(151, "ward", {
    rangeM: 20,
    target: "ally",
    school: "holy",
    globalCooldown: false,
    effects: [{ kind: "status", status: "warded" }],
  }),
  ability(152, "cleanse", {
    rangeM: 20,
    target: "ally",
    globalCooldown: false,
    effects: [{ kind: "dispel", categories: ["bleed", "curse"] }],
  }),
  ability(153, "shatter", {
    rangeM: 20,
    target: "enemy",
    globalCooldown: false,
    effects: [{ kind: "purge", categories: ["magic"], count: 2 }],
  }),
  ability(154, "kick", { rangeM: 5, target: "enemy", globalCooldown: false, effects: [{ kind: "interrupt", lockoutMs: 3000 }] }),
  ability(155, "taunt", { rangeM: 20, target: "enemy", globalCooldown: false, effects: [{ kind: "taunt" }] }),
  ability(156, "fade", { rangeM: 0, target: "self", globalCooldown: false, effects: [{ kind: "fade", part: 0.9 }] }),
  ability(157, "hush", { rangeM: 20, target: "enemy", globalCooldown: false, effects: [{ kind: "status", status: "silenced" }] }),
  ability(158, "vanish", { rangeM: 0, target: "self", globalCooldown: false, effects: [{ kind: "status", status: "hidden" }] }),
  ability(159, "refresh", { rangeM: 0, target: "self", globalCooldown: false, cooldownMs: 5000, effects: [{ kind: "reset_cooldowns" }] }),
  ability(160, "rally", {
    rangeM: 0,
    target: "self",
    globalCooldown: false,
    cooldownMs: 5000,
    effects: [{ kind: "status", status: "banner" }],
  }),
  ability(161, "rage", { rangeM: 0, target: "self", globalCooldown: false, effects: [{ kind: "status", status: "fury" }] }),
  ability(162, "peace", { rangeM: 0, target: "self", globalCooldown: false, effects: [{ kind: "status", status: "calm" }] }),
  // shaper: refresh rules, control, immunity, areas that stay
  ability(171, "lull", { rangeM: 20, target: "enemy", globalCooldown: false, effects: [{ kind: "status", status: "asleep" }] }),
  ability(172, "daze", { rangeM: 20, target: "enemy", globalCooldown: false, effects: [{ kind: "status", status: "dazed" }] }),
  ability(173, "grow", { rangeM: 20, target: "ally", globalCooldown: false, effects: [{ kind: "status", status: "growing" }] }),
  ability(183, "gather", {
    rangeM: 0,
    target: "self",
    globalCooldown: false,
    area: { shape: "circle", radiusM: 20, maxTargets: 3 },
    effects: [{ kind: "status", status: "growing" }],
  }),
  ability(174, "haste", { rangeM: 0, target: "self", globalCooldown: false, effects: [{ kind: "status", status: "steady" }] }),
  ability(175, "shell", { rangeM: 20, target: "ally", globalCooldown: false, effects: [{ kind: "status", status: "shelled" }] }),
  ability(176, "aegis", { rangeM: 20, target: "ally", globalCooldown: false, effects: [{ kind: "status", status: "untouchable" }] }),
  ability(177, "asbestos", { rangeM: 20, target: "ally", globalCooldown: false, effects: [{ kind: "status", status: "fireproof" }] }),
  ability(178, "pool", {
    rangeM: 20,
    target: "point",
    globalCooldown: false,
    area: { shape: "circle", radiusM: 4 },
    lingers: { durationMs: 2000, periodMs: 500 },
    effects: [effect.burn],
  }),
  ability(179, "ambush", {
    rangeM: 5,
    target: "enemy",
    globalCooldown: false,
    effects: [effect.hit, { kind: "damage", school: "physical", base: 50, powerFactor: 0, when: { selfStatus: "hidden" } }],
  }),
  ability(180, "heavy", {
    rangeM: 5,
    target: "enemy",
    globalCooldown: false,
    effects: [effect.hit, { kind: "status", status: "bleeding" }],
  }),
  ability(181, "sap", { rangeM: 20, target: "enemy", globalCooldown: false, effects: [{ kind: "drain", amount: 30, returned: 0.5 }] }),
  ability(182, "rouse", { rangeM: 20, target: "corpse", globalCooldown: false, effects: [{ kind: "energize", amount: 1 }] }),
];

/** Abilities of the classes, in slot order. */
export const COMBAT_CLASSES: Record<string, string[]> = {
  adept: ["drill", "flurry", "pact", "execute", "build", "finish", "prime", "potion", "elixir", "fork", "beam", "shot"],
  warder: ["ward", "cleanse", "shatter", "kick", "taunt", "fade", "hush", "vanish", "refresh", "rally", "rage", "peace"],
  shaper: ["lull", "daze", "grow", "haste", "shell", "aegis", "asbestos", "pool", "ambush", "heavy", "sap", "rouse"],
  priest: ["raise", "ward", "cleanse", "peace", "gather"],
};
