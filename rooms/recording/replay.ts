import { ByteReader } from "#shared/primitives/bytes.ts";
import type { EntityId } from "#shared/primitives/entity-id.ts";
import type { CompiledZone } from "#shared/content/compiled.ts";
import { type Action, readAction } from "#shared/protocol/action.ts";
import { emptyInput, INPUT_SIZE, type MoveInput, readInputAt } from "#shared/protocol/input.ts";
import { COMMANDS, type CommandName } from "#rooms/simulation/commands.ts";
import { Simulation } from "#rooms/simulation/simulation.ts";
import { decodeHeader, Entry, type RecordingHeader, RecordingError } from "./format.ts";

/** Something that was done to the zone before a tick. */
export type Deed =
  | { kind: "input"; entity: EntityId; input: MoveInput }
  | { kind: "action"; entity: EntityId; action: Action }
  | { kind: "call"; name: CommandName; args: unknown[] };

/** One tick of a replay. */
export interface ReplayedTick {
  tick: number;
  deeds: Deed[];
  /** What the step threw, as it did when it was recorded; null: nothing. */
  error: unknown;
}

/** Runs a recording again, tick by tick. */
export class Replay {
  readonly header: RecordingHeader;
  readonly zone: CompiledZone;
  readonly simulation: Simulation;
  /** Recorded hashes compared so far. */
  hashes = 0;
  /** First tick after which the state was another than when it was recorded; null: none so far. */
  divergedAt: number | null = null;
  /** The file ends in the middle of an entry. */
  cutShort = false;
  readonly #entries: ByteReader;

  /**
   * @param zone compiles the zone that the recording names
   * @throws RecordingError when this is no recording, or one of other content or rules
   */
  constructor(bytes: Uint8Array, contentHash: string, zone: (zoneId: string) => CompiledZone) {
    const { header, end } = decodeHeader(bytes);
    if (header.contentHash !== contentHash) {
      throw new RecordingError(`recorded with content ${header.contentHash}; this is content ${contentHash}`);
    }
    this.header = header;
    this.zone = zone(header.zoneId);
    this.simulation = new Simulation(this.zone, { seed: header.seed, capacity: header.capacity });
    if (this.simulation.world.layout !== header.layout) throw new RecordingError("recorded by another version of the rules");
    if (header.stateBytes > 0) this.simulation.restore(bytes.subarray(end, end + header.stateBytes), new Map(header.names));
    this.#entries = new ByteReader(bytes.subarray(end + header.stateBytes));
  }

  /**
   * Does what was done up to the next step, and that step.
   * @returns null at the end of the recording
   * @throws RecordingError when an entry cannot be one
   */
  next(): ReplayedTick | null {
    const deeds: Deed[] = [];
    for (;;) {
      const entry = this.#read();
      if (entry === null) return null;
      if (entry === "step") break;
      if (entry === "hash") continue;
      deeds.push(entry);
      this.#again(entry);
    }
    let error: unknown = null;
    try {
      this.simulation.step();
    } catch (thrown) {
      error = thrown;
    }
    this.#compareHash();
    return { tick: this.simulation.world.tick, deeds, error };
  }

  #again(deed: Deed): void {
    const sim = this.simulation;
    try {
      if (deed.kind === "input") sim.input(deed.entity, deed.input);
      else if (deed.kind === "action") sim.action(deed.entity, deed.action);
      else (sim[deed.name] as (...args: unknown[]) => unknown)(...deed.args);
    } catch {
      // it was refused in the same way when it was recorded
    }
  }

  /** A hash stands directly behind the tick it belongs to. */
  #compareHash(): void {
    const entries = this.#entries;
    if (entries.remaining === 0 || entries.bytes[entries.offset] !== Entry.HASH) return;
    this.#read();
  }

  #read(): Deed | "step" | "hash" | null {
    const r = this.#entries;
    if (r.remaining === 0) return null;
    try {
      return this.#entry(r);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.cutShort = true;
      r.offset = r.bytes.length;
      return null;
    }
  }

  /** @throws RangeError when the bytes end before the entry does, RecordingError when it is none */
  #entry(r: ByteReader): Deed | "step" | "hash" {
    const at = r.offset;
    const kind = r.u8();
    switch (kind) {
      case Entry.STEP:
        return "step";
      case Entry.INPUT: {
        const entity = r.u32();
        return { kind: "input", entity, input: readInputAt(r.raw(INPUT_SIZE), 0, emptyInput()) };
      }
      case Entry.ACTION: {
        const entity = r.u32();
        const action = readAction(new ByteReader(r.raw(r.u8())));
        if (action) return { kind: "action", entity, action };
        break;
      }
      case Entry.CALL: {
        const [name, ...args] = JSON.parse(new TextDecoder().decode(r.raw(r.u16()))) as [CommandName, ...unknown[]];
        if (COMMANDS.includes(name)) return { kind: "call", name, args };
        break;
      }
      case Entry.HASH: {
        const { world } = this.simulation;
        const hash = r.u32();
        this.hashes++;
        if (hash !== world.hash()) this.divergedAt ??= world.tick;
        return "hash";
      }
    }
    throw new RecordingError(`entry at byte ${at} after the saved state cannot be read`);
  }
}
