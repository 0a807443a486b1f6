import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { CombatEventKind } from "#shared/protocol/codes.ts";
import { HUNDREDTHS } from "#shared/rules/combat.ts";
import { Stat } from "../../components/fighter-stats.ts";
import { NEVER } from "../../components/fighters.ts";
import { Mind } from "../../components/npc-minds.ts";
import { type EncounterRule, MAX_TIMERS, type PhaseRule, type TimerRule } from "../../rules/encounter-rule.ts";
import type { NpcRule } from "../../rules/fighter-rule.ts";
import { MAX_STATUSES } from "../../world.ts";
import type { ZoneState } from "../../zone-state.ts";
import { refreshStatuses, removeStatus } from "../combat/status-state.ts";
import { applyStatus } from "../combat/statuses.ts";
import { strikeFromFighter } from "../combat/strikes.ts";
import { summonNpc } from "../npc-spawns.ts";
import { joinFight } from "./aggro.ts";
import { setPhase } from "./encounter-state.ts";
import { useSlot } from "./rotation.ts";
import { say } from "./say.ts";

/** `Bosses.enraged` of one that is as strong as it gets. */
const HARD = 255;

/** One thought of a boss: phases that begin, anger that grows, what the clock says. */
export function runEncounter(s: ZoneState, npc: number, rule: NpcRule, enemy: number): void {
  const { bosses, world } = s;
  const place = bosses.placeOf(npc);
  const encounter = rule.encounter;
  if (place < 0 || encounter === null) return;
  if (bosses.fighting[place] === 0) {
    bosses.fighting[place] = 1;
    beginPhase(s, npc, place, encounter, 0);
  }
  const adds = livingAdds(s, world.id[npc]);
  const next = bosses.phase[place] + 1;
  if (next < encounter.phases.length && phaseBegins(s, npc, place, encounter, adds)) beginPhase(s, npc, place, encounter, next);
  else if (adds === 0) endWard(s, npc, encounter.phases[bosses.phase[place]]);
  enrage(s, npc, place, rule, encounter);
  runTimers(s, npc, place, rule, encounter.phases[bosses.phase[place]], enemy);
}

function phaseBegins(s: ZoneState, npc: number, place: number, { phases }: EncounterRule, adds: number): boolean {
  const { world, bosses } = s;
  const phase = phases[bosses.phase[place] + 1];
  if (phase.healthBelow > 0 && 1000 * world.health[npc] < phase.healthBelow * world.maxHealth[npc]) return true;
  if (phase.afterTicks > 0 && world.tick - bosses.phaseSince[place] >= phase.afterTicks) return true;
  return phase.addsDead && adds === 0 && !wavesToCome(s, place, phases[bosses.phase[place]]);
}

/** NPCs that are still to come are not dead: is there a wave that has not come yet? */
function wavesToCome(s: ZoneState, place: number, phase: PhaseRule): boolean {
  const { bosses } = s;
  for (let n = 0; n < phase.timers.length; n++) {
    const timer = phase.timers[n];
    if (timer.slot < 0 && bosses.timer[place * MAX_TIMERS + n] === bosses.phaseSince[place] + timer.firstTicks) return true;
  }
  return false;
}

function beginPhase(s: ZoneState, npc: number, place: number, encounter: EncounterRule, number: number): void {
  const { bosses, world } = s;
  endWard(s, npc, encounter.phases[bosses.phase[place]]);
  const phase = encounter.phases[number];
  bosses.phase[place] = number;
  bosses.phaseSince[place] = world.tick;
  for (let n = 0; n < MAX_TIMERS; n++)
    bosses.timer[place * MAX_TIMERS + n] = n < phase.timers.length ? world.tick + phase.timers[n].firstTicks : NEVER;
  setPhase(s, npc, number + 1);
  s.events.combat.add(CombatEventKind.PHASE, npc, 0, 0, number + 1, 0);
  say(s, npc, phase.say);
}

function enrage(s: ZoneState, npc: number, place: number, rule: NpcRule, encounter: EncounterRule): void {
  const { bosses, world, minds } = s;
  const { softAfterTicks, softEveryTicks, softPower, hardAfterTicks, hardPower, hardSay } = encounter;
  if (bosses.enraged[place] === HARD) return;
  const fought = world.tick - minds.fightSince[npc];
  if (hardAfterTicks > 0 && fought >= hardAfterTicks) {
    bosses.enraged[place] = HARD;
    setPower(s, npc, rule, hardPower);
    say(s, npc, hardSay);
    return;
  }
  if (softAfterTicks === 0 || fought < softAfterTicks) return;
  const times = Math.min(HARD - 1, 1 + Math.floor((fought - softAfterTicks) / softEveryTicks));
  if (times === bosses.enraged[place]) return;
  bosses.enraged[place] = times;
  setPower(s, npc, rule, HUNDREDTHS + softPower * times);
}

/** @param hundredths of the power it was born with */
function setPower(s: ZoneState, npc: number, rule: NpcRule, hundredths: number): void {
  s.fighters.stats.setBase(npc, Stat.POWER, Math.round(rule.derived.power * hundredths));
  refreshStatuses(s, npc);
  s.events.combat.add(CombatEventKind.ENRAGE, npc, 0, 0, hundredths, 0);
}

/** What is due happens, one ability at a time: what cannot be done yet stays due. */
function runTimers(s: ZoneState, npc: number, place: number, rule: NpcRule, phase: PhaseRule, enemy: number): void {
  const { bosses, world } = s;
  for (let n = 0; n < phase.timers.length; n++) {
    const at = place * MAX_TIMERS + n;
    if (world.tick < bosses.timer[at] || bosses.timer[at] === NEVER) continue;
    const timer = phase.timers[n];
    if (timer.slot >= 0) {
      if (world.castAbility[npc] !== 0 || !useSlot(s, npc, rule, timer.slot, timer.on, enemy)) continue;
    } else summon(s, npc, timer, phase);
    bosses.timer[at] = timer.everyTicks > 0 ? world.tick + timer.everyTicks : NEVER;
  }
}

/** Those it calls appear around it and attack at once. */
function summon(s: ZoneState, npc: number, timer: TimerRule, phase: PhaseRule): void {
  const { world } = s;
  const rule = s.rules.npcs[timer.npcCode];
  if (!rule) return;
  for (let n = 0; n < timer.count; n++) {
    const id = summonNpc(s, npc, rule, timer.radiusM);
    if (id === NOBODY) return;
    joinFight(s, indexOf(id), world.target[npc]);
  }
  if (phase.ward === null) return;
  strikeFromFighter(s, npc, 0);
  applyStatus(s, npc, phase.ward);
}

function endWard(s: ZoneState, npc: number, phase: PhaseRule): void {
  if (phase.ward === null) return;
  const { statusCode } = s.world;
  for (let at = npc * MAX_STATUSES; at < (npc + 1) * MAX_STATUSES; at++) {
    if (statusCode[at] !== phase.ward.code) continue;
    removeStatus(s, at);
    refreshStatuses(s, npc);
  }
}

function livingAdds(s: ZoneState, boss: EntityId): number {
  const { spawns, minds } = s;
  let living = 0;
  for (let slot = spawns.points; slot < spawns.entity.length; slot++) {
    const id = spawns.entity[slot];
    if (id !== NOBODY && minds.summoner[indexOf(id)] === boss && minds.state[indexOf(id)] !== Mind.DEAD) living++;
  }
  return living;
}
