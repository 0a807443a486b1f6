import { type Route, route } from "#server/http/route.ts";
import { assertStanding, standsNear } from "#server/modules/zones/standing.ts";
import type { Whereabouts } from "#server/modules/zones/whereabouts.ts";
import {
  BookView,
  Candles,
  CandlesQuery,
  Commodities,
  CommodityParams,
  OrderCancelled,
  OrderPage,
  OrderParams,
  OrderRequest,
  OrdersQuery,
  Placed,
  TraderParams,
} from "./market.schema.ts";
import type { MarketService } from "./market.service.ts";
import type { MarketView } from "./market.view.ts";

const tag = "market";
const MARKET_PATH = "/api/v1/market";
const COMMODITY = `${MARKET_PATH}/commodities/{templateId}`;
const ORDERS = `${MARKET_PATH}/{characterId}/orders`;
const HERE = "Only near an auctioneer of the world, alive.";

export interface MarketRoutesDeps {
  market: MarketService;
  view: MarketView;
  whereabouts: Whereabouts;
}

export function marketRoutes({ market, view, whereabouts }: MarketRoutesDeps): Route[] {
  const standing = (characterId: string) => standsNear(whereabouts, characterId, "auctioneer");
  return [
    route({
      method: "get",
      path: `${MARKET_PATH}/commodities`,
      access: "account",
      tag,
      summary: "All commodities with their prices",
      responses: { 200: { description: "As the content has them.", schema: Commodities } },
      handler: async () => ({ status: 200, body: await view.commodities() }),
    }),
    route({
      method: "get",
      path: COMMODITY,
      access: "account",
      tag,
      summary: "The order book of a commodity",
      params: CommodityParams,
      responses: { 200: { description: "The best prices and the latest trades.", schema: BookView } },
      problems: ["commodity_not_found"],
      handler: async ({ params }) => ({ status: 200, body: await view.book(params.templateId) }),
    }),
    route({
      method: "get",
      path: `${COMMODITY}/candles`,
      access: "account",
      tag,
      summary: "Prices of a commodity, hour by hour",
      params: CommodityParams,
      query: CandlesQuery,
      responses: { 200: { description: "In order.", schema: Candles } },
      problems: ["commodity_not_found"],
      handler: async ({ params, query }) => ({ status: 200, body: await view.candles(params.templateId, query.hours) }),
    }),
    route({
      method: "get",
      path: ORDERS,
      access: "account",
      tag,
      summary: "Orders of one of your characters",
      params: TraderParams,
      query: OrdersQuery,
      responses: { 200: { description: "The newest first.", schema: OrderPage } },
      problems: ["character_not_found"],
      handler: async ({ identity, params, query }) => ({ status: 200, body: await view.orders(identity, params.characterId, query) }),
    }),
    route({
      method: "post",
      path: ORDERS,
      access: "account",
      tag,
      summary: "Offer to buy or sell",
      description: `At your price or better: orders that wait are met at theirs, the best first; what is left waits. Goods come out of the bag and by mail, money out of the purse and into it. ${HERE}`,
      idempotent: "required",
      params: TraderParams,
      body: OrderRequest,
      responses: { 201: { description: "It stands, or is done.", schema: Placed } },
      problems: [
        ...(["character_not_found", "commodity_not_found", "too_many_orders", "own_order_in_the_way"] as const),
        ...(["not_near", "not_so_many", "not_enough_currency", "trading_frozen"] as const),
      ],
      handler: async ({ identity, params, body, once }) => {
        const near = await standing(params.characterId);
        return once(async (tx) => {
          assertStanding(near);
          return { status: 201, body: await market.place(tx, identity, params.characterId, body) };
        });
      },
    }),
    route({
      method: "post",
      path: `${ORDERS}/{orderId}/cancel`,
      access: "account",
      tag,
      summary: "Take an order back",
      description: `What is left of it: goods come by mail, money into the purse. ${HERE}`,
      idempotent: "required",
      params: OrderParams,
      responses: { 200: { description: "It is taken back.", schema: OrderCancelled } },
      problems: ["character_not_found", "order_not_found", "order_ended", "not_near", "trading_frozen"],
      handler: async ({ identity, params, once }) => {
        const near = await standing(params.characterId);
        return once(async (tx) => {
          assertStanding(near);
          return { status: 200, body: { cancelled: true, remaining: await market.cancel(tx, identity, params) } };
        });
      },
    }),
  ];
}
