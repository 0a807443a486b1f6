import { ClientState } from "@colyseus/core";
import type { CompiledZone } from "#shared/content/compiled.ts";
import { indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import type { Turns } from "#shared/primitives/turns.ts";
import { ServerMessage } from "#shared/protocol/codes.ts";
import type { WelcomeMessage } from "#shared/protocol/messages.ts";
import { PROTOCOL_VERSION } from "#shared/protocol/version.ts";
import type { SeatedClient } from "#rooms/base-room.ts";
import type { CharacterRecord } from "#rooms/ports/characters.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import type { ZoneServices } from "#rooms/ports/zone.ts";
import { asRefusal, refusal } from "#rooms/refusal.ts";
import { carriedInto } from "./carry.ts";
import { askToRelease, type CharacterHolder } from "./handover.ts";
import { homeOf } from "./homes.ts";
import type { SeatOwner } from "./joining.ts";
import type { Leaving } from "./leaving.ts";
import { playerSpecOf } from "./player-spec.ts";
import { Session } from "./session.ts";
import type { TickReports } from "./tick-reports.ts";
import type { ZoneTick } from "./zone-tick.ts";

export interface ArrivalsDeps {
  services: ZoneServices;
  zone: CompiledZone;
  layer: number;
  /** The room that takes them in. */
  room: CharacterHolder;
  /** It takes nobody in any more. */
  closing: () => boolean;
  tick: ZoneTick;
  reports: TickReports;
  leaving: Leaving;
  turns: Turns;
  log: RoomLog;
  /** Somebody has come. */
  onEntered: () => void;
}

/** How characters come into the room: with a new seat, or back on the one they had when their connection was lost. */
export class Arrivals {
  readonly #deps: ArrivalsDeps;

  constructor(deps: ArrivalsDeps) {
    this.#deps = deps;
  }

  /** @throws ServerError why it may not enter; nothing of the character has changed then */
  async enter(client: SeatedClient<Session>, owner: SeatOwner): Promise<void> {
    try {
      await this.#deps.turns.take(owner.characterId, () => this.#enter(client, owner));
    } catch (error) {
      throw asRefusal(error);
    }
  }

  /** Takes the character over from wherever it is, claims it and puts it into the world. */
  async #enter(client: SeatedClient<Session>, owner: SeatOwner): Promise<void> {
    const { services, closing, leaving } = this.#deps;
    await this.#takeOver(owner);
    await services.failpoint("handoff.arriving");
    const record = await services.characters.claim(owner.characterId, this.#deps.room.roomId, owner.arrival && BigInt(owner.arrival.epoch));
    await services.failpoint("handoff.claimed");
    if (closing() || client.state === ClientState.LEAVING) {
      await this.#giveBack(record);
      throw refusal("zone_closing");
    }
    const session = this.#spawn(record, owner, client);
    if (!session) {
      await this.#giveBack(record);
      throw refusal("zone_full");
    }
    client.userData = session;
    session.unwatch = services.revocations.watch(owner.loginId, (code) => leaving.loginEnded(session, code));
    services.notifier.moved([session.accountId]);
    this.#welcome(session);
    this.#deps.onEntered();
    this.#recordEvents(session, record, owner);
  }

  /** Whoever holds the character lets go of it, and so do those who hold others of its account. */
  async #takeOver({ characterId, heldBy, others, arrival }: SeatOwner): Promise<void> {
    const { room, closing, tick, leaving, log } = this.#deps;
    const here = tick.roster.ofCharacter(characterId);
    if (here && arrival) throw refusal("ticket_invalid"); // somebody has it since it was sent here
    if (here) await leaving.expel(here, "taken_over");
    else if (heldBy && heldBy !== room.roomId) await askToRelease(room, heldBy, characterId, "taken_over", log);
    if (closing()) throw refusal("zone_closing");
    // who comes from another room is nowhere else any more
    if (tick.load.refusesJoins && !here && !arrival) throw refusal("zone_full");
    await Promise.all(others.map((other) => askToRelease(room, other.heldBy, other.characterId, "switched", log)));
  }

  #spawn(record: CharacterRecord, { loginId, arrival }: SeatOwner, client: SeatedClient<Session>): Session | null {
    const { zone, tick, reports, log } = this.#deps;
    const home = homeOf(zone.content, record.home);
    const carried = carriedInto(zone, record, arrival !== undefined, log);
    const entity = tick.sim.addPlayer(playerSpecOf(record, zone, { carried, home, ackSeq: arrival?.ackSeq ?? 0 }));
    if (entity === NOBODY) return null;
    const session = new Session(record, { loginId, home }, entity, tick.replication.open(entity), client);
    tick.roster.add(session);
    tick.joins++;
    reports.arrived(session, record);
    return session;
  }

  /** A claimed character that does not enter after all: its lease goes back, nothing of it changes. */
  async #giveBack({ lease }: CharacterRecord): Promise<void> {
    const { services, log } = this.#deps;
    try {
      await services.characters.giveBack(lease);
    } catch (error) {
      log.warn({ err: error, characterId: lease.characterId }, "the lease of a character that did not enter stays until the next claim");
    }
  }

  #recordEvents({ characterId }: Session, { place }: CharacterRecord, { others, accountId }: SeatOwner): void {
    const { services, zone, layer } = this.#deps;
    const zoneId = zone.zone.id;
    if (place?.zoneId !== zoneId)
      services.events.record({ name: "ZONE_CHANGED", characterId, payload: { from: place?.zoneId ?? null, to: zoneId, layer } });
    for (const { characterId: from } of others)
      services.events.record({ name: "CHARACTER_SWITCHED", characterId, payload: { from, accountId } });
  }

  /** A new connection takes the seat whose own was lost. @throws ServerError when its character has left meanwhile */
  resume(client: SeatedClient<Session>): void {
    const session = client.userData;
    if (!session || session.left) throw refusal(session?.leftFor ?? "taken_over");
    session.resume(client);
    this.#deps.tick.sim.setDisconnected(session.entity, false);
    this.#welcome(session);
  }

  #welcome(session: Session): void {
    const { zone, layer, tick } = this.#deps;
    const message: WelcomeMessage = {
      protocol: PROTOCOL_VERSION,
      characterId: session.characterId,
      entityId: session.entity,
      zoneId: zone.zone.id,
      layer,
      tickRate: tick.sim.tickRate,
      ackSeq: tick.sim.world.ackSeq[indexOf(session.entity)],
      contentHash: zone.content.hash,
    };
    session.client.send(ServerMessage.WELCOME, message);
  }
}
