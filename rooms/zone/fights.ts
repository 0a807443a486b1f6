import { randomUUID } from "node:crypto";
import type { CompiledZone } from "#shared/content/compiled.ts";
import { indexOf } from "#shared/primitives/entity-id.ts";
import { CombatEventFlag, CombatEventKind, EntityFlag } from "#shared/protocol/codes.ts";
import type { FightLine, FightSummary } from "#rooms/ports/fights.ts";
import type { ZoneServices } from "#rooms/ports/zone.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";
import type { Roster } from "./roster.ts";
import type { Session } from "./session.ts";

/** Lines of one fight; what more abilities do counts in the totals only. */
const MAX_LINES = 64;
/** Totals are numbers of 32 bits in the database. */
const MOST = 2_147_483_647;

/** A fight under way. */
interface Fight extends FightSummary {
  /** By direction, code and whether it is periodic. */
  readonly byKey: Map<number, FightLine>;
}

export interface FightsDeps {
  services: Pick<ZoneServices, "events" | "now">;
  zone: CompiledZone;
  layer: number;
  sim: Simulation;
  roster: Roster;
}

const DIRECTIONS = ["dealt", "taken", "healed"] as const;

/**
 * The players' fights: what the ticks tell of blow by blow is added up and told once, when it is over. A fight begins with the first
 * blow or heal that puts a player into combat and ends when the simulation says he is out of it.
 */
export class Fights {
  readonly #deps: FightsDeps;
  readonly #open = new Map<Session, Fight>();

  constructor(deps: FightsDeps) {
    this.#deps = deps;
  }

  /** Reads the combat of the tick that has just ended. */
  report(): void {
    const { sim } = this.#deps;
    const { combat } = sim.events;
    for (let n = 0; n < combat.count; n++) {
      const kind = combat.kind[n];
      if (kind === CombatEventKind.DAMAGE) {
        this.#add(n, combat.source[n], 0);
        this.#add(n, combat.target[n], 1);
      } else if (kind === CombatEventKind.HEAL) {
        this.#add(n, combat.source[n], 2);
        const healed = this.#fightOf(combat.target[n]);
        if (healed) healed.healingTaken = sum(healed.healingTaken, combat.amount[n]);
      } else if (kind === CombatEventKind.DEATH) {
        const killer = this.#fightOf(combat.source[n]);
        if (killer) killer.kills++;
        const dead = this.#sessionAt(combat.target[n]);
        if (dead) this.#end(dead, "death");
      }
    }
    // once a second: who is at peace again?
    if (sim.world.tick % sim.tickRate !== 0) return;
    for (const session of this.#open.keys()) {
      if ((sim.world.flags[indexOf(session.entity)] & EntityFlag.IN_COMBAT) === 0) this.#end(session, "peace");
    }
  }

  /** A character leaves the zone: its fight ends with it. */
  left(session: Session): void {
    if (this.#open.has(session)) this.#end(session, "left");
  }

  #sessionAt(index: number): Session | null {
    return index === 0 ? null : this.#deps.roster.ofEntity(this.#deps.sim.world.id[index]);
  }

  #fightOf(index: number): Fight | null {
    const session = this.#sessionAt(index);
    return (session && this.#open.get(session)) ?? null;
  }

  /** Counts event `n` for whoever stands at an index, when that is a player in combat. @param direction place in DIRECTIONS */
  #add(n: number, index: number, direction: number): void {
    const session = this.#sessionAt(index);
    if (!session) return;
    const { world, events } = this.#deps.sim;
    const { ability, amount, flags } = events.combat;
    let fight = this.#open.get(session);
    if (!fight) {
      // a heal in peace is no fight; whoever a single blow kills had a short one
      const fights = world.flags[index] & EntityFlag.IN_COMBAT || (direction === 1 && world.flags[index] & EntityFlag.DEAD);
      if (!fights) return;
      fight = this.#begin(session, direction === 1);
    }
    const points = amount[n];
    if (direction === 0) fight.damageDealt = sum(fight.damageDealt, points);
    else if (direction === 1) fight.damageTaken = sum(fight.damageTaken, points);
    else fight.healingDone = sum(fight.healingDone, points);
    const periodic = (flags[n] & CombatEventFlag.PERIODIC) !== 0;
    const line = this.#line(fight, direction, ability[n], periodic);
    if (!line) return;
    line.total = sum(line.total, points);
    line.hits++;
    if (flags[n] & CombatEventFlag.CRITICAL) line.criticals++;
    line.most = Math.max(line.most, points);
  }

  #line(fight: Fight, direction: number, code: number, periodic: boolean): FightLine | null {
    const key = (code << 3) | (direction << 1) | (periodic ? 1 : 0);
    const known = fight.byKey.get(key);
    if (known) return known;
    if (fight.lines.length === MAX_LINES) return null;
    const { tables } = this.#deps.zone;
    const ability = (periodic ? tables.statusByCode : tables.abilityByCode).get(code)?.id ?? null;
    const line: FightLine = { direction: DIRECTIONS[direction], ability, periodic, total: 0, hits: 0, criticals: 0, most: 0 };
    fight.byKey.set(key, line);
    fight.lines.push(line);
    return line;
  }

  #begin(session: Session, attacked: boolean): Fight {
    const { services, zone, layer } = this.#deps;
    const now = services.now();
    const fight: Fight = {
      fightId: randomUUID(),
      zoneId: zone.zone.id,
      layer,
      startedAt: now,
      endedAt: now,
      outcome: "peace",
      damageDealt: 0,
      damageTaken: 0,
      healingDone: 0,
      healingTaken: 0,
      kills: 0,
      lines: [],
      byKey: new Map(),
    };
    this.#open.set(session, fight);
    const { fightId, zoneId } = fight;
    this.#tell(session, "COMBAT_STARTED", { fightId, zoneId, layer });
    if (attacked) this.#tell(session, "PLAYER_ATTACKED", { fightId, zoneId, layer });
    return fight;
  }

  #end(session: Session, outcome: FightSummary["outcome"]): void {
    const fight = this.#open.get(session);
    if (!fight) return;
    this.#open.delete(session);
    const { byKey: _byKey, ...summary } = fight;
    const { fightId, zoneId, layer, damageDealt, healingDone, lines } = summary;
    const hits = (direction: FightLine["direction"]) =>
      lines.reduce((all, line) => all + (line.direction === direction ? line.hits : 0), 0);
    if (damageDealt > 0) this.#tell(session, "DAMAGE_DEALT", { fightId, zoneId, layer, total: damageDealt, hits: hits("dealt") });
    if (healingDone > 0) this.#tell(session, "HEAL_CAST", { fightId, zoneId, layer, total: healingDone, heals: hits("healed") });
    this.#tell(session, "COMBAT_ENDED", { ...summary, outcome, endedAt: this.#deps.services.now() });
  }

  #tell(session: Session, name: string, payload: Record<string, unknown>): void {
    this.#deps.services.events.record({ name, characterId: session.characterId, payload });
  }
}

function sum(a: number, b: number): number {
  return Math.min(MOST, a + b);
}
