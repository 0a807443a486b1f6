import { CloseCode, type Deferred } from "@colyseus/core";
import type { Turns } from "#shared/primitives/turns.ts";
import { type ErrorCode, ServerMessage } from "#shared/protocol/codes.ts";
import type { HandoffMessage } from "#shared/protocol/messages.ts";
import type { SeatedClient } from "#rooms/base-room.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import type { Notifier } from "#rooms/ports/notifier.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";
import { atMost } from "./at-most.ts";
import type { Persistence } from "./persistence.ts";
import type { Roster } from "./roster.ts";
import type { Session } from "./session.ts";
import type { TickReports } from "./tick-reports.ts";

/** A database that does not answer is asked again for so long before a room closes with nobody saved. */
const SAVE_ALL_MS = 10_000;
/** Everybody is saved by then; a lease that is not given back in this time is simply taken by the next claim. */
const RELEASE_ALL_MS = 5000;

export interface LeavingDeps {
  notifier: Notifier;
  sim: Simulation;
  roster: Roster;
  reports: TickReports;
  persistence: Persistence;
  turns: Turns;
  log: RoomLog;
  /** Keeps the seat of a lost connection for a while. */
  keepSeat: (client: SeatedClient<Session>) => Deferred;
  /** Last message, then the connection is closed. */
  dismiss: (session: Session, code: ErrorCode, closeCode?: number) => void;
  /** Reports what must not leave the room. */
  onError: (where: string, error: unknown) => void;
  /** Somebody has gone. */
  onLeft: () => void;
}

/** The ways out of a room: each ends with the character out of the world, and saved unless it belongs to another room by then. */
export class Leaving {
  readonly #deps: LeavingDeps;

  constructor(deps: LeavingDeps) {
    this.#deps = deps;
  }

  /** The connection is lost: the character stays for a while, and the client may come back to it. */
  dropped(client: SeatedClient<Session>): void {
    const session = client.userData;
    if (!session || session.left || session.closing) return;
    this.#deps.sim.setDisconnected(session.entity, true);
    const grace = this.#deps.keepSeat(client);
    session.endGrace = () => grace.reject(new Error("the character left the zone"));
    grace.catch(() => {}); // Colyseus calls onLeave
  }

  /** The client has left, or did not come back. */
  async leave(session: Session): Promise<void> {
    if (session.left) return;
    await this.#deps.turns.take(session.characterId, () => this.#depart(session));
  }

  /** Somebody else wants the character. */
  async release(characterId: string, code: ErrorCode): Promise<void> {
    const { turns, roster } = this.#deps;
    await turns.take(characterId, async () => {
      const session = roster.ofCharacter(characterId);
      if (session) await this.expel(session, code);
    });
  }

  /** The log-in with which a character came in is over: so is its stay, also while its connection is lost. */
  loginEnded(session: Session, code: ErrorCode): void {
    session.leftFor = code;
    const leaving = this.#deps.turns.take(session.characterId, async () => {
      if (!session.left) await this.expel(session, code);
    });
    leaving.catch((error) => this.#deps.onError("loginEnded", error));
  }

  /** Has to go now; the caller has the character's turn. */
  async expel(session: Session, code: ErrorCode): Promise<void> {
    this.#deps.dismiss(session, code);
    await this.#depart(session);
  }

  /** Its client goes on elsewhere: it is told where, and its connection here ends. */
  letGo(session: Session, message: HandoffMessage): void {
    this.#remove(session);
    this.#deps.notifier.moved([session.accountId]);
    session.closing = true;
    try {
      session.client.send(ServerMessage.HANDOFF, message);
      session.client.leave(CloseCode.CONSENTED);
    } catch (error) {
      this.#deps.log.info({ err: error, characterId: session.characterId }, "a client was gone before it could be sent on");
    }
  }

  /** The character belongs to another room by now. */
  lost(session: Session): void {
    if (session.left) return;
    this.#deps.dismiss(session, "lease_lost");
    this.#remove(session);
  }

  /** The room closes. */
  async everybody(code: ErrorCode, closeCode: number): Promise<void> {
    const { roster, reports, persistence, dismiss } = this.#deps;
    const sessions = [...roster.all];
    await reports.settled(sessions);
    const states = sessions.map((session) => persistence.captureWhole(session));
    for (const session of sessions) this.#guarded(() => this.#remove(session));
    await persistence.saveLast(states, SAVE_ALL_MS);
    await atMost(RELEASE_ALL_MS, persistence.releaseAll(states));
    for (const session of sessions) this.#guarded(() => dismiss(session, code, closeCode));
  }

  /** Out of the world, saved, lease given back. The second call for the same session does nothing. */
  async #depart(session: Session): Promise<void> {
    const { reports, persistence, notifier } = this.#deps;
    if (session.left) return;
    await reports.settled([session]);
    if (session.left) return;
    const state = persistence.captureWhole(session);
    this.#remove(session);
    await persistence.release(state);
    notifier.moved([session.accountId]);
  }

  #remove(session: Session): void {
    const { reports, roster, sim, onLeft } = this.#deps;
    session.left = true;
    session.unwatch();
    reports.left(session);
    roster.remove(session);
    sim.removePlayer(session.entity);
    onLeft();
    session.endGrace?.();
  }

  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#deps.onError("close", error);
    }
  }
}
