import { type EntityId, indexOf } from "#shared/primitives/entity-id.ts";
import type { CompiledZone } from "#shared/content/compiled.ts";
import { type ErrorCode, type InteractionKind, ServerMessage } from "#shared/protocol/codes.ts";
import type { InteractionMessage } from "#shared/protocol/messages.ts";
import type { CharacterStore } from "#rooms/ports/characters.ts";
import type { EventSink } from "#rooms/ports/events.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import type { Interaction } from "#rooms/simulation/events.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";
import { homeOf } from "./homes.ts";
import type { Roster } from "./roster.ts";
import type { Session } from "./session.ts";

export interface ReportingDeps {
  zone: CompiledZone;
  layer: number;
  sim: Simulation;
  roster: Roster;
  events: EventSink;
  characters: CharacterStore;
  log: RoomLog;
  /** Tells a player that something was refused. */
  refuse: (session: Session, code: ErrorCode) => void;
}

/** What a tick reports and nobody has to decide: refusals and answers go to their players, deaths and bosses to the outbox. */
export class Reporting {
  readonly #deps: ReportingDeps;

  constructor(deps: ReportingDeps) {
    this.#deps = deps;
  }

  /** Reads the events of the tick that has just ended. */
  report(): void {
    const { sim, roster, refuse } = this.#deps;
    const { refusals, deaths, bosses, interactions } = sim.events;
    for (let n = 0; n < refusals.count; n++) {
      const session = roster.ofEntity(refusals.items[n].entity);
      if (session) refuse(session, refusals.items[n].code);
    }
    for (let n = 0; n < interactions.count; n++) this.#answer(interactions.items[n]);
    for (let n = 0; n < deaths.count; n++) this.#recordDeath(deaths.ids[n]);
    for (let n = 0; n < bosses.count; n++) this.#recordBoss(indexOf(bosses.ids[n]));
  }

  #answer({ entity, target, kind, serviceId, text }: Interaction): void {
    const session = this.#deps.roster.ofEntity(entity);
    if (!session) return;
    const answer = (what = kind) => {
      const message: InteractionMessage = { kind: what, entityId: target, serviceId, text };
      session.client.send(ServerMessage.INTERACTION, message);
    };
    if (kind === "bound") this.#bind(session, serviceId, answer);
    else if (kind === "waystone_discovered") this.#discover(session, serviceId, answer);
    else answer();
  }

  /** The player is told, and may travel there, when the database has said so. */
  #discover(session: Session, objectId: string, answer: (what: InteractionKind) => void): void {
    const { zone, sim, characters, refuse, log } = this.#deps;
    const stone = zone.zone.objects.find(({ id }) => id === objectId);
    if (stone?.kind !== "waystone") return;
    characters
      .discover(session.lease, { zoneId: zone.zone.id, objectId })
      .then((ours) => {
        if (!ours || session.left) return;
        answer(sim.discoverWaystone(session.entity, stone.code) ? "waystone_discovered" : "waystone");
      })
      .catch((error) => {
        log.warn({ err: error, characterId: session.characterId }, "a discovered way stone could not be written");
        if (!session.left) refuse(session, "busy");
      });
  }

  /** The player is told when the database has said so. */
  #bind(session: Session, objectId: string, answer: () => void): void {
    const { zone, characters, refuse, log } = this.#deps;
    const home = { zoneId: zone.zone.id, objectId };
    session.home = homeOf(zone.content, home);
    characters
      .bind(session.lease, home)
      .then((ours) => ours && !session.left && answer())
      .catch((error) => {
        log.warn({ err: error, characterId: session.characterId }, "a home could not be written");
        if (!session.left) refuse(session, "busy");
      });
  }

  #recordDeath(entity: EntityId): void {
    const session = this.#deps.roster.ofEntity(entity);
    if (!session) return;
    this.#deps.events.record({ name: "PLAYER_DIED", characterId: session.characterId, payload: this.#placeOf(indexOf(entity)) });
  }

  #recordBoss(i: number): void {
    const { zone, sim, events } = this.#deps;
    const npcId = zone.tables.npcByCode.get(sim.world.template[i])?.id ?? "";
    events.record({ name: "BOSS_SPAWNED", payload: { ...this.#placeOf(i), npcId } });
  }

  #placeOf(i: number) {
    const { zone, layer, sim } = this.#deps;
    return { zoneId: zone.zone.id, layer, x: sim.world.x[i], y: sim.world.y[i] };
  }
}
