import type { HubCaller, HubRequests } from "#rooms/hub/requests.ts";
import { RoomError } from "#rooms/ports/room-error.ts";
import { Problem, type ProblemCode } from "#server/http/problem.ts";
import { NewMessage, NewRoll } from "#server/modules/chat/chat.schema.ts";
import type { ChatService } from "#server/modules/chat/chat.service.ts";
import { isUnavailable } from "#server/platform/transaction.ts";
import { ERRORS, type ErrorCode } from "#shared/protocol/codes.ts";

/** What the API calls otherwise than the rooms. */
const CODES: Partial<Record<ProblemCode, ErrorCode>> = {
  chat_muted: "chat_muted",
  character_not_found: "not_in_world",
  character_not_in_world: "not_in_world",
  invalid_request: "message_invalid",
  not_in_party: "not_in_party",
  player_not_found: "player_not_found",
  zone_unavailable: "busy",
};

/** The hub's messages `chat` and `roll`: what players say with the character that they have in the world. */
export function takeChat(requests: HubRequests, chat: ChatService): void {
  requests.on("chat", NewMessage, (caller, message) => refusing(chat.send(caller.accountId, speakerOf(caller), message)));
  requests.on("roll", NewRoll, (caller, { of }) => refusing(chat.roll(caller.accountId, speakerOf(caller), of)));
}

function speakerOf({ character }: HubCaller): string {
  if (!character) throw new RoomError("not_in_world", "You have no character in the world.");
  return character.id;
}

/** A refusal in the words of rooms. */
async function refusing<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const code = error instanceof Problem ? CODES[error.code] : isUnavailable(error) ? "busy" : undefined;
    if (!code) throw error;
    const said = error instanceof Problem ? (error.detail ?? error.title) : ERRORS[code];
    throw new RoomError(code, said, { cause: error });
  }
}
