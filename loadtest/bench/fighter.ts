import type { Rng } from "#shared/primitives/rng.ts";
import type { Action } from "#shared/protocol/action.ts";
import { ActionKind } from "#shared/protocol/codes.ts";
import { isSnapshotFrame } from "#shared/protocol/wire.ts";
import { Glance } from "./glance.ts";
import type { FightPlan } from "./ipc.ts";
import { TICK_MS } from "./scenario.ts";

const FRAME_HEAD = 2;

/** Uses an ability now and then on somebody near. */
export class Fighter {
  readonly #plan: FightPlan;
  readonly #glance = new Glance();
  readonly #everyTicks: number;
  #ticks: number;

  constructor(plan: FightPlan, rng: Rng) {
    this.#plan = plan;
    this.#everyTicks = Math.round(plan.everyMs / TICK_MS);
    this.#ticks = rng.int(0, this.#everyTicks - 1);
  }

  /** Called once per tick. */
  act(): Action | null {
    if (++this.#ticks < this.#everyTicks || this.#glance.tick === 0) return null;
    this.#ticks = 0;
    if (this.#glance.dead) return { kind: ActionKind.RELEASE };
    const { attack, help } = this.#plan;
    const enemy = this.#glance.nearestNpc(attack.rangeM);
    if (enemy) return use(attack.slot, enemy);
    const friend = this.#glance.nearestPlayer(help.rangeM);
    return friend ? use(help.slot, friend) : null;
  }

  hear(buffer: Buffer, start: number, end: number): void {
    if (isSnapshotFrame(buffer, start, end)) this.#glance.take(buffer, start + FRAME_HEAD, end);
  }
}

function use(slot: number, target: number): Action {
  return { kind: ActionKind.USE_ABILITY, slot, target, aimX: 0, aimY: 0 };
}
