import { ByteReader } from "#shared/primitives/bytes.ts";

/** What MessagePack can say. Maps become plain objects without a prototype. */
export type MsgpackValue = null | undefined | boolean | number | string | Uint8Array | MsgpackValue[] | { [key: string]: MsgpackValue };

/** Deeper nesting is refused: no message of ours comes near it. */
const MAX_DEPTH = 16;

/** Heads of msgpackr's records: an object's keys are told once in a message, and stand for the head from there on. */
const FIRST_RECORD = 0x40;
const LAST_RECORD = 0x7f;
const RECORD_EXTENSION = 0x72;

const text = new TextDecoder();

class Decoder {
  readonly #r: ByteReader;
  /** Keys of the records that were told, by head. */
  readonly #records = new Map<number, MsgpackValue[]>();

  constructor(bytes: Uint8Array) {
    this.#r = new ByteReader(bytes);
  }

  get remaining(): number {
    return this.#r.remaining;
  }

  value(depth: number): MsgpackValue {
    if (depth > MAX_DEPTH) throw new RangeError(`msgpack: nested deeper than ${MAX_DEPTH}`);
    const head = this.#r.u8();
    if (head < 0x80) return this.#records.has(head) ? this.#record(head, depth) : head;
    if (head < 0x90) return this.#map(head & 0x0f, depth);
    if (head < 0xa0) return this.#array(head & 0x0f, depth);
    if (head < 0xc0) return this.#text(head & 0x1f);
    if (head >= 0xe0) return head - 256;
    switch (head) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return this.#r.raw(this.#r.u8());
      case 0xc5:
        return this.#r.raw(this.#uint(2));
      case 0xc6:
        return this.#r.raw(this.#uint(4));
      case 0xca:
      case 0xcb:
        return this.#float(head === 0xca ? 4 : 8);
      case 0xcc:
        return this.#r.u8();
      case 0xcd:
        return this.#uint(2);
      case 0xce:
        return this.#uint(4);
      case 0xcf:
        return this.#uint(8);
      case 0xd0:
        return this.#r.i8();
      case 0xd1:
        return this.#int(2);
      case 0xd2:
        return this.#int(4);
      case 0xd3:
        return this.#int(8);
      case 0xd4:
        return this.#extension(depth);
      case 0xd9:
        return this.#text(this.#r.u8());
      case 0xda:
        return this.#text(this.#uint(2));
      case 0xdb:
        return this.#text(this.#uint(4));
      case 0xdc:
        return this.#array(this.#uint(2), depth);
      case 0xdd:
        return this.#array(this.#uint(4), depth);
      case 0xde:
        return this.#map(this.#uint(2), depth);
      case 0xdf:
        return this.#map(this.#uint(4), depth);
      default:
        throw new Error(`msgpack: unknown head 0x${head.toString(16)}`);
    }
  }

  /** fixext1: type 0, data 0 means `undefined`; type 0x72 tells the keys of a record, which follows. Colyseus' JavaScript clients send those. */
  #extension(depth: number): MsgpackValue {
    const type = this.#r.u8();
    const data = this.#r.u8();
    if (type === 0 && data === 0) return undefined;
    if (type !== RECORD_EXTENSION || data < FIRST_RECORD || data > LAST_RECORD) throw new Error(`msgpack: unknown extension ${type}`);
    const keys = this.value(depth + 1);
    if (!Array.isArray(keys) || keys.some((key) => typeof key !== "string")) throw new Error("msgpack: a record's keys must be strings");
    this.#records.set(data, keys);
    return this.#record(data, depth);
  }

  #record(head: number, depth: number): { [key: string]: MsgpackValue } {
    const keys = this.#records.get(head) as string[];
    if (keys.length > this.#r.remaining) throw new RangeError(`msgpack: record of ${keys.length}, ${this.#r.remaining} bytes left`);
    const record = Object.create(null) as { [key: string]: MsgpackValue };
    for (const key of keys) record[key] = this.value(depth + 1);
    return record;
  }

  #view(size: number): DataView {
    const bytes = this.#r.raw(size);
    return new DataView(bytes.buffer, bytes.byteOffset, size);
  }

  /** Big-endian, as MessagePack wants; 64-bit values lose precision above 2⁵³. */
  #uint(size: 2 | 4 | 8): number {
    const v = this.#view(size);
    return size === 2 ? v.getUint16(0) : size === 4 ? v.getUint32(0) : Number(v.getBigUint64(0));
  }

  #int(size: 2 | 4 | 8): number {
    const v = this.#view(size);
    return size === 2 ? v.getInt16(0) : size === 4 ? v.getInt32(0) : Number(v.getBigInt64(0));
  }

  #float(size: 4 | 8): number {
    const v = this.#view(size);
    return size === 4 ? v.getFloat32(0) : v.getFloat64(0);
  }

  #text(length: number): string {
    return text.decode(this.#r.raw(length));
  }

  #array(length: number, depth: number): MsgpackValue[] {
    // a length is believed only as far as bytes are left: every element takes at least one
    if (length > this.#r.remaining) throw new RangeError(`msgpack: array of ${length}, ${this.#r.remaining} bytes left`);
    return Array.from({ length }, () => this.value(depth + 1));
  }

  #map(length: number, depth: number): { [key: string]: MsgpackValue } {
    if (length * 2 > this.#r.remaining) throw new RangeError(`msgpack: map of ${length}, ${this.#r.remaining} bytes left`);
    const map = Object.create(null) as { [key: string]: MsgpackValue };
    for (let i = 0; i < length; i++) {
      const key = this.value(depth + 1);
      if (typeof key !== "string" && typeof key !== "number") throw new Error("msgpack: a map key must be a string or a number");
      map[key] = this.value(depth + 1);
    }
    return map;
  }
}

/**
 * Decodes one MessagePack value that fills `bytes`: what DATA frames hold, either way. Enough for clients that do
 * not carry a MessagePack library; no extensions but `undefined` and records.
 * @throws RangeError when it is cut short, Error for anything else that is not one value
 */
export function readMsgpack(bytes: Uint8Array): MsgpackValue {
  const decoder = new Decoder(bytes);
  const value = decoder.value(0);
  if (decoder.remaining) throw new Error(`msgpack: ${decoder.remaining} bytes left over`);
  return value;
}
