import { z } from "zod";
import { pagesBy } from "#server/http/page.ts";
import { playerText } from "#server/http/text.ts";
import { AUCTION, type AuctionHours } from "#shared/rules/auction.ts";
import { ITEM_QUALITIES } from "#shared/rules/quality.ts";

const anId = z.uuid("This is not an id.");
export const DealerParams = z.strictObject({ characterId: anId });
export const AuctionParams = z.strictObject({ auctionId: anId });
export const DealParams = z.strictObject({ characterId: anId, auctionId: anId });

const Price = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, "An amount is a whole number of the smallest coin, from 1, written as text.")
  .transform(BigInt);
const level = (text: string) =>
  z
    .string()
    .regex(/^\d{1,2}$/, "This is not a level.")
    .transform(Number)
    .optional()
    .meta({ description: text, example: "3" });

const SORTINGS = ["ending", "cheapest", "dearest", "newest"] as const;

/** By what the list is sorted, where it goes on. */
export const searchPages = pagesBy("auctions", z.tuple([z.enum(SORTINGS), z.string().regex(/^\d{1,15}$/), z.uuid()]));
export const AuctionQuery = z
  .strictObject({
    ...searchPages.fields,
    text: playerText(48).optional().meta({ description: "Part of the item's name.", example: "pelt" }),
    kind: z.enum(["material", "consumable", "weapon", "armour", "trophy"]).optional(),
    quality: z.enum(ITEM_QUALITIES).optional().meta({ description: "This one or better." }),
    minLevel: level("Who wears it needs this level or a higher one."),
    maxLevel: level("Who wears it needs this level or a lower one."),
    minPrice: Price.optional().meta({ description: "Of the highest bid, else the start price.", example: "100" }),
    maxPrice: Price.optional().meta({ description: "Of the highest bid, else the start price.", example: "5000" }),
    buyout: z.enum(["true", "false"]).default("false").meta({ description: "Only what can be bought outright." }),
    endsWithin: z
      .string()
      .regex(/^[1-9]\d{0,3}$/, "1 to 9999 minutes.")
      .transform(Number)
      .optional()
      .meta({ description: "Minutes.", example: "60" }),
    sort: z
      .enum(SORTINGS)
      .default("ending")
      .meta({ description: "ending: the soonest first; cheapest, dearest: by highest bid, else start price." }),
  })
  .refine(({ cursor, sort }) => cursor === undefined || cursor[0] === sort, {
    path: ["cursor"],
    message: "This is a cursor of another sorting.",
  });
export type AuctionQuery = z.output<typeof AuctionQuery>;

export const ownPages = pagesBy("own auctions", z.uuid());
export const OwnQuery = z.strictObject(ownPages.fields);
export type OwnQuery = z.output<typeof OwnQuery>;

const HOURS = AUCTION.durations.map(({ hours }) => hours);

export const ListRequest = z
  .strictObject({
    itemId: anId,
    version: z.int().min(0).max(2_147_483_647).meta({ description: "Of the item, as you know it.", example: 0 }),
    quantity: z.int().min(1).max(999).optional().meta({ description: "Part of a stack; absent: all of it.", example: 5 }),
    startPrice: Price.meta({ description: "Of all of it, in the main currency's smallest coin.", example: "1200" }),
    buyout: Price.optional().meta({ description: "For which it is sold at once; absent: it is not.", example: "3000" }),
    hours: z
      .literal(HOURS)
      .transform((hours) => hours as AuctionHours)
      .meta({ description: "How long.", example: 24 }),
  })
  .refine(({ startPrice, buyout }) => buyout === undefined || buyout >= startPrice, {
    path: ["buyout"],
    message: "Not less than the start price.",
  })
  .meta({ id: "ListAuctionRequest" });
export type ListRequest = z.output<typeof ListRequest>;

export const Listed = z
  .strictObject({
    auctionId: z.uuid(),
    deposit: z.string().meta({ description: "Taken; it comes back when it is sold.", example: "60" }),
    endsAt: z.iso.datetime(),
  })
  .meta({ id: "ListedAuction" });

export const BidRequest = z
  .strictObject({ amount: Price.meta({ description: "At least `nextBid`; the buy-out or more buys.", example: "1300" }) })
  .meta({ id: "BidRequest" });

export const BuyoutRequest = z
  .strictObject({
    price: Price.meta({ description: "The buy-out as you know it: said again, so that nobody buys by mistake.", example: "3000" }),
  })
  .meta({ id: "BuyoutRequest" });

export const BidResult = z
  .strictObject({
    outcome: z
      .enum(["leading", "won"])
      .meta({ description: "leading: until somebody bids more; won: it is yours, by mail.", example: "leading" }),
    amount: z.string().meta({ description: "What you pay, of which the house keeps it safe.", example: "1300" }),
    endsAt: z.iso.datetime(),
  })
  .meta({ id: "BidResult" });
export type BidResult = z.output<typeof BidResult>;

export const Cancelled = z.strictObject({ cancelled: z.literal(true) }).meta({ id: "CancelledAuction" });

const Auction = z.strictObject({
  auctionId: z.uuid(),
  seller: z.strictObject({
    characterId: z.uuid().nullable().meta({ description: "null: gone.", example: null }),
    name: z.string().nullable().meta({ example: "Mira" }),
  }),
  item: z.strictObject({
    templateId: z.string().meta({ example: "wolf_pelt" }),
    quantity: z.int().min(1).meta({ example: 5 }),
    durability: z.int().min(0).nullable().meta({ description: "Uses left; null: it does not wear, or is no longer here.", example: null }),
    quality: z.int().min(1).nullable().meta({ description: "How well it was made; null: as usual.", example: null }),
    stats: z.record(z.string(), z.number()).meta({ description: "Beside those of its kind.", example: {} }),
    madeBy: z.uuid().nullable().meta({ example: null }),
  }),
  state: z.enum(["open", "sold", "expired", "cancelled"]).meta({ example: "open" }),
  startPrice: z.string().meta({ example: "1200" }),
  buyout: z.string().nullable().meta({ example: "3000" }),
  bid: z.string().nullable().meta({ description: "The highest; null: none yet.", example: "1300" }),
  bids: z.int().min(0).meta({ example: 2 }),
  nextBid: z.string().nullable().meta({ description: "The least that is taken now; null: it is over.", example: "1365" }),
  listedAt: z.iso.datetime(),
  endsAt: z.iso.datetime().meta({ description: `A bid in the last ${AUCTION.lastCallS} s puts it off.` }),
});
export const AuctionView = Auction.meta({ id: "Auction" });
export type AuctionView = z.output<typeof AuctionView>;
export const AuctionPage = searchPages.of(AuctionView).meta({ id: "AuctionPage" });

export const OwnAuction = Auction.extend({
  deposit: z.string().meta({ example: "60" }),
  fee: z.string().nullable().meta({ description: "What the house kept of the price; null: not sold (yet).", example: null }),
  endedAt: z.iso.datetime().nullable(),
}).meta({ id: "OwnAuction" });
export type OwnAuction = z.output<typeof OwnAuction>;
export const OwnAuctionPage = ownPages.of(OwnAuction).meta({ id: "OwnAuctionPage" });

export const OwnBid = Auction.extend({
  amount: z.string().meta({ description: "Your highest bid.", example: "1300" }),
  bidAt: z.iso.datetime(),
  leading: z.boolean().meta({ description: "It is the highest; with state sold: you won.", example: true }),
}).meta({ id: "OwnBid" });
export type OwnBid = z.output<typeof OwnBid>;
export const OwnBidPage = ownPages.of(OwnBid).meta({ id: "OwnBidPage" });
