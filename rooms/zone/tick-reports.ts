import type { CompiledZone } from "#shared/content/compiled.ts";
import type { ErrorCode } from "#shared/protocol/codes.ts";
import type { CharacterRecord } from "#rooms/ports/characters.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import type { ZoneServices } from "#rooms/ports/zone.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";
import { Consumption } from "./consumption.ts";
import { Fights } from "./fights.ts";
import { PartyBook } from "./party-book.ts";
import { PartyFrames } from "./party-frames.ts";
import { Permits } from "./permits.ts";
import { Practice } from "./practice.ts";
import { Reporting } from "./reporting.ts";
import { Rewards } from "./rewards.ts";
import type { Roster } from "./roster.ts";
import type { Session } from "./session.ts";

/** How long a leave waits for rewards that are being written: less than a handover may take. */
const SETTLE_WAIT_MS = 700;

export interface TickReportsDeps {
  services: ZoneServices;
  zone: CompiledZone;
  layer: number;
  roomId: string;
  sim: Simulation;
  roster: Roster;
  log: RoomLog;
  refuse: (session: Session, code: ErrorCode) => void;
  /** Reports what must not leave the room. */
  onError: (where: string, error: unknown) => void;
}

/** What ticks report, brought to those who decide and write; and what these keep of each character that is here. */
export class TickReports {
  readonly #deps: TickReportsDeps;
  readonly #parties: PartyBook;
  readonly #frames: PartyFrames;
  readonly #rewards: Rewards;
  readonly #consumption: Consumption;
  readonly #permits: Permits;
  readonly #fights: Fights;
  readonly #practice: Practice;
  readonly #reporting: Reporting;

  constructor(deps: TickReportsDeps) {
    const { services, zone, layer, sim, roster, log, refuse, onError } = deps;
    const place = { zone, layer, sim, roster };
    this.#deps = deps;
    this.#fights = new Fights({ ...place, services });
    this.#parties = new PartyBook({
      parties: services.parties,
      sim,
      roster,
      onChanged: (session) => this.#frames.tellAgain(session),
    });
    const hasParty = (session: Session) => this.#parties.has(session);
    this.#frames = new PartyFrames({ zoneId: zone.zone.id, layer, sim, roster, notifier: services.notifier, hasParty });
    this.#rewards = new Rewards({ ...place, services, roomId: deps.roomId, parties: this.#parties, log, onError });
    this.#permits = new Permits({
      access: services.access,
      zone,
      sim,
      roster,
      log,
      refuse,
      found: (entity, object) => this.#rewards.found(entity, object),
    });
    this.#consumption = new Consumption({ consumables: services.consumables, zone, sim, roster, log });
    this.#reporting = new Reporting({ ...place, events: services.events, characters: services.characters, log, refuse });
    this.#practice = new Practice({ progress: services.progress, sim, content: zone.content, log });
  }

  /** Puts into the world what lay in the zone before. */
  load(): Promise<void> {
    return this.#rewards.load();
  }

  /** Things that lie in the zone. */
  get lying(): number {
    return this.#rewards.lying;
  }

  arrived(session: Session, record: CharacterRecord): void {
    this.#rewards.arrived(session);
    this.#parties.arrived(session);
    this.#practice.arrived(session, record);
  }

  /** Its entity is about to leave the world. */
  left(session: Session): void {
    this.#fights.left(session);
    session.unwatchPoints();
    if (this.#parties.has(session)) this.#frames.left(session);
    this.#parties.left(session);
  }

  /** Reads the events of the tick that has just ended. */
  report(): void {
    this.#rewards.report();
    this.#consumption.report();
    this.#permits.report();
    this.#fights.report();
    this.#reporting.report();
    this.#frames.report();
  }

  /** Once per save interval: what need not be looked at with every tick. */
  tidy(): void {
    this.#rewards.tidy();
    this.#practice.report(this.#deps.roster.all).catch((error) => this.#deps.onError("practice", error));
  }

  /** Waits until everything these have earned is written, but not for long: what is written behind is guarded by their leases. */
  async settled(sessions: readonly Session[]): Promise<void> {
    await Promise.all([this.#rewards.settled(SETTLE_WAIT_MS), this.#practice.reportLast(sessions, SETTLE_WAIT_MS)]);
  }

  /** Everything a character has earned is written. @returns false: that takes too long now */
  async settledFor(session: Session): Promise<boolean> {
    const [settled] = await Promise.all([
      this.#rewards.settledFor(session.characterId, SETTLE_WAIT_MS),
      this.#practice.reportLast([session], SETTLE_WAIT_MS),
    ]);
    return settled && session.pendingPickUps === 0;
  }
}
