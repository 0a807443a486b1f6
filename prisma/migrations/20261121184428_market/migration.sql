-- CreateTable
CREATE TABLE "market_books" (
    "template_id" VARCHAR(48) NOT NULL,
    "last_price" BIGINT,

    CONSTRAINT "market_books_pkey" PRIMARY KEY ("template_id")
);

-- CreateTable
CREATE TABLE "market_orders" (
    "id" UUID NOT NULL,
    "character_id" UUID,
    "template_id" VARCHAR(48) NOT NULL,
    "side" VARCHAR(4) NOT NULL,
    "price" BIGINT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "remaining" INTEGER NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "state" VARCHAR(12) NOT NULL DEFAULT 'open',
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "market_orders_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "market_trades" (
    "id" BIGSERIAL NOT NULL,
    "template_id" VARCHAR(48) NOT NULL,
    "price" BIGINT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "tax" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "buy_order_id" UUID NOT NULL,
    "sell_order_id" UUID NOT NULL,

    CONSTRAINT "market_trades_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "market_candles" (
    "template_id" VARCHAR(48) NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "open" BIGINT NOT NULL,
    "high" BIGINT NOT NULL,
    "low" BIGINT NOT NULL,
    "close" BIGINT NOT NULL,
    "volume" BIGINT NOT NULL,
    "turnover" BIGINT NOT NULL,

    CONSTRAINT "market_candles_pkey" PRIMARY KEY ("template_id","hour")
);

-- CreateIndex
CREATE INDEX "market_orders_character_id_seq_idx" ON "market_orders"("character_id", "seq");

-- CreateIndex
CREATE INDEX "market_orders_ended_at_idx" ON "market_orders"("ended_at");

-- CreateIndex
CREATE INDEX "market_trades_template_id_id_idx" ON "market_trades"("template_id", "id");

-- CreateIndex
CREATE INDEX "market_trades_at_idx" ON "market_trades"("at");

-- AddForeignKey
ALTER TABLE "market_orders" ADD CONSTRAINT "market_orders_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "characters"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "market_orders"
  ADD CONSTRAINT "market_orders_side_known" CHECK ("side" IN ('buy', 'sell')),
  ADD CONSTRAINT "market_orders_state_known" CHECK ("state" IN ('open', 'filled', 'cancelled', 'expired')),
  ADD CONSTRAINT "market_orders_ended_whole" CHECK (("state" = 'open') = ("ended_at" IS NULL)),
  ADD CONSTRAINT "market_orders_filled_whole" CHECK ("remaining" BETWEEN 0 AND "quantity" AND ("remaining" = 0) = ("state" = 'filled')),
  ADD CONSTRAINT "market_orders_amounts_range" CHECK ("quantity" BETWEEN 1 AND 1000 AND "price" BETWEEN 1 AND 9999999999),
  ADD CONSTRAINT "market_orders_owner_of_open" CHECK ("state" <> 'open' OR "character_id" IS NOT NULL);
ALTER TABLE "market_trades" ADD CONSTRAINT "market_trades_amounts_range" CHECK ("quantity" >= 1 AND "price" >= 1 AND "tax" >= 0);
ALTER TABLE "market_candles" ADD CONSTRAINT "market_candles_in_order" CHECK (
  "low" >= 1 AND "low" <= least("open", "close") AND "high" >= greatest("open", "close") AND "volume" >= 1);
-- the book: the best price first, and of one price the oldest
CREATE INDEX "market_orders_sells" ON "market_orders" ("template_id", "price", "seq") WHERE "state" = 'open' AND "side" = 'sell';
CREATE INDEX "market_orders_buys" ON "market_orders" ("template_id", "price" DESC, "seq") WHERE "state" = 'open' AND "side" = 'buy';
CREATE INDEX "market_orders_open_expires_at" ON "market_orders" ("expires_at") WHERE "state" = 'open';
