import type { NewTradeOffer, TradeState } from "#shared/api/generated.ts";
import type { Api } from "./api.ts";

export type Trade = NonNullable<TradeState["trade"]>;

/** What one's character does in a trade; each answers how it is then. @throws ApiError */
export interface TradeWays {
  read(): Promise<TradeState>;
  invite(name: string): Promise<TradeState>;
  accept(tradeId: string): Promise<TradeState>;
  offer(tradeId: string, body: NewTradeOffer): Promise<TradeState>;
  lock(tradeId: string, revision: number): Promise<TradeState>;
  confirm(tradeId: string, revision: number): Promise<TradeState>;
  cancel(tradeId: string): Promise<TradeState>;
}

export function tradeWays(api: Api, characterId: string): TradeWays {
  const own = { characterId };
  return {
    read: () => api.call("GET /api/v1/trade/{characterId}", { params: own }),
    invite: (name) => api.change("POST /api/v1/trade/{characterId}", { params: own, body: { name } }),
    accept: (tradeId) => api.change("POST /api/v1/trade/{characterId}/{tradeId}/accept", { params: { ...own, tradeId } }),
    offer: (tradeId, body) => api.change("PUT /api/v1/trade/{characterId}/{tradeId}/offer", { params: { ...own, tradeId }, body }),
    lock: (tradeId, revision) =>
      api.change("POST /api/v1/trade/{characterId}/{tradeId}/lock", { params: { ...own, tradeId }, body: { revision } }),
    confirm: (tradeId, revision) =>
      api.change("POST /api/v1/trade/{characterId}/{tradeId}/confirm", { params: { ...own, tradeId }, body: { revision } }),
    cancel: (tradeId) => api.change("POST /api/v1/trade/{characterId}/{tradeId}/cancel", { params: { ...own, tradeId } }),
  };
}
