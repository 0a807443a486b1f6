/** The bench scenarios: how many clients, how dense, and what they do. Everybody walks at 5 m/s, one input per tick. */
export const TICK_MS = 50;
export const INTEREST_RADIUS_M = 60;
export const INTEREST_HYSTERESIS_M = 5;
export const SPEED_MPS = 5;

/**
 * How far a client's picture reaches on average: who came in at the radius stays a little beyond it (measured in the
 * picture of real clients).
 */
const PICTURE_RADIUS_M = INTEREST_RADIUS_M + INTEREST_HYSTERESIS_M * 0.75;

export interface Scenario {
  name: "spread" | "dense" | "fight";
  /** Entities in the picture of the average client. */
  visible: number;
  /** Numbers of clients measured unless told otherwise. */
  clients: readonly number[];
  /** Each client uses an ability this often on somebody near; null: never. */
  abilityEveryMs: number | null;
  /** Part of all entities that are NPCs with AI. */
  npcPart: number;
}

export const SCENARIOS: Record<Scenario["name"], Scenario> = {
  spread: { name: "spread", visible: 25, clients: [500, 1000, 2000], abilityEveryMs: null, npcPart: 0 },
  dense: { name: "dense", visible: 180, clients: [200, 500], abilityEveryMs: null, npcPart: 0 },
  fight: { name: "fight", visible: 180, clients: [500, 1000], abilityEveryMs: 1500, npcPart: 0.2 },
};

/** All entities of a scenario with so many clients. */
export function entitiesOf(scenario: Scenario, clients: number): number {
  return Math.round(clients / (1 - scenario.npcPart));
}

/**
 * Entities within `radiusM` of the average of `entities` spread evenly over a square: those near the edge see fewer.
 * (Distribution of the distance of two points in a square, for a radius up to its side.)
 */
export function visibleIn(entities: number, sideM: number, radiusM: number): number {
  const r = Math.min(1, radiusM / sideM);
  return entities * (Math.PI * r ** 2 - (8 / 3) * r ** 3 + r ** 4 / 2);
}

/** Side of the square, whole metres, in which the average entity sees `visible` others: 50 m at least, 1023 m at most. */
export function sideFor(entities: number, visible: number, radiusM = PICTURE_RADIUS_M): number {
  let side = 50;
  while (side < 1023 && visibleIn(entities, side, radiusM) > visible) side++;
  return side;
}
