import { randomUUID } from "node:crypto";
import type { CompiledZone } from "#shared/content/compiled.ts";
import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { ERRORS, type ErrorCode, ServerMessage } from "#shared/protocol/codes.ts";
import type { ErrorMessage, LootMessage, ProgressMessage } from "#shared/protocol/messages.ts";
import type { Kill, KillOutcome } from "#rooms/ports/loot.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import type { ZoneServices } from "#rooms/ports/zone.ts";
import type { NpcKill } from "#rooms/simulation/events.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";
import { DropBook } from "./drop-book.ts";
import type { PartyBook } from "./party-book.ts";
import type { Roster } from "./roster.ts";
import type { Session } from "./session.ts";
import { Settlement } from "./settlement.ts";

/** Pick-ups of one player that the office may have on its desk; one more is refused as busy. */
const MAX_PENDING_PICKUPS = 4;

export interface RewardsDeps {
  services: ZoneServices;
  zone: CompiledZone;
  layer: number;
  roomId: string;
  sim: Simulation;
  roster: Roster;
  parties: PartyBook;
  log: RoomLog;
  /** Reports what must not leave the room. */
  onError: (where: string, error: unknown) => void;
}

/**
 * What kills bring and what lies on the ground. The tick says what happened, the office decides and writes it, and then, between
 * two ticks, the outcome enters the world and the players are told.
 */
export class Rewards {
  readonly #deps: RewardsDeps;
  readonly #settlement: Settlement;
  readonly #drops: DropBook;
  #looking = false;

  constructor(deps: RewardsDeps) {
    const { services, sim, roster, log, onError } = deps;
    this.#deps = deps;
    this.#drops = new DropBook(sim, (characterId) => roster.ofCharacter(characterId)?.entity ?? NOBODY);
    this.#settlement = new Settlement(services.loot, log, (outcome) => {
      try {
        this.#apply(outcome);
      } catch (error) {
        onError("settlement", error);
      }
    });
  }

  /** Lays down what the office says is there. */
  async load(): Promise<void> {
    const { services, zone, layer } = this.#deps;
    for (const drop of await services.loot.dropsIn(zone.zone.id, layer)) this.#drops.add(drop, services.now());
  }

  /** Reads the events of the tick that has just ended. */
  report(): void {
    const { kills, pickUps, expiredDrops, finds } = this.#deps.sim.events;
    for (let n = 0; n < finds.count; n++) this.found(finds.items[n].entity, finds.items[n].object);
    for (let n = 0; n < kills.count; n++) this.#settlement.add(this.#kill(kills.items[n]));
    for (let n = 0; n < pickUps.count; n++) this.#pickUp(pickUps.items[n].entity, pickUps.items[n].drop);
    if (expiredDrops.count > 0) this.#expire(expiredDrops.ids.subarray(0, expiredDrops.count));
  }

  /** Drops for which there was no room find it later, and so do those that others laid down. */
  tidy(): void {
    this.#drops.placeWaiting(this.#deps.services.now());
    if (!this.#looking) this.#lookForLate().catch((error) => this.#deps.onError("lateDrops", error));
  }

  /** One question at a time. What is taken while it is asked may lie there for a moment more: who reaches for it is told that it is gone. */
  async #lookForLate(): Promise<void> {
    const { services, zone, layer, log } = this.#deps;
    this.#looking = true;
    try {
      for (const drop of await services.loot.lateDrops(zone.zone.id, layer)) this.#drops.add(drop, services.now());
    } catch (error) {
      log.warn({ err: error }, "what others laid down could not be read");
    } finally {
      this.#looking = false;
    }
  }

  /** Drops on the ground, and those that wait for room there. */
  get lying(): number {
    return this.#drops.size;
  }

  /** A character is here, as this entity: what is reserved for him follows. */
  arrived(session: Session): void {
    this.#drops.ownerArrived(session.characterId, session.entity);
  }

  /** Resolves when no kill waits to be settled, at the latest after `timeoutMs`. */
  settled(timeoutMs: number): Promise<void> {
    return this.#settlement.idle(timeoutMs);
  }

  /** Waits until everything a character has earned is settled. @returns false: it took longer than `timeoutMs` */
  settledFor(characterId: string, timeoutMs: number): Promise<boolean> {
    return this.#settlement.idleFor(characterId, timeoutMs);
  }

  #kill(kill: NpcKill): Kill {
    const { npcCode, x, y, credits, lootOwner } = kill;
    const { zone, layer, roomId, roster, parties } = this.#deps;
    const shares: Kill["credits"] = [];
    for (let n = 0; n < credits.count; n++) {
      const session = roster.ofEntity(credits.items[n].entity);
      if (session) shares.push({ lease: session.lease, experience: credits.items[n].experience });
    }
    const npcId = zone.tables.npcByCode.get(npcCode)?.id ?? "";
    const owner = roster.ofEntity(lootOwner)?.lease ?? null;
    return {
      killId: randomUUID(),
      roomId,
      zoneId: zone.zone.id,
      layer,
      npcId,
      x,
      y,
      credits: shares,
      lootOwner: owner,
      party: parties.shareOf(kill),
    };
  }

  /** What is in a chest lies before whoever opened it, and is his at first. */
  found(entity: EntityId, n: number): void {
    const { zone, layer, roomId, roster, sim } = this.#deps;
    const object = zone.zone.objects[n];
    const owner = roster.ofEntity(entity)?.lease ?? null;
    if (!owner || (object.kind !== "chest" && object.kind !== "gather_node")) return;
    const { x, y } = sim.world;
    const i = indexOf(entity);
    const opened = { objectId: object.id, lootTable: object.lootTable };
    this.#settlement.add({
      killId: randomUUID(),
      roomId,
      zoneId: zone.zone.id,
      layer,
      npcId: "",
      x: x[i],
      y: y[i],
      credits: [],
      lootOwner: owner,
      party: null,
      opened,
    });
  }

  #apply({ drops, awards }: KillOutcome): void {
    const { services, sim, roster } = this.#deps;
    for (const drop of drops) this.#drops.add(drop, services.now());
    for (const { characterId, gained, experience, level } of awards) {
      const session = roster.ofCharacter(characterId);
      if (!session) continue;
      sim.award(session.entity, experience, level);
      const message: ProgressMessage = { gained, experience, level };
      session.client.send(ServerMessage.PROGRESS, message);
    }
  }

  #pickUp(entity: EntityId, drop: EntityId): void {
    const { roster, onError } = this.#deps;
    const session = roster.ofEntity(entity);
    const dropId = this.#drops.dropId(drop);
    if (!session) return;
    if (dropId === null) refuse(session, "gone");
    else if (session.pendingPickUps >= MAX_PENDING_PICKUPS) refuse(session, "busy");
    else this.#decidePickUp(session, drop, dropId).catch((error) => onError("pickUp", error));
  }

  async #decidePickUp(session: Session, drop: EntityId, dropId: string): Promise<void> {
    const { services, log } = this.#deps;
    session.pendingPickUps++;
    try {
      const outcome = await services.loot.pickUp(session.lease, dropId);
      if (outcome.ok || outcome.code === "gone") this.#drops.remove(drop);
      if (outcome.ok) {
        const message: LootMessage = { items: [outcome.item] };
        session.client.send(ServerMessage.LOOT, message);
      } else refuse(session, outcome.code);
    } catch (error) {
      log.warn({ err: error, dropId, characterId: session.characterId }, "a pick-up could not be decided");
      refuse(session, "busy");
    } finally {
      session.pendingPickUps--;
    }
  }

  #expire(entities: Uint32Array): void {
    const { services, log } = this.#deps;
    const ids: string[] = [];
    for (const entity of entities) {
      const id = this.#drops.expired(entity);
      if (id !== null) ids.push(id);
    }
    if (ids.length === 0) return;
    services.loot.expire(ids).catch((error) => log.warn({ err: error, drops: ids.length }, "expired drops stay in the database"));
  }
}

function refuse(session: Session, code: ErrorCode): void {
  const message: ErrorMessage = { code, detail: ERRORS[code] };
  session.client.send(ServerMessage.ERROR, message);
}
