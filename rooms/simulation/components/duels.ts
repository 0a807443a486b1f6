import { type EntityId, NOBODY } from "#shared/primitives/entity-id.ts";
import { DuelState } from "#shared/protocol/codes.ts";
import type { World } from "../world.ts";

/** Who duels whom. Both sides of a duel name each other. */
export class Duels {
  readonly #world: World;
  /** Middle of the ground on which it is fought, m. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** [0]: players in a duel or about to be. */
  readonly #open: Uint32Array;

  constructor(world: World) {
    const n = world.capacity;
    this.#world = world;
    this.x = world.track(new Float32Array(n));
    this.y = world.track(new Float32Array(n));
    this.#open = world.trackWhole(new Uint32Array(1));
  }

  /** Players in a duel or about to be. */
  get open(): number {
    return this.#open[0];
  }

  set(i: number, state: number, opponent: EntityId, tick: number): void {
    const { duelState, duelOpponent, duelTick } = this.#world;
    if (duelState[i] === DuelState.NONE) this.#open[0]++;
    duelState[i] = state;
    duelOpponent[i] = opponent;
    duelTick[i] = tick;
  }

  clear(i: number): void {
    const { duelState, duelOpponent, duelTick } = this.#world;
    if (duelState[i] !== DuelState.NONE) this.#open[0]--;
    duelState[i] = DuelState.NONE;
    duelOpponent[i] = NOBODY;
    duelTick[i] = 0;
  }

  fight(i: number, other: EntityId): boolean {
    return this.#world.duelState[i] === DuelState.FIGHTING && this.#world.duelOpponent[i] === other;
  }
}
