import { Problem } from "#server/http/problem.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import { newSecret } from "#server/platform/secret.ts";
import { putTicket } from "./hub.repository.ts";
import type { HubTicket } from "./hub.schema.ts";

const TICKET_S = 15;

/** The hub of this process: who asks here joins here, and load is spread by whoever spreads the requests. */
export interface OpenHub {
  /** null: it is closed now. */
  find(): { endpoint: string; roomId: string } | null;
}

export class HubService {
  readonly #prisma: PrismaClient;
  readonly #hub: OpenHub;

  constructor({ prisma, hub }: { prisma: PrismaClient; hub: OpenHub }) {
    this.#prisma = prisma;
    this.#hub = hub;
  }

  /** A ticket into the hub, good for as long as the log-in is. @throws Problem hub_unavailable, unauthenticated */
  async ticket(sessionId: string): Promise<HubTicket> {
    const room = this.#hub.find();
    if (!room) throw new Problem("hub_unavailable");
    const { text: ticket, hash } = newSecret();
    const expiresAt = await putTicket(this.#prisma, { sessionId, hash, lifetimeS: TICKET_S });
    if (!expiresAt) throw new Problem("unauthenticated");
    return { ticket, expiresAt: expiresAt.toISOString(), room };
  }
}
