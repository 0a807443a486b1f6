import { indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { NEVER } from "../../components/fighters.ts";
import { Flight } from "../../components/projectiles.ts";
import type { AbilityRule } from "../../rules/ability-rule.ts";
import type { ZoneState } from "../../zone-state.ts";

/**
 * Shows where a cast that was just begun will strike: an area on the ground that does nothing and is marked as being cast. It goes when
 * the cast does, finished or not.
 */
export function layTelegraph(s: ZoneState, npc: number, ability: AbilityRule): void {
  const { world, projectiles, telegraphs } = s;
  const id = telegraphs.full ? NOBODY : world.spawn(EntityKind.PROJECTILE);
  if (id === NOBODY) return;
  const p = indexOf(id);
  world.template[p] = ability.code;
  world.x[p] = world.castAimX[npc];
  world.y[p] = world.castAimY[npc];
  world.flags[p] = EntityFlag.CASTING;
  projectiles.source[p] = world.id[npc];
  projectiles.sourceKind[p] = EntityKind.NPC;
  projectiles.state[p] = Flight.LYING;
  projectiles.pulseTick[p] = NEVER;
  projectiles.endTick[p] = world.castEndTick[npc];
  telegraphs.add(id, world.id[npc]);
}
