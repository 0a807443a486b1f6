import { randomBytes } from "node:crypto";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/**
 * A cheap WebSocket client for thousands of bots in one process: plain sockets that share one read buffer, frames
 * written by hand from one reused buffer, a masking key of zeros (a valid key that needs no masking). With one frame
 * each way per tick it costs 13 to 17 µs of CPU where `ws` and the client built into Node cost 22 to 31.
 */
export interface RawSocketHandler {
  opened(): void;
  /** One binary message: `buffer[start … end)`, valid only during the call. */
  message(buffer: Buffer, start: number, end: number): void;
  /** Called once, also when it never opened. 1006: broken without a close frame; `reason` says how. */
  closed(code: number, reason: string): void;
}

const HANDSHAKE_TIMEOUT_MS = 10_000;
/** Largest frame sent: control frames and our messages are all smaller than the first length form. */
const MAX_SEND_BYTES = 125;
const CLIENT_HEADER_BYTES = 6;
const MAX_HEADER_BYTES = 8 * 1024;

const Opcode = { CONTINUATION: 0, TEXT: 1, BINARY: 2, CLOSE: 8, PING: 9, PONG: 10 } as const;

/** All sockets of the process read into this buffer: reads are handled synchronously, one after another. */
const readBuffer = Buffer.allocUnsafeSlow(256 * 1024);
let sendBuffer = newSendBuffer();

function newSendBuffer(): Buffer {
  const buffer = Buffer.allocUnsafeSlow(CLIENT_HEADER_BYTES + MAX_SEND_BYTES);
  buffer.fill(0, 0, CLIENT_HEADER_BYTES);
  return buffer;
}

export class RawSocket {
  readonly #socket: Socket;
  readonly #handler: RawSocketHandler;
  /** The beginning of a frame (or of the HTTP answer) whose end has not arrived. */
  #rest: Buffer | null = null;
  #open = false;
  #closeCode = 0;
  #reason = "";
  #closed = false;
  readonly #timer: NodeJS.Timeout;
  /** Bytes received after the handshake, with WebSocket headers. */
  bytesIn = 0;

  constructor(address: string, handler: RawSocketHandler) {
    const url = new URL(address);
    this.#handler = handler;
    const secure = url.protocol === "wss:";
    const port = Number(url.port) || (secure ? 443 : 80);
    const host = url.hostname.replace(/^\[|\]$/g, "");
    if (secure) {
      this.#socket = connectTls({ host, port, servername: host }).on("data", (chunk: Buffer) => this.#receive(chunk, chunk.length));
    } else {
      const onread = { buffer: readBuffer, callback: (size: number, buffer: Uint8Array) => this.#receive(buffer as Buffer, size) };
      this.#socket = connectTcp({ host, port, noDelay: true, onread });
    }
    this.#timer = setTimeout(() => this.#fail(`no WebSocket answer within ${HANDSHAKE_TIMEOUT_MS / 1000} s`), HANDSHAKE_TIMEOUT_MS);
    this.#socket.on("error", (error) => this.#fail(error.message)).on("close", () => this.#end());
    this.#socket.once(secure ? "secureConnect" : "connect", () => {
      const key = randomBytes(16).toString("base64");
      this.#socket.write(
        `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
      );
    });
  }

  /** Sends one binary message of at most 125 bytes; silently dropped when the socket is closing. */
  send(payload: Uint8Array): void {
    this.#write(Opcode.BINARY, payload);
  }

  /** Sends a close frame; `closed` follows when the server answers (or after a second). */
  close(code = 1000): void {
    if (this.#closed) return;
    this.#closeCode ||= code;
    this.#write(Opcode.CLOSE, Uint8Array.of(code >> 8, code & 255));
    setTimeout(() => this.#socket.destroy(), 1000).unref();
  }

  /** Breaks the connection at once, as a pulled cable does. */
  destroy(): void {
    this.#socket.destroy();
  }

  #write(opcode: number, payload: Uint8Array): void {
    if (!this.#open || this.#closed) return;
    if (payload.length > MAX_SEND_BYTES) throw new RangeError(`${payload.length} bytes: at most ${MAX_SEND_BYTES} can be sent`);
    const buffer = sendBuffer;
    buffer[0] = 0x80 | opcode;
    buffer[1] = 0x80 | payload.length;
    buffer.set(payload, CLIENT_HEADER_BYTES);
    this.#socket.write(buffer.subarray(0, CLIENT_HEADER_BYTES + payload.length));
    // the kernel did not take it at once: the socket keeps the buffer, so the next frame needs another one
    if (this.#socket.writableLength > 0) sendBuffer = newSendBuffer();
  }

  #receive(buffer: Buffer, size: number): boolean {
    let chunk = buffer;
    let end = size;
    if (this.#rest) {
      chunk = Buffer.concat([this.#rest, buffer.subarray(0, size)]);
      end = chunk.length;
      this.#rest = null;
    }
    let from = 0;
    if (!this.#open) {
      from = this.#handshake(chunk.subarray(0, end));
      if (from < 0) return true;
    }
    this.bytesIn += this.#open && from === 0 ? size : end - from;
    const used = this.#frames(chunk, from, end);
    if (used < end && !this.#closed) this.#rest = Buffer.from(chunk.subarray(used, end));
    return true;
  }

  /** Returns where the first frame begins, or -1 while the answer is incomplete or was refused. */
  #handshake(chunk: Buffer): number {
    const end = chunk.indexOf("\r\n\r\n");
    if (end < 0) {
      if (chunk.length > MAX_HEADER_BYTES) this.#fail("the answer to the WebSocket request has no end");
      else this.#rest = Buffer.from(chunk);
      return -1;
    }
    const status = chunk.subarray(0, chunk.indexOf("\r\n")).toString("latin1");
    if (!/^HTTP\/1\.1 101\b/.test(status)) {
      this.#fail(`the server refused the WebSocket: ${status}`);
      return -1;
    }
    this.#open = true;
    clearTimeout(this.#timer);
    this.#handler.opened();
    return end + 4;
  }

  /** Hands out all complete frames; returns where the first incomplete one begins. */
  #frames(b: Buffer, start: number, end: number): number {
    let at = start;
    while (end - at >= 2) {
      let length = b[at + 1] & 127;
      let header = 2;
      if (length === 126) {
        if (end - at < 4) break;
        length = (b[at + 2] << 8) | b[at + 3];
        header = 4;
      } else if (length === 127) {
        if (end - at < 10) break;
        length = b.readUInt32BE(at + 2) * 4294967296 + b.readUInt32BE(at + 6);
        header = 10;
      }
      if (end - at < header + length) break;
      this.#frame(b[at], b, at + header, at + header + length);
      if (this.#closed) return end;
      at += header + length;
    }
    return at;
  }

  #frame(head: number, b: Buffer, start: number, end: number): void {
    if (head === (0x80 | Opcode.BINARY)) return this.#handler.message(b, start, end);
    switch (head & 15) {
      case Opcode.PING:
        return this.#write(Opcode.PONG, b.subarray(start, Math.min(end, start + MAX_SEND_BYTES)));
      case Opcode.CLOSE:
        this.#closeCode = end - start >= 2 ? b.readUInt16BE(start) : 1005;
        this.#write(Opcode.CLOSE, b.subarray(start, Math.min(end, start + 2)));
        this.#socket.end();
        return;
      case Opcode.PONG:
        return;
      default:
        // the server sends every message as one binary frame: anything else is not it
        this.#fail(`unexpected WebSocket frame 0x${head.toString(16)}`);
    }
  }

  #fail(reason: string): void {
    this.#reason ||= reason;
    this.#socket.destroy();
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#handler.closed(this.#closeCode || 1006, this.#reason);
  }
}
