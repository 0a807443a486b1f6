import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { Rng } from "#shared/primitives/rng.ts";

export interface Weather {
  /** Added to every chunk, each way, ms. */
  delayMs: number;
  /** Part of the chunks that are lost on the way and sent again, 0 … 1. */
  loss: number;
  /** How long a lost chunk takes until it is there after all; what was sent after it waits, as TCP has it, ms. */
  resendMs: number;
  seed: number;
}

/** A bad line to a TCP server: late, and at times stuck until what was lost is sent again. */
export class LossyRelay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #weather: Weather;
  readonly #rng: Rng;
  /** Chunks that were lost and sent again. */
  lost = 0;

  static async start(port: number, weather: Weather): Promise<LossyRelay> {
    const relay = new LossyRelay(port, weather);
    await new Promise<void>((listening) => relay.#server.listen(0, "127.0.0.1", listening));
    return relay;
  }

  private constructor(port: number, weather: Weather) {
    this.#weather = weather;
    this.#rng = new Rng(weather.seed);
    this.#server = createServer((near) => {
      const far = connect(port, "127.0.0.1");
      this.#join(near, far);
      this.#join(far, near);
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((closed) => this.#server.close(closed));
  }

  #join(from: Socket, to: Socket): void {
    const { delayMs, loss, resendMs } = this.#weather;
    const onTheWay: { at: number; chunk: Buffer }[] = [];
    const deliver = () => {
      for (let first = onTheWay[0]; first; first = onTheWay[0]) {
        if (first.at > performance.now()) return void setTimeout(deliver, first.at - performance.now());
        onTheWay.shift();
        if (!to.destroyed) to.write(first.chunk);
      }
    };
    this.#sockets.add(from);
    from.setNoDelay(true);
    to.setNoDelay(true);
    from.on("data", (chunk) => {
      const lost = this.#rng.chance(loss);
      if (lost) this.lost++;
      const at = Math.max(onTheWay.at(-1)?.at ?? 0, performance.now() + delayMs + (lost ? resendMs : 0));
      // one timer for all: two of them could fire in the wrong order
      if (onTheWay.push({ at, chunk }) === 1) setTimeout(deliver, at - performance.now());
    });
    from.on("error", () => {});
    from.on("close", () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}
