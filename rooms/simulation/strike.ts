import { type EntityId, NOBODY } from "#shared/primitives/entity-id.ts";

/**
 * Who deals the blow that is being worked out, and how strong he is (or was, when the shot was fired). One object per zone, filled
 * anew for each blow: passing five numbers through every function would box them.
 */
export class Strike {
  source: EntityId = NOBODY;
  /** Index of the source, 0 when he has left the zone. */
  sourceIndex = 0;
  sourceKind = 0;
  sourceLevel = 0;
  abilityCode = 0;
  /** [0] power, [1] crit chance: doubles in a typed array are never boxed. */
  readonly strength = new Float64Array(2);
  /** Where an area lies, m: [0] x, [1] y. */
  readonly centre = new Float64Array(2);
}
