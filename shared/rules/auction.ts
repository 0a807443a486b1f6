/** What can be done at the auction house: the server decides by it, clients show it. */
export const AUCTION = {
  /** How long a listing may last, and its deposit in ten-thousandths of what is asked for. */
  durations: [
    { hours: 12, depositBp: 100 },
    { hours: 24, depositBp: 200 },
    { hours: 48, depositBp: 400 },
  ],
  /** Least deposit, in the main currency's smallest coin, as are all amounts here. */
  leastDeposit: 10,
  /** Taken from what the highest bidder pays, in ten-thousandths. */
  feeBp: 500,
  /** A bid is at least so much more than the one before, in ten-thousandths; and at least one coin. */
  stepBp: 500,
  /** A bid in the last so many seconds gives everybody as many again. */
  lastCallS: 60,
  /** Of one character at once. */
  maxListings: 50,
  /** Auctions of others in which a character is the highest bidder at once. */
  maxLeading: 100,
  /** Days until an auction that is over is forgotten. */
  keptDays: 30,
} as const;

export type AuctionHours = (typeof AUCTION.durations)[number]["hours"];

/** What listing costs until it is sold. */
export function depositFor({ startPrice, buyout, hours }: { startPrice: bigint; buyout: bigint | null; hours: AuctionHours }): bigint {
  const { depositBp } = AUCTION.durations.find((duration) => duration.hours === hours) ?? AUCTION.durations[0];
  const deposit = partOf(buyout ?? startPrice, depositBp);
  return deposit > BigInt(AUCTION.leastDeposit) ? deposit : BigInt(AUCTION.leastDeposit);
}

/** What the house keeps of a price; never all of it. */
export function feeOf(price: bigint): bigint {
  const fee = partOf(price, AUCTION.feeBp);
  return fee < price ? fee : price - 1n;
}

/** The least that is taken as a bid. Whoever would have to bid more than the buy-out buys. */
export function leastBid({ startPrice, bid, buyout }: { startPrice: bigint; bid: bigint | null; buyout: bigint | null }): bigint {
  const least = bid === null ? startPrice : bid + partOf(bid, AUCTION.stepBp);
  return buyout !== null && buyout < least ? buyout : least;
}

/** When an auction ends after a bid. @param endsAt when it would without, epoch ms as `now` */
export function endAfterBid(endsAt: number, now: number): number {
  return Math.max(endsAt, now + AUCTION.lastCallS * 1000);
}

/** So many ten-thousandths, rounded up to a whole coin. */
function partOf(amount: bigint, bp: number): bigint {
  return (amount * BigInt(bp) + 9999n) / 10_000n;
}
