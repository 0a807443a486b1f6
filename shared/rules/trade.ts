/** What a trade between two characters may be: the server decides by it, clients show it. */
export const TRADE = {
  /** The two stand this near to each other, m. */
  rangeM: 10,
  /** Stacks that one of them gives. */
  maxItems: 12,
  /** An invitation waits so long for its answer, ms. */
  inviteMs: 60_000,
  /** A trade that is open takes so long at most, ms. */
  openMs: 5 * 60_000,
} as const;
