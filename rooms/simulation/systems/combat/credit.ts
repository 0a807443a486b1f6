import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { inRange } from "#shared/rules/ability.ts";
import { killExperience, partyExperience } from "#shared/rules/experience.ts";
import { THREAT_SLOTS } from "../../components/threat.ts";
import type { NpcKill } from "../../events.ts";
import type { ZoneState } from "../../zone-state.ts";

/**
 * Divides a kill's experience among those who are still in the zone (rules/experience.ts). What members of a party did is the party's,
 * and so is its part: all members near share it. Who did most (a party or a player without one) comes first, and owns the loot at first.
 */
export function giveCredit(s: ZoneState, npc: number, kill: NpcKill, experience: number): void {
  const { world, threat, parties } = s;
  const from = npc * THREAT_SLOTS;
  const to = from + threat.used[npc];
  let total = 0;
  for (let at = from; at < to; at++) total += threat.contribution[at];
  mergeParties(s, from, to);
  kill.credits.clear();
  kill.eligible.clear();
  kill.party = 0;
  kill.lootOwner = NOBODY;
  for (;;) {
    const largest = largestOf(threat.contribution, from, to);
    if (largest < 0) return;
    const enemy = threat.enemy[largest];
    const part = threat.contribution[largest];
    threat.contribution[largest] = 0;
    if (!world.alive(enemy)) continue;
    const i = indexOf(enemy);
    const first = kill.lootOwner === NOBODY;
    if (first) kill.lootOwner = enemy;
    if (parties.number[i] === 0) addCredit(kill, enemy, killExperience(experience, world.level[npc], world.level[i], part, total));
    else sharePart(s, npc, kill, i, (experience * part) / total, first);
  }
}

/** The contribution of a party's members goes to the one of them who did most. */
function mergeParties({ world, threat, parties }: ZoneState, from: number, to: number): void {
  const { enemy, contribution } = threat;
  for (let at = from; at < to; at++) {
    if (contribution[at] <= 0 || !world.alive(enemy[at])) continue;
    const number = parties.number[indexOf(enemy[at])];
    if (number === 0) continue;
    let most = contribution[at];
    for (let other = at + 1; other < to; other++) {
      if (contribution[other] <= 0 || !world.alive(enemy[other]) || parties.number[indexOf(enemy[other])] !== number) continue;
      contribution[at] += contribution[other];
      if (contribution[other] > most) {
        most = contribution[other];
        enemy[at] = enemy[other];
      }
      contribution[other] = 0;
    }
  }
}

function largestOf(contribution: ArrayLike<number>, from: number, to: number): number {
  let largest = -1;
  for (let at = from; at < to; at++) {
    if (contribution[at] > 0 && (largest < 0 || contribution[at] > contribution[largest])) largest = at;
  }
  return largest;
}

/** All members near the corpse share; when none is, who did most has it alone. */
function sharePart(s: ZoneState, npc: number, kill: NpcKill, leader: number, worth: number, ownsLoot: boolean): void {
  const { world, parties } = s;
  const sharing = s.rules.party;
  let near = 0;
  let levels = 0;
  let highest = 0;
  let member = leader;
  do {
    if (isNear(s, npc, member)) {
      near++;
      levels += world.level[member];
      highest = Math.max(highest, world.level[member]);
    }
    member = parties.next[member];
  } while (member !== leader);
  const alone = near === 0;
  if (alone) near = 1;
  do {
    if (isNear(s, npc, member) || (alone && member === leader)) {
      const level = world.level[member];
      const share = { level, levels: alone ? level : levels, highest: alone ? level : highest, near, raid: parties.group[member] !== 0 };
      addCredit(kill, world.id[member], partyExperience(worth, world.level[npc], share, sharing));
      if (ownsLoot) kill.eligible.add(world.id[member]);
    }
    member = parties.next[member];
  } while (member !== leader);
  if (ownsLoot) kill.party = parties.number[leader];
}

function isNear(s: ZoneState, npc: number, member: number): boolean {
  const { x, y } = s.world;
  return inRange(x[member] - x[npc], y[member] - y[npc], s.rules.party.shareRangeM);
}

function addCredit(kill: NpcKill, entity: EntityId, experience: number): void {
  const credit = kill.credits.next();
  credit.entity = entity;
  credit.experience = experience;
}
