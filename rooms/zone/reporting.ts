import { type EntityId, indexOf } from "#shared/primitives/entity-id.ts";
import type { CompiledZone } from "#shared/content/compiled.ts";
import { type ErrorCode, ServerMessage } from "#shared/protocol/codes.ts";
import type { InteractionMessage } from "#shared/protocol/messages.ts";
import type { EventSink } from "#rooms/ports.ts";
import type { Interaction } from "#rooms/simulation/events.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";
import type { Roster } from "./roster.ts";
import type { Session } from "./session.ts";

export interface ReportingDeps {
  zone: CompiledZone;
  layer: number;
  sim: Simulation;
  roster: Roster;
  events: EventSink;
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
    const message: InteractionMessage = { kind, entityId: target, serviceId, text };
    this.#deps.roster.ofEntity(entity)?.client.send(ServerMessage.INTERACTION, message);
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
