import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { Mind } from "../../components/npc-minds.ts";
import type { NpcRule } from "../../rules/fighter-rule.ts";
import type { ZoneState } from "../../zone-state.ts";

/** Every slot. */
const ALL_SLOTS = 0xff;
/** Slots an NPC uses by priority now, as bits: all, but for a boss whose phase says otherwise. */
export function phaseSlots(s: ZoneState, npc: number, rule: NpcRule): number {
  const place = s.bosses.placeOf(npc);
  if (place < 0 || rule.encounter === null) return ALL_SLOTS;
  return rule.encounter.phases[s.bosses.phase[place]].slots;
}

/** Nobody is left to fight: everything begins anew. Whom it summoned goes with it. */
export function resetEncounter(s: ZoneState, npc: number): void {
  const { bosses, world, fighters } = s;
  const place = bosses.placeOf(npc);
  const rule = s.rules.npcs[world.template[npc]];
  if (place < 0 || !rule) return;
  dismissAdds(s, world.id[npc]);
  bosses.fighting[place] = 0;
  bosses.phase[place] = 0;
  bosses.enraged[place] = 0;
  setPhase(s, npc, 0);
  fighters.setStats(npc, rule.derived);
}

/** A boss died: its summoned go with it. */
export function endEncounter(s: ZoneState, npc: number): void {
  if (s.bosses.placeOf(npc) < 0) return;
  dismissAdds(s, s.world.id[npc]);
  setPhase(s, npc, 0);
}

/** @param number from 1, 0: does not fight */
export function setPhase(s: ZoneState, npc: number, number: number): void {
  if (s.world.phase[npc] === number) return;
  s.world.phase[npc] = number;
  s.changed(npc, 0);
}

/** They vanish at the end of the tick: in the middle of it somebody may still look at them. */
function dismissAdds(s: ZoneState, boss: EntityId): void {
  const { spawns, minds, world } = s;
  for (let slot = spawns.points; slot < spawns.entity.length; slot++) {
    const id = spawns.entity[slot];
    if (id === NOBODY || minds.summoner[indexOf(id)] !== boss) continue;
    minds.enter(indexOf(id), Mind.DEAD, world.tick);
    spawns.corpseEndTick[slot] = world.tick;
  }
}
