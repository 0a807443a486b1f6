import type {
  Auction,
  AuctionPage,
  BidResult,
  ListAuctionRequest,
  ListedAuction,
  OwnAuctionPage,
  OwnBidPage,
} from "#shared/api/generated.ts";
import type { Given } from "#shared/api/client.ts";
import type { Api } from "./api.ts";

export type AuctionFilters = NonNullable<Given<"GET /api/v1/auction/listings">["query"]>;
export type { Auction, AuctionPage };
export type OwnListing = OwnAuctionPage["items"][number];
export type OwnBid = OwnBidPage["items"][number];

/** What one's character can do at the auction house. @throws ApiError */
export interface AuctionWays {
  search(filters: AuctionFilters): Promise<AuctionPage>;
  listings(cursor?: string): Promise<OwnAuctionPage>;
  bids(cursor?: string): Promise<OwnBidPage>;
  list(body: ListAuctionRequest): Promise<ListedAuction>;
  bid(auctionId: string, amount: bigint): Promise<BidResult>;
  /** @param price as it is known */
  buyOut(auctionId: string, price: string): Promise<BidResult>;
  cancel(auctionId: string): Promise<unknown>;
}

const PAGE = 25;

export function auctionWays(api: Api, characterId: string): AuctionWays {
  const params = { characterId };
  const page = (cursor?: string) => ({ params, query: { limit: PAGE, ...(cursor && { cursor }) } });
  return {
    search: (filters) => api.call("GET /api/v1/auction/listings", { query: { limit: PAGE, ...filters } }),
    listings: (cursor) => api.call("GET /api/v1/auction/{characterId}/listings", page(cursor)),
    bids: (cursor) => api.call("GET /api/v1/auction/{characterId}/bids", page(cursor)),
    list: (body) => api.change("POST /api/v1/auction/{characterId}/listings", { params, body }),
    bid: (auctionId, amount) =>
      api.change("POST /api/v1/auction/{characterId}/listings/{auctionId}/bid", {
        params: { characterId, auctionId },
        body: { amount: String(amount) },
      }),
    buyOut: (auctionId, price) =>
      api.change("POST /api/v1/auction/{characterId}/listings/{auctionId}/buyout", { params: { characterId, auctionId }, body: { price } }),
    cancel: (auctionId) =>
      api.change("POST /api/v1/auction/{characterId}/listings/{auctionId}/cancel", { params: { characterId, auctionId } }),
  };
}
