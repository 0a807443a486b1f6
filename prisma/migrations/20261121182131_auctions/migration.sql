-- CreateTable
CREATE TABLE "auctions" (
    "id" UUID NOT NULL,
    "seller_id" UUID,
    "template_id" VARCHAR(48) NOT NULL,
    "quantity" INTEGER NOT NULL,
    "start_price" BIGINT NOT NULL,
    "buyout" BIGINT,
    "deposit" BIGINT NOT NULL,
    "bid" BIGINT,
    "bidder_id" UUID,
    "bids" INTEGER NOT NULL DEFAULT 0,
    "price" BIGINT NOT NULL,
    "listed_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "state" VARCHAR(12) NOT NULL DEFAULT 'open',
    "ended_at" TIMESTAMPTZ(3),
    "fee" BIGINT,

    CONSTRAINT "auctions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "auction_bids" (
    "auction_id" UUID NOT NULL,
    "character_id" UUID NOT NULL,
    "amount" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "auction_bids_pkey" PRIMARY KEY ("auction_id","character_id")
);

-- CreateIndex
CREATE INDEX "auctions_seller_id_listed_at_idx" ON "auctions"("seller_id", "listed_at");

-- CreateIndex
CREATE INDEX "auctions_bidder_id_idx" ON "auctions"("bidder_id");

-- CreateIndex
CREATE INDEX "auctions_ended_at_idx" ON "auctions"("ended_at");

-- CreateIndex
CREATE INDEX "auction_bids_character_id_at_idx" ON "auction_bids"("character_id", "at");

-- AddForeignKey
ALTER TABLE "auctions" ADD CONSTRAINT "auctions_seller_id_fkey" FOREIGN KEY ("seller_id") REFERENCES "characters"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "auctions" ADD CONSTRAINT "auctions_bidder_id_fkey" FOREIGN KEY ("bidder_id") REFERENCES "characters"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "auction_bids" ADD CONSTRAINT "auction_bids_auction_id_fkey" FOREIGN KEY ("auction_id") REFERENCES "auctions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "auction_bids" ADD CONSTRAINT "auction_bids_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "characters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "auctions"
  ADD CONSTRAINT "auctions_state_known" CHECK ("state" IN ('open', 'sold', 'expired', 'cancelled')),
  ADD CONSTRAINT "auctions_ended_whole" CHECK (("state" = 'open') = ("ended_at" IS NULL)),
  ADD CONSTRAINT "auctions_quantity_range" CHECK ("quantity" BETWEEN 1 AND 999),
  ADD CONSTRAINT "auctions_prices_range" CHECK (
    "start_price" >= 1 AND "deposit" >= 1 AND "price" >= 1 AND coalesce("buyout" >= "start_price", true) AND coalesce("bid" >= "start_price", true)),
  -- who deals is there until it is over
  ADD CONSTRAINT "auctions_seller_of_open" CHECK ("state" <> 'open' OR "seller_id" IS NOT NULL),
  ADD CONSTRAINT "auctions_bidder_of_open" CHECK ("state" <> 'open' OR ("bidder_id" IS NULL) = ("bid" IS NULL)),
  ADD CONSTRAINT "auctions_bids_counted" CHECK (("bids" = 0) = ("bid" IS NULL)),
  ADD CONSTRAINT "auctions_sold_to_somebody" CHECK (("state" = 'sold') = ("fee" IS NOT NULL) AND ("state" <> 'sold' OR "bid" IS NOT NULL)),
  ADD CONSTRAINT "auctions_not_to_self" CHECK ("seller_id" <> "bidder_id");
ALTER TABLE "auction_bids" ADD CONSTRAINT "auction_bids_amount_range" CHECK ("amount" >= 1);
-- what is searched and what ends is open
CREATE INDEX "auctions_open_ends_at" ON "auctions" ("ends_at", "id") WHERE "state" = 'open';
CREATE INDEX "auctions_open_price" ON "auctions" ("price", "id") WHERE "state" = 'open';
CREATE INDEX "auctions_open_template_id" ON "auctions" ("template_id") WHERE "state" = 'open';
