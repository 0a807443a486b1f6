import { z } from "zod";
import { pagesBy } from "#server/http/page.ts";
import { MARKET, type MarketDays } from "#shared/rules/market.ts";

const anId = z.uuid("This is not an id.");
const templateId = z
  .string()
  .regex(/^[a-z][a-z0-9_]{1,47}$/, "an item's id")
  .meta({ description: "A commodity of the content.", example: "wolf_pelt" });
export const TraderParams = z.strictObject({ characterId: anId });
export const OrderParams = z.strictObject({ characterId: anId, orderId: anId });
export const CommodityParams = z.strictObject({ templateId });

const Price = z
  .string()
  .regex(/^[1-9]\d{0,9}$/, "An amount is a whole number of the smallest coin, from 1, written as text.")
  .transform(BigInt);
const amount = (example: string) => z.string().meta({ example });

export const OrderRequest = z
  .strictObject({
    side: z.enum(["buy", "sell"]).meta({ example: "buy" }),
    templateId,
    quantity: z.int().min(1).max(MARKET.maxQuantity).meta({ example: 20 }),
    price: Price.meta({
      description: "Of one, in the main currency's smallest coin: the most you pay, or the least you take.",
      example: "35",
    }),
    days: z
      .literal(MARKET.days)
      .transform((days) => days as MarketDays)
      .meta({ description: "Until it is taken back.", example: 3 }),
  })
  .meta({ id: "MarketOrderRequest" });
export type OrderRequest = z.output<typeof OrderRequest>;

const state = z.enum(["open", "filled", "cancelled", "expired"]).meta({ example: "open" });

export const Placed = z
  .strictObject({
    orderId: z.uuid(),
    state: state.meta({
      description: `open: the rest waits; filled; cancelled: it met ${MARKET.maxFills} orders, and the rest was given back.`,
    }),
    filled: z.int().min(0).meta({ description: "Bought or sold at once.", example: 12 }),
    remaining: z.int().min(0).meta({ example: 8 }),
    paid: amount("408").meta({ description: "For what was bought at once, or got for what was sold, before tax." }),
    tax: amount("0").meta({ description: "Taken from what you sold at once." }),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: "PlacedMarketOrder" });
export type Placed = z.output<typeof Placed>;

export const OrderCancelled = z
  .strictObject({
    cancelled: z.literal(true),
    remaining: z.int().min(1).meta({ description: "So many came back, or what was to pay for them.", example: 8 }),
  })
  .meta({ id: "CancelledMarketOrder" });

export const orderPages = pagesBy("market orders", z.string().regex(/^\d{1,18}$/));
export const OrdersQuery = z.strictObject(orderPages.fields);
export type OrdersQuery = z.output<typeof OrdersQuery>;

const OrderView = z
  .strictObject({
    orderId: z.uuid(),
    side: z.enum(["buy", "sell"]).meta({ example: "buy" }),
    templateId,
    price: amount("35"),
    quantity: z.int().min(1).meta({ example: 20 }),
    remaining: z.int().min(0).meta({ example: 8 }),
    state,
    placedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "MarketOrder" });
export type OrderView = z.output<typeof OrderView>;
export const OrderPage = orderPages.of(OrderView).meta({ id: "MarketOrderPage" });

export const Commodities = z
  .strictObject({
    commodities: z.array(
      z.strictObject({
        templateId,
        bestBuy: amount("31").nullable().meta({ description: "The most that somebody pays; null: nobody wants any." }),
        bestSell: amount("35").nullable().meta({ description: "The least that somebody takes; null: there is none." }),
        lastPrice: amount("34").nullable().meta({ description: "Null: none changed hands yet." }),
        volume: amount("240").meta({ description: "Changed hands in the last 24 hours." }),
      }),
    ),
  })
  .meta({ id: "Commodities" });
export type Commodities = z.output<typeof Commodities>;

const Level = z
  .strictObject({ price: amount("35"), quantity: amount("60"), orders: z.int().min(1).meta({ example: 3 }) })
  .meta({ id: "MarketLevel" });

export const BookView = z
  .strictObject({
    templateId,
    buys: z.array(Level).meta({ description: "The best price first." }),
    sells: z.array(Level).meta({ description: "The best price first." }),
    trades: z
      .array(z.strictObject({ at: z.iso.datetime(), price: amount("34"), quantity: z.int().min(1).meta({ example: 5 }) }))
      .meta({ description: "The latest first." }),
  })
  .meta({ id: "MarketBook" });
export type BookView = z.output<typeof BookView>;

export const CandlesQuery = z.strictObject({
  hours: z.coerce
    .number()
    .int()
    .min(1)
    .max(24 * 31)
    .default(168)
    .meta({ description: "So many hours back.", example: 168 }),
});

export const Candles = z
  .strictObject({
    templateId,
    candles: z
      .array(
        z.strictObject({
          hour: z.iso.datetime(),
          open: amount("31"),
          high: amount("36"),
          low: amount("30"),
          close: amount("34"),
          volume: amount("120"),
          turnover: amount("4020"),
        }),
      )
      .meta({ description: "Hours in which something changed hands, in order." }),
  })
  .meta({ id: "MarketCandles" });
export type Candles = z.output<typeof Candles>;
