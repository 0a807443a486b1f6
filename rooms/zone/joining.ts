import { type AuthContext, ErrorCode as ColyseusError, ServerError } from "@colyseus/core";
import { z } from "zod";
import { ERRORS, type ErrorCode } from "#shared/protocol/codes.ts";
import { PROTOCOL_VERSION } from "#shared/protocol/version.ts";
import { type CharacterStore, RoomError, type TicketHolder } from "#rooms/ports.ts";

/** What a client says when it joins. Other fields are ignored: Colyseus' clients may add their own. */
const JoinRequest = z.object({ ticket: z.string().min(16).max(128), protocol: z.number() });

/** Who sits on a seat: made when the ticket is used up, handed to the room by Colyseus (it travels as JSON). */
export type SeatOwner = TicketHolder;

/** A refused join as Colyseus sends it: the text begins with the code. */
export function refusal(code: ErrorCode, status: number = ColyseusError.AUTH_FAILED): ServerError {
  return new ServerError(status, `${code}: ${ERRORS[code]}`);
}

/** RoomErrors in Colyseus' words; everything else stays what it is. */
export function asRefusal(error: unknown): unknown {
  return error instanceof RoomError ? refusal(error.code) : error;
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
