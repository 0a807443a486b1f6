import type { ByteReader, ByteWriter } from "#shared/primitives/bytes.ts";

/** What a client wants its character to do during one tick: an intent, never a position. */
export interface MoveInput {
  /** Counts up by one per input, from 1; 32 bits. */
  seq: number;
  /** Direction wanted, -127 … 127 per axis; the server normalises, so a longer vector is no faster. */
  moveX: number;
  moveY: number;
  /** Where the character looks: 65536 = a full turn, counter-clockwise from +x. */
  facing: number;
  /** Bits of InputButton. */
  buttons: number;
  /** How far in the past this client shows other entities, in 8 ms steps (0 … 2040 ms). */
  viewDelay: number;
}

/** Unit of `viewDelay`. */
export const VIEW_DELAY_STEP_MS = 8;

/** Bytes of one encoded input. */
export const INPUT_SIZE = 10;

export function emptyInput(): MoveInput {
  return { seq: 0, moveX: 0, moveY: 0, facing: 0, buttons: 0, viewDelay: 0 };
}

export function writeInput(w: ByteWriter, input: MoveInput): void {
  w.u32(input.seq).i8(input.moveX).i8(input.moveY).u16(input.facing).u8(input.buttons).u8(input.viewDelay);
}

/** Reads into `out`. Every bit pattern of the right length is a valid input. */
export function readInput(r: ByteReader, out: MoveInput): MoveInput {
  out.seq = r.u32();
  out.moveX = r.i8();
  out.moveY = r.i8();
  out.facing = r.u16();
  out.buttons = r.u8();
  out.viewDelay = r.u8();
  return out;
}

/** The same from the middle of a frame, without making anything: what a room does a thousand times a tick. */
export function readInputAt(bytes: Uint8Array, at: number, out: MoveInput): MoveInput {
  out.seq = (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
  out.moveX = (bytes[at + 4] << 24) >> 24;
  out.moveY = (bytes[at + 5] << 24) >> 24;
  out.facing = bytes[at + 6] | (bytes[at + 7] << 8);
  out.buttons = bytes[at + 8];
  out.viewDelay = bytes[at + 9];
  return out;
}
