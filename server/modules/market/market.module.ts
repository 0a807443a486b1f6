import type { Route } from "#server/http/route.ts";
import type { Ledger } from "#server/modules/currency/ledger.service.ts";
import type { Items } from "#server/modules/items/items.service.ts";
import { Payouts } from "#server/modules/mail/payouts.ts";
import type { Post } from "#server/modules/mail/post.ts";
import type { Whereabouts } from "#server/modules/zones/whereabouts.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import type { Content } from "#shared/content/schema.ts";
import { MarketExpiry } from "./market.expiry.ts";
import { marketRoutes } from "./market.routes.ts";
import { MarketService } from "./market.service.ts";
import { MarketView } from "./market.view.ts";

export interface MarketModuleDeps {
  prisma: PrismaClient;
  content: Pick<Content, "currencies" | "items">;
  items: Items;
  ledger: Ledger;
  post: Post;
  whereabouts: Whereabouts;
  /** Epoch ms. */
  now: () => number;
}

export interface MarketModule {
  routes: Route[];
  /** What takes back orders whose time is over. */
  expiry: MarketExpiry;
}

/** The market of commodities. */
export function createMarket({ prisma, content, items, ledger, post, whereabouts, now }: MarketModuleDeps): MarketModule {
  const payouts = new Payouts({ ledger, post, currency: content.currencies[0].id });
  const market = new MarketService({ content, items, ledger, post, payouts, now });
  const view = new MarketView({ prisma, content, now });
  return { expiry: new MarketExpiry({ prisma, market, now }), routes: marketRoutes({ market, view, whereabouts }) };
}
