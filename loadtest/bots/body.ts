import { angleToU16 } from "#shared/primitives/angle.ts";
import type { Rng } from "#shared/primitives/rng.ts";
import type { Ability } from "#shared/content/schema.ts";
import type { Action } from "#shared/protocol/action.ts";
import type { MoveInput } from "#shared/protocol/input.ts";
import type { Navigator } from "./navigator.ts";
import type { Picture } from "./picture.ts";

/** A portal to another zone. */
export interface Way {
  at: readonly [number, number];
  rangeM: number;
  castTimeMs: number;
  /** As entities name it. */
  template: number;
}

/** What a behaviour sees of its bot and may do with it. */
export interface BotBody {
  readonly picture: Picture;
  readonly navigator: Navigator;
  readonly rng: Rng;
  /** Abilities of the class, in slot order. */
  readonly abilities: readonly Ability[];
  /** Where it is at home: bots are placed by their homes, m. */
  readonly home: readonly [number, number];
  /** The zone it is in, and its ways to others. */
  readonly zoneId: string;
  readonly ways: readonly Way[];
  /** Has asked for a way: the time until the first picture of the next zone counts from the moment it opens. */
  leaves(way: Way): void;
  /** Moves its home elsewhere: nothing to do here. */
  relocate(): void;
  /** Sent after the behaviour has filled it. */
  readonly input: MoveInput;
  act(action: Action): void;
}

/** Decides one tick: fills `bot.input` and may act. */
export interface Behaviour {
  step(bot: BotBody): void;
}

const FULL = 127;

export function stand(bot: BotBody): void {
  bot.input.moveX = 0;
  bot.input.moveY = 0;
}

export function face(bot: BotBody, x: number, y: number): void {
  bot.input.facing = angleToU16(Math.atan2(y - bot.picture.y, x - bot.picture.x));
}

/** Walks a tick towards a place; true when it is there. */
export function walkTo(bot: BotBody, x: number, y: number, arriveM: number): boolean {
  const angle = bot.navigator.direction(bot.picture.x, bot.picture.y, x, y, arriveM);
  if (angle === null) {
    stand(bot);
    return true;
  }
  bot.input.moveX = Math.round(Math.cos(angle) * FULL);
  bot.input.moveY = Math.round(Math.sin(angle) * FULL);
  bot.input.facing = angleToU16(angle);
  return false;
}
