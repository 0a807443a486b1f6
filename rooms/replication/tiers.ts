/**
 * How often an entity in view is looked at, by distance: each tick when near, every second tick further out, every fifth
 * at the edge. A change is sent the next time the entity is looked at, so these are also the ages a client can see.
 */
export const NEAR_PERIOD = 1;
export const MID_PERIOD = 2;
export const FAR_PERIOD = 5;

/** Parts of the radius of interest where near and mid end. */
export const NEAR_PART = 0.25;
export const MID_PART = 0.5;

/** Ticks between two searches for what came into view; clients take turns. */
export const SEARCH_PERIOD = 5;
/** One's own character moved further than this in a tick: it was put elsewhere, so everything is looked at anew, m. */
export const JUMP_M = 8;

/**
 * Bytes of updates in one snapshot. What is due beyond it waits for the next tick, in turn. Near entities go first with at
 * most half of it, so of n entities in view each is sent within FAR_PERIOD + ceil(n / R) ticks, where R, the records that fit
 * into the other half, is at least 36 (every field changed) and 100 when they only move.
 */
export const UPDATE_BUDGET_BYTES = 1400;
/** Bytes of enters in one snapshot; the rest comes with the next. */
export const ENTER_BUDGET_BYTES = 8192;
/** Combat events that do not concern the client itself, per snapshot. Their effects travel as updates as well. */
export const MAX_FOREIGN_EVENTS = 64;
