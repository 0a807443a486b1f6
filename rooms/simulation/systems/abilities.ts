import { indexOf } from "#shared/primitives/entity-id.ts";
import { ActionKind, EntityKind } from "#shared/protocol/codes.ts";
import { ACTION_QUEUE } from "../components/action-queues.ts";
import { MAX_SLOTS } from "../world.ts";
import type { ZoneState } from "../zone-state.ts";
import { act } from "./actions.ts";
import { runCasts } from "./combat/casting.ts";
import { landProjectiles } from "./combat/projectiles.ts";
import { runStatuses } from "./combat/statuses.ts";
import { runItems } from "./items.ts";
import { runWork } from "./objects.ts";
import { runDuels } from "./duels.ts";

/** Phase 3: what is in the air lands, what lasts pulses, what was begun is done, what players ask for happens. */
export function runAbilities(s: ZoneState): void {
  landProjectiles(s);
  runStatuses(s);
  runCasts(s);
  runWork(s);
  runItems(s);
  runActions(s);
  runDuels(s);
}

/** Players' waiting actions, players in the order of their indices, each player's in the order they came. */
function runActions(s: ZoneState): void {
  const { world, actions } = s;
  const { kind, end } = world;
  for (let i = 1; i < end; i++) {
    if (kind[i] !== EntityKind.PLAYER || actions.length[i] === 0 || s.departures.held[i] === 1) continue;
    let done = 0;
    for (; done < actions.length[i]; done++) {
      const at = i * ACTION_QUEUE + done;
      if (mustWait(s, i, at)) break;
      const refusal = act(s, i, at);
      if (refusal) s.events.refuse(world.id[i], refusal);
    }
    for (let n = 0; n < actions.overflow[i]; n++) s.events.refuse(world.id[i], "busy");
    if (done === actions.length[i]) actions.clear(i);
    else if (done > 0 || actions.overflow[i] > 0) actions.shift(i, done);
  }
}

/** A cast that begins while strides wait that were sent before it would be broken off by them: it begins after them, some ticks later. */
function mustWait(s: ZoneState, i: number, at: number): boolean {
  return s.inputs.walksUntil(i, s.actions.afterSeq[at]) && standsFor(s, i, at);
}

/** Does this action begin what walking breaks off? */
function standsFor(s: ZoneState, i: number, at: number): boolean {
  const { world, actions, rules, fighters } = s;
  if (actions.kind[at] === ActionKind.USE_ABILITY) {
    const slot = actions.slot[at];
    const ability = slot < MAX_SLOTS ? rules.abilities[fighters.slotAbility[i * MAX_SLOTS + slot]] : null;
    return ability ? ability.castTicks > 0 && !ability.castWhileMoving : false;
  }
  if (actions.kind[at] === ActionKind.TRAVEL) return true;
  if (actions.kind[at] !== ActionKind.INTERACT || !world.alive(actions.target[at])) return false;
  const target = indexOf(actions.target[at]);
  return world.kind[target] === EntityKind.OBJECT && rules.objects[world.template[target] - 1].castTicks > 0;
}
