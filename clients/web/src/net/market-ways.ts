import type {
  Commodities,
  MarketBook,
  MarketCandles,
  MarketOrderPage,
  MarketOrderRequest,
  PlacedMarketOrder,
} from "#shared/api/generated.ts";
import type { Api } from "./api.ts";

export type Commodity = Commodities["commodities"][number];
export type Candle = MarketCandles["candles"][number];
export type OwnOrder = MarketOrderPage["items"][number];
export type { MarketBook };

/** What one's character can do at the market of commodities. @throws ApiError */
export interface MarketWays {
  commodities(): Promise<Commodity[]>;
  book(templateId: string): Promise<MarketBook>;
  /** Prices of the last hours in which something changed hands, in order. */
  candles(templateId: string, hours: number): Promise<Candle[]>;
  orders(cursor?: string): Promise<MarketOrderPage>;
  place(order: MarketOrderRequest): Promise<PlacedMarketOrder>;
  cancel(orderId: string): Promise<unknown>;
}

const PAGE = 25;

export function marketWays(api: Api, characterId: string): MarketWays {
  const params = { characterId };
  return {
    commodities: async () => (await api.call("GET /api/v1/market/commodities", {})).commodities,
    book: (templateId) => api.call("GET /api/v1/market/commodities/{templateId}", { params: { templateId } }),
    candles: async (templateId, hours) =>
      (await api.call("GET /api/v1/market/commodities/{templateId}/candles", { params: { templateId }, query: { hours } })).candles,
    orders: (cursor) => api.call("GET /api/v1/market/{characterId}/orders", { params, query: { limit: PAGE, ...(cursor && { cursor }) } }),
    place: (body) => api.change("POST /api/v1/market/{characterId}/orders", { params, body }),
    cancel: (orderId) => api.change("POST /api/v1/market/{characterId}/orders/{orderId}/cancel", { params: { characterId, orderId } }),
  };
}
