-- CreateTable
CREATE TABLE "trades" (
    "id" UUID NOT NULL,
    "from_id" UUID NOT NULL,
    "to_id" UUID NOT NULL,
    "state" VARCHAR(12) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "reason" VARCHAR(16),

    CONSTRAINT "trades_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trade_sides" (
    "trade_id" UUID NOT NULL,
    "character_id" UUID NOT NULL,
    "active" BOOLEAN NOT NULL,
    "money" BIGINT NOT NULL DEFAULT 0,
    "locked" BOOLEAN NOT NULL DEFAULT false,
    "confirmed" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "trade_sides_pkey" PRIMARY KEY ("trade_id","character_id")
);

-- CreateTable
CREATE TABLE "trade_offers" (
    "trade_id" UUID NOT NULL,
    "character_id" UUID NOT NULL,
    "position" SMALLINT NOT NULL,
    "item_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "quantity" INTEGER NOT NULL,

    CONSTRAINT "trade_offers_pkey" PRIMARY KEY ("trade_id","character_id","position")
);

-- CreateIndex
CREATE INDEX "trades_from_id_idx" ON "trades"("from_id");

-- CreateIndex
CREATE INDEX "trades_to_id_idx" ON "trades"("to_id");

-- CreateIndex
CREATE INDEX "trades_ended_at_idx" ON "trades"("ended_at");

-- CreateIndex
CREATE INDEX "trade_sides_character_id_idx" ON "trade_sides"("character_id");

-- CreateIndex
CREATE UNIQUE INDEX "trade_offers_trade_id_item_id_key" ON "trade_offers"("trade_id", "item_id");

-- AddForeignKey
ALTER TABLE "trades" ADD CONSTRAINT "trades_from_id_fkey" FOREIGN KEY ("from_id") REFERENCES "characters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trades" ADD CONSTRAINT "trades_to_id_fkey" FOREIGN KEY ("to_id") REFERENCES "characters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trade_sides" ADD CONSTRAINT "trade_sides_trade_id_fkey" FOREIGN KEY ("trade_id") REFERENCES "trades"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trade_sides" ADD CONSTRAINT "trade_sides_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "characters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trade_offers" ADD CONSTRAINT "trade_offers_trade_id_character_id_fkey" FOREIGN KEY ("trade_id", "character_id") REFERENCES "trade_sides"("trade_id", "character_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- a character trades with one other at a time
CREATE UNIQUE INDEX "trade_sides_one_active" ON "trade_sides" ("character_id") WHERE "active";
CREATE INDEX "trades_running" ON "trades" ("id") WHERE "state" IN ('invited', 'open');
ALTER TABLE "trades"
  ADD CONSTRAINT "trades_state_known" CHECK ("state" IN ('invited', 'open', 'completed', 'cancelled')),
  ADD CONSTRAINT "trades_ended" CHECK (("state" IN ('completed', 'cancelled')) = ("ended_at" IS NOT NULL)),
  ADD CONSTRAINT "trades_reason_of_cancelled" CHECK (("state" = 'cancelled') = ("reason" IS NOT NULL)),
  ADD CONSTRAINT "trades_not_with_self" CHECK ("from_id" <> "to_id"),
  ADD CONSTRAINT "trades_revision_range" CHECK ("revision" >= 0);
ALTER TABLE "trade_sides"
  ADD CONSTRAINT "trade_sides_money_range" CHECK ("money" BETWEEN 0 AND 999999999999999),
  ADD CONSTRAINT "trade_sides_confirmed_when_locked" CHECK ("locked" OR NOT "confirmed");
ALTER TABLE "trade_offers"
  ADD CONSTRAINT "trade_offers_quantity_range" CHECK ("quantity" >= 1),
  ADD CONSTRAINT "trade_offers_position_range" CHECK ("position" BETWEEN 0 AND 11);
