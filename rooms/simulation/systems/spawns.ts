import { indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { EntityFlag, EntityKind, SelfField } from "#shared/protocol/codes.ts";
import { REST_HEALTH_PER_S } from "#shared/rules/stats.ts";
import { Mind } from "../components/npc-minds.ts";
import { firstThought } from "./ai/thoughts.ts";
import { place } from "../placing.ts";
import type { ZoneState } from "../zone-state.ts";
import { forgetCombat } from "./combat/combat-state.ts";
import { refreshStatuses } from "./combat/status-state.ts";

/** Health and resources come back this often, ms. */
const REST_MS = 500;

/** Phase 5: corpses go, NPCs come, drops age, those who rest recover. */
export function runSpawns(s: ZoneState): void {
  runSpawnSlots(s);
  const { kind, end, tick } = s.world;
  const turns = Math.max(1, Math.round((REST_MS * s.tickRate) / 1000));
  for (let i = 1; i < end; i++) {
    if (kind[i] === EntityKind.DROP) ageDrop(s, i);
    else if (kind[i] === EntityKind.PLAYER && (tick + i) % turns === 0) {
      forgetCombat(s, i);
      rest(s, i, turns);
    }
  }
}

/** Brings every spawn point's NPC to life: a new zone. */
export function spawnAll(s: ZoneState): void {
  for (let slot = 0; slot < s.spawns.entity.length; slot++) spawnNpc(s, slot);
}

function runSpawnSlots(s: ZoneState): void {
  const { world, spawns, minds } = s;
  for (let slot = 0; slot < spawns.entity.length; slot++) {
    const id = spawns.entity[slot];
    if (id !== NOBODY) {
      if (minds.state[indexOf(id)] !== Mind.DEAD) continue;
      if (world.tick < spawns.corpseEndTick[slot] && world.tick < spawns.respawnTick[slot]) continue;
      s.turns.remove(indexOf(id));
      world.despawn(id);
      spawns.entity[slot] = NOBODY;
    }
    if (world.tick >= spawns.respawnTick[slot]) spawnNpc(s, slot);
  }
}

/** When the zone has no room for one more entity the NPC comes a second later. */
function spawnNpc(s: ZoneState, slot: number): void {
  const { world, spawns, minds, fighters } = s;
  const point = s.zone.spawnPoints[slot];
  const rule = s.rules.npcs[point.npc.code];
  const id = rule ? world.spawn(EntityKind.NPC) : NOBODY;
  if (!rule || id === NOBODY) {
    spawns.respawnTick[slot] = world.tick + s.tickRate;
    return;
  }
  spawns.entity[slot] = id;
  const i = indexOf(id);
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
  minds.group[i] = point.group;
  minds.homeX[i] = point.x;
  minds.homeY[i] = point.y;
  minds.timer[i] = world.tick + world.rng.int(0, 10 * s.tickRate);
  minds.walking[i] = 0;
  minds.forgetPath(i);
  s.turns.add(i, firstThought(s, i));
  place(s, i, point.x, point.y);
  refreshStatuses(s, i);
}

function ageDrop(s: ZoneState, i: number): void {
  const { world, drops } = s;
  if (world.tick >= drops.endTick[i]) {
    s.events.expiredDrops.add(world.id[i]);
    world.despawn(world.id[i]);
  } else if (world.target[i] !== NOBODY && world.tick >= drops.freeTick[i]) {
    world.target[i] = NOBODY;
    s.changed(i, 0);
  }
}

/** What so many ticks of rest give: the resource always comes back, health outside of combat. */
function rest(s: ZoneState, i: number, ticks: number): void {
  const { world, fighters } = s;
  const seconds = ticks / s.tickRate;
  if (world.flags[i] & EntityFlag.DEAD) return;
  const before = world.resource[i];
  if (before < world.maxResource[i]) {
    world.resource[i] = Math.min(world.maxResource[i], before + fighters.regen[i] * seconds);
    if (Math.floor(world.resource[i]) !== Math.floor(before)) s.changedForOwner(i, SelfField.VITALS);
  }
  if (world.health[i] >= world.maxHealth[i] || world.flags[i] & EntityFlag.IN_COMBAT) return;
  const gain = Math.max(1, Math.round(world.maxHealth[i] * REST_HEALTH_PER_S * seconds));
  world.health[i] = Math.min(world.maxHealth[i], world.health[i] + gain);
  s.changed(i, SelfField.VITALS);
}
