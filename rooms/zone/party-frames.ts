import { indexOf } from "#shared/primitives/entity-id.ts";
import { EntityFlag } from "#shared/protocol/codes.ts";
import { PartyFrame, type PlaceFrame, type VitalsFrame } from "#shared/protocol/party.ts";
import { topics } from "#shared/protocol/topics.ts";
import type { Notifier } from "#rooms/ports/notifier.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";
import type { Roster } from "./roster.ts";
import type { Session } from "./session.ts";

/** A member is looked at so often; what changed is told then. */
const PERIOD_S = 0.5;
/** What did not change is told again after this: a reader may be new, or have lost a frame. */
const AGAIN_S = 5;

export interface PartyFramesDeps {
  zoneId: string;
  layer: number;
  sim: Simulation;
  roster: Roster;
  notifier: Notifier;
  /** Is somebody there to look at his frame? */
  hasParty: (session: Session) => boolean;
}

interface Told {
  tick: number;
  vitals: VitalsFrame | null;
  vitalsTick: number;
  place: PlaceFrame | null;
  placeTick: number;
}

/**
 * Health and place of members of parties for each other, wherever they are: over the hub, after the tick's snapshots, a part of the
 * members with each tick. Each is encoded once, however many read it.
 */
export class PartyFrames {
  readonly #deps: PartyFramesDeps;
  readonly #told = new WeakMap<Session, Told>();

  constructor(deps: PartyFramesDeps) {
    this.#deps = deps;
  }

  /** Everybody has the tick's snapshot. */
  report(): void {
    const { sim, roster, hasParty } = this.#deps;
    const period = Math.max(1, Math.round(sim.tickRate * PERIOD_S));
    for (let n = sim.world.tick % period; n < roster.all.length; n += period) {
      const session = roster.all[n];
      if (!session.left && hasParty(session)) this.#look(session, period);
    }
  }

  /** Its party has changed: new members know nothing of it yet. */
  tellAgain(session: Session): void {
    this.#told.delete(session);
  }

  left(session: Session): void {
    this.#deps.notifier.publish(topics.combat(session.characterId), PartyFrame.LEFT, {});
  }

  #look(session: Session, period: number): void {
    const { sim, notifier } = this.#deps;
    const { tick } = sim.world;
    const told = this.#told.get(session) ?? { tick: 0, vitals: null, vitalsTick: 0, place: null, placeTick: 0 };
    // the roster's order changes: nobody is looked at twice in a period for that
    if (told.tick !== 0 && tick - told.tick < period) return;
    this.#told.set(session, told);
    told.tick = tick;
    const again = tick - Math.round(sim.tickRate * AGAIN_S);
    const vitals = this.#vitals(session);
    if (told.vitalsTick <= again || !sameFrame(told.vitals, vitals)) {
      told.vitals = vitals;
      told.vitalsTick = tick;
      notifier.publish(topics.combat(session.characterId), PartyFrame.VITALS, vitals);
    }
    const place = this.#place(session);
    if (told.placeTick <= again || !sameFrame(told.place, place)) {
      told.place = place;
      told.placeTick = tick;
      notifier.publish(topics.position(session.characterId), PartyFrame.PLACE, place);
    }
  }

  #vitals({ entity }: Session): VitalsFrame {
    const { level, health, maxHealth, resource, maxResource, flags } = this.#deps.sim.world;
    const i = indexOf(entity);
    return {
      level: level[i],
      health: health[i],
      maxHealth: maxHealth[i],
      resource: Math.round(resource[i]),
      maxResource: maxResource[i],
      dead: (flags[i] & EntityFlag.DEAD) !== 0,
      inCombat: (flags[i] & EntityFlag.IN_COMBAT) !== 0,
      lost: (flags[i] & EntityFlag.DISCONNECTED) !== 0,
    };
  }

  #place({ entity }: Session): PlaceFrame {
    const { zoneId, layer, sim } = this.#deps;
    const i = indexOf(entity);
    return { zoneId, layer, x: Math.round(sim.world.x[i]), y: Math.round(sim.world.y[i]) };
  }
}

function sameFrame<T extends object>(a: T | null, b: T): boolean {
  return a !== null && (Object.keys(b) as Array<keyof T>).every((key) => a[key] === b[key]);
}
