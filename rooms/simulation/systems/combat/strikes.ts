import { indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { EntityKind } from "#shared/protocol/codes.ts";
import { MAX_STATUSES } from "../../world.ts";
import type { ZoneState } from "../../zone-state.ts";

/** The next blow comes from a fighter, as strong as he is now. */
export function strikeFromFighter(s: ZoneState, i: number, abilityCode: number): void {
  const { world, fighters, strike } = s;
  strike.source = world.id[i];
  strike.sourceIndex = i;
  strike.sourceKind = world.kind[i];
  strike.sourceLevel = world.level[i];
  strike.abilityCode = abilityCode;
  strike.power = fighters.power[i];
  strike.crit = fighters.crit[i];
}

/** The next blow comes from nobody: the ground. */
export function strikeFromNobody(s: ZoneState): void {
  const { strike } = s;
  strike.source = NOBODY;
  strike.sourceIndex = 0;
  strike.sourceKind = 0;
  strike.sourceLevel = 0;
  strike.abilityCode = 0;
  strike.power = 0;
  strike.crit = 0;
}

/** The next blow comes from a projectile, as strong as its maker was. */
export function strikeFromProjectile(s: ZoneState, p: number): void {
  const { world, projectiles, strike } = s;
  strike.source = projectiles.source[p];
  strike.sourceIndex = world.alive(strike.source) ? indexOf(strike.source) : 0;
  strike.sourceKind = projectiles.sourceKind[p];
  strike.sourceLevel = projectiles.sourceLevel[p];
  strike.abilityCode = world.template[p];
  strike.power = projectiles.power[p];
  strike.crit = projectiles.crit[p];
  strike.centre[0] = world.x[p];
  strike.centre[1] = world.y[p];
}

/** The next blow is the pulse of a status: its source is an enemy when the status harms, else a friend. */
export function strikeFromStatus(s: ZoneState, i: number, n: number, harmful: boolean): void {
  const { world, fighters, strike } = s;
  const at = i * MAX_STATUSES + n;
  const kind = world.kind[i];
  strike.source = world.statusSource[at];
  strike.sourceIndex = world.alive(strike.source) ? indexOf(strike.source) : 0;
  strike.sourceKind = harmful === (kind === EntityKind.PLAYER) ? EntityKind.NPC : EntityKind.PLAYER;
  strike.sourceLevel = 0;
  strike.abilityCode = world.statusCode[at];
  strike.power = fighters.statusPower[at];
  strike.crit = 0;
}
