import { ActionKind, EntityKind } from "#shared/protocol/codes.ts";
import { type Behaviour, type BotBody, face, stand, walkTo } from "../body.ts";

/** Tries again after this time: the way may be full for a moment, or the walk was interrupted. */
const PATIENCE_TICKS = 80;
const NEAR_PART = 0.7;

/** Goes through the nearest portal to another zone, and there again, for ever. */
export class Travel implements Behaviour {
  #waiting = 0;
  #zoneId = "";

  step(bot: BotBody): void {
    if (bot.zoneId !== this.#zoneId) {
      this.#zoneId = bot.zoneId;
      this.#waiting = 0;
    }
    if (bot.picture.dead) return bot.act({ kind: ActionKind.RELEASE });
    stand(bot);
    if (this.#waiting > 0) {
      this.#waiting--;
      return;
    }
    const way = bot.ways.reduce((best, next) => (far(bot, next.at) < far(bot, best.at) ? next : best), bot.ways[0]);
    if (!way || !walkTo(bot, way.at[0], way.at[1], way.rangeM * NEAR_PART)) return;
    const portal = bot.picture.nearest(way.rangeM + 1, (seen) => seen.kind === EntityKind.OBJECT && seen.template === way.template);
    if (!portal) return;
    face(bot, portal.x, portal.y);
    bot.act({ kind: ActionKind.INTERACT, target: portal.id });
    bot.leaves(way);
    this.#waiting = PATIENCE_TICKS;
  }
}

function far({ picture }: BotBody, [x, y]: readonly [number, number]): number {
  return Math.hypot(picture.x - x, picture.y - y);
}
