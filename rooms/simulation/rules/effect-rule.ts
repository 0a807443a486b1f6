import type { AbilityEffect, Skill } from "#shared/content/schema.ts";
import { VELOCITY_STEPS_PER_MPS } from "#shared/protocol/quantize.ts";
import { msToTicks } from "#shared/rules/ability.ts";
import { toLineSteps } from "#shared/rules/collision.ts";
import { CHANCE_STEPS, HUNDREDTHS } from "#shared/rules/combat.ts";
import { SCHOOLS } from "#shared/rules/stats.ts";
import { CATEGORY_BITS, type StatusRule } from "./status-rule.ts";

/** One shape for all effects, so that the tick's loops stay monomorphic; fields that do not apply are 0 or null. */
export interface EffectRule {
  readonly kind: AbilityEffect["kind"];
  readonly harmful: boolean;
  /** Index in SCHOOLS; damage only. */
  readonly school: number;
  /** Hundredths; energize, drain: of the resource. */
  readonly base: number;
  readonly powerFactor: number;
  /** Thousandths of armour that do not count; fade: of threat; drain: returned; resurrect: of the health. */
  readonly part: number;
  readonly status: StatusRule | null;
  /** In CHANCE_STEPS: how often a status takes hold. */
  readonly chance: number;
  /** Status of the user whose stacks make damage more; 0: none; thousandths per stack. */
  readonly stackCode: number;
  readonly perStack: number;
  /** Multiple of the usual threat, thousandths. */
  readonly threat: number;
  /** dispel, purge: CATEGORY_BITS and how many. */
  readonly categories: number;
  readonly count: number;
  /** interrupt: lock-out, ticks. */
  readonly ticks: number;
  /** reset_cooldowns: codes; null: all others. */
  readonly abilities: readonly number[] | null;
  /** Place of the skill it practises in the content's list, NO_SKILL: none. */
  readonly skill: number;
  /** Moves the user himself: a dash, a leap, a blink. Neither harms nor helps. */
  readonly own: boolean;
  readonly impulse: "none" | ImpulseMode;
  /** 1/256 m. */
  readonly distance: number;
  /** 1/256 m/s. */
  readonly speed: number;
  // under which it happens at all; 0, 1000: whatever
  readonly minLevel: number;
  readonly ifTargetStatus: number;
  readonly ifSelfStatus: number;
  /** Thousandths of the full health. */
  readonly ifHealthBelow: number;
  readonly ifHealthAbove: number;
  readonly conditional: boolean;
}

type ImpulseMode = Extract<AbilityEffect, { kind: "impulse" }>["mode"];

export const NO_SKILL = -1;

/** What effects refer to by name. */
export interface Names {
  status(id: string): StatusRule;
  abilityCode(id: string): number;
  /** Place of the skill that damage of a school, or healing, practises. */
  skillOf(practisedBy: Skill["practisedBy"]): number;
}

const HARMFUL: Record<Exclude<AbilityEffect["kind"], "status" | "impulse">, boolean> = {
  damage: true,
  purge: true,
  interrupt: true,
  drain: true,
  taunt: true,
  heal: false,
  dispel: false,
  energize: false,
  fade: false,
  resurrect: false,
  reset_cooldowns: false,
  blink: false,
  go_home: false,
};

const hundredths = (value: number): number => Math.round(value * HUNDREDTHS);
export const thousandths = (value: number): number => Math.round(value * 1000);
const bits = (categories: readonly (keyof typeof CATEGORY_BITS)[]): number =>
  categories.reduce((all, name) => all | CATEGORY_BITS[name], 0);

function isHarmful(effect: AbilityEffect, status: StatusRule | null): boolean {
  if (effect.kind === "status") return status?.harmful === true;
  if (effect.kind === "impulse") return !movesUser(effect);
  return HARMFUL[effect.kind];
}

function movesUser(effect: AbilityEffect): boolean {
  return effect.kind === "blink" || (effect.kind === "impulse" && (effect.mode === "dash" || effect.mode === "leap"));
}

export function effectRule(effect: AbilityEffect, tickRate: number, names: Names): EffectRule {
  const when = effect.kind === "blink" ? undefined : effect.when;
  const push = effect.kind === "impulse" ? effect : null;
  const status = effect.kind === "status" ? names.status(effect.status) : null;
  const hits = effect.kind === "damage" || effect.kind === "heal" ? effect : null;
  const damage = effect.kind === "damage" ? effect : null;
  const takes = effect.kind === "dispel" || effect.kind === "purge" ? effect : null;
  const gives = effect.kind === "energize" || effect.kind === "drain" ? effect : null;
  return {
    kind: effect.kind,
    harmful: isHarmful(effect, status),
    school: damage ? SCHOOLS.indexOf(damage.school) : 0,
    base: hundredths(hits?.base ?? gives?.amount ?? 0),
    powerFactor: hundredths(hits?.powerFactor ?? 0),
    part: thousandths(
      damage?.penetration ??
        (effect.kind === "fade"
          ? effect.part
          : effect.kind === "drain"
            ? effect.returned
            : effect.kind === "resurrect"
              ? effect.health
              : 0),
    ),
    status,
    chance: effect.kind === "status" ? Math.round(effect.chance * CHANCE_STEPS) : CHANCE_STEPS,
    stackCode: damage?.perStack ? names.status(damage.perStack.selfStatus).code : 0,
    perStack: thousandths(damage?.perStack?.part ?? 0),
    threat: thousandths(hits?.threat ?? 1),
    categories: takes ? bits(takes.categories) : 0,
    count: takes?.count ?? 0,
    ticks: effect.kind === "interrupt" ? msToTicks(effect.lockoutMs, tickRate) : 0,
    abilities: effect.kind === "reset_cooldowns" && effect.abilities ? effect.abilities.map((id) => names.abilityCode(id)) : null,
    skill: hits ? names.skillOf(hits.kind === "damage" ? hits.school : "healing") : NO_SKILL,
    own: movesUser(effect),
    impulse: push?.mode ?? "none",
    distance: toLineSteps(push?.distanceM ?? (effect.kind === "blink" ? effect.distanceM : 0)),
    speed: Math.round((push?.speedMps ?? 0) * VELOCITY_STEPS_PER_MPS),
    minLevel: when?.minLevel ?? 0,
    ifTargetStatus: when?.targetStatus === undefined ? 0 : names.status(when.targetStatus).code,
    ifSelfStatus: when?.selfStatus === undefined ? 0 : names.status(when.selfStatus).code,
    ifHealthBelow: thousandths(when?.targetHealthBelow ?? 1),
    ifHealthAbove: thousandths(when?.targetHealthAbove ?? 0),
    conditional: when !== undefined,
  };
}
