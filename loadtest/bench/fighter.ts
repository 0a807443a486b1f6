import type { Rng } from "#shared/primitives/rng.ts";
import type { Action } from "#shared/protocol/action.ts";
import { ActionKind, EntityKind, ServerMessage } from "#shared/protocol/codes.ts";
import type { WelcomeMessage } from "#shared/protocol/messages.ts";
import { HEADER_SIZE, OWNER_SIZE, Section, SelfField } from "#shared/protocol/snapshot.ts";
import { isSnapshotFrame, readFrame } from "#shared/protocol/wire.ts";
import { Picture, type Seen } from "../bots/picture.ts";
import type { FightPlan } from "./ipc.ts";
import { TICK_MS } from "./scenario.ts";

const FRAME_HEAD = 2;
const SECTIONS_AT = FRAME_HEAD + HEADER_SIZE - 1;
const SELF_MASK_AT = FRAME_HEAD + HEADER_SIZE + OWNER_SIZE;
/** One snapshot of so many is read whole, for positions that are not too old. */
const LOOK_EVERY = 10;

/** Uses an ability now and then on somebody near, reading no more of its snapshots than it needs for that. */
export class Fighter {
  readonly #plan: FightPlan;
  readonly #picture = new Picture({ killed: () => {}, died: () => {} });
  readonly #everyTicks: number;
  #ticks: number;
  #heard = 0;

  constructor(plan: FightPlan, rng: Rng) {
    this.#plan = plan;
    this.#everyTicks = Math.round(plan.everyMs / TICK_MS);
    this.#ticks = rng.int(0, this.#everyTicks - 1);
  }

  /** Called once per tick. */
  act(): Action | null {
    if (++this.#ticks < this.#everyTicks || this.#picture.tick === 0) return null;
    this.#ticks = 0;
    if (this.#picture.dead) return { kind: ActionKind.RELEASE };
    const { attack, help } = this.#plan;
    const enemy = this.#picture.nearest(attack.rangeM, (seen) => seen.kind === EntityKind.NPC && seen.health > 0);
    if (enemy) return use(attack.slot, enemy);
    const friend = this.#picture.nearest(help.rangeM, (seen) => seen.kind === EntityKind.PLAYER && seen.health > 0);
    return friend ? use(help.slot, friend) : null;
  }

  hear(frame: Uint8Array): void {
    if (isSnapshotFrame(frame)) {
      if (this.#matters(frame)) this.#picture.apply(frame.subarray(FRAME_HEAD));
      return;
    }
    const message = readFrame(frame);
    if (message.kind === "message" && message.type === ServerMessage.WELCOME)
      this.#picture.me = (message.payload as unknown as WelcomeMessage).entityId;
  }

  /** Who comes and goes, and whether it lives itself, must not be missed; positions may be a little old. */
  #matters(frame: Uint8Array): boolean {
    const sections = frame[SECTIONS_AT];
    if (sections & (Section.ENTERS | Section.LEAVES)) return true;
    if (sections & Section.SELF && frame[SELF_MASK_AT] & SelfField.MOVEMENT) return true;
    return ++this.#heard % LOOK_EVERY === 0;
  }
}

function use(slot: number, target: Seen): Action {
  return { kind: ActionKind.USE_ABILITY, slot, target: target.id, aimX: 0, aimY: 0 };
}
