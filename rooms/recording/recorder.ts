import type { ByteWriter } from "#shared/primitives/bytes.ts";
import { EntityKind } from "#shared/protocol/codes.ts";
import type { RecordingFile, RecordingStore } from "#rooms/ports/recordings.ts";
import type { RoomLog } from "#rooms/ports/monitoring.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";
import { CommandLog } from "./command-log.ts";
import { encodeHeader, type RecordingHeader } from "./format.ts";

/** A saved state is kept this often, s; recordings of a crash begin with one. */
const STATE_EVERY_S = 30;
/** Stretches between saved states that are kept: two whole ones and the one that grows, at least the last minute. */
const KEPT_STRETCHES = 3;
/** A zone that throws in every tick leaves one file in this time, s. */
const CRASH_FILE_EVERY_S = 60;

/** What was done between two saved states. */
interface Stretch {
  state: Uint8Array;
  stateBytes: number;
  startTick: number;
  names: RecordingHeader["names"];
  chunks: ByteWriter[];
}

export interface RecorderOptions {
  zone: Pick<RecordingHeader, "zoneId" | "layer" | "seed" | "contentHash">;
  store: RecordingStore;
  /** Record everything from the beginning, besides the last minute in memory. */
  everything: boolean;
  log: RoomLog;
  /** Epoch ms. */
  now: () => number;
}

/**
 * The zone's memory of what was done to it. The last minute is kept always, and written to a file when a tick throws; with
 * `everything` the whole of it goes to a file as it happens.
 */
export class Recorder {
  /** Give this to the simulation. */
  readonly commands = new CommandLog((chunk) => this.#take(chunk));
  readonly #options: RecorderOptions;
  readonly #stretches: Stretch[] = [];
  #file: RecordingFile | null = null;
  #sim: Simulation | null = null;
  #crashFileFrom = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** The simulation is made and nothing was done to it yet. */
  begin(sim: Simulation): void {
    this.#sim = sim;
    this.#beginStretch(sim);
    if (!this.#options.everything) return;
    this.#file = this.#open(sim, "", { startTick: sim.world.tick, stateBytes: 0, names: [] });
  }

  /** A tick is over and everything about it is sent. */
  ticked(): void {
    const sim = this.#sim;
    if (!sim) return;
    const { tick } = sim.world;
    if (this.#file && tick % sim.tickRate === 0) {
      this.commands.hash(sim.world.hash());
      this.commands.flush();
    }
    if (tick % (STATE_EVERY_S * sim.tickRate) === 0) this.#beginStretch(sim);
  }

  /** A tick threw: writes the last minute to a file. */
  crashed(error: unknown): void {
    const sim = this.#sim;
    if (!sim || sim.world.tick < this.#crashFileFrom) return;
    this.#crashFileFrom = sim.world.tick + CRASH_FILE_EVERY_S * sim.tickRate;
    const [first] = this.#stretches;
    const { startTick, stateBytes, names } = first;
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const file = this.#open(sim, "crash-", { startTick, stateBytes, names, error: message });
    file.write(first.state.subarray(0, stateBytes));
    for (const { chunks } of this.#stretches) for (const chunk of chunks) file.write(chunk.written());
    file.write(this.commands.pending);
    file.close();
    this.#options.log.error({ file: file.path, zoneId: this.#options.zone.zoneId }, "a tick failed; its last minute can be replayed");
  }

  close(): void {
    if (this.#file) {
      this.commands.flush();
      this.#file.close();
    }
    this.#file = null;
    this.#sim = null;
  }

  #take(chunk: ByteWriter): void {
    this.#file?.write(chunk.written());
    this.#stretches.at(-1)?.chunks.push(chunk);
  }

  #beginStretch({ world }: Simulation): void {
    if (this.#stretches.length > 0) this.commands.hash(world.hash());
    this.commands.flush();
    const old = this.#stretches.length === KEPT_STRETCHES ? this.#stretches.shift() : undefined;
    for (const chunk of old?.chunks ?? []) this.commands.recycle(chunk);
    const size = world.savedSize;
    const state = old && old.state.length >= size ? old.state : new Uint8Array(size + (size >> 2));
    const names: RecordingHeader["names"] = [];
    const text = new TextDecoder();
    for (let i = 1; i < world.end; i++) {
      const name = world.name[i];
      if (world.kind[i] === EntityKind.PLAYER && name) names.push([world.id[i], text.decode(name)]);
    }
    this.#stretches.push({ state, stateBytes: world.save(state), startTick: world.tick, names, chunks: [] });
  }

  #open(
    sim: Simulation,
    prefix: string,
    rest: Omit<RecordingHeader, keyof RecorderOptions["zone"] | "capacity" | "layout" | "recordedAt">,
  ) {
    const { zone, store, now } = this.#options;
    const recordedAt = new Date(now()).toISOString();
    const file = store.open(`${prefix}${zone.zoneId}-${zone.layer}-${recordedAt.replaceAll(":", "-")}.rec`);
    file.write(encodeHeader({ ...zone, capacity: sim.world.capacity, layout: sim.world.layout, recordedAt, ...rest }));
    return file;
  }
}
