import { type EntityId, NOBODY } from "#shared/primitives/entity-id.ts";

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
  /** Chance in CHANCE_STEPS. */
  crit = 0;
  /** Where an area lies, m: [0] x, [1] y. In a typed array, which never boxes its numbers. */
  readonly centre = new Float64Array(2);
}
