import { indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { EntityKind } from "#shared/protocol/codes.ts";
import { FULL_FACTOR } from "#shared/rules/modifiers.ts";
import { Factor, Stat } from "../../components/fighter-stats.ts";
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
  strike.rewind = 0;
  strike.power = fighters.stats.get(i, Stat.POWER);
  strike.crit = fighters.stats.get(i, Stat.CRIT);
  strike.hit = fighters.stats.get(i, Stat.HIT);
  takeFactors(s, i);
}

/** What the source makes of all it does; who is gone does things plainly. */
function takeFactors(s: ZoneState, i: number): void {
  const { strike } = s;
  const { stats } = s.fighters;
  strike.dealt = i === 0 ? FULL_FACTOR : stats.factor(i, Factor.DAMAGE_DEALT);
  strike.healing = i === 0 ? FULL_FACTOR : stats.factor(i, Factor.HEALING_DONE);
  strike.threat = i === 0 ? FULL_FACTOR : stats.factor(i, Factor.THREAT);
  strike.scale = FULL_FACTOR;
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
  strike.hit = 0;
  takeFactors(s, 0);
}

/** The next blow comes from a projectile, as strong as its maker was. */
export function strikeFromProjectile(s: ZoneState, p: number): void {
  const { world, projectiles, strike } = s;
  strike.source = projectiles.source[p];
  strike.sourceIndex = world.alive(strike.source) ? indexOf(strike.source) : 0;
  strike.sourceKind = projectiles.sourceKind[p];
  strike.sourceLevel = projectiles.sourceLevel[p];
  strike.abilityCode = world.template[p];
  strike.rewind = 0;
  strike.power = projectiles.power[p];
  strike.crit = projectiles.crit[p];
  strike.hit = projectiles.hit[p];
  strike.dealt = projectiles.dealt[p];
  strike.healing = projectiles.healing[p];
  strike.threat = projectiles.threat[p];
  strike.scale = FULL_FACTOR;
  strike.centre[0] = world.x[p];
  strike.centre[1] = world.y[p];
}

/** The next blow is the pulse of a status: its source is who put it there; when he has left, an enemy when the status harms, else a friend. */
export function strikeFromStatus(s: ZoneState, i: number, n: number, harmful: boolean): void {
  const { world, fighters, strike } = s;
  const at = i * MAX_STATUSES + n;
  const kind = world.kind[i];
  strike.source = world.statusSource[at];
  strike.sourceIndex = world.alive(strike.source) ? indexOf(strike.source) : 0;
  if (strike.sourceIndex !== 0) strike.sourceKind = world.kind[strike.sourceIndex];
  else strike.sourceKind = harmful === (kind === EntityKind.PLAYER) ? EntityKind.NPC : EntityKind.PLAYER;
  strike.sourceLevel = 0;
  strike.abilityCode = world.statusCode[at];
  strike.rewind = 0;
  strike.power = fighters.statusPower[at];
  strike.crit = 0;
  strike.hit = 0;
  takeFactors(s, strike.sourceIndex);
}
