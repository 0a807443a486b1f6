import { type Behaviour, type BotBody, walkTo } from "../body.ts";

/** Wanders within this distance of home, m. */
const AREA_M = 30;
const ARRIVED_M = 1.5;
/** A way that takes longer than this is given up: something stands in it. */
const PATIENCE_TICKS = 400;

/** Walks from one place near home to the next, around what stands in the way. */
export class Walk implements Behaviour {
  #goal: [number, number] | null = null;
  #ticksLeft = 0;

  step(bot: BotBody): void {
    if (!this.#goal || --this.#ticksLeft <= 0) this.#choose(bot);
    if (this.#goal && walkTo(bot, this.#goal[0], this.#goal[1], ARRIVED_M)) this.#goal = null;
  }

  #choose(bot: BotBody): void {
    const [x, y] = bot.home;
    this.#goal = bot.navigator.freeNear(x + bot.rng.range(-AREA_M, AREA_M), y + bot.rng.range(-AREA_M, AREA_M));
    // from far away (the zone's entry, the respawn point) the way home comes first
    const far = Math.hypot(bot.picture.x - x, bot.picture.y - y);
    this.#ticksLeft = PATIENCE_TICKS + Math.round(far * 8);
  }
}
