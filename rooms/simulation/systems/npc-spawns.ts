import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { EntityKind } from "#shared/protocol/codes.ts";
import { CHANCE_STEPS } from "#shared/rules/combat.ts";
import { Mind } from "../components/npc-minds.ts";
import { place, placeNear } from "../placing.ts";
import type { NpcRule } from "../rules/fighter-rule.ts";
import { MAX_SLOTS } from "../world.ts";
import type { ZoneState } from "../zone-state.ts";
import { firstThought } from "./ai/thoughts.ts";
import { refreshStatuses } from "./combat/status-state.ts";

/** Brings every spawn point's NPC to life: a new zone. Bosses appear with the first tick, which can report them. */
export function spawnAll(s: ZoneState): void {
  for (let slot = 0; slot < s.spawns.points; slot++) {
    if (!s.rules.npcs[s.zone.spawnPoints[slot].npc.code]?.encounter) spawnAtPoint(s, slot);
  }
}

/** Takes corpses away whose time is over, and brings those whose time has come. */
export function runSpawnSlots(s: ZoneState): void {
  const { world, spawns, minds } = s;
  for (let slot = 0; slot < spawns.entity.length; slot++) {
    const id = spawns.entity[slot];
    const returns = slot < spawns.points;
    if (id !== NOBODY) {
      if (minds.state[indexOf(id)] !== Mind.DEAD) continue;
      if (world.tick < spawns.corpseEndTick[slot] && (!returns || world.tick < spawns.respawnTick[slot])) continue;
      removeNpc(s, indexOf(id));
    }
    if (returns && world.tick >= spawns.respawnTick[slot]) spawnAtPoint(s, slot);
  }
}

/** When the zone has no room for one more NPC it comes a second later. */
function spawnAtPoint(s: ZoneState, slot: number): void {
  const { world, spawns, minds } = s;
  const point = s.zone.spawnPoints[slot];
  const rare = point.rare;
  const isRare = rare !== null && world.rng.below(CHANCE_STEPS) < rare.chance * CHANCE_STEPS;
  const rule = s.rules.npcs[isRare ? rare.npc.code : point.npc.code];
  const id = rule ? bringToLife(s, slot, rule, point.group) : NOBODY;
  if (!rule || id === NOBODY) {
    spawns.respawnTick[slot] = world.tick + s.tickRate;
    return;
  }
  const i = indexOf(id);
  place(s, i, point.x, point.y);
  minds.homeX[i] = point.x;
  minds.homeY[i] = point.y;
  if (!rule.encounter) return;
  if (s.bosses.add(i, id)) s.events.bosses.add(id);
}

/**
 * Somebody appears beside another who called him into being; he is of his group, and goes when he goes.
 * @returns NOBODY when the zone has no room for one more
 */
export function summonNpc(s: ZoneState, summoner: number, rule: NpcRule, radiusM: number): EntityId {
  const { world, minds } = s;
  const slot = s.spawns.freeForSummon();
  if (slot < 0) return NOBODY;
  const id = bringToLife(s, slot, rule, minds.group[summoner]);
  if (id === NOBODY) return NOBODY;
  const i = indexOf(id);
  placeNear(s, i, world.x[summoner], world.y[summoner], radiusM);
  minds.homeX[i] = world.x[i];
  minds.homeY[i] = world.y[i];
  minds.summoner[i] = world.id[summoner];
  return id;
}

/** Takes an NPC out of the world, alive or dead. */
function removeNpc(s: ZoneState, i: number): void {
  s.spawns.entity[s.minds.spawn[i]] = NOBODY;
  s.turns.remove(i);
  s.bosses.remove(i);
  s.world.despawn(s.world.id[i]);
}

function bringToLife(s: ZoneState, slot: number, rule: NpcRule, group: number): EntityId {
  const { world, spawns, minds, fighters, turns } = s;
  const id = turns.count < s.zone.zone.maxNpcs ? world.spawn(EntityKind.NPC) : NOBODY;
  if (id === NOBODY) return NOBODY;
  const i = indexOf(id);
  spawns.entity[slot] = id;
  world.template[i] = rule.code;
  world.level[i] = rule.level;
  world.maxHealth[i] = rule.derived.maxHealth;
  world.health[i] = rule.derived.maxHealth;
  fighters.setUp(i, rule);
  fighters.setStats(i, rule.derived);
  s.threat.clear(i);
  s.intents.set(i, 0, 0, 0);
  world.facing[i] = world.rng.u32() & 0xffff;
  s.intents.facing[i] = world.facing[i];
  minds.enter(i, Mind.IDLE, world.tick);
  minds.spawn[i] = slot;
  minds.group[i] = group;
  minds.summoner[i] = NOBODY;
  minds.timer[i] = world.tick + world.rng.int(0, 10 * s.tickRate);
  minds.walking[i] = 0;
  minds.notBefore.fill(0, i * MAX_SLOTS, (i + 1) * MAX_SLOTS);
  minds.forgetPath(i);
  turns.add(i, firstThought(s, i));
  refreshStatuses(s, i);
  return id;
}
