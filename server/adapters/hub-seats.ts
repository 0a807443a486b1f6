import type { HubOwner, HubSeats } from "#rooms/ports/hub.ts";
import { RoomError } from "#rooms/ports/room-error.ts";
import { affected, type PrismaClient, rowsOf } from "#server/platform/prisma.ts";
import { hashSecret } from "#server/platform/secret.ts";

/** Who sits in which hub: the table `hub_seats`, whose row the last to come writes. */
export class PostgresHubSeats implements HubSeats {
  readonly #prisma: PrismaClient;
  readonly #taken: (accountId: string) => void;

  /** @param taken called when an account has taken a new seat: an older one, maybe of another process, is to be told */
  constructor(prisma: PrismaClient, taken: (accountId: string) => void) {
    this.#prisma = prisma;
    this.#taken = taken;
  }

  async redeem(ticket: string): Promise<HubOwner> {
    const rows = await rowsOf<HubOwner>(this.#prisma)`
      DELETE FROM hub_tickets t USING auth_sessions s
      WHERE t.hash = ${hashSecret(ticket)} AND t.expires_at > now()
        AND s.id = t.session_id AND s.revoked_at IS NULL AND s.expires_at > now()
      RETURNING s.account_id AS "accountId", s.id AS "loginId"`;
    if (rows.length === 0) throw new RoomError("ticket_invalid", "no such ticket");
    return rows[0];
  }

  async take({ accountId }: HubOwner, seatId: string, roomId: string): Promise<void> {
    await affected(this.#prisma)`
      INSERT INTO hub_seats (account_id, seat_id, room_id) VALUES (${accountId}::uuid, ${seatId}::uuid, ${roomId})
      ON CONFLICT (account_id) DO UPDATE SET seat_id = EXCLUDED.seat_id, room_id = EXCLUDED.room_id, taken_at = now()`;
    this.#taken(accountId);
  }

  async leave(accountId: string, seatId: string): Promise<void> {
    await affected(this.#prisma)`DELETE FROM hub_seats WHERE account_id = ${accountId}::uuid AND seat_id = ${seatId}::uuid`;
  }
}
