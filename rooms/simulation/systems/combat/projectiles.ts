import { indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { headingOf } from "#shared/primitives/angle.ts";
import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { toLineSteps } from "#shared/rules/collision.ts";
import type { AbilityRule } from "../../rules/ability-rule.ts";
import type { ZoneState } from "../../zone-state.ts";
import { applyAbility } from "./apply.ts";
import { strikeFromProjectile } from "./strikes.ts";

/** A projectile whose target runs away gives up after this many times the time its range takes. */
const PATIENCE = 3;

/**
 * Sends the ability flying, as strong as the present strike, to its target or to `strike.centre`.
 * @returns false when the zone has no room for one more entity: the ability then takes effect at once
 */
export function launchProjectile(s: ZoneState, i: number, ability: AbilityRule, target: number): boolean {
  const { world, projectiles, strike } = s;
  const id = world.spawn(EntityKind.PROJECTILE);
  if (id === NOBODY) return false;
  const p = indexOf(id);
  world.template[p] = ability.code;
  world.level[p] = strike.sourceLevel;
  world.x[p] = world.x[i];
  world.y[p] = world.y[i];
  world.target[p] = target === 0 ? NOBODY : world.id[target];
  projectiles.source[p] = strike.source;
  projectiles.sourceKind[p] = strike.sourceKind;
  projectiles.sourceLevel[p] = strike.sourceLevel;
  projectiles.power[p] = strike.power;
  projectiles.crit[p] = strike.crit;
  projectiles.aimX[p] = strike.centre[0];
  projectiles.aimY[p] = strike.centre[1];
  projectiles.endTick[p] = world.tick + Math.ceil((PATIENCE * ability.rangeM) / ability.flightMPerTick) + s.tickRate;
  projectiles.arrived[p] = 0;
  world.facing[p] = headingOf(toLineSteps(projectiles.aimX[p] - world.x[p]), toLineSteps(projectiles.aimY[p] - world.y[p]));
  return true;
}

/** One tick of flight. A projectile follows its target; when that is gone or dead it ends where it was seen last. */
export function flyProjectiles(s: ZoneState): void {
  const { world, projectiles } = s;
  const { kind, end } = world;
  for (let p = 1; p < end; p++) {
    if (kind[p] !== EntityKind.PROJECTILE) continue;
    const target = world.alive(world.target[p]) ? indexOf(world.target[p]) : 0;
    if (target !== 0 && (world.flags[target] & EntityFlag.DEAD) === 0) {
      projectiles.aimX[p] = world.x[target];
      projectiles.aimY[p] = world.y[target];
    }
    const dx = projectiles.aimX[p] - world.x[p];
    const dy = projectiles.aimY[p] - world.y[p];
    const distance = Math.sqrt(dx * dx + dy * dy);
    const ability = s.rules.abilities[world.template[p]];
    const stride = ability ? ability.flightMPerTick : 0;
    if (distance <= stride) {
      world.x[p] = projectiles.aimX[p];
      world.y[p] = projectiles.aimY[p];
      projectiles.arrived[p] = 1;
    } else {
      world.x[p] += (dx / distance) * stride;
      world.y[p] += (dy / distance) * stride;
    }
    world.moveTick[p] = world.tick;
  }
}

/** Projectiles that arrived take effect and are gone; those that flew too long only go. */
export function landProjectiles(s: ZoneState): void {
  const { world, projectiles } = s;
  const { kind, end, tick } = world;
  for (let p = 1; p < end; p++) {
    if (kind[p] !== EntityKind.PROJECTILE) continue;
    if (projectiles.arrived[p] === 1) {
      const ability = s.rules.abilities[world.template[p]];
      strikeFromProjectile(s, p);
      if (ability) applyAbility(s, ability, world.alive(world.target[p]) ? indexOf(world.target[p]) : 0);
      world.despawn(world.id[p]);
    } else if (projectiles.endTick[p] <= tick) world.despawn(world.id[p]);
  }
}
