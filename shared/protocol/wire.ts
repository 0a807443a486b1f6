import { ByteReader, ByteWriter } from "#shared/primitives/bytes.ts";
import { type Action, MAX_ACTION_SIZE, writeAction } from "./action.ts";
import { ClientBytes, ServerBytes } from "./codes.ts";
import { INPUT_SIZE, type MoveInput, writeInput } from "./input.ts";
import { type MsgpackValue, readMsgpack } from "./msgpack.ts";

/**
 * Colyseus 0.18 framing for clients that do not use its SDK: bots, benchmarks, tests of the wire, clients in other
 * languages (docs/PROTOCOL.md sections 3 and 4). Pure bytes; it opens no socket.
 */
export const Frame = {
  JOIN_ROOM: 10,
  ERROR: 11,
  LEAVE_ROOM: 12,
  DATA: 13,
  STATE: 14,
  PATCH: 15,
  BYTES: 17,
  PING: 18,
  REQUEST: 21,
  RESPONSE: 22,
} as const;

/** WebSocket close codes the server uses. */
export const CloseCode = { CONSENTED: 4000, SHUTDOWN: 4001, WITH_ERROR: 4002, RECONNECT_FAILED: 4003 } as const;

/** The low bits of a frame's first byte are its kind; the others are modifiers that no message to us carries. */
const KIND_MASK = 0x1f;

const text = new TextDecoder();

/** Answer of the matchmaking request: a seat held for 15 s. */
export interface Seat {
  name: string;
  sessionId: string;
  roomId: string;
  processId: string;
  publicAddress?: string;
}

export type ServerFrame =
  | { kind: "join"; reconnectionToken: string; serializer: string }
  | { kind: "error"; code: number; message: string }
  /** DATA: a message of messages.ts. */
  | { kind: "message"; type: string | number; payload: MsgpackValue }
  /** BYTES other than a snapshot. */
  | { kind: "bytes"; type: string | number; payload: Uint8Array }
  /** The payload is for `readSnapshot`. */
  | { kind: "snapshot"; payload: Uint8Array }
  | { kind: "ping" }
  /** Slow state, replies and what later versions add: not decoded here. */
  | { kind: "other"; code: number };

/** `ws://host:port` → `http://host:port/matchmake/{method}/{room}`: where a seat is asked for. `room`: its id, or its name to join any. */
export function matchmakeUrl(endpoint: string, method: "joinById" | "joinOrCreate" | "reconnect", room: string): string {
  const url = new URL(endpoint);
  const scheme = url.protocol === "wss:" || url.protocol === "https:" ? "https:" : "http:";
  return `${scheme}//${url.host}${path(url)}/matchmake/${method}/${encodeURIComponent(room)}`;
}

/** Where the WebSocket of a seat is opened. With a reconnection token the old seat is resumed. */
export function socketUrl(endpoint: string, seat: Seat, reconnectionToken?: string): string {
  const url = new URL(endpoint);
  const scheme = url.protocol === "wss:" || url.protocol === "https:" ? "wss:" : "ws:";
  const host = seat.publicAddress ?? `${url.host}${path(url)}`;
  const query = `sessionId=${encodeURIComponent(seat.sessionId)}`;
  const resume = reconnectionToken === undefined ? "" : `&reconnectionToken=${encodeURIComponent(reconnectionToken)}&skipHandshake=1`;
  return `${scheme}//${host}/${seat.processId}/${seat.roomId}?${query}${resume}`;
}

function path(url: URL): string {
  return url.pathname.replace(/\/+$/, "");
}

/** True for the frame that comes every tick, without looking further: the hot path of a bot. */
export function isSnapshotFrame(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
  return end - start > 2 && bytes[start] === Frame.BYTES && bytes[start + 1] === ServerBytes.SNAPSHOT;
}

/**
 * Decodes one frame of the server. Payloads are views on `bytes`.
 * @throws RangeError or Error when the bytes are no frame
 */
export function readFrame(bytes: Uint8Array): ServerFrame {
  const r = new ByteReader(bytes);
  const code = r.u8() & KIND_MASK;
  switch (code) {
    case Frame.JOIN_ROOM:
      return { kind: "join", reconnectionToken: text.decode(r.raw(r.u8())), serializer: text.decode(r.raw(r.u8())) };
    case Frame.ERROR:
      return { kind: "error", code: headerNumber(r), message: headerString(r) };
    case Frame.DATA: {
      const type = headerType(r);
      return { kind: "message", type, payload: r.remaining ? readMsgpack(r.raw(r.remaining)) : undefined };
    }
    case Frame.BYTES: {
      const type = headerType(r);
      const payload = r.raw(r.remaining);
      return type === ServerBytes.SNAPSHOT ? { kind: "snapshot", payload } : { kind: "bytes", type, payload };
    }
    case Frame.PING:
      return { kind: "ping" };
    default:
      return { kind: "other", code };
  }
}

/** The client's answer to JOIN_ROOM: nothing else arrives before it. */
export const ACK_FRAME: Uint8Array<ArrayBuffer> = Uint8Array.of(Frame.JOIN_ROOM);
/** Echoed at once by the server. */
export const PING_FRAME: Uint8Array<ArrayBuffer> = Uint8Array.of(Frame.PING);
/** Leaving on purpose: the server saves, releases and closes with 4000. */
export const LEAVE_FRAME: Uint8Array<ArrayBuffer> = Uint8Array.of(Frame.LEAVE_ROOM);

const BYTES_HEADER_SIZE = 2;

/** Encodes what a playing client sends, into one buffer used again and again: each result is valid until the next call. */
export class FrameWriter {
  readonly #w = new ByteWriter(BYTES_HEADER_SIZE + Math.max(INPUT_SIZE, MAX_ACTION_SIZE));

  input(input: MoveInput): Uint8Array<ArrayBuffer> {
    writeInput(this.#w.reset().u8(Frame.BYTES).u8(ClientBytes.INPUT), input);
    return this.#w.written();
  }

  action(action: Action): Uint8Array<ArrayBuffer> {
    writeAction(this.#w.reset().u8(Frame.BYTES).u8(ClientBytes.ACTION), action);
    return this.#w.written();
  }
}

/** Numbers and strings of frame headers look like MessagePack, but multi-byte numbers are little-endian. */
function headerType(r: ByteReader): string | number {
  const head = r.bytes[r.offset];
  return (head >= 0xa0 && head < 0xc0) || (head >= 0xd9 && head <= 0xdb) ? headerString(r) : headerNumber(r);
}

function headerNumber(r: ByteReader): number {
  const head = r.u8();
  if (head < 0x80) return head;
  if (head === 0xcc) return r.u8();
  if (head === 0xcd) return r.u16();
  if (head === 0xce) return r.u32();
  throw new Error(`frame: unknown number head 0x${head.toString(16)}`);
}

function headerString(r: ByteReader): string {
  const head = r.u8();
  if (head >= 0xa0 && head < 0xc0) return text.decode(r.raw(head & 0x1f));
  if (head === 0xd9) return text.decode(r.raw(r.u8()));
  if (head === 0xda) return text.decode(r.raw(r.u16()));
  if (head === 0xdb) return text.decode(r.raw(r.u32()));
  throw new Error(`frame: unknown string head 0x${head.toString(16)}`);
}
