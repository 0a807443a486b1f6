import { NOBODY } from "#shared/primitives/entity-id.ts";
import { ActionKind, EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { type Behaviour, type BotBody, face, stand, walkTo } from "../body.ts";
import type { Seen } from "../picture.ts";
import { chooseAbility, isBusy, reachOf } from "./abilities.ts";
import { Walk } from "./walk.ts";

/** NPCs farther away are left alone, m. */
const SIGHT_M = 45;
/** Drops farther away are left lying, m. */
const LOOT_M = 18;
/** Within this distance a drop can be taken, m. */
const TAKE_M = 2;
/** Between two tries to take the same drop: the answer takes a transaction. */
const TAKE_EVERY_TICKS = 20;
/** Lies dead for this long before it releases. */
const GRIEF_TICKS = 30;
/** An ability is not used again before the server can have answered, ticks. */
const ANSWER_TICKS = 3;
/** A victim that cannot be hurt or reached for this long is given up for another. */
const PATIENCE_TICKS = 200;
/** With nothing to fight in sight for this long it looks elsewhere. */
const LONELY_TICKS = 600;
/** NPCs more levels above the bot are only fought when they attack. */
const BOLD_LEVELS = 2;

/** Looks for the nearest NPC, chases it, uses what is ready, takes what drops, comes back when killed. */
export class Fight implements Behaviour {
  readonly #stroll = new Walk();
  #victim = NOBODY;
  #victimHealth = 255;
  #patience = 0;
  /** Ids that led nowhere, until the tick stored with them. */
  readonly #shunned = new Map<number, number>();
  #deadSince = 0;
  #nextUse = 0;
  #nextTake = 0;
  #lonelyTicks = 0;

  step(bot: BotBody): void {
    const { picture } = bot;
    if (picture.dead) return this.#grieve(bot);
    this.#deadSince = 0;
    const victim = this.#pick(bot);
    if (victim && (picture.distanceTo(victim) < SIGHT_M / 2 || !this.#loot(bot))) return this.#hunt(bot, victim);
    if (!victim && this.#loot(bot)) return;
    if (!victim && ++this.#lonelyTicks > LONELY_TICKS) {
      this.#lonelyTicks = 0;
      bot.relocate();
    }
    this.#stroll.step(bot);
  }

  #grieve(bot: BotBody): void {
    stand(bot);
    this.#victim = NOBODY;
    if (this.#deadSince === 0) this.#deadSince = bot.picture.tick;
    if (bot.picture.tick - this.#deadSince < GRIEF_TICKS) return;
    bot.act({ kind: ActionKind.RELEASE });
    this.#deadSince = bot.picture.tick;
  }

  /** The NPC to fight: the old victim, then who attacks, then the nearest that nobody fights, then the nearest. */
  #pick(bot: BotBody): Seen | null {
    const { picture } = bot;
    const mostLevel = (picture.self.progress?.level ?? 1) + BOLD_LEVELS;
    const possible = (seen: Seen): boolean =>
      seen.kind === EntityKind.NPC &&
      seen.health > 0 &&
      (seen.flags & EntityFlag.EVADING) === 0 &&
      (this.#shunned.get(seen.id) ?? 0) < picture.tick;
    let victim = picture.find(this.#victim);
    if (!victim || !possible(victim)) {
      victim =
        picture.nearest(SIGHT_M, (seen) => seen.target === picture.me && possible(seen)) ??
        picture.nearest(SIGHT_M, (seen) => seen.target === NOBODY && seen.level <= mostLevel && possible(seen)) ??
        picture.nearest(SIGHT_M, (seen) => seen.level <= mostLevel && possible(seen));
    }
    if (!victim) {
      this.#victim = NOBODY;
      return null;
    }
    if (victim.id !== this.#victim || victim.health < this.#victimHealth) this.#patience = PATIENCE_TICKS;
    if (victim.id !== this.#victim) bot.act({ kind: ActionKind.SET_TARGET, target: victim.id });
    this.#lonelyTicks = 0;
    this.#victim = victim.id;
    this.#victimHealth = victim.health;
    if (--this.#patience > 0) return victim;
    this.#shunned.set(victim.id, picture.tick + PATIENCE_TICKS * 3);
    return null;
  }

  #hunt(bot: BotBody, victim: Seen): void {
    const { picture } = bot;
    const distance = picture.distanceTo(victim);
    if (isBusy(picture)) {
      stand(bot);
      face(bot, victim.x, victim.y);
      return;
    }
    const sees = bot.navigator.sees(picture.x, picture.y, victim.x, victim.y);
    // nobody attacks out of a safe area
    const safe = ((picture.self.movement?.flags ?? 0) & EntityFlag.SAFE) !== 0;
    if (!safe && sees && distance <= reachOf(bot.abilities[0])) stand(bot);
    else walkTo(bot, victim.x, victim.y, 1);
    face(bot, victim.x, victim.y);
    if (safe || picture.tick < this.#nextUse) return;
    const use = chooseAbility(bot, victim, distance, sees);
    if (!use) return;
    this.#nextUse = picture.tick + ANSWER_TICKS;
    // some abilities are cast standing
    if (use.stand) stand(bot);
    bot.act(use.action);
  }

  /** Goes for a drop near by that this bot may take; false when there is none. */
  #loot(bot: BotBody): boolean {
    const { picture } = bot;
    const mine = (s: Seen): boolean =>
      s.kind === EntityKind.DROP && (s.target === 0 || s.target === picture.me) && (this.#shunned.get(s.id) ?? 0) < picture.tick;
    const drop = picture.nearest(LOOT_M, mine);
    if (!drop) return false;
    if (picture.distanceTo(drop) > TAKE_M) {
      walkTo(bot, drop.x, drop.y, TAKE_M / 2);
      return true;
    }
    stand(bot);
    if (picture.tick < this.#nextTake) return true;
    this.#nextTake = picture.tick + TAKE_EVERY_TICKS;
    bot.act({ kind: ActionKind.INTERACT, target: drop.id });
    // one try each: a full bag must not stop the fight
    this.#shunned.set(drop.id, picture.tick + TAKE_EVERY_TICKS * 5);
    return true;
  }
}
