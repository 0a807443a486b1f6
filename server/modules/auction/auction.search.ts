import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import type { Item } from "#shared/content/schema.ts";
import { leastBid } from "#shared/rules/auction.ts";
import { ITEM_QUALITIES } from "#shared/rules/quality.ts";
import * as repository from "./auction.repository.ts";
import {
  type AuctionQuery,
  type AuctionView,
  type OwnAuction,
  type OwnBid,
  type OwnQuery,
  ownPages,
  searchPages,
} from "./auction.schema.ts";
import type { Settlement } from "./settlement.ts";

export interface SearchDeps {
  prisma: PrismaClient;
  content: { readonly items: readonly Item[] };
  settlement: Settlement;
  /** Epoch ms. */
  now: () => number;
}

const MINUTE_MS = 60_000;

/** What there is at the auction house: read anywhere, by everybody. */
export class AuctionSearch {
  readonly #deps: SearchDeps;

  constructor(deps: SearchDeps) {
    this.#deps = deps;
  }

  /** Open auctions. What an item is called and what it is, is the content's: only ids are looked for in the database. */
  async search(query: AuctionQuery) {
    const { prisma, now } = this.#deps;
    const { cursor, limit, sort, minPrice = null, maxPrice = null, endsWithin } = query;
    const at = now();
    const wanted: repository.Wanted = {
      templateIds: this.#templates(query),
      leastPrice: minPrice,
      mostPrice: maxPrice,
      buyoutOnly: query.buyout === "true",
      endsBefore: endsWithin === undefined ? null : new Date(at + endsWithin * MINUTE_MS),
      sorting: sort,
    };
    const after = cursor ? { value: BigInt(cursor[1]), id: cursor[2] } : null;
    const rows = await repository.search(prisma, wanted, { now: new Date(at), after, count: limit + 1 });
    const sortedBy = (row: repository.AuctionRow) => (sort === "ending" || sort === "newest" ? row.endsAt.getTime() : row.price);
    return searchPages.cut(rows, limit, (row) => [sort, String(sortedBy(row)), row.id], toView);
  }

  /** One, also when it is over. @throws Problem auction_not_found */
  async find(id: string): Promise<AuctionView> {
    const { prisma, settlement, now } = this.#deps;
    const row = await repository.findAuction(prisma, id);
    if (!row) throw new Problem("auction_not_found");
    if (row.state !== "open" || row.endsAt.getTime() > now()) return toView(row);
    await settlement.settle(id);
    return toView((await repository.findAuction(prisma, id)) ?? row);
  }

  /** What a character sells and has sold, the newest first. @throws Problem character_not_found */
  async listings(identity: Identity, characterId: string, { cursor, limit }: OwnQuery) {
    await this.#assertOwn(identity, characterId);
    const rows = await repository.listOwn(this.#deps.prisma, characterId, cursor ?? null, limit + 1);
    return ownPages.cut(rows, limit, ({ id }) => id, toOwn);
  }

  /** What a character has bid for, the newest auction first. @throws Problem character_not_found */
  async bids(identity: Identity, characterId: string, { cursor, limit }: OwnQuery) {
    await this.#assertOwn(identity, characterId);
    const rows = await repository.listBids(this.#deps.prisma, characterId, cursor ?? null, limit + 1);
    return ownPages.cut(rows, limit, ({ id }) => id, toBid);
  }

  async #assertOwn({ accountId }: Identity, characterId: string): Promise<void> {
    if ((await repository.accountOf(this.#deps.prisma, characterId)) !== accountId) throw new Problem("character_not_found");
  }

  /** Ids of the items that are asked for; null: of all. */
  #templates({ text, kind, quality, minLevel, maxLevel }: AuctionQuery): string[] | null {
    if ([text, kind, quality, minLevel, maxLevel].every((filter) => filter === undefined)) return null;
    const part = text?.toLowerCase() ?? "";
    const least = quality === undefined ? 0 : ITEM_QUALITIES.indexOf(quality);
    const fits = (item: Item) => {
      const level = item.equip?.level ?? 1;
      return (
        item.name.toLowerCase().includes(part) &&
        (kind === undefined || item.kind === kind) &&
        ITEM_QUALITIES.indexOf(item.quality) >= least &&
        level >= (minLevel ?? 0) &&
        level <= (maxLevel ?? Number.POSITIVE_INFINITY)
      );
    };
    return this.#deps.content.items.filter(fits).map(({ id }) => id);
  }
}

function toView(row: repository.AuctionRow): AuctionView {
  const { templateId, quantity, durability, attributes, madeBy, bid, state } = row;
  return {
    auctionId: row.id,
    seller: { characterId: row.sellerId, name: row.sellerName },
    item: { templateId, quantity, durability, quality: attributes?.quality ?? null, stats: attributes?.stats ?? {}, madeBy },
    state,
    startPrice: String(row.startPrice),
    buyout: row.buyout === null ? null : String(row.buyout),
    bid: bid === null ? null : String(bid),
    bids: row.bids,
    nextBid: state === "open" ? String(leastBid(row)) : null,
    listedAt: row.listedAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
  };
}

function toOwn(row: repository.AuctionRow): OwnAuction {
  const { deposit, fee, endedAt } = row;
  return { ...toView(row), deposit: String(deposit), fee: fee === null ? null : String(fee), endedAt: endedAt?.toISOString() ?? null };
}

function toBid(row: repository.BidRow): OwnBid {
  return { ...toView(row), amount: String(row.amount), bidAt: row.bidAt.toISOString(), leading: row.leading };
}
