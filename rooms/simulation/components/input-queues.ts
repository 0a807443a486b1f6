import type { MoveInput } from "#shared/protocol/input.ts";
import { InputButton } from "#shared/protocol/codes.ts";
import type { World } from "../world.ts";

/** Inputs a player can have waiting. One more drops the oldest: the newest is what the player wants now. */
export const INPUT_QUEUE = 8;
/** From this many waiting inputs on, a tick takes two, so that a burst after a stall drains. */
export const CATCH_UP_FROM = 3;

/** The bucket counts hundredths of an input. A tick earns 1.05 inputs, each input taken costs 1: no client walks over 5 % more than time allows. */
const EARNED_PER_TICK = 105;
const COST = 100;
/** What a silent client can save up: one full queue. Nobody starts with a balance. */
const MOST_SAVED = COST * INPUT_QUEUE;

/** The players' waiting inputs: a ring per entity index. */
export class InputQueues {
  readonly #head: Uint8Array;
  readonly #length: Uint8Array;
  readonly #balance: Uint16Array;
  /** Number of the newest input accepted; an older or equal one is ignored. */
  readonly #newestSeq: Uint32Array;
  readonly #seq: Uint32Array;
  readonly #moveX: Int8Array;
  readonly #moveY: Int8Array;
  readonly #facing: Uint16Array;
  readonly #buttons: Uint8Array;
  readonly #viewDelay: Uint8Array;

  // the input taken last: fields instead of an object, so that taking allocates nothing
  seq = 0;
  moveX = 0;
  moveY = 0;
  facing = 0;
  buttons = 0;
  viewDelay = 0;

  constructor(world: World) {
    const n = world.capacity;
    this.#head = world.track(new Uint8Array(n));
    this.#length = world.track(new Uint8Array(n));
    this.#balance = world.track(new Uint16Array(n));
    this.#newestSeq = world.track(new Uint32Array(n));
    this.#seq = world.track(new Uint32Array(n * INPUT_QUEUE));
    this.#moveX = world.track(new Int8Array(n * INPUT_QUEUE));
    this.#moveY = world.track(new Int8Array(n * INPUT_QUEUE));
    this.#facing = world.track(new Uint16Array(n * INPUT_QUEUE));
    this.#buttons = world.track(new Uint8Array(n * INPUT_QUEUE));
    this.#viewDelay = world.track(new Uint8Array(n * INPUT_QUEUE));
  }

  /** A new player: nothing waits, nothing is saved up. @param seq number of the last input that another zone processed */
  reset(i: number, seq: number): void {
    this.#balance[i] = 0;
    this.restart(i);
    this.#newestSeq[i] = seq;
  }

  /** The client is gone or came back: its numbering may start again. The balance stays. */
  restart(i: number): void {
    this.#head[i] = 0;
    this.#length[i] = 0;
    this.#newestSeq[i] = 0;
  }

  push(i: number, input: MoveInput): void {
    if (input.seq <= this.#newestSeq[i]) return;
    this.#newestSeq[i] = input.seq;
    if (this.#length[i] === INPUT_QUEUE) {
      this.#head[i] = (this.#head[i] + 1) % INPUT_QUEUE;
      this.#length[i]--;
    }
    const at = i * INPUT_QUEUE + ((this.#head[i] + this.#length[i]) % INPUT_QUEUE);
    this.#length[i]++;
    this.#seq[at] = input.seq;
    this.#moveX[at] = input.moveX;
    this.#moveY[at] = input.moveY;
    this.#facing[at] = input.facing;
    this.#buttons[at] = input.buttons;
    this.#viewDelay[at] = input.viewDelay;
  }

  /** Number of the newest input accepted. */
  newest(i: number): number {
    return this.#newestSeq[i];
  }

  /** Does a stride or a jump wait whose number is not above this one? */
  walksUntil(i: number, seq: number): boolean {
    for (let n = 0; n < this.#length[i]; n++) {
      const at = i * INPUT_QUEUE + ((this.#head[i] + n) % INPUT_QUEUE);
      if (this.#seq[at] > seq) return false;
      if (this.#moveX[at] !== 0 || this.#moveY[at] !== 0 || this.#buttons[at] & InputButton.JUMP) return true;
    }
    return false;
  }

  /** Earns a tick's worth; call once per tick and player. @returns how many inputs this tick may take: 0, 1 or 2 */
  earn(i: number): number {
    const balance = this.#balance[i] + EARNED_PER_TICK;
    this.#balance[i] = balance > MOST_SAVED ? MOST_SAVED : balance;
    const waiting = this.#length[i];
    if (waiting === 0) return 0;
    return waiting >= CATCH_UP_FROM && this.#balance[i] >= 2 * COST ? 2 : 1;
  }

  /** Takes the oldest waiting input into the fields of this object. Call only as often as `earn` said. */
  take(i: number): void {
    const at = i * INPUT_QUEUE + this.#head[i];
    this.#head[i] = (this.#head[i] + 1) % INPUT_QUEUE;
    this.#length[i]--;
    this.#balance[i] -= COST;
    this.seq = this.#seq[at];
    this.moveX = this.#moveX[at];
    this.moveY = this.#moveY[at];
    this.facing = this.#facing[at];
    this.buttons = this.#buttons[at];
    this.viewDelay = this.#viewDelay[at];
  }
}
