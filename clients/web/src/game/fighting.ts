import type { Ability } from "#shared/content/schema.ts";
import { NOBODY } from "#shared/primitives/entity-id.ts";
import type { Action } from "#shared/protocol/action.ts";
import { ActionKind, EntityFlag, EntityKind, type ErrorCode } from "#shared/protocol/codes.ts";
import { positionToWire } from "#shared/protocol/quantize.ts";
import { affords, readinessRefusal, schoolOf } from "#shared/rules/ability.ts";
import { type CollisionMap, lineOfSight } from "#shared/rules/collision.ts";
import { canAttack, canHelp } from "#shared/rules/hostility.ts";
import type { Entity } from "./entity.ts";
import type { Picture } from "./picture.ts";
import { nextEnemy, within } from "./targeting.ts";

/** A key pressed this long before the ability is ready counts when it is, ms. */
const PATIENCE_MS = 450;
/** The same for a key pressed during a cast: it is meant as the next one. */
const CAST_PATIENCE_MS = 1800;
/** After sending, the same is not sent again before the server could have answered, ms. */
const ANSWER_MS = 120;

export interface Situation {
  /** Own place, m. */
  x: number;
  y: number;
  moving: boolean;
  /** Newest estimate of the server's tick. */
  tick: number;
  tickMs: number;
  rttMs: number;
  nowMs: number;
  /** Where the player points on the ground. */
  aimX: number;
  aimY: number;
}

/** Decides what a press of an ability's key means now: send, wait a moment, or say why not. */
export class Fighting {
  readonly #picture: Picture;
  readonly #map: CollisionMap;
  readonly #send: (action: Action) => void;
  readonly #complain: (code: ErrorCode) => void;
  abilities: readonly Ability[] = [];
  #waiting: { slot: number; untilMs: number } | null = null;
  #quietUntilMs = 0;
  /** The basic attack goes on by itself against the present target. */
  attacking = false;
  /** Where the last ability aimed at a point was sent. */
  lastAim = { x: 0, y: 0 };

  constructor(picture: Picture, map: CollisionMap, send: (action: Action) => void, complain: (code: ErrorCode) => void) {
    this.#picture = picture;
    this.#map = map;
    this.#send = send;
    this.#complain = complain;
  }

  /** The player pressed the key of a slot. */
  press(slot: number, s: Situation): void {
    const ability = this.abilities[slot];
    if (!ability) return;
    const refusal = this.#refusal(slot, ability, s.tick);
    if (refusal === "not_ready" || refusal === "casting") {
      const leftMs = this.#readyInTicks(slot, ability, s.tick) * s.tickMs;
      if (leftMs > (refusal === "casting" ? CAST_PATIENCE_MS : PATIENCE_MS)) return this.#complain(refusal);
      // a little longer than it takes: the server's word has to come here first
      this.#waiting = { slot, untilMs: s.nowMs + leftMs + PATIENCE_MS };
      return;
    }
    if (refusal) return this.#complain(refusal);
    this.#use(slot, ability, s, true);
  }

  /** Once per tick: what waited, and the basic attack. */
  tick(s: Situation): void {
    const waiting = this.#waiting;
    if (waiting) {
      const ability = this.abilities[waiting.slot];
      if (s.nowMs > waiting.untilMs || !ability) this.#waiting = null;
      else if (!this.#refusal(waiting.slot, ability, s.tick)) {
        this.#waiting = null;
        this.#use(waiting.slot, ability, s, true);
        return;
      }
    }
    this.#attack(s);
  }

  target(entity: Entity | null): void {
    if ((entity?.id ?? NOBODY) === this.#picture.own.target) return;
    // shown at once; the server's word follows
    this.#picture.own.target = entity?.id ?? NOBODY;
    this.attacking = false;
    this.#send({ kind: ActionKind.SET_TARGET, target: entity?.id ?? NOBODY });
  }

  /** Ticks until a slot is ready, by the server's last word. */
  #readyInTicks(slot: number, ability: Ability, tick: number): number {
    const { cooldowns, cast } = this.#picture.own;
    const ready = Math.max(
      cooldowns.readyTicks[slot] ?? 0,
      ability.globalCooldown ? cooldowns.globalReadyTick : 0,
      cast.ability ? cast.endTick : 0,
    );
    return Math.max(0, ready - tick);
  }

  #refusal(slot: number, ability: Ability, tick: number): ErrorCode | null {
    const { own } = this.#picture;
    return readinessRefusal(
      tick,
      own.movement.flags,
      own.cooldowns.readyTicks[slot] ?? 0,
      own.cooldowns.globalReadyTick,
      ability.globalCooldown,
      affords(own.vitals.resource, own.vitals.health, ability.cost, ability.healthCost),
      schoolOf(ability) !== "physical",
    );
  }

  #attack(s: Situation): void {
    if (!this.attacking || s.nowMs < this.#quietUntilMs || this.#waiting) return;
    const target = this.#picture.target;
    const ability = this.abilities[0];
    if (!target || !this.#picture.isHostile(target) || !ability) {
      this.attacking = false;
      return;
    }
    if (this.#refusal(0, ability, s.tick) || ((ability.castTimeMs > 0 || ability.channel) && s.moving)) return;
    const feud = this.#picture.hasFeudWith(target);
    if (!canAttack(EntityKind.PLAYER, this.#picture.own.movement.flags, target.kind, target.flags, feud)) return;
    if (this.#outOfReach(ability, target, s)) return;
    this.#use(0, ability, s, false);
  }

  #outOfReach(ability: Ability, target: Entity, s: Situation): ErrorCode | null {
    if (Math.hypot(target.x - s.x, target.y - s.y) > ability.rangeM) return "out_of_range";
    return ability.lineOfSight && !lineOfSight(this.#map, s.x, s.y, target.x, target.y) ? "no_line_of_sight" : null;
  }

  /** @param asked by the player, who is told what is in the way */
  #use(slot: number, ability: Ability, s: Situation, asked: boolean): void {
    let aim = { x: s.x, y: s.y };
    let target: number = NOBODY;
    if (ability.target === "enemy") {
      const enemy = this.#enemy(s);
      if (!enemy) return this.#complain("bad_target");
      const reach = this.#outOfReach(ability, enemy, s);
      if (asked) this.attacking = true;
      if (reach) return this.#complain(reach);
      target = enemy.id;
    } else if (ability.target === "ally") {
      const friend = this.#picture.target;
      if (friend && canHelp(EntityKind.PLAYER, friend.kind, friend.flags, this.#picture.hasFeudWith(friend))) target = friend.id;
    } else if (ability.target === "corpse") {
      const fallen = this.#picture.target;
      if (fallen?.kind !== EntityKind.PLAYER || !fallen.has(EntityFlag.DEAD)) return this.#complain("bad_target");
      const reach = this.#outOfReach(ability, fallen, s);
      if (reach) return this.#complain(reach);
      target = fallen.id;
    } else if (ability.target === "direction") {
      aim = within(s, { x: s.aimX, y: s.aimY }, ability.rangeM);
    } else if (ability.target === "point") {
      // a little inside: rounding on the wire must not put it out of range
      aim = within(s, { x: s.aimX, y: s.aimY }, ability.rangeM - 0.1);
      if (ability.lineOfSight && !lineOfSight(this.#map, s.x, s.y, aim.x, aim.y)) return this.#complain("no_line_of_sight");
      this.lastAim = aim;
    }
    this.#quietUntilMs = s.nowMs + s.rttMs + ANSWER_MS;
    this.#send({ kind: ActionKind.USE_ABILITY, slot, target, aimX: positionToWire(aim.x), aimY: positionToWire(aim.y) });
  }

  /** The present target when it is an enemy, else the nearest, which becomes the target. */
  #enemy(s: Situation): Entity | null {
    const present = this.#picture.target;
    if (present && this.#picture.isHostile(present)) return present;
    const nearest = nextEnemy(this.#picture, s.x, s.y);
    if (nearest) this.target(nearest);
    return nearest;
  }
}
