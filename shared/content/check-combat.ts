import { MAX_IMPULSE_S } from "#shared/rules/movement.ts";
import type { LocatedContent } from "./check.ts";
import { checkReference, type KnownIds } from "./references.ts";
import type { Ability, AbilityEffect, Status } from "./schema.ts";
import type { Located, Path, Problems } from "./source.ts";

/** What shapes of statuses and abilities cannot say: references, and values that only make sense together. */
export function checkCombat(content: LocatedContent, known: KnownIds, problems: Problems): void {
  for (const status of content.statuses) checkStatus(status, content, known, problems);
  for (const ability of content.abilities) checkAbility(ability, known, problems);
}

/** Which fields a kind of status needs, and in words why. */
const NEEDS: { readonly [K in Status["kind"]]?: readonly [readonly (keyof Status)[], string] } = {
  slow: [["fraction"], "a slow needs a fraction"],
  haste: [["fraction"], "a haste needs a fraction"],
  mount: [["fraction"], "a mount needs a fraction"],
  damage_over_time: [["amount", "periodMs"], "something over time needs an amount and a periodMs"],
  heal_over_time: [["amount", "periodMs"], "something over time needs an amount and a periodMs"],
  shield: [["amount"], "a shield needs an amount"],
  aura: [["aura"], "an aura needs to know what it gives: aura: { status, radiusM }"],
};
/** Kinds for whom changing stats is all they could do. */
const ONLY_MODIFIES: readonly Status["kind"][] = ["modifier"];

function checkStatus(status: Located<Status>, content: LocatedContent, known: KnownIds, problems: Problems): void {
  const { kind, durationMs, periodMs, aura, schools, stats, factors, harmful } = status.value;
  const need = NEEDS[kind];
  if (need?.[0].some((field) => status.value[field] === undefined)) problems.add(status, ["kind"], need[1]);
  if (periodMs !== undefined && periodMs > durationMs && kind !== "slow" && kind !== "haste")
    problems.add(status, ["periodMs"], "is longer than durationMs: it would never pulse");
  if (ONLY_MODIFIES.includes(kind) && !stats && !factors)
    problems.add(status, ["kind"], `a ${kind} needs stats or factors: it would do nothing`);
  if (schools && kind !== "immune") problems.add(status, ["schools"], "means nothing for anything but immune");
  if (harmful !== undefined && kind !== "modifier" && kind !== "mark" && kind !== "aura")
    problems.add(status, ["harmful"], `a ${kind} is harmful or helpful by its kind`);
  if (!aura) return;
  if (kind !== "aura") problems.add(status, ["aura"], "means nothing for anything but an aura");
  checkReference(status, ["aura", "status"], aura.status, "status", known.statuses, problems);
  if (content.statuses.find((other) => other.value.id === aura.status)?.value.kind === "aura")
    problems.add(status, ["aura", "status"], "an aura cannot give an aura");
}

function checkAbility(ability: Located<Ability>, known: KnownIds, problems: Problems): void {
  const { target, rangeM, area, projectile, effects, castWhileMoving, castTimeMs, channel, lingers, requires, pushbackMs } = ability.value;
  for (const [n, effect] of effects.entries()) checkEffect(ability, effect, ["effects", n], known, problems);
  for (const key of ["selfStatus", "targetStatus"] as const) {
    const id = requires?.[key];
    if (id !== undefined) checkReference(ability, ["requires", key], id, "status", known.statuses, problems);
  }
  const add = (path: Path, message: string): void => problems.add(ability, path, message);
  if (target !== "self" && rangeM === 0) add(["rangeM"], `must be more than 0 for a target that is ${target}`);
  const moves = effects.some((effect) => movesUser(effect));
  if (target === "point" && area?.shape !== "circle" && !moves)
    add(["target"], "an ability aimed at a point needs a circle as area: nobody would be hit");
  if (target === "direction" && !moves && !projectile && area?.shape !== "cone" && area?.shape !== "line")
    add(["target"], "an ability aimed in a direction needs a projectile, a cone or a line: nobody would be hit");
  if (area?.shape === "chain" && target !== "enemy" && target !== "ally") add(["area"], "a chain begins at an enemy or an ally");
  if (area?.shape === "chain" && projectile && target !== "enemy" && target !== "ally")
    add(["projectile"], "has no target to begin a chain at");
  if (projectile && target === "self") add(["projectile"], "cannot fly to the caster itself");
  if (channel && castTimeMs > 0) add(["channel"], "is instead of a castTimeMs, not beside it");
  if (channel && channel.periodMs > channel.durationMs)
    add(["channel", "periodMs"], "is longer than durationMs: it would never take effect");
  if (castWhileMoving && castTimeMs === 0 && !channel) add(["castWhileMoving"], "means nothing without a castTimeMs or a channel");
  if (pushbackMs > 0 && castTimeMs === 0 && !channel) add(["pushbackMs"], "means nothing without a castTimeMs or a channel");
  if (lingers && area?.shape !== "circle") add(["lingers"], "only a circle stays on the ground");
  if (lingers && lingers.periodMs > lingers.durationMs) add(["lingers", "periodMs"], "is longer than durationMs");
  if (requires?.consume && requires.selfStatus === undefined) add(["requires", "consume"], "needs a selfStatus to use up");
  if (requires?.consume && projectile && effects.some((effect) => effect.kind === "damage" && effect.perStack))
    add(["requires", "consume"], "would be used up before the projectile lands: perStack would count nothing");
}

function movesUser(effect: AbilityEffect): boolean {
  return effect.kind === "blink" || (effect.kind === "impulse" && (effect.mode === "dash" || effect.mode === "leap"));
}

function checkEffect(ability: Located<Ability>, effect: AbilityEffect, path: Path, known: KnownIds, problems: Problems): void {
  const status = (id: string | undefined, ...rest: Path): void => {
    if (id !== undefined) checkReference(ability, [...path, ...rest], id, "status", known.statuses, problems);
  };
  if (effect.kind === "blink") return;
  if (effect.kind === "impulse") {
    const { mode, distanceM, speedMps, when } = effect;
    const { target, area } = ability.value;
    if (distanceM / speedMps > MAX_IMPULSE_S)
      problems.add(ability, [...path, "speedMps"], `${distanceM} m take longer than ${MAX_IMPULSE_S} s`);
    if (!movesUser(effect) && target !== "enemy" && target !== "direction" && !area)
      problems.add(ability, [...path, "mode"], `a ${mode} needs an enemy as target, or an area`);
    if (movesUser(effect) && when)
      problems.add(ability, [...path, "when"], `means nothing for a ${mode}: its user moves before it strikes`);
  }
  if (effect.kind === "status") status(effect.status, "status");
  if (effect.kind === "damage") status(effect.perStack?.selfStatus, "perStack", "selfStatus");
  status(effect.when?.targetStatus, "when", "targetStatus");
  status(effect.when?.selfStatus, "when", "selfStatus");
  if (effect.kind !== "reset_cooldowns") return;
  for (const [n, id] of (effect.abilities ?? []).entries())
    checkReference(ability, [...path, "abilities", n], id, "ability", known.abilities, problems);
}
