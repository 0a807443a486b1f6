/**
 * A recording of a zone: what a replay starts from, then everything that was done to its simulation, in order.
 *
 *   "NECPREC1" · u32 header length · header (JSON, UTF-8) · saved state (header.stateBytes) · entries until the end
 *
 * Little-endian. An entry begins with its kind (u8):
 *   STEP   nothing more: one tick
 *   INPUT  u32 entity · the input as on the wire (shared/protocol/input.ts)
 *   ACTION u32 entity · u8 length · the action as on the wire (shared/protocol/action.ts)
 *   CALL   u16 length · JSON [method, ...arguments]
 *   HASH   u32 hash of the state after the ticks so far
 * A file that ends in the middle of an entry (the process died) is good up to there.
 */
export const MAGIC = "NECPREC1";
export const Entry = { STEP: 1, INPUT: 2, ACTION: 3, CALL: 4, HASH: 5 } as const;

export interface RecordingHeader {
  zoneId: string;
  layer: number;
  /** Of the simulation's random numbers. */
  seed: number;
  /** Most entities at once. */
  capacity: number;
  /** The content it ran with: a replay needs the same. */
  contentHash: string;
  /** How the simulation's state was laid out: a replay needs the same version of the rules. */
  layout: number;
  /** Tick after which the recording begins. */
  startTick: number;
  /** 0: it begins with the zone itself. */
  stateBytes: number;
  /** Players in the saved state, by entity. */
  names: [entity: number, name: string][];
  /** ISO time at which the recording began, or the crash happened. */
  recordedAt: string;
  /** Present when an error in a tick is why there is this file. */
  error?: string;
}

/** This is no recording, or not one for this server. The message says why. */
export class RecordingError extends Error {
  override name = "RecordingError";
}

/** The first bytes of a recording, up to and without the saved state. */
export function encodeHeader(header: RecordingHeader): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(MAGIC.length + 4 + json.length);
  bytes.set(new TextEncoder().encode(MAGIC));
  new DataView(bytes.buffer).setUint32(MAGIC.length, json.length, true);
  bytes.set(json, MAGIC.length + 4);
  return bytes;
}

/** @returns the header, and where the saved state begins. @throws RecordingError */
export function decodeHeader(bytes: Uint8Array): { header: RecordingHeader; end: number } {
  const at = MAGIC.length + 4;
  if (bytes.length < at || new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) {
    throw new RecordingError("this is no recording of a zone");
  }
  const end = at + new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
  try {
    const header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(at, end))) as RecordingHeader;
    if (end + header.stateBytes > bytes.length) throw new RangeError("cut short");
    return { header, end };
  } catch (cause) {
    throw new RecordingError("the recording's header cannot be read", { cause });
  }
}
