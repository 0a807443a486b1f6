import type { CollisionMap } from "#shared/rules/collision.ts";
import { createMoveBodies, stepMovement } from "#shared/rules/movement.ts";

/** Inputs that can wait for the server's word: six seconds of them. */
const MOST_PENDING = 128;
/** A correction larger than this is a teleport: shown at once, m. */
const SNAP_M = 4;
/** The server alone begins a dash: its first strides come as one correction, up to this far, m. */
const DASH_SNAP_M = 15;
/** A smaller one fades from sight with this half-life, ms. */
const SMOOTHING_HALF_LIFE_MS = 45;

export interface OwnerState {
  x: number;
  y: number;
  vx: number;
  vy: number;
  /** Strides of forced motion left. */
  impulse?: number;
  /** Absent: on the ground. */
  height?: { lift: number; rise: number };
}

/** What the player wants in one tick. */
export interface Wish {
  moveX: number;
  moveY: number;
  buttons: number;
}

/** An input without the server's word. */
export interface PendingInput extends Wish {
  seq: number;
}

/**
 * Walks ahead of the server by the very same rules: each input is applied here when it is sent, and again from the server's word
 * when that arrives. As long as both know the same speed and map the two agree to the last bit.
 */
export class Predictor {
  readonly #map: CollisionMap;
  readonly #tickRate: number;
  readonly #body = createMoveBodies(1);
  readonly #pending: Array<Wish & { seq: number; x: number; y: number }> = [];
  /** Where the last tick began, to draw between ticks. */
  #fromX = 0;
  #fromY = 0;
  /** What is shown besides the prediction while a correction fades. */
  #slipX = 0;
  #slipY = 0;
  #placed = false;

  /** Top speed as the server last said; 0: cannot walk. */
  speedMmps = 0;
  /** How far the last word of the server was from what was predicted for the same input, m. */
  lastErrorM = 0;
  maxErrorM = 0;
  /** How many of the server's words were compared with a prediction, and how many of them said something else. */
  compared = 0;
  wrong = 0;

  constructor(map: CollisionMap, tickRate: number) {
    this.#map = map;
    this.#tickRate = tickRate;
  }

  get placed(): boolean {
    return this.#placed;
  }

  get pendingCount(): number {
    return this.#pending.length;
  }

  /** Predicted position after the newest input. */
  get x(): number {
    return this.#body.x[0];
  }

  get y(): number {
    return this.#body.y[0];
  }

  /** Predicted height of the feet above the ground, m. */
  get liftM(): number {
    return this.#body.lift[0] / 256;
  }

  /** Predicted speed, m/s. */
  get speedMps(): number {
    return Math.hypot(this.#body.vx[0], this.#body.vy[0]) / 256;
  }

  /** One tick forward with a new input. */
  step(seq: number, wish: Wish): void {
    if (!this.#placed) return;
    this.#fromX = this.#body.x[0];
    this.#fromY = this.#body.y[0];
    this.#apply(wish);
    if (this.#pending.length === MOST_PENDING) this.#pending.shift();
    this.#pending.push({ seq, moveX: wish.moveX, moveY: wish.moveY, buttons: wish.buttons, x: this.#body.x[0], y: this.#body.y[0] });
  }

  /**
   * The server's word: where we were after the input whose number ends in `ackSeq` (low 16 bits). Everything after it is walked again.
   */
  reconcile(ackSeq: number, owner: OwnerState): void {
    const beforeX = this.#body.x[0];
    const beforeY = this.#body.y[0];
    const predicted = this.#acknowledge(ackSeq);
    this.#body.x[0] = owner.x;
    this.#body.y[0] = owner.y;
    this.#body.vx[0] = owner.vx;
    this.#body.vy[0] = owner.vy;
    this.#body.impulse[0] = owner.impulse ?? 0;
    this.#body.lift[0] = owner.height?.lift ?? 0;
    this.#body.rise[0] = owner.height?.rise ?? 0;
    const snapM = owner.impulse ? DASH_SNAP_M : SNAP_M;
    if (!this.#placed) {
      this.#placed = true;
      for (const input of this.#pending) this.#apply(input);
      this.#fromX = this.#body.x[0];
      this.#fromY = this.#body.y[0];
      return;
    }
    if (predicted) {
      this.lastErrorM = Math.hypot(owner.x - predicted.x, owner.y - predicted.y);
      this.compared++;
      if (this.lastErrorM > 0) this.wrong++;
      if (this.lastErrorM < SNAP_M) this.maxErrorM = Math.max(this.maxErrorM, this.lastErrorM);
    }
    for (const input of this.#pending) {
      this.#apply(input);
      input.x = this.#body.x[0];
      input.y = this.#body.y[0];
    }
    this.#correct(this.#body.x[0] - beforeX, this.#body.y[0] - beforeY, snapM);
  }

  /** Put elsewhere on purpose: nothing fades. */
  cut(): void {
    this.#slipX = 0;
    this.#slipY = 0;
    this.#fromX = this.#body.x[0];
    this.#fromY = this.#body.y[0];
  }

  /** Counts errors anew. */
  forgetErrors(): void {
    this.maxErrorM = 0;
    this.compared = 0;
    this.wrong = 0;
  }

  /** Inputs after `ackSeq`: the next zone is sent them. */
  after(ackSeq: number): PendingInput[] {
    return this.#pending.filter(({ seq }) => seq > ackSeq).map(({ seq, moveX, moveY, buttons }) => ({ seq, moveX, moveY, buttons }));
  }

  /** Before the first word of the server: inputs it has been sent again. */
  goOn(inputs: readonly PendingInput[]): void {
    for (const input of inputs) this.#pending.push({ ...input, x: 0, y: 0 });
  }

  /** Inputs that were on their way are lost: the connection broke. */
  forgetPending(): void {
    this.#pending.length = 0;
  }

  /**
   * Where to draw, part of the way through the running tick.
   * @param part 0 … 1 of a tick since the last step
   */
  shown(part: number, out: { x: number; y: number }): void {
    out.x = this.#fromX + (this.#body.x[0] - this.#fromX) * part + this.#slipX;
    out.y = this.#fromY + (this.#body.y[0] - this.#fromY) * part + this.#slipY;
  }

  /** Lets a correction fade. */
  fade(elapsedMs: number): void {
    const left = 0.5 ** (elapsedMs / SMOOTHING_HALF_LIFE_MS);
    this.#slipX *= left;
    this.#slipY *= left;
  }

  #apply(wish: Wish): void {
    stepMovement(this.#body, 0, wish.moveX, wish.moveY, wish.buttons, this.speedMmps, this.#tickRate, this.#map);
  }

  /** Drops what the server has processed. @returns the prediction for the acknowledged input, if it was still known */
  #acknowledge(ackSeq: number): { x: number; y: number } | null {
    let last: { seq: number; x: number; y: number } | null = null;
    while (this.#pending.length) {
      const first = this.#pending[0];
      const behind = ((ackSeq - first.seq) << 16) >> 16;
      if (behind < 0) break;
      last = first;
      this.#pending.shift();
    }
    return last && ((last.seq ^ ackSeq) & 0xffff) === 0 ? last : null;
  }

  #correct(dx: number, dy: number, snapM: number): void {
    if (dx === 0 && dy === 0) return;
    this.#fromX += dx;
    this.#fromY += dy;
    if (Math.hypot(dx, dy) >= snapM) {
      this.#slipX = 0;
      this.#slipY = 0;
      this.#fromX = this.#body.x[0];
      this.#fromY = this.#body.y[0];
      return;
    }
    this.#slipX -= dx;
    this.#slipY -= dy;
  }
}
