import { matchMaker } from "@colyseus/core";
import type { ErrorCode } from "#shared/protocol/codes.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import { atMost } from "./at-most.ts";

/** Another room is asked to give up a character and answers within this time, or its lease is simply taken. */
const HANDOVER_MS = 1000;

/** A room that may hold a character somebody else wants to have. */
export interface CharacterHolder {
  readonly roomId: string;
  /** Saves the character, tells its client why it has to go, and lets go of it. */
  releaseCharacter(characterId: string, code: ErrorCode): Promise<void>;
}

/** Asks whichever room holds a character to let go of it: the asking one, or one of any process. Never throws. */
export async function askToRelease(
  asking: CharacterHolder,
  roomId: string,
  characterId: string,
  code: ErrorCode,
  log: RoomLog,
): Promise<void> {
  try {
    if (roomId === asking.roomId) return await atMost(HANDOVER_MS, asking.releaseCharacter(characterId, code));
    if (!(await matchMaker.driver.findOne({ roomId }))) return; // a room of a process that is gone
    await matchMaker.remoteRoomCall(roomId, "releaseCharacter" satisfies keyof CharacterHolder, [characterId, code], HANDOVER_MS);
  } catch (error) {
    // gone or stuck: claiming raises the epoch, which ends that copy
    log.warn({ err: error, roomId, characterId }, "the room that holds a character did not answer");
  }
}
