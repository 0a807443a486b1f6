import { headingOf } from "#shared/primitives/angle.ts";
import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { CombatEventKind, EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { beamCovers } from "#shared/rules/ability.ts";
import { Cell, clearLine, toLineSteps } from "#shared/rules/collision.ts";
import { MOST_REWOUND_M } from "../../components/history.ts";
import { Flight } from "../../components/projectiles.ts";
import type { AbilityRule } from "../../rules/ability-rule.ts";
import type { ZoneState } from "../../zone-state.ts";
import { applyAbility } from "./apply.ts";
import { strikeFromProjectile } from "./strikes.ts";
import { reachesAsFoe, reachesAsFriend } from "../hostility.ts";

/** A projectile whose target runs away gives up after this many times the time its range takes. */
const PATIENCE = 3;
/** Bodies walk no further in a tick than this: the grid finds them where they were, m. */
const STRIDE_MARGIN_M = 1;

/**
 * Sends the ability flying, as strong as the present strike: after its target, to `strike.centre`, or straight on along `strike.towards`.
 * @returns false when the zone has no room for one more entity: the ability then takes effect at once
 */
export function launchProjectile(s: ZoneState, i: number, ability: AbilityRule, target: number): boolean {
  const { world, projectiles, strike } = s;
  const id = spawnFrom(s, ability);
  if (id === NOBODY) return false;
  const p = indexOf(id);
  world.x[p] = world.x[i];
  world.y[p] = world.y[i];
  world.target[p] = target === 0 ? NOBODY : world.id[target];
  projectiles.aimX[p] = strike.centre[0];
  projectiles.aimY[p] = strike.centre[1];
  projectiles.state[p] = Flight.FLYING;
  const flightTicks = Math.ceil(ability.rangeM / ability.flightMPerTick);
  if (ability.target === "direction") {
    projectiles.towardsX[p] = strike.towards[0];
    projectiles.towardsY[p] = strike.towards[1];
    projectiles.endTick[p] = world.tick + flightTicks;
    world.facing[p] = headingOf(toLineSteps(strike.towards[0] * 64), toLineSteps(strike.towards[1] * 64));
    catchUp(s, p, ability, strike.rewind);
  } else {
    projectiles.endTick[p] = world.tick + PATIENCE * flightTicks + s.tickRate;
    world.facing[p] = headingOf(toLineSteps(projectiles.aimX[p] - world.x[p]), toLineSteps(projectiles.aimY[p] - world.y[p]));
    if (target !== 0) s.events.combat.add(CombatEventKind.LAUNCH, i, target, ability.code, 0, 0);
  }
  return true;
}

/** A straight shot was fired when its user saw what he aimed at: what it has flown since then is judged by where everybody was. */
function catchUp(s: ZoneState, p: number, ability: AbilityRule, rewind: number): void {
  const { world, projectiles } = s;
  for (let back = rewind - 100; back >= 0; back -= 100) {
    world.x[p] += projectiles.towardsX[p] * ability.flightMPerTick;
    world.y[p] += projectiles.towardsY[p] * ability.flightMPerTick;
    projectiles.endTick[p]--;
    if (flyOn(s, p, ability, back)) return;
  }
}

/** The ability's area stays at `strike.centre` and takes effect at once and then every period; without room for one more entity only once. */
export function layArea(s: ZoneState, ability: AbilityRule): void {
  const { world, strike } = s;
  const id = spawnFrom(s, ability);
  if (id !== NOBODY) {
    const p = indexOf(id);
    world.x[p] = strike.centre[0];
    world.y[p] = strike.centre[1];
    lieDown(s, p, ability);
  }
  applyAbility(s, ability, 0);
}

/** A new projectile of the present strike, nowhere yet. */
function spawnFrom(s: ZoneState, ability: AbilityRule): EntityId {
  const { world, projectiles, strike } = s;
  const id = world.spawn(EntityKind.PROJECTILE);
  if (id === NOBODY) return NOBODY;
  const p = indexOf(id);
  world.template[p] = ability.code;
  world.level[p] = strike.sourceLevel;
  projectiles.source[p] = strike.source;
  projectiles.sourceKind[p] = strike.sourceKind;
  projectiles.sourceLevel[p] = strike.sourceLevel;
  projectiles.power[p] = strike.power;
  projectiles.crit[p] = strike.crit;
  projectiles.hit[p] = strike.hit;
  projectiles.dealt[p] = strike.dealt;
  projectiles.healing[p] = strike.healing;
  projectiles.threat[p] = strike.threat;
  return id;
}

function lieDown(s: ZoneState, p: number, ability: AbilityRule): void {
  const { world, projectiles } = s;
  projectiles.state[p] = Flight.LYING;
  projectiles.pulseTick[p] = world.tick + ability.lingerPeriodTicks;
  projectiles.endTick[p] = world.tick + ability.lingerTicks;
  world.target[p] = NOBODY;
}

/** One tick of flight. A projectile follows its target; when that is gone or dead it ends where it was seen last. */
export function flyProjectiles(s: ZoneState): void {
  const { world, projectiles } = s;
  const { kind, end } = world;
  for (let p = 1; p < end; p++) {
    if (kind[p] !== EntityKind.PROJECTILE || projectiles.state[p] === Flight.LYING) continue;
    const ability = s.rules.abilities[world.template[p]];
    const stride = ability ? ability.flightMPerTick : 0;
    world.moveTick[p] = world.tick;
    if (ability?.target === "direction") {
      world.x[p] += projectiles.towardsX[p] * stride;
      world.y[p] += projectiles.towardsY[p] * stride;
      continue;
    }
    const target = world.alive(world.target[p]) ? indexOf(world.target[p]) : 0;
    if (target !== 0 && (world.flags[target] & EntityFlag.DEAD) === 0) {
      projectiles.aimX[p] = world.x[target];
      projectiles.aimY[p] = world.y[target];
    }
    const dx = projectiles.aimX[p] - world.x[p];
    const dy = projectiles.aimY[p] - world.y[p];
    const distance = Math.sqrt(dx * dx + dy * dy);
    if (distance <= stride) {
      world.x[p] = projectiles.aimX[p];
      world.y[p] = projectiles.aimY[p];
      projectiles.state[p] = Flight.ARRIVED;
    } else {
      world.x[p] += (dx / distance) * stride;
      world.y[p] += (dy / distance) * stride;
    }
  }
}

/** Projectiles that arrived take effect and are gone, or lie down; those that flew too long only go; areas on the ground pulse until they end. */
export function landProjectiles(s: ZoneState): void {
  const { world, projectiles } = s;
  const { kind, end, tick } = world;
  for (let p = 1; p < end; p++) {
    if (kind[p] !== EntityKind.PROJECTILE) continue;
    const ability = s.rules.abilities[world.template[p]];
    if (!ability) world.despawn(world.id[p]);
    else if (projectiles.state[p] === Flight.LYING) pulseArea(s, p, ability);
    else if (projectiles.state[p] === Flight.ARRIVED) arrive(s, p, ability, world.alive(world.target[p]) ? indexOf(world.target[p]) : 0);
    else if (ability.target === "direction" && flyOn(s, p, ability, 0)) continue;
    else if (projectiles.endTick[p] <= tick) world.despawn(world.id[p]);
  }
}

function arrive(s: ZoneState, p: number, ability: AbilityRule, target: number): void {
  strikeFromProjectile(s, p);
  applyAbility(s, ability, target);
  if (ability.lingerTicks === 0) s.world.despawn(s.world.id[p]);
  else lieDown(s, p, ability);
}

function pulseArea(s: ZoneState, p: number, ability: AbilityRule): void {
  const { world, projectiles } = s;
  if (projectiles.pulseTick[p] <= world.tick) {
    projectiles.pulseTick[p] += ability.lingerPeriodTicks;
    strikeFromProjectile(s, p);
    applyAbility(s, ability, 0);
  }
  if (projectiles.endTick[p] <= world.tick) world.despawn(world.id[p]);
}

/**
 * The last stride of a straight flight: the first body on it is struck, a wall ends it.
 * @param back where bodies were so long ago, hundredths of a tick
 * @returns is it done?
 */
function flyOn(s: ZoneState, p: number, ability: AbilityRule, back: number): boolean {
  const { world, projectiles, map } = s;
  const fromX = world.x[p] - projectiles.towardsX[p] * ability.flightMPerTick;
  const fromY = world.y[p] - projectiles.towardsY[p] * ability.flightMPerTick;
  const wall = !clearLine(map, toLineSteps(fromX), toLineSteps(fromY), toLineSteps(world.x[p]), toLineSteps(world.y[p]), Cell.OPAQUE);
  const target = wall ? 0 : firstOnStride(s, p, ability, back);
  if (target !== 0) arrive(s, p, ability, target);
  else if (wall) world.despawn(world.id[p]);
  return wall || target !== 0;
}

/** The first whom the ability is for within half a width of the stride just flown, 0: nobody. */
function firstOnStride(s: ZoneState, p: number, ability: AbilityRule, back: number): number {
  const { world, projectiles, found, history } = s;
  const stride = ability.flightMPerTick;
  const towardsX = projectiles.towardsX[p];
  const towardsY = projectiles.towardsY[p];
  const fromX = world.x[p] - towardsX * stride;
  const fromY = world.y[p] - towardsY * stride;
  const disc = s.grid.disc;
  disc[0] = fromX + (towardsX * stride) / 2;
  disc[1] = fromY + (towardsY * stride) / 2;
  disc[2] = stride / 2 + ability.flightHalfWidthM + (back > 0 ? MOST_REWOUND_M : STRIDE_MARGIN_M);
  const near = s.grid.inDisc(world, found);
  const source = world.alive(projectiles.source[p]) ? indexOf(projectiles.source[p]) : 0;
  let first = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < near; k++) {
    const i = found[k];
    const fits = ability.harmful
      ? reachesAsFoe(s, source, projectiles.sourceKind[p], i)
      : i !== source && reachesAsFriend(s, source, projectiles.sourceKind[p], i);
    if (!fits) continue;
    if (back > 0) history.at(i, back);
    const dx = (back > 0 ? history.place[0] : world.x[i]) - fromX;
    const dy = (back > 0 ? history.place[1] : world.y[i]) - fromY;
    if (!beamCovers(dx, dy, towardsX, towardsY, stride, ability.flightHalfWidthM)) continue;
    const along = dx * towardsX + dy * towardsY;
    if (along < least) {
      least = along;
      first = i;
    }
  }
  return first;
}
