import type { Rng } from "#shared/primitives/rng.ts";
import { HEADER_SIZE } from "#shared/protocol/snapshot.ts";
import { ACK_FRAME, Frame, isSnapshotFrame, matchmakeUrl, type Seat, socketUrl } from "#shared/protocol/wire.ts";
import { RawSocket } from "../bots/socket.ts";
import type { HttpClient } from "../http.ts";
import type { Histogram } from "../stats.ts";
import { type Mouth, mouthFor } from "./crowd-dialect.ts";
import type { CrowdPlan, Dialect, Entrance } from "./ipc.ts";
import { TICK_MS } from "./scenario.ts";
import { Walker } from "./walker.ts";

const LATE_AFTER_MS = TICK_MS * 1.5;
/** Where the owner's position lies in a snapshot frame: after the frame's head and the snapshot's. */
const OWNER_OFFSET = 2 + HEADER_SIZE;

/** One client of the crowd: says where it walks and counts what comes. */
export class CrowdClient {
  joined = false;
  readonly #entrance: Entrance;
  readonly #dialect: Dialect;
  readonly #walker: Walker;
  readonly #mouth: Mouth;
  readonly #gaps: Histogram;
  #socket: RawSocket | null = null;
  #settle: ((error: Error | null) => void) | null = null;
  #failure = "";
  #snapshots = 0;
  #late = 0;
  #last = 0;
  #maxGap = 0;
  #bytesAtBegin = 0;

  constructor(plan: CrowdPlan, entrance: Entrance, place: [number, number], rng: Rng, gaps: Histogram) {
    this.#entrance = entrance;
    this.#dialect = plan.dialect;
    this.#walker = new Walker(place[0], place[1], plan.sideM, plan.deflection, rng);
    this.#mouth = mouthFor(plan, rng);
    this.#gaps = gaps;
  }

  /** Takes a seat where one is needed and opens the socket; resolves with the first frame that is for playing. */
  async join(http: HttpClient): Promise<void> {
    const url = await this.#address(http);
    await new Promise<void>((resolve, reject) => {
      this.#settle = (error) => (error ? reject(error) : resolve());
      this.#socket = new RawSocket(url, {
        opened: () => {
          if (this.#entrance.kind === "socket") this.#enter();
        },
        message: (buffer, start, end) => this.#message(buffer, start, end),
        closed: (code, reason) => this.#closed(code, reason),
      });
    });
  }

  /** One tick of walking; false when this client is not (or no longer) in. */
  walk(): boolean {
    if (!this.joined || !this.#socket) return false;
    this.#walker.step();
    this.#mouth.walk(this.#socket, this.#walker);
    return true;
  }

  begin(now: number): void {
    this.#snapshots = this.#late = this.#maxGap = 0;
    this.#last = now;
    this.#bytesAtBegin = this.#socket?.bytesIn ?? 0;
  }

  end(now: number): { snapshots: number; bytes: number; late: number; maxGapMs: number } {
    return {
      snapshots: this.#snapshots,
      bytes: (this.#socket?.bytesIn ?? 0) - this.#bytesAtBegin,
      late: this.#late,
      maxGapMs: Math.max(this.#maxGap, now - this.#last),
    };
  }

  async #address(http: HttpClient): Promise<string> {
    const e = this.#entrance;
    if (e.kind === "socket") return e.url;
    const answer = await http.send("POST", matchmakeUrl(e.endpoint, e.method, e.room), e.options);
    if (answer.status !== 200) throw new Error(`seat refused: ${answer.status} ${JSON.stringify(answer.body)}`);
    return socketUrl(e.endpoint, answer.body as Seat);
  }

  #enter(): void {
    this.joined = true;
    this.#settle?.(null);
    this.#settle = null;
  }

  #message(buffer: Buffer, start: number, end: number): void {
    const code = buffer[start] & 31;
    if (code === Frame.JOIN_ROOM) {
      this.#socket?.send(ACK_FRAME);
      this.#enter();
      return;
    }
    if (code === Frame.ERROR) this.#failure = Buffer.from(buffer.subarray(start, end)).toString("latin1");
    if (!this.#isSnapshot(buffer, start, end, code)) {
      this.#mouth.hear(buffer, start, end);
      return;
    }
    this.#count();
    if (this.#dialect !== "ours") return;
    this.#walker.x = buffer.readFloatLE(start + OWNER_OFFSET);
    this.#walker.y = buffer.readFloatLE(start + OWNER_OFFSET + 4);
    this.#mouth.hear(buffer, start, end);
  }

  /** Is this the frame that comes every tick? */
  #isSnapshot(buffer: Buffer, start: number, end: number, code: number): boolean {
    if (this.#dialect === "message") return code === Frame.PATCH;
    return this.#dialect === "bytes12" || isSnapshotFrame(buffer, start, end);
  }

  #count(): void {
    const now = performance.now();
    const gap = now - this.#last;
    this.#last = now;
    this.#snapshots++;
    this.#gaps.record(gap);
    if (gap > LATE_AFTER_MS) this.#late++;
    if (gap > this.#maxGap) this.#maxGap = gap;
  }

  #closed(code: number, reason: string): void {
    this.joined = false;
    this.#settle?.(new Error(reason || this.#failure || `closed with ${code}`));
    this.#settle = null;
  }
}
