import { EntityKind } from "#shared/protocol/codes.ts";
import { VIEW_DELAY_STEP_MS } from "#shared/protocol/input.ts";
import type { World } from "../world.ts";

/** Nobody's shot is judged by a world older than this, ms: who plays on a worse line has to aim ahead. */
export const MAX_REWIND_MS = 300;

/** Nobody is further from where he was then, m: a dash of 40 m/s for so long. */
export const MOST_REWOUND_M = 12;

/**
 * Where everybody was in the last ticks: shots are judged by what the shooter saw. A body that was put elsewhere (a teleport, a new
 * life) was never on the way between.
 */
export class History {
  readonly #world: World;
  /** Ticks that are kept, a power of two. */
  readonly #ticks: number;
  /** [index × ticks + tick mod ticks], m. */
  readonly #x: Float32Array;
  readonly #y: Float32Array;
  /** First tick of the way the body is on now. */
  readonly #sinceTick: Uint32Array;
  /** Where `at` found the body, m. In a typed array, which never boxes its numbers. */
  readonly place = new Float64Array(2);
  /** Furthest look back, hundredths of a tick. */
  readonly most: number;
  /** How far in the past each player sees others, hundredths of a tick, at most `most`. */
  readonly back: Uint16Array;
  readonly #perStep: number;

  constructor(world: World, tickRate: number) {
    const kept = Math.ceil((MAX_REWIND_MS * tickRate) / 1000) + 2;
    this.#world = world;
    this.#ticks = 2 ** Math.ceil(Math.log2(kept));
    this.#x = world.track(new Float32Array(world.capacity * this.#ticks));
    this.#y = world.track(new Float32Array(world.capacity * this.#ticks));
    this.#sinceTick = world.track(new Uint32Array(world.capacity));
    this.back = world.track(new Uint16Array(world.capacity));
    this.most = Math.round((MAX_REWIND_MS * tickRate) / 10);
    this.#perStep = (VIEW_DELAY_STEP_MS * tickRate) / 10;
  }

  /** What a player's client says of itself. @param viewDelay of an input, in its steps */
  looksBack(i: number, viewDelay: number): void {
    this.back[i] = Math.min(this.most, Math.round(viewDelay * this.#perStep));
  }

  /** Remembers where everybody is in the running tick; once per tick, after all have moved. */
  record(): void {
    const { kind, x, y, end, tick } = this.#world;
    const slot = tick & (this.#ticks - 1);
    for (let i = 1; i < end; i++) {
      if (kind[i] !== EntityKind.PLAYER && kind[i] !== EntityKind.NPC) continue;
      this.#x[i * this.#ticks + slot] = x[i];
      this.#y[i * this.#ticks + slot] = y[i];
    }
  }

  /** The body is somewhere else from this tick on. */
  restart(i: number): void {
    this.#sinceTick[i] = this.#world.tick;
  }

  /**
   * Sets `place` to where a body was, between two ticks on the straight line.
   * @param back how long ago, hundredths of a tick, 0 … most
   */
  at(i: number, back: number): void {
    const { place } = this;
    const { x, y, tick } = this.#world;
    place[0] = x[i];
    place[1] = y[i];
    const oldest = this.#sinceTick[i] + 1;
    if (oldest > tick) return;
    const whole = Math.floor(back / 100);
    const newer = Math.max(tick - whole, oldest);
    const mask = this.#ticks - 1;
    const from = i * this.#ticks;
    place[0] = this.#x[from + (newer & mask)];
    place[1] = this.#y[from + (newer & mask)];
    const part = (back - whole * 100) / 100;
    if (part === 0 || newer - 1 < oldest || newer > tick - whole) return;
    const older = from + ((newer - 1) & mask);
    place[0] += (this.#x[older] - place[0]) * part;
    place[1] += (this.#y[older] - place[1]) * part;
  }
}
