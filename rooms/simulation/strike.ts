import { type EntityId, NOBODY } from "#shared/primitives/entity-id.ts";
import { FULL_FACTOR } from "#shared/rules/modifiers.ts";

/**
 * Who deals the blow that is being worked out, and how strong he is (or was, when the shot was fired). One object per zone, filled
 * anew for each blow, so that functions need not pass it all along.
 */
export class Strike {
  source: EntityId = NOBODY;
  /** Index of the source, 0 when he has left the zone. */
  sourceIndex = 0;
  sourceKind = 0;
  sourceLevel = 0;
  abilityCode = 0;
  /** Hundredths. */
  power = 0;
  /** Chances in CHANCE_STEPS. */
  crit = 0;
  hit = 0;
  /** What becomes of the amounts, thousandths: of damage, of healing; of their threat; of all of it at this jump of a chain. */
  dealt = FULL_FACTOR;
  healing = FULL_FACTOR;
  threat = FULL_FACTOR;
  scale = FULL_FACTOR;
  /** How far in the past its user saw whom it may hit, hundredths of a tick. */
  rewind = 0;
  /** From `centre`, in which direction a cone or beam points: a unit vector. */
  readonly towards = new Float64Array(2);
  /** Where an area lies, m: [0] x, [1] y. In a typed array, which never boxes its numbers. */
  readonly centre = new Float64Array(2);
}
