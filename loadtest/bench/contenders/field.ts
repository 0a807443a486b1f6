import type { CharacterClass, Content, Zone } from "#shared/content/schema.ts";
import { Rng } from "#shared/primitives/rng.ts";
import type { FightPlan } from "../ipc.ts";
import { entitiesOf, INTEREST_HYSTERESIS_M, INTEREST_RADIUS_M, type Scenario, SPEED_MPS } from "../scenario.ts";

export const FIELD_ID = "bench_field";
/** Who plays: one class with an instant attack over some metres and a help for others, so that a walk interrupts nothing. */
export const CLASS_ID = "mender";
export const LEVEL = 8;
const ATTACK = "thorn_dart";
const HELP = "verdant_bloom";
/** NPCs of the game's own content: near fighters and casters, some that live long. */
const NPC_KINDS = ["quarry_golem", "captain_varrow", "barrow_wraith", "grimjaw"];
const GROUP_SIZE = 4;
const RESPAWN_MS = 2000;
/** The usual one, but everybody may join: a run says when a step was taken. */
const OVERLOAD_LADDER = ["far", "mid", "ai", "ai", "view", "view", "view"];
/** Graves stand in a grid, so that the dead come back near where they fell and the density stays. */
const GRAVES_PER_SIDE = 5;
/** Part of an ability's range that clients use: what they know is a little old. */
const SAFE_RANGE = 0.9;

/** What the clients of a fight have to know of the content. @throws Error when the content has no such class or ability */
export function fightPlan(content: Content, everyMs: number): FightPlan {
  const slotOf = (id: string): { slot: number; rangeM: number } => {
    const slot = fighterClass(content).abilities.indexOf(id);
    const ability = content.abilities.find((a) => a.id === id);
    if (slot < 0 || !ability) throw new Error(`the class "${CLASS_ID}" of the content has no ability "${id}"`);
    return { slot, rangeM: ability.rangeM * SAFE_RANGE };
  };
  return { everyMs, attack: slotOf(ATTACK), help: slotOf(HELP) };
}

/** Part of full deflection at which the class walks as fast as the scenario wants. */
export function deflection(content: Content): number {
  return SPEED_MPS / fighterClass(content).speedMps;
}

function fighterClass(content: Content): CharacterClass {
  const found = content.classes.find((c) => c.id === CLASS_ID);
  if (!found) throw new Error(`the content has no class "${CLASS_ID}"`);
  return found;
}

/**
 * The zone `ours` is measured in, as a content file (YAML reads JSON): an open field as large as the scenario's density
 * asks for, with the game's own NPCs evenly over it where the scenario has any.
 * @param more what else it has, or has otherwise
 */
export function fieldZone(scenario: Scenario, clients: number, sideM: number, seed: number, more: Partial<Zone> = {}): string {
  const rng = new Rng(seed);
  const npcs = entitiesOf(scenario, clients) - clients;
  const groups = Math.ceil(npcs / GROUP_SIZE);
  const middle = Math.floor(sideM / 2);
  const grave = (n: number): number => Math.round((sideM * (n + 0.5)) / GRAVES_PER_SIDE);
  const coordinate = (): number => Math.round(rng.range(10, sideM - 10));
  return JSON.stringify({
    id: FIELD_ID,
    name: "Bench Field",
    widthM: sideM,
    heightM: sideM,
    tickRate: 20,
    maxPlayers: 5000,
    interest: { radiusM: INTEREST_RADIUS_M, hysteresisM: INTEREST_HYSTERESIS_M },
    overload: { ladder: OVERLOAD_LADDER },
    entry: { at: [middle, middle], radiusM: 4 },
    respawnPoints: Array.from({ length: GRAVES_PER_SIDE ** 2 }, (_, n) => [
      grave(n % GRAVES_PER_SIDE),
      grave(Math.floor(n / GRAVES_PER_SIDE)),
    ]),
    spawns: Array.from({ length: groups }, (_, n) => ({
      id: `herd_${n}`,
      npc: NPC_KINDS[n % NPC_KINDS.length],
      at: [coordinate(), coordinate()],
      radiusM: 8,
      count: Math.min(GROUP_SIZE, npcs - n * GROUP_SIZE),
      respawnMs: RESPAWN_MS,
    })),
    ...more,
  });
}
