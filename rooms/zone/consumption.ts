import type { CompiledZone } from "#shared/content/compiled.ts";
import type { EntityId } from "#shared/primitives/entity-id.ts";
import { ERRORS, type ErrorCode, ServerMessage } from "#shared/protocol/codes.ts";
import type { ErrorMessage } from "#shared/protocol/messages.ts";
import type { Consumables } from "#rooms/ports/items.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";
import type { Roster } from "./roster.ts";
import type { Session } from "./session.ts";

export interface ConsumptionDeps {
  consumables: Consumables;
  zone: CompiledZone;
  sim: Simulation;
  roster: Roster;
  log: RoomLog;
}

/**
 * What players use up. The tick has checked state and cooldown; the office takes the item, and only then does it take effect, with the
 * next tick. Refused, the cooldown is given back. Who dies or leaves in between has used it up for nothing.
 */
export class Consumption {
  readonly #deps: ConsumptionDeps;
  /** Whose item the office has on its desk: one each, another is refused as busy. */
  readonly #underWay = new Set<Session>();

  constructor(deps: ConsumptionDeps) {
    this.#deps = deps;
  }

  /** Reads the events of the tick that has just ended. */
  report(): void {
    const { itemUses } = this.#deps.sim.events;
    for (let n = 0; n < itemUses.count; n++) this.#use(itemUses.items[n].entity, itemUses.items[n].item);
  }

  #use(entity: EntityId, item: number): void {
    const { roster, zone } = this.#deps;
    const session = roster.ofEntity(entity);
    const template = zone.tables.itemByCode.get(item);
    if (!session || !template) return;
    if (this.#underWay.has(session)) this.#refuse(session, item, "busy");
    else void this.#decide(session, item, template.id);
  }

  /** Never throws. */
  async #decide(session: Session, item: number, templateId: string): Promise<void> {
    const { consumables, sim, log } = this.#deps;
    this.#underWay.add(session);
    try {
      const outcome = await consumables.consume(session.lease, templateId);
      if (!outcome.ok) this.#refuse(session, item, outcome.code);
      else if (!session.left) sim.takeItemEffect(session.entity, item);
    } catch (error) {
      log.warn({ err: error, templateId, characterId: session.characterId }, "an item could not be used up");
      this.#refuse(session, item, "busy");
    } finally {
      this.#underWay.delete(session);
    }
  }

  #refuse(session: Session, item: number, code: ErrorCode): void {
    if (session.left) return;
    this.#deps.sim.giveItemBack(session.entity, item);
    const message: ErrorMessage = { code, detail: ERRORS[code] };
    session.client.send(ServerMessage.ERROR, message);
  }
}
