import type { Identity } from "#server/http/route.ts";
import { audit } from "#server/modules/admin/audit.repository.ts";
import type { Tx } from "#server/platform/prisma.ts";
import type { Notifier } from "#rooms/ports/notifier.ts";
import type { ZoneFlight } from "#rooms/ports/monitoring.ts";
import { topics } from "#shared/protocol/topics.ts";
import type { Announcement, FlightQuery, NewAnnouncement } from "./operations.schema.ts";

/** The running zones, as operators see them. Zones that do not answer in time are left out. */
export interface RunningZones {
  flights(limit: number): Promise<ZoneFlight[]>;
}

/** What operators look at, and tell everybody, while the server runs. */
export class OperationsService {
  readonly #zones: RunningZones;
  readonly #notifier: Notifier;
  readonly #now: () => number;

  /** @param now epoch ms */
  constructor({ zones, notifier, now }: { zones: RunningZones; notifier: Notifier; now: () => number }) {
    this.#zones = zones;
    this.#notifier = notifier;
    this.#now = now;
  }

  /** Writes down that it is announced; `tell` says it once that is kept. */
  async announce(tx: Tx, operator: Identity, { text }: NewAnnouncement): Promise<Announcement> {
    const at = new Date(this.#now());
    await audit(tx, {
      at,
      actorId: operator.accountId,
      action: "server.announced",
      target: { type: "server", id: topics.announcements },
      after: { text },
    });
    return { text, at: at.toISOString() };
  }

  /** To everybody who is connected to a hub now, of any process. */
  tell(announcement: Announcement): void {
    this.#notifier.publish(topics.announcements, "announcement", announcement);
  }

  async flights({ zone, limit }: FlightQuery): Promise<ZoneFlight[]> {
    const flights = await this.#zones.flights(limit);
    return flights
      .filter(({ zoneId }) => zone === undefined || zoneId === zone)
      .sort((a, b) => a.zoneId.localeCompare(b.zoneId) || a.layer - b.layer);
  }
}
