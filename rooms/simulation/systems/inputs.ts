import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { MAX_INTENTS } from "../components/intents.ts";
import { takeAward, takeBuild } from "../players.ts";
import type { ZoneState } from "../zone-state.ts";

/**
 * Phase 1: what the database gave is taken; each player's waiting inputs become the intents of this tick, players in the order of their indices. A player without an
 * input does not walk: his client predicts one stride per input, so a stride without an input would be wrong, and waiting gains nothing. Only
 * forced motion and falling go on without him: silence does not avoid a knock-back.
 */
export function runInputs(s: ZoneState): void {
  const { world, inputs, intents, awards, builds, history, departures } = s;
  const { kind, flags, ackSeq, end } = world;
  for (let i = 1; i < end; i++) {
    if (kind[i] !== EntityKind.PLAYER) continue;
    if (awards.waiting[i] === 1) takeAward(s, i);
    if (builds.waiting[i] === 1) takeBuild(s, i);
    if (departures.held[i] === 1) {
      intents.count[i] = 0; // what he wants now, he does where he goes
      continue;
    }
    if (flags[i] & EntityFlag.DISCONNECTED) {
      intents.set(i, 0, 0, 0); // nobody is at the wheel: brake
      continue;
    }
    const taken = inputs.earn(i);
    for (let n = 0; n < taken; n++) {
      inputs.take(i);
      const at = i * MAX_INTENTS + n;
      intents.moveX[at] = inputs.moveX;
      intents.moveY[at] = inputs.moveY;
      intents.buttons[at] = inputs.buttons;
      intents.facing[i] = inputs.facing;
      ackSeq[i] = inputs.seq;
      if (n === taken - 1) history.looksBack(i, inputs.viewDelay);
    }
    intents.count[i] = taken;
    if ((world.impulse[i] | world.lift[i] | world.rise[i]) !== 0) {
      if (s.impulses.mustDrive(i, taken)) intents.set(i, 0, 0, 0);
    } else s.impulses.waited[i] = 0;
  }
}
