import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { Mind } from "../components/npc-minds.ts";
import type { ZoneState } from "../zone-state.ts";
import { thinkFight } from "./ai/fight.ts";
import { thinkEvade, thinkIdle } from "./ai/roam.ts";
import { planPaths, steer, stopWalking } from "./ai/travel.ts";

/** Every NPC thinks this often, ms; which of them in which tick depends on their indices, so that each tick has its part. */
const THOUGHT_MS = 200;
/** How often a player wakes what is around him, ms. */
const WAKE_MS = 500;

/** Phase 4: players wake what is near, NPCs think in turns, ways are planned within the budget, walkers are steered. */
export function runAi(s: ZoneState): void {
  wake(s);
  const { world, minds } = s;
  const { kind, flags, template, end, tick } = world;
  const turns = Math.max(1, Math.round((THOUGHT_MS * s.tickRate) / 1000));
  for (let i = 1; i < end; i++) {
    if (kind[i] !== EntityKind.NPC || minds.state[i] === Mind.DEAD) continue;
    if (flags[i] & EntityFlag.STUNNED) continue;
    if ((tick + i) % turns === 0) think(s, i, template[i]);
    steer(s, i);
  }
  planPaths(s);
}

function think(s: ZoneState, i: number, code: number): void {
  const rule = s.rules.npcs[code];
  if (!rule) return;
  switch (s.minds.state[i]) {
    case Mind.FIGHT:
      return thinkFight(s, i, rule);
    case Mind.EVADE:
      return thinkEvade(s, i);
    case Mind.IDLE:
      // nobody near: sleep; who fights or goes home finishes that first
      if (s.wake.isAwake(s.world, i)) thinkIdle(s, i, rule);
      else if (s.minds.walking[i] === 1) stopWalking(s, i);
  }
}

function wake(s: ZoneState): void {
  const { kind, end, tick } = s.world;
  const turns = Math.max(1, Math.round((WAKE_MS * s.tickRate) / 1000));
  for (let i = 1; i < end; i++) {
    if (kind[i] === EntityKind.PLAYER && (tick + i) % turns === 0) s.wake.wakeAround(s.world, i, tick + 2 * turns);
  }
}
