import { indexOf } from "#shared/primitives/entity-id.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";
import type { Roster } from "./roster.ts";

/** A voice reaches so many at most: of a larger crowd the nearest. */
const MOST_HEARERS = 500;

/** Accounts of the characters within so many metres of one of this room, its own first; nobody when it is not here. Walls do not keep words out. */
export function hearersOf(characterId: string, withinM: number, { roster, sim }: { roster: Roster; sim: Simulation }): string[] {
  const speaker = roster.ofCharacter(characterId);
  if (!speaker) return [];
  const { x, y } = sim.world;
  const from = indexOf(speaker.entity);
  const heard: Array<{ id: string; distance2: number }> = [];
  for (const session of roster.all) {
    const i = indexOf(session.entity);
    const distance2 = (x[i] - x[from]) ** 2 + (y[i] - y[from]) ** 2;
    if (distance2 <= withinM * withinM) heard.push({ id: session.accountId, distance2: session === speaker ? -1 : distance2 });
  }
  heard.sort((a, b) => a.distance2 - b.distance2);
  return heard.slice(0, MOST_HEARERS).map(({ id }) => id);
}
