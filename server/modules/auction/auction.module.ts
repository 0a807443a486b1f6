import type { Route } from "#server/http/route.ts";
import type { Ledger } from "#server/modules/currency/ledger.service.ts";
import type { Items } from "#server/modules/items/items.service.ts";
import { Payouts } from "#server/modules/mail/payouts.ts";
import type { Post } from "#server/modules/mail/post.ts";
import type { Whereabouts } from "#server/modules/zones/whereabouts.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import type { Content } from "#shared/content/schema.ts";
import { auctionRoutes } from "./auction.routes.ts";
import { AuctionSearch } from "./auction.search.ts";
import { AuctionService } from "./auction.service.ts";
import { Settlement } from "./settlement.ts";

export interface AuctionModuleDeps {
  prisma: PrismaClient;
  content: Pick<Content, "currencies" | "items">;
  items: Items;
  ledger: Ledger;
  post: Post;
  whereabouts: Whereabouts;
  /** Epoch ms. */
  now: () => number;
}

export interface AuctionModule {
  routes: Route[];
  /** What ends auctions whose time is over. */
  settlement: Settlement;
}

/** The auction house. */
export function createAuctions({ prisma, content, items, ledger, post, whereabouts, now }: AuctionModuleDeps): AuctionModule {
  const currency = content.currencies[0].id;
  const payouts = new Payouts({ ledger, post, currency });
  const settlement = new Settlement({ prisma, items, ledger, post, currency, now });
  const auctions = new AuctionService({ items, ledger, payouts, settlement, currency, now });
  const search = new AuctionSearch({ prisma, content, settlement, now });
  return { settlement, routes: auctionRoutes({ auctions, search, settlement, whereabouts }) };
}
