import { indexOf } from "#shared/primitives/entity-id.ts";
import { EntityFlag } from "#shared/protocol/codes.ts";
import { TAKE_OVER_FACTOR } from "#shared/rules/combat.ts";
import { THREAT_SLOTS } from "../../components/threat.ts";
import type { Choice } from "../../rules/behaviour-rule.ts";
import type { NpcRule } from "../../rules/fighter-rule.ts";
import type { ZoneState } from "../../zone-state.ts";
import { notices } from "../sight.ts";

/** Whom an NPC fights now, 0: nobody is left. */
export function chooseEnemy(s: ZoneState, npc: number, rule: NpcRule): number {
  const { world, minds } = s;
  const worst = mostThreatening(s, npc);
  const { targeting, fixateTicks } = rule.behaviour;
  if (targeting === "threat" || worst === 0) return worst;
  const present = world.alive(world.target[npc]) ? indexOf(world.target[npc]) : 0;
  if (present !== 0 && world.tick < minds.untilTick[npc] && s.threat.knows(npc, world.target[npc]) && canBeChosen(s, present))
    return present;
  minds.untilTick[npc] = world.tick + fixateTicks;
  return pickEnemy(s, npc, targeting, worst);
}

/** The highest threat among those who can be attacked now. The present target is kept unless another is clearly worse. */
function mostThreatening(s: ZoneState, npc: number): number {
  const { world, threat } = s;
  let best = 0;
  let bestThreat = 0;
  let present = 0;
  let presentThreat = 0;
  for (let n = threat.used[npc] - 1; n >= 0; n--) {
    const id = threat.enemy[npc * THREAT_SLOTS + n];
    if (!world.alive(id)) {
      threat.remove(npc, n);
      continue;
    }
    const i = indexOf(id);
    if (!canBeChosen(s, i)) {
      threat.calm(npc, n);
      continue;
    }
    if (!notices(s, npc, i)) continue;
    const anger = threat.threat[npc * THREAT_SLOTS + n];
    if (anger > bestThreat) {
      best = i;
      bestThreat = anger;
    }
    if (id === world.target[npc]) {
      present = i;
      presentThreat = anger;
    }
  }
  return presentThreat > 0 && bestThreat <= presentThreat * TAKE_OVER_FACTOR ? present : best;
}

function canBeChosen(s: ZoneState, i: number): boolean {
  return (s.world.flags[i] & (EntityFlag.DEAD | EntityFlag.SAFE)) === 0;
}

/** One of those an NPC is angry at, by a rule. @param target whom it fights: the answer when the rule finds nobody */
export function pickEnemy(s: ZoneState, npc: number, choice: Choice, target: number): number {
  if (choice === "target") return target;
  const { world, threat } = s;
  let best = target;
  let bestScore = Number.NEGATIVE_INFINITY;
  let seen = 0;
  for (let n = 0; n < threat.used[npc]; n++) {
    const at = npc * THREAT_SLOTS + n;
    if (threat.threat[at] === 0 || !world.alive(threat.enemy[at])) continue;
    const i = indexOf(threat.enemy[at]);
    if (!canBeChosen(s, i)) continue;
    if (choice === "random") {
      // each of those seen so far is as likely as the others
      if (world.rng.below(++seen) === 0) best = i;
      continue;
    }
    const dx = world.x[i] - world.x[npc];
    const dy = world.y[i] - world.y[npc];
    const score = choice === "farthest" ? dx * dx + dy * dy : -world.health[i] / world.maxHealth[i];
    if (score <= bestScore) continue;
    best = i;
    bestScore = score;
  }
  return best;
}

/** How many of those an NPC is angry at are within a distance, m. */
export function enemiesWithin(s: ZoneState, npc: number, withinM: number): number {
  const { world, threat } = s;
  let count = 0;
  for (let n = 0; n < threat.used[npc]; n++) {
    const id = threat.enemy[npc * THREAT_SLOTS + n];
    if (!world.alive(id)) continue;
    const i = indexOf(id);
    const dx = world.x[i] - world.x[npc];
    const dy = world.y[i] - world.y[npc];
    if (canBeChosen(s, i) && dx * dx + dy * dy <= withinM * withinM) count++;
  }
  return count;
}
