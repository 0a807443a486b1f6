import type { ZoneFlight } from "#rooms/ports.ts";
import type { FlightQuery } from "./operations.schema.ts";

/** The running zones, as operators see them. Zones that do not answer in time are left out. */
export interface RunningZones {
  flights(limit: number): Promise<ZoneFlight[]>;
}

/** What operators look at while the server runs. */
export class OperationsService {
  readonly #zones: RunningZones;

  constructor({ zones }: { zones: RunningZones }) {
    this.#zones = zones;
  }

  async flights({ zone, limit }: FlightQuery): Promise<ZoneFlight[]> {
    const flights = await this.#zones.flights(limit);
    return flights
      .filter(({ zoneId }) => zone === undefined || zoneId === zone)
      .sort((a, b) => a.zoneId.localeCompare(b.zoneId) || a.layer - b.layer);
  }
}
