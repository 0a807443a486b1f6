import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { AT_ENTRY, NOT_HERE } from "../components/objects.ts";
import { placeNear } from "../placing.ts";
import type { ZoneState } from "../zone-state.ts";
import { interruptCast } from "./combat/cast-state.ts";
import { endDuel } from "./duels.ts";
import { tellTeleport } from "./impulse.ts";

/** A player stands still and untouched while the house moves him elsewhere: what was read of him stays true. */
export function holdPlayer(s: ZoneState, i: number, held: boolean): void {
  s.departures.held[i] = held ? 1 : 0;
  if (held) {
    interruptCast(s, i);
    endDuel(s, i);
    s.setFlags(i, EntityFlag.EVADING, 0);
  } else s.setFlags(i, 0, EntityFlag.EVADING);
  s.world.extraTick[i] = s.world.tick + 1;
}

/** At once when home is in this zone; otherwise the house is asked. */
export function goHome(s: ZoneState, i: number): void {
  const { world, objects } = s;
  if (world.kind[i] !== EntityKind.PLAYER || world.flags[i] & EntityFlag.DEAD) return;
  const bound = objects.boundTo[i];
  if (bound === NOT_HERE) {
    s.events.depart(world.id[i], true, "", 0, 0);
    return;
  }
  const { at, radiusM } = s.zone.zone.entry;
  if (bound === AT_ENTRY) placeNear(s, i, at[0], at[1], radiusM);
  else placeNear(s, i, s.rules.objects[bound - 1].x, s.rules.objects[bound - 1].y, HOME_SPREAD_M);
  tellTeleport(s, i);
}

const HOME_SPREAD_M = 2;
