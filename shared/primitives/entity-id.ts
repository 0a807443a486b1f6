/**
 * An entity id is a 32-bit number: 14 bits of index (where its components lie) and 18 bits of generation
 * (how often the index was used), so that an old id never means a new entity. 0 is "nobody".
 */
export type EntityId = number;

export const NOBODY: EntityId = 0;
export const INDEX_BITS = 14;
/** Most entities one zone can hold; index 0 is never used. */
export const MAX_ENTITIES = 1 << INDEX_BITS;
const INDEX_MASK = MAX_ENTITIES - 1;
/** 17 of the 18 bits: ids below 2³¹ are small integers to the engine, which larger ones are not. */
export const MAX_GENERATION = (1 << (31 - INDEX_BITS)) - 1;

export function makeEntityId(index: number, generation: number): EntityId {
  return ((generation << INDEX_BITS) | index) >>> 0;
}

export function indexOf(id: EntityId): number {
  return id & INDEX_MASK;
}

export function generationOf(id: EntityId): number {
  return id >>> INDEX_BITS;
}
