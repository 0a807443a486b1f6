/**
 * How often an entity in view is looked at, by distance: each tick when near, every tenth of a second further out, every quarter of a
 * second at the edge. A change is sent the next time the entity is looked at, so these are also the ages a client can see.
 */
export const MID_PERIOD_S = 0.1;
/** Also the age nothing in a picture exceeds, however crowded it is: see UPDATE_BUDGET_BYTES. */
export const FAR_PERIOD_S = 0.25;

/** Parts of the radius of interest where near and mid end. */
export const NEAR_PART = 0.25;
export const MID_PART = 0.5;

/** Ticks between two searches for what came into view; clients take turns. */
export const SEARCH_PERIOD = 5;
/** One's own character moved further than this in a tick: it was put elsewhere, so everything is looked at anew, m. */
export const JUMP_M = 8;

/**
 * Bytes of updates in one snapshot: 200 records that only move. What is due beyond it waits, but never longer than the far period:
 * in a snapshot after a full one, first come those who would be told too late (what does not fit of them leaves the picture), then
 * near ones with half of the budget, then the rest in turn.
 */
export const UPDATE_BUDGET_BYTES = 1400;
/**
 * Entities in one picture; of more within the radius the nearest are in it. All of them moving take 0.6 of the budget at the far
 * period's rate (5 ticks × 0.6 × 1400 bytes / 7 = 600); the rest of the budget is for those who are nearer.
 */
export const MAX_PICTURE = 600;
/** The picture shrinks when those who would be too late take more than this part of the budget, … */
export const URGENT_PART = 0.6;
/** … and grows again while they take less than this. */
export const RELAXED_PART = 0.4;
/** It never shrinks below this: 64 records with every field changed are a quarter of the budget. */
export const MIN_PICTURE = 64;

/** Bytes of enters in one snapshot; the rest comes with the next. */
export const ENTER_BUDGET_BYTES = 8192;
/** Combat events that do not concern the client itself, per snapshot. Their effects travel as updates as well. */
export const MAX_FOREIGN_EVENTS = 64;
/** Entities one client is always told about, besides itself and its target: a raid. */
export const MAX_ALWAYS = 40;
