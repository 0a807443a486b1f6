import { NOBODY } from "#shared/primitives/entity-id.ts";
import type { Action } from "#shared/protocol/action.ts";
import { ActionKind } from "#shared/protocol/codes.ts";
import type { World } from "../world.ts";

/** Actions a player can have waiting between two ticks. One more is refused with `busy`: an action is never dropped silently. */
export const ACTION_QUEUE = 8;

/** The players' waiting actions, done every tick; those that begin a cast wait for the strides that were sent before them. */
export class ActionQueues {
  readonly length: Uint8Array;
  /** Actions that found the queue full since the last tick. */
  readonly overflow: Uint8Array;
  // [index × ACTION_QUEUE + n]
  readonly kind: Uint8Array;
  readonly slot: Uint8Array;
  /** USE_ITEM: the item's code; TRAVEL: that of the way stone. */
  readonly target: Uint32Array;
  /** Wire steps (quantize.ts). */
  readonly aimX: Uint16Array;
  readonly aimY: Uint16Array;
  /** Number of the newest input that had come before it. */
  readonly afterSeq: Uint32Array;
  readonly #columns: ReadonlyArray<Uint8Array | Uint16Array | Uint32Array>;

  constructor(world: World) {
    const n = world.capacity;
    this.length = world.track(new Uint8Array(n));
    this.overflow = world.track(new Uint8Array(n));
    this.kind = world.track(new Uint8Array(n * ACTION_QUEUE));
    this.slot = world.track(new Uint8Array(n * ACTION_QUEUE));
    this.target = world.track(new Uint32Array(n * ACTION_QUEUE));
    this.aimX = world.track(new Uint16Array(n * ACTION_QUEUE));
    this.aimY = world.track(new Uint16Array(n * ACTION_QUEUE));
    this.afterSeq = world.track(new Uint32Array(n * ACTION_QUEUE));
    this.#columns = [this.kind, this.slot, this.target, this.aimX, this.aimY, this.afterSeq];
  }

  clear(i: number): void {
    this.length[i] = 0;
    this.overflow[i] = 0;
  }

  /** The first ones are done: those behind them move up. */
  shift(i: number, done: number): void {
    const from = i * ACTION_QUEUE;
    const end = from + this.length[i];
    for (let n = 0; n < this.#columns.length; n++) this.#columns[n].copyWithin(from, from + done, end);
    this.length[i] -= done;
    this.overflow[i] = 0;
  }

  /** @param afterSeq number of the newest input that came before it */
  push(i: number, action: Action, afterSeq: number): void {
    if (this.length[i] === ACTION_QUEUE) {
      if (this.overflow[i] < 255) this.overflow[i]++;
      return;
    }
    const at = i * ACTION_QUEUE + this.length[i]++;
    this.kind[at] = action.kind;
    this.afterSeq[at] = afterSeq;
    const aims = action.kind === ActionKind.USE_ABILITY;
    this.slot[at] = numberIn(action);
    this.aimX[at] = aims ? action.aimX : 0;
    this.aimY[at] = aims ? action.aimY : 0;
    this.target[at] = namedBy(action);
  }
}

/** Whom or what an action names: an entity, or the code of something. */
function namedBy(action: Action): number {
  if ("target" in action) return action.target;
  if (action.kind === ActionKind.USE_ITEM) return action.item;
  return action.kind === ActionKind.TRAVEL ? action.to : NOBODY;
}

/** The small number an action brings: a slot, a choice, yes (1) or no (0). */
function numberIn(action: Action): number {
  switch (action.kind) {
    case ActionKind.USE_ABILITY:
      return action.slot;
    case ActionKind.DUEL:
      return action.what;
    case ActionKind.PVP_FLAG:
      return action.on ? 1 : 0;
    case ActionKind.ANSWER_RESURRECTION:
      return action.accept ? 1 : 0;
    default:
      return 0;
  }
}
