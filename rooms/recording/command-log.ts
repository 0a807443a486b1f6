import { ByteWriter } from "#shared/primitives/bytes.ts";
import type { EntityId } from "#shared/primitives/entity-id.ts";
import { type Action, MAX_ACTION_SIZE, writeAction } from "#shared/protocol/action.ts";
import { INPUT_SIZE, type MoveInput, writeInput } from "#shared/protocol/input.ts";
import type { CommandName, CommandSink } from "#rooms/simulation/commands.ts";
import { Entry } from "./format.ts";

const CHUNK_BYTES = 64 * 1024;
/** Longest call, bytes of JSON. */
const MAX_CALL_BYTES = 16 * 1024;
const text = new TextEncoder();

/**
 * Writes what is done to a simulation as entries of a recording, a chunk at a time. Full chunks are handed over for good; a new one is
 * taken from those given back, so that a recording that forgets as much as it records allocates nothing.
 */
export class CommandLog implements CommandSink {
  readonly #onFull: (chunk: ByteWriter) => void;
  readonly #spare: ByteWriter[] = [];
  #chunk = new ByteWriter(CHUNK_BYTES);
  readonly #action = new ByteWriter(MAX_ACTION_SIZE);

  /** @param onFull is given each full chunk, and may give it back with `recycle` when nobody reads it any more */
  constructor(onFull: (chunk: ByteWriter) => void) {
    this.#onFull = onFull;
  }

  step(): void {
    this.#room(1).u8(Entry.STEP);
  }

  input(id: EntityId, input: MoveInput): void {
    writeInput(
      this.#room(5 + INPUT_SIZE)
        .u8(Entry.INPUT)
        .u32(id),
      input,
    );
  }

  action(id: EntityId, action: Action): void {
    const bytes = this.#action;
    bytes.reset();
    writeAction(bytes, action);
    this.#room(6 + bytes.offset)
      .u8(Entry.ACTION)
      .u32(id)
      .u8(bytes.offset)
      .raw(bytes.written());
  }

  /** @throws RangeError for arguments that are longer than a name and some numbers can be */
  call(name: CommandName, args: readonly unknown[]): void {
    const json = text.encode(JSON.stringify([name, ...args]));
    if (json.length > MAX_CALL_BYTES) throw new RangeError(`${name}: ${json.length} bytes of arguments`);
    this.#room(3 + json.length)
      .u8(Entry.CALL)
      .u16(json.length)
      .raw(json);
  }

  hash(hash: number): void {
    this.#room(5).u8(Entry.HASH).u32(hash);
  }

  /** What was written since the last full chunk: a view, valid until the next entry. */
  get pending(): Uint8Array {
    return this.#chunk.written();
  }

  /** Hands over what is pending, full or not. */
  flush(): void {
    if (this.#chunk.offset === 0) return;
    this.#onFull(this.#chunk);
    this.#chunk = this.#spare.pop() ?? new ByteWriter(CHUNK_BYTES);
  }

  recycle(chunk: ByteWriter): void {
    this.#spare.push(chunk.reset());
  }

  #room(bytes: number): ByteWriter {
    if (this.#chunk.offset + bytes > CHUNK_BYTES) this.flush();
    return this.#chunk;
  }
}
