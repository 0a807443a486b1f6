import type { AuthContext } from "@colyseus/core";
import { z } from "zod";
import { PROTOCOL_VERSION } from "#shared/protocol/version.ts";
import type { CharacterStore, TicketHolder } from "#rooms/ports/characters.ts";
import { asRefusal, refusal } from "#rooms/refusal.ts";

/** What a client says when it joins. Other fields are ignored: Colyseus' clients may add their own. */
const JoinRequest = z.object({ ticket: z.string().min(16).max(128), protocol: z.number() });

/** Who sits on a seat: made when the ticket is used up, handed to the room by Colyseus (it travels as JSON). */
export interface SeatOwner extends TicketHolder {
  /** Comes from another room, which has reserved this seat. */
  arrival?: Arrival;
}

/** What the room it leaves says of a character. */
export interface Arrival {
  /** The epoch that its move leaves behind, in decimal: the seat is of use only as long as nobody has claimed the character since. */
  epoch: string;
  /** The last input processed there. */
  ackSeq: number;
}

/**
 * Checks what a client says and uses up its ticket.
 * @param zoneId of the room it wants to join
 * @throws ServerError protocol_mismatch, ticket_invalid
 */
export async function admit(store: CharacterStore, zoneId: string, options: unknown): Promise<SeatOwner> {
  const protocol = (options as { protocol?: unknown } | null | undefined)?.protocol;
  if (protocol !== PROTOCOL_VERSION) throw refusal("protocol_mismatch");
  const request = JoinRequest.safeParse(options);
  if (!request.success) throw refusal("ticket_invalid");
  try {
    return await store.redeem(request.data.ticket, zoneId);
  } catch (error) {
    throw asRefusal(error);
  }
}

/** Room id of a matchmaking request, `…/matchmake/joinById/{roomId}`. */
export function roomIdOf(context: AuthContext): string {
  const url = (context.req as Request | undefined)?.url ?? "";
  return decodeURIComponent(url.split("?")[0].split("/").pop() ?? "");
}
