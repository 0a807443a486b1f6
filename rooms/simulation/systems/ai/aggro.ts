import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { EntityKind } from "#shared/protocol/codes.ts";
import { canAttack } from "#shared/rules/hostility.ts";
import { Mind } from "../../components/npc-minds.ts";
import type { NpcRule } from "../../rules/fighter-rule.ts";
import type { ZoneState } from "../../zone-state.ts";
import { touchCombat } from "../combat/combat-state.ts";
import { notices, sees } from "../sight.ts";
import { say } from "./say.ts";
import { stopWalking } from "./travel.ts";

/** An enemy did something to an NPC: it remembers, and defends itself. NPCs on the way home or dead do not care. */
export function provoke(s: ZoneState, npc: number, enemy: EntityId, threat: number, contribution: number): void {
  const state = s.minds.state[npc];
  if (state === Mind.EVADE || state === Mind.DEAD) return;
  s.threat.add(npc, enemy, threat, contribution);
  // who is hurt does not give up, unless he is shot at from where no way leads
  if (contribution > 0 && s.minds.noWay[npc] === 0) s.minds.timer[npc] = s.world.tick;
  if (state !== Mind.IDLE) return;
  beginFight(s, npc, enemy);
  const rule = s.rules.npcs[s.world.template[npc]];
  if (!rule) return;
  say(s, npc, rule.behaviour.aggroSay);
  if (rule.socialRadiusM > 0) callFriends(s, npc, enemy, rule.socialRadiusM);
  callGroup(s, npc, enemy);
}

/** Looks for an enemy within the aggro radius and in sight; attacks the nearest. */
export function lookForEnemies(s: ZoneState, npc: number): void {
  const { world, found } = s;
  const rule = s.rules.npcs[world.template[npc]];
  if (!rule || rule.widestAggroM === 0) return;
  const disc = s.grid.disc;
  disc[0] = world.x[npc];
  disc[1] = world.y[npc];
  disc[2] = rule.widestAggroM;
  const near = s.grid.inDisc(world, found);
  let nearest = 0;
  let nearestDistance = Number.POSITIVE_INFINITY;
  for (let k = 0; k < near; k++) {
    const i = found[k];
    if (world.kind[i] !== EntityKind.PLAYER || !canAttack(EntityKind.NPC, world.flags[npc], EntityKind.PLAYER, world.flags[i])) continue;
    const dx = world.x[i] - world.x[npc];
    const dy = world.y[i] - world.y[npc];
    const distance = dx * dx + dy * dy;
    if (distance > rule.aggro2[world.level[i]] || distance >= nearestDistance || !notices(s, npc, i) || !sees(s, npc, i)) continue;
    nearest = i;
    nearestDistance = distance;
  }
  if (nearest !== 0) provoke(s, npc, world.id[nearest], 1, 0);
}

/** Whom an NPC looks at: clients show it. */
export function setTarget(s: ZoneState, npc: number, enemy: EntityId): void {
  if (s.world.target[npc] === enemy) return;
  s.world.target[npc] = enemy;
  s.changed(npc, 0);
}

function beginFight(s: ZoneState, npc: number, enemy: EntityId): void {
  setTarget(s, npc, enemy);
  const { minds, world } = s;
  minds.enter(npc, Mind.FIGHT, world.tick);
  minds.timer[npc] = world.tick;
  minds.fightSince[npc] = world.tick;
  minds.done[npc] = 0;
  minds.untilTick[npc] = 0;
  if (isOnTheWay(s, npc)) {
    minds.homeX[npc] = world.x[npc];
    minds.homeY[npc] = world.y[npc];
  }
  stopWalking(s, npc);
  touchCombat(s, npc);
  if (world.alive(enemy)) touchCombat(s, indexOf(enemy));
}

/** Who walks a patrol or follows a leader goes back to where the fight found him. */
function isOnTheWay(s: ZoneState, npc: number): boolean {
  const group = s.rules.groups[s.minds.group[npc]];
  return group !== undefined && (group.patrolX.length > 0 || group.led);
}

/** Somebody who did not fight fights, with whoever he was called against. */
export function joinFight(s: ZoneState, npc: number, enemy: EntityId): void {
  if (!s.world.alive(enemy)) return;
  s.threat.add(npc, enemy, 1, 0);
  beginFight(s, npc, enemy);
}

/** Idle friends of the same group near by join; they call nobody further, so that a camp does not come as one. */
export function callFriends(s: ZoneState, npc: number, enemy: EntityId, radiusM: number): void {
  callNear(s, npc, enemy, radiusM, false);
}

/** The same for everybody of its kind or its group: an alarm. */
export function callForHelp(s: ZoneState, npc: number, rule: NpcRule, enemy: EntityId): void {
  say(s, npc, rule.behaviour.helpSay);
  callNear(s, npc, enemy, rule.behaviour.helpRadiusM, true);
}

function callNear(s: ZoneState, npc: number, enemy: EntityId, radiusM: number, strangers: boolean): void {
  const { world, found, minds } = s;
  const disc = s.grid.disc;
  disc[0] = world.x[npc];
  disc[1] = world.y[npc];
  disc[2] = radiusM;
  const near = s.grid.inDisc(world, found);
  for (let k = 0; k < near; k++) {
    const friend = found[k];
    if (world.kind[friend] !== EntityKind.NPC || minds.state[friend] !== Mind.IDLE) continue;
    if (minds.group[friend] === minds.group[npc] || (strangers && isKin(s, npc, friend))) joinFight(s, friend, enemy);
  }
}

/** Do two of different groups help each other? Those who attack strangers do, and those of one kind. */
function isKin(s: ZoneState, npc: number, other: number): boolean {
  return s.world.template[npc] === s.world.template[other];
}

/** All of a linked group come, however far they are. */
function callGroup(s: ZoneState, npc: number, enemy: EntityId): void {
  const group = s.rules.groups[s.minds.group[npc]];
  if (!group?.linked) return;
  for (let n = 0; n < group.slots.length; n++) {
    const id = s.spawns.entity[group.slots[n]];
    if (id !== NOBODY && s.minds.state[indexOf(id)] === Mind.IDLE) joinFight(s, indexOf(id), enemy);
  }
}
