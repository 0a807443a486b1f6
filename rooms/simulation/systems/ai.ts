import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { Mind } from "../components/npc-minds.ts";
import { Nearness } from "../components/wakefulness.ts";
import type { ZoneState } from "../zone-state.ts";
import { thinkFight } from "./ai/fight.ts";
import { thinkFlee } from "./ai/flee.ts";
import { thinkEvade, thinkIdle } from "./ai/roam.ts";
import { FIGHT_COST, IDLE_COST, THOUGHT_BUDGET, ticksBetweenThoughts } from "./ai/thoughts.ts";
import { planPaths, steer, stopWalking } from "./ai/travel.ts";

/** How often players say where they are, ms. */
const WAKE_MS = 500;

/** Phase 4: players wake what is near, NPCs think in turns, ways are planned within the budget, walkers are steered. */
export function runAi(s: ZoneState): void {
  s.aiLoad.clear();
  s.telegraphs.sweep(s.world);
  wake(s);
  thinkInTurns(s);
  const { list, count } = s.turns;
  const { flags } = s.world;
  const { state } = s.minds;
  for (let n = 0; n < count; n++) {
    const i = list[n];
    if (state[i] !== Mind.DEAD && (flags[i] & EntityFlag.STUNNED) === 0) steer(s, i);
  }
  planPaths(s);
}

/**
 * All whose time has come, as far as the budget reaches. The next tick begins with the first who had to wait, so that each is served
 * before anybody is served twice.
 */
function thinkInTurns(s: ZoneState): void {
  const { world, turns, aiLoad } = s;
  const { list, count } = turns;
  const start = turns.cursor;
  let left = THOUGHT_BUDGET[turns.saving];
  let firstToWait = -1;
  for (let n = 0; n < count; n++) {
    const place = start + n < count ? start + n : start + n - count;
    const i = list[place];
    if (turns.dueTick[i] > world.tick || s.minds.state[i] === Mind.DEAD || world.flags[i] & EntityFlag.STUNNED) continue;
    if (left <= 0) {
      if (firstToWait < 0) firstToWait = place;
      aiLoad.postponed++;
      continue;
    }
    const cost = think(s, i);
    left -= cost;
    if (cost > 0) aiLoad.thoughts++;
  }
  turns.cursor = firstToWait < 0 ? start : firstToWait;
}

/** @returns what it cost */
function think(s: ZoneState, i: number): number {
  const { world, minds, turns } = s;
  const rule = s.rules.npcs[world.template[i]];
  if (!rule) return 0;
  const nearness = s.wake.of(world, i);
  const state = minds.state[i];
  const often = state === Mind.IDLE ? nearness : Nearness.NEAR;
  turns.dueTick[i] = world.tick + ticksBetweenThoughts(s, often);
  switch (state) {
    case Mind.FIGHT:
      thinkFight(s, i, rule);
      return FIGHT_COST;
    case Mind.FLEE:
      thinkFlee(s, i, rule);
      return IDLE_COST;
    case Mind.EVADE:
      thinkEvade(s, i);
      return IDLE_COST;
    default:
      // nobody near: sleep; who fights or goes home finishes that first
      if (nearness !== Nearness.ASLEEP) {
        thinkIdle(s, i, rule);
        return IDLE_COST;
      }
      if (minds.walking[i] === 1) stopWalking(s, i);
      return 0;
  }
}

function wake(s: ZoneState): void {
  const { kind, end, tick } = s.world;
  const every = Math.max(1, Math.round((WAKE_MS * s.tickRate) / 1000));
  if (tick % every === 0) {
    for (let i = 1; i < end; i++) if (kind[i] === EntityKind.PLAYER) s.wake.occupy(s.world, i, tick + every);
  } else if (!s.wake.stale) return;
  s.wake.refresh(tick);
}
