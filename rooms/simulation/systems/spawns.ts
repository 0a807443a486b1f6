import { NOBODY } from "#shared/primitives/entity-id.ts";
import { EntityFlag, EntityKind, SelfField } from "#shared/protocol/codes.ts";
import { HUNDREDTHS } from "#shared/rules/combat.ts";
import { REST_HEALTH_PER_S } from "#shared/rules/stats.ts";
import { Stat } from "../components/fighter-stats.ts";
import type { ZoneState } from "../zone-state.ts";
import { runSpawnSlots } from "./npc-spawns.ts";
import { forgetCombat } from "./combat/combat-state.ts";
import { runObjects } from "./objects.ts";
import { forgetPvp } from "./pvp.ts";

/** Health and resources come back this often, ms. */
const REST_MS = 500;

/** Phase 5: corpses go, NPCs come, drops age, those who rest recover. */
export function runSpawns(s: ZoneState): void {
  runSpawnSlots(s);
  runObjects(s);
  const { kind, end, tick } = s.world;
  const turns = Math.max(1, Math.round((REST_MS * s.tickRate) / 1000));
  for (let i = 1; i < end; i++) {
    if (kind[i] === EntityKind.DROP) ageDrop(s, i);
    else if (kind[i] === EntityKind.PLAYER && (tick + i) % turns === 0) {
      forgetCombat(s, i);
      forgetPvp(s, i);
      rest(s, i, turns);
    }
  }
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

/** What so many ticks of rest give: the resource always comes back, or goes outside of combat; health comes back outside of combat. */
function rest(s: ZoneState, i: number, ticks: number): void {
  const { world, fighters } = s;
  const seconds = ticks / s.tickRate;
  if (world.flags[i] & EntityFlag.DEAD) return;
  const fighting = (world.flags[i] & EntityFlag.IN_COMBAT) !== 0;
  const before = world.resource[i];
  const perSecond = fighters.stats.get(i, Stat.RESOURCE_REGEN) - (fighting ? 0 : fighters.decay[i]);
  if (perSecond !== 0) {
    world.resource[i] = Math.max(0, Math.min(world.maxResource[i], before + (perSecond / HUNDREDTHS) * seconds));
    if (Math.floor(world.resource[i]) !== Math.floor(before)) s.changedForOwner(i, SelfField.VITALS);
  }
  if (world.health[i] >= world.maxHealth[i] || fighting) return;
  const gain = Math.max(1, Math.round(world.maxHealth[i] * REST_HEALTH_PER_S * seconds));
  world.health[i] = Math.min(world.maxHealth[i], world.health[i] + gain);
  s.changed(i, SelfField.VITALS);
}
