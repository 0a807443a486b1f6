import { ErrorCode as ColyseusError, ServerError } from "@colyseus/core";
import { ERRORS, type ErrorCode } from "#shared/protocol/codes.ts";
import { RoomError } from "./ports/room-error.ts";

/** A refused join as Colyseus sends it: the text begins with the code. */
export function refusal(code: ErrorCode, status: number = ColyseusError.AUTH_FAILED): ServerError {
  return new ServerError(status, `${code}: ${ERRORS[code]}`);
}

/** RoomErrors in Colyseus' words; everything else stays what it is. */
export function asRefusal(error: unknown): unknown {
  return error instanceof RoomError ? refusal(error.code) : error;
}
