/** What can be done at the market of commodities: the server decides by it, clients show it. */
export const MARKET = {
  /** Days after which an order is taken back. */
  days: [1, 3, 7],
  /** Of one order, and most coins for one. */
  maxQuantity: 1000,
  maxPrice: 9_999_999_999,
  /** Open orders of one character. */
  maxOrders: 50,
  /** Orders that a new one meets at most; what it would still want then is given back. */
  maxFills: 50,
  /** Taken from what sellers get, in ten-thousandths, rounded down to whole coins. */
  taxBp: 300,
  /** Levels of a book and latest trades that are told. */
  levels: 20,
  trades: 50,
  /** Days until trades and ended orders are forgotten; prices of hours stay a year. */
  keptDays: 30,
  candlesKeptDays: 365,
} as const;

export type MarketDays = (typeof MARKET.days)[number];

/** What the market keeps of what a seller gets. */
export function marketTax(amount: bigint): bigint {
  return (amount * BigInt(MARKET.taxBp)) / 10_000n;
}
