import { NOBODY } from "#shared/primitives/entity-id.ts";
import { CombatEventKind, EntityFlag, EntityKind, type ErrorCode, SelfField } from "#shared/protocol/codes.ts";
import { Mind } from "../../components/npc-minds.ts";
import { placeNear } from "../../placing.ts";
import type { ZoneState } from "../../zone-state.ts";
import { endDuel } from "../duels.ts";
import { endImpulse } from "../impulse.ts";
import { endEncounter } from "../ai/encounter-state.ts";
import { say } from "../ai/say.ts";
import { clearCast } from "./cast-state.ts";
import { giveCredit } from "./credit.ts";
import { forgetResurrection } from "./resurrection.ts";
import { clearStatuses } from "./status-state.ts";

/** Those who come back stand within this distance of the respawn point, m. */
const RESPAWN_SPREAD_M = 3;

/** Health reached 0 by the present strike. */
export function die(s: ZoneState, i: number): void {
  const { world, strike } = s;
  s.events.combat.add(CombatEventKind.DEATH, strike.sourceIndex, i, strike.abilityCode, 0, 0);
  layDown(s, i);
  if (world.kind[i] === EntityKind.PLAYER) s.events.deaths.add(world.id[i]);
  else if (world.kind[i] === EntityKind.NPC) npcDied(s, i);
}

/** Makes a body a corpse: nothing of its former doings goes on. */
export function layDown(s: ZoneState, i: number): void {
  const world = s.world;
  world.health[i] = 0;
  world.vx[i] = 0;
  world.vy[i] = 0;
  endImpulse(s, i);
  endDuel(s, i);
  world.target[i] = NOBODY;
  clearCast(s, i);
  s.setFlags(i, EntityFlag.DEAD, EntityFlag.IN_COMBAT | EntityFlag.EVADING);
  clearStatuses(s, i);
  s.changed(i, SelfField.VITALS | SelfField.TARGET | SelfField.STATUSES);
}

/** The player leaves his corpse: full health at the nearest respawn point. */
export function releasePlayer(s: ZoneState, i: number): ErrorCode | null {
  const world = s.world;
  if ((world.flags[i] & EntityFlag.DEAD) === 0) return "not_dead";
  const points = s.zone.zone.respawnPoints;
  let nearest = points[0];
  for (const point of points) {
    if (distance2(point, world.x[i], world.y[i]) < distance2(nearest, world.x[i], world.y[i])) nearest = point;
  }
  const rule = s.rules.classes[world.template[i]];
  world.health[i] = world.maxHealth[i];
  world.resource[i] = rule ? world.maxResource[i] * rule.resourceStart : 0;
  s.setFlags(i, 0, EntityFlag.DEAD);
  forgetResurrection(s, i);
  const stone = s.rules.objects[s.objects.boundTo[i] - 1];
  placeNear(s, i, stone ? stone.x : nearest[0], stone ? stone.y : nearest[1], RESPAWN_SPREAD_M);
  clearStatuses(s, i);
  s.changed(i, SelfField.VITALS);
  s.events.combat.add(CombatEventKind.RESPAWN, 0, i, 0, 0, 0);
  return null;
}

function npcDied(s: ZoneState, i: number): void {
  const { world, minds, spawns } = s;
  const rule = s.rules.npcs[world.template[i]];
  const kill = s.events.kills.next();
  kill.npc = world.id[i];
  kill.npcCode = world.template[i];
  kill.x = world.x[i];
  kill.y = world.y[i];
  giveCredit(s, i, kill, rule ? rule.experience : 0);
  if (rule) say(s, i, rule.behaviour.deathSay);
  endEncounter(s, i);
  s.threat.clear(i);
  minds.enter(i, Mind.DEAD, world.tick);
  minds.walking[i] = 0;
  s.intents.set(i, 0, 0, 0);
  const slot = minds.spawn[i];
  spawns.corpseEndTick[slot] = world.tick + s.corpseTicks;
  spawns.respawnTick[slot] = world.tick + s.respawnTicks[slot];
}

function distance2(point: readonly [number, number], x: number, y: number): number {
  return (point[0] - x) ** 2 + (point[1] - y) ** 2;
}
