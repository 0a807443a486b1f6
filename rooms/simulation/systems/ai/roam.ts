import { NOBODY } from "#shared/primitives/entity-id.ts";
import { EntityFlag, InputButton, SelfField } from "#shared/protocol/codes.ts";
import { TAU } from "#shared/primitives/angle.ts";
import { inRange } from "#shared/rules/ability.ts";
import { clearLane, toLineSteps } from "#shared/rules/collision.ts";
import { Mind } from "../../components/npc-minds.ts";
import { place } from "../../placing.ts";
import type { NpcRule } from "../../rule-tables.ts";
import type { ZoneState } from "../../zone-state.ts";
import { clearCast } from "../combat/cast-state.ts";
import { clearStatuses } from "../combat/status-state.ts";
import { lookForEnemies } from "./aggro.ts";
import { goTo, NPC_SOLID, stopWalking } from "./travel.ts";

/** This near to its spawn point an NPC is at home, m. */
const HOME_M = 0.75;
/** Who is not home by then is put there, s. */
const HOMEWARD_S = 20;
/** Pause between two strolls, s. */
const PAUSE_MIN_S = 4;
const PAUSE_MAX_S = 12;

/** One thought of an idle NPC: is there an enemy? Otherwise a stroll now and then. */
export function thinkIdle(s: ZoneState, npc: number, rule: NpcRule): void {
  lookForEnemies(s, npc);
  const { world, minds, map } = s;
  if (minds.state[npc] !== Mind.IDLE || rule.wanderRadiusM === 0 || minds.walking[npc] === 1 || world.tick < minds.timer[npc]) return;
  minds.timer[npc] = world.tick + world.rng.int(PAUSE_MIN_S * s.tickRate, PAUSE_MAX_S * s.tickRate);
  const angle = world.rng.unit() * TAU;
  const distance = Math.sqrt(world.rng.unit()) * rule.wanderRadiusM; // the root spreads the places evenly over the disc
  const x = minds.homeX[npc] + Math.cos(angle) * distance;
  const y = minds.homeY[npc] + Math.sin(angle) * distance;
  if (!clearLane(map, toLineSteps(world.x[npc]), toLineSteps(world.y[npc]), toLineSteps(x), toLineSteps(y), NPC_SOLID)) return;
  goTo(s, npc, x, y, 0.2, InputButton.WALK);
}

/** Too far from home, or nobody left to fight: forgets everything and goes home, untouchable on the way. */
export function startEvade(s: ZoneState, npc: number): void {
  const { world, minds } = s;
  minds.enter(npc, Mind.EVADE, world.tick);
  s.threat.clear(npc);
  clearCast(s, npc);
  clearStatuses(s, npc);
  world.target[npc] = NOBODY;
  s.setFlags(npc, EntityFlag.EVADING, EntityFlag.IN_COMBAT);
  s.changed(npc, SelfField.TARGET);
  stopWalking(s, npc);
  goTo(s, npc, minds.homeX[npc], minds.homeY[npc], HOME_M / 2, 0);
}

/** One thought on the way home: arrived it is whole again, and idle. */
export function thinkEvade(s: ZoneState, npc: number): void {
  const { world, minds } = s;
  const late = world.tick - minds.since[npc] > HOMEWARD_S * s.tickRate;
  if (!late && !inRange(minds.homeX[npc] - world.x[npc], minds.homeY[npc] - world.y[npc], HOME_M)) {
    goTo(s, npc, minds.homeX[npc], minds.homeY[npc], HOME_M / 2, 0);
    return;
  }
  if (late) place(s, npc, minds.homeX[npc], minds.homeY[npc]);
  stopWalking(s, npc);
  world.health[npc] = world.maxHealth[npc];
  s.setFlags(npc, 0, EntityFlag.EVADING);
  s.changed(npc, SelfField.VITALS);
  minds.enter(npc, Mind.IDLE, world.tick);
  minds.timer[npc] = world.tick + PAUSE_MIN_S * s.tickRate;
}
