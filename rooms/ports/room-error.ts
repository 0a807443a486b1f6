import type { ErrorCode } from "#shared/protocol/codes.ts";

/** Refused with a code of the wire. */
export class RoomError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = "RoomError";
    this.code = code;
  }
}
