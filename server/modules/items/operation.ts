/** Why items or currency changed hands: append only, they are stored. */
export type Reason =
  | "migration"
  | "kill"
  | "opened"
  | "gathered"
  | "picked_up"
  | "dropped"
  | "expired"
  | "arranged"
  | "equipped"
  | "used"
  | "destroyed"
  | "died"
  | "character_deleted"
  | "respec"
  | "loot_rolled"
  | "trade"
  | "mail_sent"
  | "mail_taken"
  | "mail_returned"
  | "mail_expired"
  | "auction_listed"
  | "auction_bid"
  | "auction_settled"
  | "auction_returned"
  | "market_ordered"
  | "market_filled"
  | "market_cancelled"
  | "vendor_bought"
  | "vendor_sold"
  | "vendor_bought_back"
  | "repaired"
  | "crafted"
  | "quest"
  | "operator";

/** One thing that is done to the economy: every row of history and ledger written for it carries this. */
export interface Operation {
  /** UUID. */
  readonly id: string;
  readonly reason: Reason;
  /** The character who does it; absent: the world. */
  readonly actor?: string;
}
