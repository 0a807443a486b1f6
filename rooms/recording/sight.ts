import { ByteReader } from "#shared/primitives/bytes.ts";
import type { EntityId } from "#shared/primitives/entity-id.ts";
import type { CompiledZone } from "#shared/content/compiled.ts";
import { type EnterRecord, readSnapshot, type SelfState, type Snapshot } from "#shared/protocol/snapshot.ts";
import { FRAME_HEADER_SIZE } from "#rooms/replication/replication.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";
import { openReplication } from "#rooms/zone/open-replication.ts";

/** A picture has more entities than one snapshot can bring: this many snapshots are enough for any. */
const MOST_SNAPSHOTS = 64;

/** What one character sees in the tick that has just run: decoded from the bytes its client would get. */
export interface Sight {
  owner: Snapshot["owner"];
  self: SelfState | null;
  entities: EnterRecord[];
  events: Snapshot["events"];
}

/** @returns null when the entity is no living player */
export function sightOf(simulation: Simulation, zone: CompiledZone, entity: EntityId): Sight | null {
  const replication = openReplication(simulation, zone);
  const view = replication.open(entity);
  replication.encode();
  let sight: Sight | null = null;
  for (let n = 0; n < MOST_SNAPSHOTS && (n === 0 || view.searchNow); n++) {
    const frame = replication.write(view);
    if (frame === null) return null;
    const { owner, self, enters, events } = readSnapshot(new ByteReader(frame.subarray(FRAME_HEADER_SIZE)));
    sight ??= { owner, self, entities: [], events };
    sight.entities.push(...enters);
    sight.events = events; // complete only when everybody is known
  }
  return sight;
}
