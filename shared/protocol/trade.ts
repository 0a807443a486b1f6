/** What the two of a trade are told on `player/{accountId}/notifications`, without a number: who misses it asks for the trade again. */
export const TradeNewsKind = {
  INVITED: "trade_invited",
  CHANGED: "trade_changed",
  COMPLETED: "trade_completed",
  CANCELLED: "trade_cancelled",
} as const;
export type TradeNewsKind = (typeof TradeNewsKind)[keyof typeof TradeNewsKind];

/** Why a trade came to nothing. */
export const TRADE_ENDS = ["declined", "cancelled", "timeout", "distance", "died", "left", "disconnected"] as const;
export type TradeEnd = (typeof TRADE_ENDS)[number];

export interface TradeNews {
  /** Character of the reader. */
  characterId: string;
  tradeId: string;
  /** Name of the other. */
  with: string;
  /** trade_changed: what is locked and confirmed goes by it. */
  revision?: number;
  /** trade_changed: something that was offered is not as it was, and is not offered any more. */
  itemsChanged?: true;
  /** trade_cancelled. */
  reason?: TradeEnd;
}
