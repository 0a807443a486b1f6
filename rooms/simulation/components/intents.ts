import type { World } from "../world.ts";

/** Inputs one tick can take from one player. */
export const MAX_INTENTS = 2;

/**
 * How everybody wants to walk in this tick: players' intents are their inputs, taken anew each tick; an NPC's stays until its AI changes it.
 */
export class Intents {
  /** 0 … MAX_INTENTS strides this tick; a player without an input stays where he is. */
  readonly count: Uint8Array;
  // [index × MAX_INTENTS + n]
  readonly moveX: Int8Array;
  readonly moveY: Int8Array;
  readonly buttons: Uint8Array;
  /** Where the owner looks: 65536 = a full turn. */
  readonly facing: Uint16Array;

  constructor(world: World) {
    const n = world.capacity;
    this.count = world.track(new Uint8Array(n));
    this.moveX = world.track(new Int8Array(n * MAX_INTENTS));
    this.moveY = world.track(new Int8Array(n * MAX_INTENTS));
    this.buttons = world.track(new Uint8Array(n * MAX_INTENTS));
    this.facing = world.track(new Uint16Array(n));
  }

  /** Sets an NPC's intent, or makes a player without a client brake. */
  set(i: number, moveX: number, moveY: number, buttons: number): void {
    this.count[i] = 1;
    this.moveX[i * MAX_INTENTS] = moveX;
    this.moveY[i * MAX_INTENTS] = moveY;
    this.buttons[i * MAX_INTENTS] = buttons;
  }
}
