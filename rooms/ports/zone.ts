/** What a zone room needs of the rest of the house, in rooms' words: server/adapters implements it, and the tick awaits nothing of it. */
import type { CharacterStore } from "./characters.ts";
import type { Places } from "./places.ts";
import type { Progress } from "./progress.ts";
import type { Parties } from "./parties.ts";
import type { Loot } from "./loot.ts";
import type { Consumables, Access } from "./items.ts";
import type { EventSink } from "./events.ts";
import type { Revocations } from "./revocations.ts";
import type { Notifier } from "./notifier.ts";
import type { RecordingStore } from "./recordings.ts";
import type { Pauses, RoomMetrics, RoomLog } from "./monitoring.ts";

/** Everything a zone room is given by the composition root. */
export interface ZoneServices {
  characters: CharacterStore;
  places: Places;
  loot: Loot;
  progress: Progress;
  consumables: Consumables;
  access: Access;
  parties: Parties;
  events: EventSink;
  revocations: Revocations;
  notifier: Notifier;
  recordings: RecordingStore;
  metrics: RoomMetrics;
  pauses: Pauses;
  /** A place at which tests make the process fail; else does nothing. */
  failpoint(name: string): Promise<void>;
  log: RoomLog;
  /** Epoch ms: for drops' expiry only; the simulation counts ticks. */
  now(): number;
}
