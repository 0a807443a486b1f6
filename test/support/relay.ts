import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A way to a TCP server that can be cut, restored and slowed down, on one port. */
export class Relay {
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #port = 0;
  /** How much later answers come, ms. */
  delayMs = 0;

  private constructor(target: URL) {
    this.#target = target;
  }

  static async start(target: URL): Promise<Relay> {
    const relay = new Relay(target);
    await relay.listen();
    return relay;
  }

  /** The target's address by this way. */
  get url(): string {
    const url = new URL(this.#target);
    url.hostname = "127.0.0.1";
    url.port = String(this.#port);
    return url.href;
  }

  async listen(): Promise<void> {
    const server = createServer((near) => {
      const far = connect(Number(this.#target.port), this.#target.hostname);
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ]) {
        this.#sockets.add(socket);
        socket.on("data", (chunk: Buffer) => this.#pass(chunk, other, socket === far ? this.delayMs : 0));
        socket.on("error", () => {});
        socket.on("close", () => {
          this.#sockets.delete(socket);
          other.destroy();
        });
      }
    });
    await new Promise<void>((listening) => server.listen(this.#port, "127.0.0.1", listening));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Chunks keep their order: a delay is only changed while nothing is on its way. */
  #pass(chunk: Buffer, to: Socket, delayMs: number): void {
    const write = () => void (to.destroyed || to.write(chunk));
    if (delayMs === 0) write();
    else setTimeout(write, delayMs);
  }

  /** Breaks what is connected; nobody gets through any more. */
  async cut(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((closed) => server.close(closed));
  }
}
