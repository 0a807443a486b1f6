import type { CharacterPlace } from "#rooms/ports/places.ts";
import { Problem } from "#server/http/problem.ts";
import type { TradeEnd } from "#shared/protocol/trade.ts";
import { TRADE } from "#shared/rules/trade.ts";

/** Where the two of a trade are, as their rooms say; undefined: not in the world, or not known in time. */
export interface Standing {
  own: CharacterPlace | undefined;
  other: CharacterPlace | undefined;
}

/** @throws Problem character_not_in_world, character_dead, character_in_combat, not_near; the detail says which of the two */
export function assertMayTrade({ own, other }: Standing): void {
  const both = [
    { place: own, who: "Your character" },
    { place: other, who: "The other character" },
  ];
  for (const { place, who } of both) {
    if (!place || place.lost) throw new Problem("character_not_in_world", { detail: `${who} is not in the world.` });
    if (!place.alive) throw new Problem("character_dead", { detail: `${who} is dead.` });
    if (place.inCombat) throw new Problem("character_in_combat", { detail: `${who} is in a fight.` });
  }
  if (own && other && !areNear(own, other)) throw new Problem("not_near", { detail: `Stand within ${TRADE.rangeM} metres of each other.` });
}

/** Why a trade between these two cannot go on; null: it can, as far as their rooms have said. */
export function whyOver({ own, other }: Standing): TradeEnd | null {
  if (own?.lost || other?.lost) return "disconnected";
  if (own?.alive === false || other?.alive === false) return "died";
  return own && other && !areNear(own, other) ? "distance" : null;
}

function areNear(a: CharacterPlace, b: CharacterPlace): boolean {
  return a.zoneId === b.zoneId && a.layer === b.layer && Math.hypot(a.x - b.x, a.y - b.y) <= TRADE.rangeM;
}
