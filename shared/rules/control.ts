/** Crowd control with diminishing returns, as MMOs with player fights have had them since 2005: full, half, a quarter, immune. */

/** What diminishes together. */
export const CONTROLS = ["stun", "root", "slow", "silence"] as const;
export type Control = (typeof CONTROLS)[number];

/** So long after the last time it took hold a kind of control works in full again, ms. */
export const CONTROL_MEMORY_MS = 18_000;
/** From this many times within that time on it does nothing. */
export const CONTROL_IMMUNE_AFTER = 3;

/**
 * How long control holds.
 * @param ticks its full duration
 * @param times how often it took hold within CONTROL_MEMORY_MS before
 * @returns ticks, rounded up; 0: immune
 */
export function diminished(ticks: number, times: number): number {
  return times >= CONTROL_IMMUNE_AFTER ? 0 : Math.ceil(ticks / (1 << times)) | 0;
}
