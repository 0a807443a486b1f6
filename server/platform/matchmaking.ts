import { ErrorCode as ColyseusError, matchMaker, ServerError } from "@colyseus/core";
import { ERRORS, type ErrorCode } from "#shared/protocol/codes.ts";

/** What clients may ask of the matchmaker: rooms are opened by the server alone. */
const EXPOSED = ["joinById", "reconnect"];

/**
 * Closes what Colyseus' matchmaking leaves open: only joinById and reconnect can be called, and what is refused says why with one of
 * our codes (`code: sentence`) in a number that fits an HTTP status.
 */
export function restrictMatchmaking(): void {
  const { controller } = matchMaker;
  controller.exposedMethods = [...EXPOSED];
  controller.invokeMethod = async (method, roomId, options, auth) => {
    if (method !== "joinById" && method !== "reconnect")
      throw new ServerError(ColyseusError.MATCHMAKE_NO_HANDLER, `invalid method "${method}"`);
    const listing = await matchMaker.driver.findOne({ roomId });
    if (!listing) throw refused("zone_closing");
    if (method === "reconnect") return passOn(matchMaker.reconnect(roomId, options));
    if (listing.locked) throw refused(listing.clients >= listing.maxClients ? "zone_full" : "zone_closing");
    return passOn(matchMaker.joinById(roomId, options, auth));
  };
}

function refused(code: ErrorCode): ServerError {
  return new ServerError(ColyseusError.MATCHMAKE_INVALID_ROOM_ID, `${code}: ${ERRORS[code]}`);
}

/** What is neither ours nor Colyseus' own (a database that does not answer) is for the log, not for the client. */
async function passOn<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ServerError) throw error;
    if (error instanceof Error && /already full/.test(error.message)) throw refused("zone_full");
    throw new ServerError(ColyseusError.MATCHMAKE_UNHANDLED, `busy: ${ERRORS.busy}`, { cause: error });
  }
}
