import { type EntityId, indexOf } from "#shared/primitives/entity-id.ts";
import { EntityKind } from "#shared/protocol/codes.ts";
import { canAttack } from "#shared/rules/hostility.ts";
import { Mind } from "../../components/npc-minds.ts";
import type { ZoneState } from "../../zone-state.ts";
import { touchCombat } from "../combat/combat-state.ts";
import { sees } from "../sight.ts";
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
  callFriends(s, npc, enemy);
}

/** Looks for an enemy within the aggro radius and in sight; attacks the nearest. */
export function lookForEnemies(s: ZoneState, npc: number): void {
  const { world, found } = s;
  const rule = s.rules.npcs[world.template[npc]];
  if (!rule || rule.aggroRadiusM === 0) return;
  const disc = s.grid.disc;
  disc[0] = world.x[npc];
  disc[1] = world.y[npc];
  disc[2] = rule.aggroRadiusM;
  const near = s.grid.inDisc(world, found);
  let nearest = 0;
  let nearestDistance = Number.POSITIVE_INFINITY;
  for (let k = 0; k < near; k++) {
    const i = found[k];
    if (world.kind[i] !== EntityKind.PLAYER || !canAttack(EntityKind.NPC, world.flags[npc], EntityKind.PLAYER, world.flags[i])) continue;
    const dx = world.x[i] - world.x[npc];
    const dy = world.y[i] - world.y[npc];
    const distance = dx * dx + dy * dy;
    if (distance >= nearestDistance || !sees(s, npc, i)) continue;
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
  s.minds.enter(npc, Mind.FIGHT, s.world.tick);
  s.minds.timer[npc] = s.world.tick;
  stopWalking(s, npc);
  touchCombat(s, npc);
}

/** Idle friends of the same group near by join; they call nobody further, so that a camp does not come as one. */
function callFriends(s: ZoneState, npc: number, enemy: EntityId): void {
  const { world, found, minds } = s;
  const rule = s.rules.npcs[world.template[npc]];
  if (!rule || rule.socialRadiusM === 0 || !world.alive(enemy)) return;
  const disc = s.grid.disc;
  disc[0] = world.x[npc];
  disc[1] = world.y[npc];
  disc[2] = rule.socialRadiusM;
  const near = s.grid.inDisc(world, found);
  for (let k = 0; k < near; k++) {
    const friend = found[k];
    if (world.kind[friend] !== EntityKind.NPC || minds.state[friend] !== Mind.IDLE || minds.group[friend] !== minds.group[npc]) continue;
    s.threat.add(friend, enemy, 1, 0);
    beginFight(s, friend, enemy);
  }
  touchCombat(s, indexOf(enemy));
}
