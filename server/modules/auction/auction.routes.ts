import { Problem } from "#server/http/problem.ts";
import { type Route, route } from "#server/http/route.ts";
import { assertStanding, standsNear } from "#server/modules/zones/standing.ts";
import type { Whereabouts } from "#server/modules/zones/whereabouts.ts";
import {
  AuctionPage,
  AuctionParams,
  AuctionQuery,
  AuctionView,
  BidRequest,
  BidResult,
  BuyoutRequest,
  Cancelled,
  DealerParams,
  DealParams,
  Listed,
  ListRequest,
  OwnAuctionPage,
  OwnBidPage,
  OwnQuery,
} from "./auction.schema.ts";
import type { AuctionSearch } from "./auction.search.ts";
import type { AuctionService } from "./auction.service.ts";
import type { Settlement } from "./settlement.ts";

const tag = "auction";
const HOUSE = "/api/v1/auction";
const DEALER = `${HOUSE}/{characterId}`;
const DEAL = `${DEALER}/listings/{auctionId}`;
const HERE = "Only near an auctioneer of the world, alive.";

export interface AuctionRoutesDeps {
  auctions: AuctionService;
  search: AuctionSearch;
  settlement: Settlement;
  whereabouts: Whereabouts;
}

export function auctionRoutes({ auctions, search, settlement, whereabouts }: AuctionRoutesDeps): Route[] {
  const standing = (characterId: string) => standsNear(whereabouts, characterId, "auctioneer");

  /** Who comes too late settles it: what he is told is true by then. */
  const inTime = async <T>(auctionId: string, answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof Problem && error.code === "auction_ended") await settlement.settle(auctionId);
      throw error;
    }
  };

  return [
    route({
      method: "get",
      path: `${HOUSE}/listings`,
      access: "account",
      tag,
      summary: "What is for sale",
      description: "Open auctions, from anywhere.",
      query: AuctionQuery,
      responses: { 200: { description: "As sorted.", schema: AuctionPage } },
      handler: async ({ query }) => ({ status: 200, body: await search.search(query) }),
    }),
    route({
      method: "get",
      path: `${HOUSE}/listings/{auctionId}`,
      access: "account",
      tag,
      summary: "One auction",
      description: "Also when it is over, for a month.",
      params: AuctionParams,
      responses: { 200: { description: "It.", schema: AuctionView } },
      problems: ["auction_not_found"],
      handler: async ({ params }) => ({ status: 200, body: await search.find(params.auctionId) }),
    }),
    route({
      method: "get",
      path: `${DEALER}/listings`,
      access: "account",
      tag,
      summary: "What one of your characters sells and has sold",
      params: DealerParams,
      query: OwnQuery,
      responses: { 200: { description: "The newest first.", schema: OwnAuctionPage } },
      problems: ["character_not_found"],
      handler: async ({ identity, params, query }) => ({ status: 200, body: await search.listings(identity, params.characterId, query) }),
    }),
    route({
      method: "get",
      path: `${DEALER}/bids`,
      access: "account",
      tag,
      summary: "What one of your characters has bid for",
      params: DealerParams,
      query: OwnQuery,
      responses: { 200: { description: "The newest auction first.", schema: OwnBidPage } },
      problems: ["character_not_found"],
      handler: async ({ identity, params, query }) => ({ status: 200, body: await search.bids(identity, params.characterId, query) }),
    }),
    route({
      method: "post",
      path: `${DEALER}/listings`,
      access: "account",
      tag,
      summary: "Offer a stack of the bag, or a part of it",
      description: `A deposit is taken, which comes back when it is sold. ${HERE}`,
      idempotent: "required",
      params: DealerParams,
      body: ListRequest,
      responses: { 201: { description: "It is for sale.", schema: Listed } },
      problems: [
        ...(["character_not_found", "too_many_auctions", "not_near", "trading_frozen"] as const),
        ...(["item_not_found", "item_bound", "stale_version", "not_enough_currency"] as const),
      ],
      handler: async ({ identity, params, body, once }) => {
        const near = await standing(params.characterId);
        return once(async (tx) => {
          assertStanding(near);
          return { status: 201, body: await auctions.list(tx, identity, params.characterId, body) };
        });
      },
    }),
    route({
      method: "post",
      path: `${DEAL}/bid`,
      access: "account",
      tag,
      summary: "Bid",
      description: `What you bid is taken and kept safe; it comes back at once when somebody bids more. The buy-out or more buys. ${HERE}`,
      idempotent: "required",
      params: DealParams,
      body: BidRequest,
      responses: { 200: { description: "You bid most, or it is yours.", schema: BidResult } },
      problems: [
        ...(["character_not_found", "auction_not_found", "auction_ended", "own_auction", "bid_too_low"] as const),
        ...(["too_many_auctions", "not_near", "not_enough_currency", "trading_frozen"] as const),
      ],
      handler: async ({ identity, params, body, once }) => {
        const near = await standing(params.characterId);
        const bid = once(async (tx) => {
          assertStanding(near);
          return { status: 200, body: await auctions.bid(tx, identity, params, body.amount) };
        });
        return inTime(params.auctionId, bid);
      },
    }),
    route({
      method: "post",
      path: `${DEAL}/buyout`,
      access: "account",
      tag,
      summary: "Buy outright",
      description: `It comes by mail. ${HERE}`,
      idempotent: "required",
      params: DealParams,
      body: BuyoutRequest,
      responses: { 200: { description: "It is yours.", schema: BidResult } },
      problems: [
        ...(["character_not_found", "auction_not_found", "auction_ended", "own_auction", "no_buyout"] as const),
        ...(["not_near", "not_enough_currency", "trading_frozen"] as const),
      ],
      handler: async ({ identity, params, body, once }) => {
        const near = await standing(params.characterId);
        const bought = once(async (tx) => {
          assertStanding(near);
          return { status: 200, body: await auctions.buyout(tx, identity, params, body.price) };
        });
        return inTime(params.auctionId, bought);
      },
    }),
    route({
      method: "post",
      path: `${DEAL}/cancel`,
      access: "account",
      tag,
      summary: "Take back what nobody has bid for",
      description: `It comes by mail; the deposit is lost. ${HERE}`,
      idempotent: "required",
      params: DealParams,
      responses: { 200: { description: "It is on its way.", schema: Cancelled } },
      problems: ["character_not_found", "auction_not_found", "auction_ended", "auction_has_bids", "not_near", "trading_frozen"],
      handler: async ({ identity, params, once }) => {
        const near = await standing(params.characterId);
        const cancelled = once(async (tx) => {
          assertStanding(near);
          await auctions.cancel(tx, identity, params);
          return { status: 200, body: { cancelled: true } };
        });
        return inTime(params.auctionId, cancelled);
      },
    }),
  ];
}
