import { angleToU16, TAU } from "#shared/primitives/angle.ts";
import type { Rng } from "#shared/primitives/rng.ts";
import { SPEED_MPS, TICK_MS } from "./scenario.ts";

/** Average time between two turns, ticks. */
const TURN_EVERY_TICKS = 60;
/** Who comes nearer to the edge than this turns back, m: nobody piles up at the walls. */
const MARGIN_M = 3;

/** A walk without end over a free square: straight on at full speed, a turn now and then, away from the edges. */
export class Walker {
  x: number;
  y: number;
  readonly #sideM: number;
  readonly #full: number;
  readonly #rng: Rng;
  #heading: number;

  /** @param deflection part of full speed that is the scenario's speed */
  constructor(x: number, y: number, sideM: number, deflection: number, rng: Rng) {
    this.x = x;
    this.y = y;
    this.#sideM = sideM;
    this.#full = Math.min(127, 127 * deflection);
    this.#rng = rng;
    this.#heading = rng.range(0, TAU);
  }

  /** Decides this tick's direction and moves where a server would; set `x`, `y` before when the server said better. */
  step(): void {
    // mirrored at the edges, so that everybody stays evenly spread
    const outX = this.#out(this.x, Math.cos(this.#heading));
    const outY = this.#out(this.y, Math.sin(this.#heading));
    if (outX) this.#heading = Math.PI - this.#heading;
    if (outY) this.#heading = -this.#heading;
    if (!outX && !outY && this.#rng.chance(1 / TURN_EVERY_TICKS)) this.#heading += this.#rng.range(-2, 2);
    const length = (SPEED_MPS * TICK_MS) / 1000;
    const clamp = (v: number): number => Math.min(this.#sideM, Math.max(0, v));
    this.x = clamp(this.x + Math.cos(this.#heading) * length);
    this.y = clamp(this.y + Math.sin(this.#heading) * length);
  }

  /** Near an edge and walking towards it? */
  #out(v: number, direction: number): boolean {
    return (v < MARGIN_M && direction < 0) || (v > this.#sideM - MARGIN_M && direction > 0);
  }

  /** Direction as an input says it, −127 … 127. */
  get moveX(): number {
    return Math.round(Math.cos(this.#heading) * this.#full);
  }

  get moveY(): number {
    return Math.round(Math.sin(this.#heading) * this.#full);
  }

  /** 65536 = a full turn. */
  get facing(): number {
    return angleToU16(this.#heading);
  }
}
