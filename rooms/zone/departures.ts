import { matchMaker } from "@colyseus/core";
import { indexOf } from "#shared/primitives/entity-id.ts";
import type { Turns } from "#shared/primitives/turns.ts";
import { EntityFlag, type ErrorCode } from "#shared/protocol/codes.ts";
import type { SeatReservation } from "#shared/protocol/messages.ts";
import type { CharacterSave } from "#rooms/ports/characters.ts";
import type { Destination, Place } from "#rooms/ports/places.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import type { ZoneServices } from "#rooms/ports/zone.ts";
import type { Departure } from "#rooms/simulation/events.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";
import type { SeatOwner } from "./joining.ts";
import type { Leaving } from "./leaving.ts";
import type { Persistence } from "./persistence.ts";
import type { Roster } from "./roster.ts";
import type { Session } from "./session.ts";
import type { TickReports } from "./tick-reports.ts";

/** Characters of a room that are on their way at once; one more is refused as busy. */
const MOST_AT_ONCE = 64;
/** A move whose answer did not come is asked for again after these waits, ms. */
const RETRIES_MS = [100, 400];

/** Where a character is sent (`here`: to where it stands, on another layer), and into which room; absent: whichever suits it. */
export type Errand = (Destination | { zoneId: string; here: true }) & { place?: Place };

export interface DeparturesDeps {
  services: ZoneServices;
  sim: Simulation;
  roster: Roster;
  persistence: Persistence;
  reports: TickReports;
  leaving: Leaving;
  turns: Turns;
  roomId: () => string;
  log: RoomLog;
  refuse: (session: Session, code: ErrorCode) => void;
}

/**
 * Sends characters to other rooms: of another zone, or another layer of this one. Everything that can refuse does so first; then one
 * transaction makes the destination the character's place and ends this room's right to it. Before it nothing has moved; after it the character
 * is there, whatever becomes of this process: a client that is not told selects it and finds it there.
 */
export class Departures {
  readonly #deps: DeparturesDeps;
  #underWay = 0;

  constructor(deps: DeparturesDeps) {
    this.#deps = deps;
  }

  /** Reads the events of the tick that has just ended. */
  report(): void {
    const { departures } = this.#deps.sim.events;
    for (let n = 0; n < departures.count; n++) this.#begin(departures.items[n]);
  }

  #begin({ entity, home, zoneId, x, y }: Departure): void {
    const { roster, refuse, log } = this.#deps;
    const session = roster.ofEntity(entity);
    if (!session) return;
    const facing = 0;
    const to = home ? session.home : { zoneId, x, y, facing };
    this.send(session, to)
      .then((refusal) => refusal && !session.left && refuse(session, refusal))
      .catch((error) => log.error({ err: error, characterId: session.characterId }, "a departure failed"));
  }

  /** @returns why it stays where it is; null: it is on its way */
  async send(session: Session, to: Errand): Promise<ErrorCode | null> {
    if (session.departing || this.#underWay >= MOST_AT_ONCE) return "busy";
    session.departing = true;
    this.#underWay++;
    let refusal: ErrorCode | null = null;
    try {
      await this.#deps.turns.take(session.characterId, async () => {
        refusal = await this.#send(session, to);
      });
      return refusal;
    } finally {
      session.departing = false;
      this.#underWay--;
    }
  }

  async #send(session: Session, to: Errand): Promise<ErrorCode | null> {
    const { services, sim, persistence, reports, leaving, roomId, log } = this.#deps;
    const refusal = this.#refusal(session);
    if (refusal) return refusal;
    const place = to.place ?? (await this.#find(session, to));
    if (typeof place === "string") return place;
    if (place.roomId === roomId()) return "bad_target";
    if (!(await reports.settledFor(session))) return "busy";
    const changed = this.#refusal(session); // the world went on meanwhile
    if (changed) return changed;
    sim.setHeld(session.entity, true);
    let seat: SeatReservation | null = null;
    try {
      const state = persistence.captureWhole(session);
      const ackSeq = sim.world.ackSeq[indexOf(session.entity)];
      await services.failpoint("handoff.captured");
      const reserved = await this.#reserve(session, place, ackSeq);
      if (typeof reserved === "string") return this.#stay(session, reserved);
      seat = reserved;
      await services.failpoint("handoff.reserved");
      const moved = await this.#move(state, to, place.layer);
      if (!moved) {
        leaving.lost(session);
        return null;
      }
      await services.failpoint("handoff.moved");
      if (session.left) return null; // the room was closed meanwhile
      leaving.letGo(session, { zoneId: to.zoneId, layer: place.layer, endpoint: place.address, reservation: seat, ackSeq });
      return null;
    } catch (error) {
      // if the move was made after all, the next save of this copy finds that it has lost the lease
      log.warn({ err: error, characterId: session.characterId, zoneId: to.zoneId }, "a character could not be sent away");
      return this.#stay(session, "busy");
    }
  }

  #stay(session: Session, code: ErrorCode): ErrorCode {
    if (!session.left) this.#deps.sim.setHeld(session.entity, false);
    return code;
  }

  #refusal(session: Session): ErrorCode | null {
    if (session.left || session.closing) return "gone";
    const flags = this.#deps.sim.world.flags[indexOf(session.entity)];
    if (flags & EntityFlag.DISCONNECTED) return "gone";
    if (flags & EntityFlag.DEAD) return "dead";
    return flags & EntityFlag.IN_COMBAT ? "in_combat" : null;
  }

  async #find({ characterId }: Session, { zoneId }: Errand): Promise<Place | ErrorCode> {
    try {
      return await this.#deps.services.places.find({ zoneId, characterId });
    } catch (error) {
      this.#deps.log.warn({ err: error, zoneId }, "no room could be looked for");
      return "zone_unavailable";
    }
  }

  /** A seat that is of no use before the move: claiming the character there needs the epoch that the move leaves behind. */
  async #reserve(session: Session, place: Place, ackSeq: number): Promise<SeatReservation | ErrorCode> {
    const { characterId, accountId, loginId, lease } = session;
    const owner: SeatOwner = {
      characterId,
      accountId,
      loginId,
      heldBy: null,
      others: [],
      arrival: { epoch: String(lease.epoch + 1n), ackSeq },
    };
    try {
      const listing = await matchMaker.driver.findOne({ roomId: place.roomId });
      if (!listing) return "zone_unavailable";
      if (listing.locked) return listing.clients >= listing.maxClients ? "zone_full" : "zone_unavailable";
      const { sessionId, publicAddress } = await matchMaker.reserveSeatFor(listing, {}, owner);
      const { name, roomId, processId } = listing;
      return { name, sessionId, roomId, processId, ...(publicAddress ? { publicAddress } : {}) };
    } catch (error) {
      this.#deps.log.info({ err: error, roomId: place.roomId }, "no seat could be reserved");
      return error instanceof Error && /already full/.test(error.message) ? "zone_full" : "zone_unavailable";
    }
  }

  /** @returns false: the character is no longer ours @throws when the database does not answer */
  async #move(state: CharacterSave, to: Errand, layer: number): Promise<boolean> {
    const { services, persistence, log } = this.#deps;
    await persistence.idle(); // an older state must not come after this one
    const { zoneId, x, y, facing } = "here" in to ? state : to;
    const destination: Destination = { zoneId, x, y, facing };
    for (const waitMs of RETRIES_MS) {
      try {
        return await services.characters.depart(state, destination, layer);
      } catch (error) {
        log.warn({ err: error, characterId: state.lease.characterId }, "a move is asked for again");
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
    return services.characters.depart(state, destination, layer);
  }
}
