import type { z } from "zod";
import type { Belonging } from "#rooms/ports/hub.ts";

/** Who sent a message to the hub: known from its seat, never from what it says. */
export interface HubCaller {
  accountId: string;
  loginId: string;
  /** Its character in the world, as looked up within the last second; null: none. */
  character: Belonging["character"];
  /** The party of that character. */
  partyId: string | null;
}

interface HubRequest {
  schema: z.ZodType;
  handle(caller: HubCaller, data: unknown): unknown;
}

/**
 * What clients may ask of the hub, by message type; modules' adapters register theirs before the server opens. What a handler
 * answers (an object, or a promise of one) is sent back under the type of the request; it refuses by throwing RoomError.
 */
export class HubRequests {
  readonly #known = new Map<string, HubRequest>();

  /** @param schema strict: what does not fit is refused with its path @throws Error when the type is taken */
  on<S extends z.ZodType>(type: string, schema: S, handle: (caller: HubCaller, data: z.output<S>) => unknown): void {
    if (this.#known.has(type)) throw new Error(`hub: ${type} has a handler already`);
    this.#known.set(type, { schema, handle: handle as HubRequest["handle"] });
  }

  find(type: string): HubRequest | undefined {
    return this.#known.get(type);
  }
}
