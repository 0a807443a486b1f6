import type { Ability } from "#shared/content/schema.ts";
import { NOBODY } from "#shared/primitives/entity-id.ts";
import type { Action } from "#shared/protocol/action.ts";
import { ActionKind, EntityFlag } from "#shared/protocol/codes.ts";
import { positionToWire } from "#shared/protocol/quantize.ts";
import { affords } from "#shared/rules/ability.ts";
import type { BotBody } from "../body.ts";
import type { Picture, Seen } from "../picture.ts";

/** Below this part of its health a bot heals itself when it can. */
const HEAL_BELOW = 0.6;
/** Part of an ability's range that is used: the picture is a little old. */
const SAFE_RANGE = 0.85;

/** How near one stands to use an ability, m. */
export function reachOf(ability: Ability): number {
  if (ability.target === "self") return (ability.area?.radiusM ?? 1) * SAFE_RANGE;
  return ability.rangeM * SAFE_RANGE;
}

/** Casting (or stunned): another ability would be refused. */
export function isBusy(picture: Picture): boolean {
  const flags = picture.self.movement?.flags ?? 0;
  return (flags & (EntityFlag.CASTING | EntityFlag.STUNNED)) !== 0;
}

/** The strongest thing that is ready and reaches: later slots first, the basic attack when nothing else is. */
export function chooseAbility(bot: BotBody, victim: Seen, distanceM: number, sees: boolean): { action: Action; stand: boolean } | null {
  const { picture } = bot;
  const cooldowns = picture.self.cooldowns;
  const { resource, health } = picture.self.vitals ?? { resource: 0, health: 0 };
  for (let slot = bot.abilities.length - 1; slot >= 0; slot--) {
    const ability = bot.abilities[slot];
    if (cooldowns && (cooldowns.readyTicks[slot] > picture.tick || (ability.globalCooldown && cooldowns.globalReadyTick > picture.tick)))
      continue;
    if (
      !affords(resource, health, ability.cost, ability.healthCost) ||
      !suits(ability, victim) ||
      (ability.lineOfSight && !sees && ability.target !== "self")
    )
      continue;
    const target = targetOf(bot, ability, victim, distanceM);
    if (target === null) continue;
    const action: Action = { kind: ActionKind.USE_ABILITY, slot, target, aimX: positionToWire(victim.x), aimY: positionToWire(victim.y) };
    return { action, stand: (ability.castTimeMs > 0 || ability.channel !== undefined) && !ability.castWhileMoving };
  }
  return null;
}

/** Is the victim as the ability asks, and would it do something to it? Interrupts and the like are for players who watch. */
function suits(ability: Ability, victim: Seen): boolean {
  const { selfStatus, targetStatus, outOfCombat, targetHealthBelow = 1, targetHealthAbove = 0 } = ability.requires ?? {};
  if (selfStatus !== undefined || targetStatus !== undefined || outOfCombat) return false;
  const part = victim.health / 255;
  if (part < targetHealthAbove || (targetHealthBelow < 1 && part >= targetHealthBelow)) return false;
  return ability.effects.some((e) => e.kind === "damage" || e.kind === "heal" || e.kind === "status" || e.kind === "energize");
}

/** Whom to use it on, null when it makes no sense now. */
function targetOf(bot: BotBody, ability: Ability, victim: Seen, distanceM: number): number | null {
  const { picture } = bot;
  const helps = ability.effects.some((e) => e.kind === "heal");
  if (helps) {
    if (picture.healthPart > HEAL_BELOW) return null;
    return ability.target === "ally" ? picture.me : NOBODY;
  }
  if (
    ability.target === "ally" ||
    ability.target === "corpse" ||
    ability.requires?.outOfCombat ||
    ability.effects.every((e) => e.kind === "blink")
  )
    return null;
  if (ability.target === "self") return !ability.area || distanceM <= reachOf(ability) ? NOBODY : null;
  if (distanceM > reachOf(ability)) return null;
  return ability.target === "enemy" ? victim.id : NOBODY;
}
