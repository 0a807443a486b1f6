import { EntityKind } from "#shared/protocol/codes.ts";
import { ACTION_QUEUE } from "../components/action-queues.ts";
import type { ZoneState } from "../zone-state.ts";
import { act } from "./actions.ts";
import { runCasts } from "./combat/casting.ts";
import { landProjectiles } from "./combat/projectiles.ts";
import { runStatuses } from "./combat/statuses.ts";
import { runWork } from "./objects.ts";
import { runDuels } from "./duels.ts";

/** Phase 3: what is in the air lands, what lasts pulses, what was begun is done, what players ask for happens. */
export function runAbilities(s: ZoneState): void {
  landProjectiles(s);
  runStatuses(s);
  runCasts(s);
  runWork(s);
  runActions(s);
  runDuels(s);
}

/** Players' waiting actions, players in the order of their indices, each player's in the order they came. */
function runActions(s: ZoneState): void {
  const { world, actions } = s;
  const { kind, end } = world;
  for (let i = 1; i < end; i++) {
    if (kind[i] !== EntityKind.PLAYER || actions.length[i] === 0) continue;
    for (let n = 0; n < actions.length[i]; n++) {
      const refusal = act(s, i, i * ACTION_QUEUE + n);
      if (refusal) s.events.refuse(world.id[i], refusal);
    }
    for (let n = 0; n < actions.overflow[i]; n++) s.events.refuse(world.id[i], "busy");
    actions.clear(i);
  }
}
