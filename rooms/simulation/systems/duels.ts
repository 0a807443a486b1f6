import { type EntityId, indexOf } from "#shared/primitives/entity-id.ts";
import { CombatEventKind, DuelAction, DuelState, EntityFlag, EntityKind, type ErrorCode, SelfField } from "#shared/protocol/codes.ts";
import { inRange, msToTicks } from "#shared/rules/ability.ts";
import type { ZoneState } from "../zone-state.ts";
import { clearStatusesFrom } from "./combat/status-state.ts";

/** Challenger and challenged stand no further apart than this, m. */
const CHALLENGE_RANGE_M = 20;
/** Who goes further than this from where it began gives up, m. */
const GROUND_RADIUS_M = 40;
const CHALLENGE_MS = 30_000;
const COUNTDOWN_MS = 3000;
const NOT_FIT = EntityFlag.DEAD | EntityFlag.SAFE | EntityFlag.IN_COMBAT;

/** A player challenges, accepts, declines or gives up. @returns why not, or null */
export function duel(s: ZoneState, i: number, what: number, targetId: EntityId): ErrorCode | null {
  switch (what) {
    case DuelAction.CHALLENGE:
      return challenge(s, i, targetId);
    case DuelAction.ACCEPT:
      return accept(s, i);
    case DuelAction.DECLINE:
      return leave(s, i, DuelState.CHALLENGED, DuelState.CHALLENGING);
    case DuelAction.YIELD:
      return leave(s, i, DuelState.COUNTDOWN, DuelState.FIGHTING);
    default:
      return "message_malformed";
  }
}

function challenge(s: ZoneState, i: number, targetId: EntityId): ErrorCode | null {
  const { world, duels } = s;
  if (!world.alive(targetId)) return "gone";
  const target = indexOf(targetId);
  if (target === i || world.kind[target] !== EntityKind.PLAYER) return "bad_target";
  if (world.flags[i] & EntityFlag.DEAD) return "dead";
  if (!inRange(world.x[target] - world.x[i], world.y[target] - world.y[i], CHALLENGE_RANGE_M)) return "out_of_range";
  if (!isFit(s, i) || !isFit(s, target)) return "duel_unavailable";
  const until = world.tick + msToTicks(CHALLENGE_MS, s.tickRate);
  duels.set(i, DuelState.CHALLENGING, targetId, until);
  duels.set(target, DuelState.CHALLENGED, world.id[i], until);
  tell(s, i);
  tell(s, target);
  return null;
}

function isFit(s: ZoneState, i: number): boolean {
  return (s.world.flags[i] & (NOT_FIT | EntityFlag.DISCONNECTED)) === 0 && s.world.duelState[i] === DuelState.NONE;
}

function accept(s: ZoneState, i: number): ErrorCode | null {
  const { world, duels } = s;
  if (world.duelState[i] !== DuelState.CHALLENGED) return "no_offer";
  const other = indexOf(world.duelOpponent[i]);
  if ((world.flags[i] | world.flags[other]) & NOT_FIT) return "duel_unavailable";
  if (!inRange(world.x[other] - world.x[i], world.y[other] - world.y[i], GROUND_RADIUS_M)) return "out_of_range";
  const begins = world.tick + msToTicks(COUNTDOWN_MS, s.tickRate);
  for (const one of [i, other]) {
    duels.set(one, DuelState.COUNTDOWN, world.duelOpponent[one], begins);
    duels.x[one] = (world.x[i] + world.x[other]) / 2;
    duels.y[one] = (world.y[i] + world.y[other]) / 2;
    tell(s, one);
  }
  return null;
}

/** Out of an offer nothing comes; who gives up a fight has lost it. */
function leave(s: ZoneState, i: number, first: number, second: number): ErrorCode | null {
  const state = s.world.duelState[i];
  if (state !== first && state !== second) return "no_offer";
  endDuel(s, i);
  return null;
}

/** Challenges lapse, countdowns end, and who leaves the ground has lost. */
export function runDuels(s: ZoneState): void {
  const { world, duels } = s;
  if (duels.open === 0) return;
  for (let i = 1; i < world.end; i++) {
    const state = world.duelState[i];
    if (state === DuelState.NONE) continue;
    if (state === DuelState.FIGHTING) {
      if (!inRange(world.x[i] - duels.x[i], world.y[i] - duels.y[i], GROUND_RADIUS_M)) endDuel(s, i);
    } else if (world.duelTick[i] <= world.tick) {
      if (state === DuelState.COUNTDOWN) begin(s, i, indexOf(world.duelOpponent[i]));
      else endDuel(s, i);
    }
  }
}

function begin(s: ZoneState, i: number, other: number): void {
  const { world, duels } = s;
  duels.set(i, DuelState.FIGHTING, world.id[other], 0);
  duels.set(other, DuelState.FIGHTING, world.id[i], 0);
  tell(s, i);
  tell(s, other);
  s.events.combat.add(CombatEventKind.DUEL_STARTED, i, other, 0, 0, 0);
}

/** The duel (or the offer) of this player is over; if they were fighting he has lost it. Nothing when he has none. */
export function endDuel(s: ZoneState, loser: number): void {
  const { world, duels } = s;
  const state = world.duelState[loser];
  if (state === DuelState.NONE) return;
  const winner = indexOf(world.duelOpponent[loser]);
  duels.clear(loser);
  duels.clear(winner);
  tell(s, loser);
  tell(s, winner);
  if (state !== DuelState.FIGHTING) return;
  clearStatusesFrom(s, loser, world.id[winner]);
  clearStatusesFrom(s, winner, world.id[loser]);
  s.events.combat.add(CombatEventKind.DUEL_ENDED, winner, loser, 0, 0, 0);
}

function tell(s: ZoneState, i: number): void {
  s.changedForOwner(i, SelfField.OFFERS);
}
