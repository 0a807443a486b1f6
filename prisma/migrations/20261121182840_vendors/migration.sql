-- CreateTable
CREATE TABLE "vendor_supplies" (
    "vendor_id" VARCHAR(48) NOT NULL,
    "template_id" VARCHAR(48) NOT NULL,
    "left" SMALLINT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "vendor_supplies_pkey" PRIMARY KEY ("vendor_id","template_id")
);

-- CreateTable
CREATE TABLE "vendor_buybacks" (
    "item_id" UUID NOT NULL,
    "character_id" UUID NOT NULL,
    "price" BIGINT NOT NULL,
    "sold_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "vendor_buybacks_pkey" PRIMARY KEY ("item_id")
);

-- CreateIndex
CREATE INDEX "vendor_buybacks_character_id_idx" ON "vendor_buybacks"("character_id");

-- CreateIndex
CREATE INDEX "vendor_buybacks_sold_at_idx" ON "vendor_buybacks"("sold_at");

-- AddForeignKey
ALTER TABLE "vendor_buybacks" ADD CONSTRAINT "vendor_buybacks_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "character_items"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "vendor_supplies" ADD CONSTRAINT "vendor_supplies_left_range" CHECK ("left" BETWEEN 0 AND 999);
ALTER TABLE "vendor_buybacks" ADD CONSTRAINT "vendor_buybacks_price_range" CHECK ("price" BETWEEN 1 AND 999999999999999);
