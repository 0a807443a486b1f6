import type { ErrorCode } from "#shared/protocol/codes.ts";

/** Log-ins that end while a character of theirs is in a room: logged out, revoked, banned. */
export interface Revocations {
  /**
   * Calls `leave` once, within a second of the log-in's end (at once when it has ended already, but never before this returns).
   * @returns stops watching
   */
  watch(loginId: string, leave: (code: ErrorCode) => void): () => void;
}
