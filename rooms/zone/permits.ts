import type { CompiledZone } from "#shared/content/compiled.ts";
import type { EntityId } from "#shared/primitives/entity-id.ts";
import type { ErrorCode } from "#shared/protocol/codes.ts";
import type { Access, AccessWant } from "#rooms/ports/items.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";
import type { Roster } from "./roster.ts";
import type { Session } from "./session.ts";

export interface PermitsDeps {
  access: Access;
  zone: CompiledZone;
  sim: Simulation;
  roster: Roster;
  log: RoomLog;
  refuse: (session: Session, code: ErrorCode) => void;
  /** A node was used: what is in it lies before whoever used it. */
  found: (entity: EntityId, object: number) => void;
}

/**
 * Doors that take a key and nodes that take a skill. The tick has checked range and state; the office says whether this player may, and
 * with the next tick the object is used, unless somebody was first.
 */
export class Permits {
  readonly #deps: PermitsDeps;
  /** Who is being asked about: one question each, another is refused as busy. */
  readonly #underWay = new Set<Session>();

  constructor(deps: PermitsDeps) {
    this.#deps = deps;
  }

  /** Reads the events of the tick that has just ended. */
  report(): void {
    const { sim, roster, zone, refuse } = this.#deps;
    const { requests } = sim.events;
    for (let k = 0; k < requests.count; k++) {
      const { entity, object } = requests.items[k];
      const session = roster.ofEntity(entity);
      const want = wantOf(zone.zone.objects[object]);
      if (!session || !want) continue;
      if (this.#underWay.has(session)) refuse(session, "busy");
      else void this.#decide(session, object, want);
    }
  }

  /** Never throws. */
  async #decide(session: Session, object: number, want: AccessWant): Promise<void> {
    const { access, sim, log, refuse, found } = this.#deps;
    this.#underWay.add(session);
    try {
      const answer = await access.may(session.lease, want);
      if (session.left) return;
      if (!answer.ok) refuse(session, answer.code);
      else if (!sim.grantUse(object)) refuse(session, "not_ready");
      else {
        if ("profession" in want) found(session.entity, object);
        await access.used(session.lease, want);
      }
    } catch (error) {
      log.warn({ err: error, object, characterId: session.characterId }, "whether an object may be used could not be decided");
      if (!session.left) refuse(session, "busy");
    } finally {
      this.#underWay.delete(session);
    }
  }
}

function wantOf(object: CompiledZone["zone"]["objects"][number]): AccessWant | null {
  if (object.kind === "door" && object.key !== undefined) return { key: object.key, usesUp: object.usesUpKey };
  return object.kind === "gather_node" ? (object.gathering ?? null) : null;
}
