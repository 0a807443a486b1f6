import { connect, type Socket } from "node:net";

const HEAD_END = "\r\n\r\n";

/** One connection that is kept, one request at a time; as cheap for who asks as can be. */
export class Line {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #waiting: ((answer: string | null) => void) | null = null;

  constructor(port: number) {
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.on("data", (chunk: Buffer) => this.#hear(chunk));
    this.#socket.on("error", () => {});
    this.#socket.on("close", () => this.#answer(null));
  }

  /** The whole answer as text; null when the line broke. */
  ask(request: string): Promise<string | null> {
    if (this.#socket.destroyed) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #hear(chunk: Buffer): void {
    this.#received = this.#received.length ? Buffer.concat([this.#received, chunk]) : chunk;
    const head = this.#received.indexOf(HEAD_END);
    if (head < 0) return;
    const told = /\r\ncontent-length: (\d+)/i.exec(this.#received.toString("latin1", 0, head));
    if (this.#received.length < head + HEAD_END.length + Number(told?.[1] ?? 0)) return;
    this.#answer(this.#received.toString());
    this.#received = Buffer.alloc(0);
  }

  #answer(text: string | null): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(text);
  }
}
