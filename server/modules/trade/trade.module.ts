import type { Notifier } from "#rooms/ports/notifier.ts";
import type { Route } from "#server/http/route.ts";
import type { Content } from "#shared/content/schema.ts";
import { TradeKeeper } from "./trade.jobs.ts";
import { TradeTeller } from "./trade.news.ts";
import { tradeRoutes } from "./trade.routes.ts";
import { type TradeDeps, TradeService } from "./trade.service.ts";

export interface TradeModuleDeps extends Omit<TradeDeps, "currency" | "teller"> {
  content: Pick<Content, "currencies">;
  notifier: Notifier;
}

export interface TradeModule {
  routes: Route[];
  /** What ends trades that cannot go on. */
  keeper: TradeKeeper;
}

/** Trades between characters. */
export function createTrade({ content, notifier, ...rest }: TradeModuleDeps): TradeModule {
  const currency = content.currencies[0].id;
  const trades = new TradeService({ ...rest, currency, teller: new TradeTeller(notifier) });
  const { prisma, whereabouts, now } = rest;
  return { routes: tradeRoutes(trades), keeper: new TradeKeeper({ prisma, trades, whereabouts, currency, now }) };
}
