import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { ActionKind, EntityKind, type ErrorCode, SelfField } from "#shared/protocol/codes.ts";
import { inRange } from "#shared/rules/ability.ts";
import type { ZoneState } from "../zone-state.ts";
import { interruptCast } from "./combat/cast-state.ts";
import { useAbility } from "./combat/casting.ts";
import { releasePlayer } from "./combat/death.ts";
import { interact } from "./interact.ts";
import { answerResurrection } from "./combat/resurrection.ts";
import { useItem } from "./items.ts";
import { duel } from "./duels.ts";
import { travel } from "./objects.ts";
import { setPvp } from "./pvp.ts";
import { dismount } from "./mounts.ts";

/** Does one waiting action. @param at its place in the action queues @returns why not, or null */
export function act(s: ZoneState, i: number, at: number): ErrorCode | null {
  const { actions } = s;
  switch (actions.kind[at]) {
    case ActionKind.USE_ABILITY:
      return useAbility(s, i, actions.slot[at], actions.target[at], actions.aimX[at], actions.aimY[at]);
    case ActionKind.SET_TARGET:
      return setTarget(s, i, actions.target[at]);
    case ActionKind.INTERACT:
      return interact(s, i, actions.target[at]);
    case ActionKind.RELEASE:
      return releasePlayer(s, i);
    case ActionKind.PVP_FLAG:
      return setPvp(s, i, actions.slot[at] !== 0);
    case ActionKind.DUEL:
      return duel(s, i, actions.slot[at], actions.target[at]);
    case ActionKind.ANSWER_RESURRECTION:
      return answerResurrection(s, i, actions.slot[at] !== 0);
    case ActionKind.USE_ITEM:
      return useItem(s, i, actions.target[at]);
    case ActionKind.TRAVEL:
      return travel(s, i, actions.target[at]);
    case ActionKind.CANCEL_CAST:
      interruptCast(s, i);
      return null;
    case ActionKind.DISMOUNT:
      dismount(s, i);
      return null;
    default:
      return "message_unknown";
  }
}

function setTarget(s: ZoneState, i: number, target: EntityId): ErrorCode | null {
  const world = s.world;
  if (target !== NOBODY) {
    if (!world.alive(target)) return "gone";
    const t = indexOf(target);
    const { radiusM, hysteresisM } = s.zone.zone.interest;
    // who guesses ids learns nothing about what is out of his sight
    if (!inRange(world.x[t] - world.x[i], world.y[t] - world.y[i], radiusM + hysteresisM)) return "gone";
    if (world.kind[t] !== EntityKind.PLAYER && world.kind[t] !== EntityKind.NPC) return "bad_target";
  }
  if (world.target[i] === target) return null;
  world.target[i] = target;
  s.changed(i, SelfField.TARGET);
  return null;
}
