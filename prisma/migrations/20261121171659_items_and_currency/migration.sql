-- AlterTable
ALTER TABLE "character_inventory" ADD COLUMN     "bank_slots" SMALLINT NOT NULL DEFAULT 32;

-- AlterTable
ALTER TABLE "character_items" ADD COLUMN     "attributes" JSONB,
ADD COLUMN     "bound_to" UUID,
ADD COLUMN     "durability" SMALLINT,
ADD COLUMN     "made_by" UUID;

-- CreateTable
CREATE TABLE "item_history" (
    "id" BIGSERIAL NOT NULL,
    "operation" UUID NOT NULL,
    "reason" VARCHAR(32) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_id" UUID,
    "template_id" VARCHAR(48) NOT NULL,
    "quantity" INTEGER NOT NULL,
    "from_item" UUID,
    "from_place" VARCHAR(120),
    "to_item" UUID,
    "to_place" VARCHAR(120),
    "txid" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,

    CONSTRAINT "item_history_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "currencies" (
    "id" VARCHAR(48) NOT NULL,
    "name" VARCHAR(48) NOT NULL,
    "cap" BIGINT NOT NULL,

    CONSTRAINT "currencies_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "currency_accounts" (
    "owner_type" VARCHAR(16) NOT NULL,
    "owner_id" VARCHAR(64) NOT NULL,
    "currency_id" VARCHAR(48) NOT NULL,
    "balance" BIGINT NOT NULL DEFAULT 0,
    "cap" BIGINT NOT NULL,

    CONSTRAINT "currency_accounts_pkey" PRIMARY KEY ("owner_type","owner_id","currency_id")
);

-- CreateTable
CREATE TABLE "currency_entries" (
    "id" BIGSERIAL NOT NULL,
    "operation" UUID NOT NULL,
    "reason" VARCHAR(32) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_id" UUID,
    "owner_type" VARCHAR(16) NOT NULL,
    "owner_id" VARCHAR(64) NOT NULL,
    "currency_id" VARCHAR(48) NOT NULL,
    "amount" BIGINT NOT NULL,
    "balance_after" BIGINT,
    "txid" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,

    CONSTRAINT "currency_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "economy_totals" (
    "kind" VARCHAR(8) NOT NULL,
    "subject" VARCHAR(48) NOT NULL,
    "part" VARCHAR(80) NOT NULL,
    "gained" BIGINT NOT NULL,
    "spent" BIGINT NOT NULL,

    CONSTRAINT "economy_totals_pkey" PRIMARY KEY ("kind","subject","part")
);

-- CreateTable
CREATE TABLE "economy_state" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "frozen_at" TIMESTAMPTZ(3),
    "findings" JSONB,
    "checked_at" TIMESTAMPTZ(3),
    "counted_to" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "economy_state_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "item_history_from_item_idx" ON "item_history"("from_item");

-- CreateIndex
CREATE INDEX "item_history_to_item_idx" ON "item_history"("to_item");

-- CreateIndex
CREATE INDEX "item_history_txid_idx" ON "item_history"("txid");

-- CreateIndex
CREATE INDEX "currency_entries_owner_type_owner_id_currency_id_id_idx" ON "currency_entries"("owner_type", "owner_id", "currency_id", "id");

-- CreateIndex
CREATE INDEX "currency_entries_txid_idx" ON "currency_entries"("txid");


-- AddForeignKey
ALTER TABLE "currency_accounts" ADD CONSTRAINT "currency_accounts_currency_id_fkey" FOREIGN KEY ("currency_id") REFERENCES "currencies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One stack to a slot; where slots do not count there is none. Judged when a statement ends, so that stacks can change places in it.
DROP INDEX "character_items_one_per_slot";
ALTER TABLE "character_items" ADD CONSTRAINT "character_items_one_per_slot"
  UNIQUE ("owner_type", "owner_id", "place", "slot") DEFERRABLE INITIALLY IMMEDIATE;

-- What must never be true, whoever writes.
ALTER TABLE "character_inventory" ADD CONSTRAINT "character_inventory_bank_slots_range" CHECK ("bank_slots" BETWEEN 0 AND 200);
ALTER TABLE "character_items" DROP CONSTRAINT "character_items_place_fits_owner";
ALTER TABLE "character_items" ADD CONSTRAINT "character_items_place_fits_owner" CHECK (coalesce(CASE "owner_type"
  WHEN 'character' THEN CASE "place"
    WHEN 'bag' THEN "slot" BETWEEN 0 AND 199
    WHEN 'bank' THEN "slot" BETWEEN 0 AND 199
    WHEN 'equipment' THEN "slot" BETWEEN 0 AND 15
    WHEN 'buyback' THEN "slot" BETWEEN 0 AND 11 END
  WHEN 'zone' THEN "place" = 'ground' AND "slot" IS NULL
  WHEN 'mail' THEN "place" = 'attachment' AND "slot" BETWEEN 0 AND 15
  WHEN 'auction' THEN "place" = 'listing' AND "slot" IS NULL
  WHEN 'market' THEN "place" = 'order' AND "slot" IS NULL
  WHEN 'crafting' THEN "place" = 'work' AND "slot" IS NULL END, false));
ALTER TABLE "character_items" ADD CONSTRAINT "character_items_durability_range" CHECK ("durability" BETWEEN 0 AND 1000);
-- What is bound to somebody is nowhere else with a character.
ALTER TABLE "character_items" ADD CONSTRAINT "character_items_bound_to_holder" CHECK (
  "bound_to" IS NULL OR "owner_type" <> 'character' OR "owner_id" = "bound_to"::text);
ALTER TABLE "item_history" ADD CONSTRAINT "item_history_quantity_range" CHECK ("quantity" BETWEEN 1 AND 999);
ALTER TABLE "item_history" ADD CONSTRAINT "item_history_whole" CHECK (
  num_nonnulls("from_item", "to_item") >= 1 AND ("from_item" IS NULL) = ("from_place" IS NULL) AND ("to_item" IS NULL) = ("to_place" IS NULL));
ALTER TABLE "currencies" ADD CONSTRAINT "currencies_cap_range" CHECK ("cap" BETWEEN 1 AND 1000000000000000);
ALTER TABLE "currency_accounts" ADD CONSTRAINT "currency_accounts_owner_type_known" CHECK (
  "owner_type" IN ('character', 'mail', 'auction', 'market'));
ALTER TABLE "currency_accounts" ADD CONSTRAINT "currency_accounts_balance_range" CHECK ("balance" BETWEEN 0 AND "cap");
ALTER TABLE "currency_entries" ADD CONSTRAINT "currency_entries_owner_type_known" CHECK (
  "owner_type" IN ('character', 'mail', 'auction', 'market', 'faucet', 'sink'));
ALTER TABLE "currency_entries" ADD CONSTRAINT "currency_entries_amount_not_zero" CHECK ("amount" <> 0);
ALTER TABLE "currency_entries" ADD CONSTRAINT "currency_entries_one_way" CHECK (
  CASE "owner_type" WHEN 'faucet' THEN "amount" < 0 WHEN 'sink' THEN "amount" > 0 ELSE "balance_after" IS NOT NULL END);
ALTER TABLE "economy_state" ADD CONSTRAINT "economy_state_one_row" CHECK ("id" = 1);

-- The entries of an operation are written in one statement and sum to 0 in each currency.
CREATE FUNCTION "currency_entries_sum_to_zero"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM "written" GROUP BY "operation", "currency_id" HAVING sum("amount") <> 0) THEN
    RAISE EXCEPTION 'the entries of an operation do not sum to 0'
      USING ERRCODE = 'check_violation', TABLE = 'currency_entries', CONSTRAINT = 'currency_entries_sum_to_zero';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "currency_entries_sum_to_zero" AFTER INSERT ON "currency_entries"
  REFERENCING NEW TABLE AS "written" FOR EACH STATEMENT EXECUTE FUNCTION "currency_entries_sum_to_zero"();

-- What was written stays as it is.
CREATE FUNCTION "rows_are_only_added"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
END $$;
CREATE TRIGGER "item_history_only_added" BEFORE UPDATE OR DELETE ON "item_history"
  FOR EACH STATEMENT EXECUTE FUNCTION "rows_are_only_added"();
CREATE TRIGGER "currency_entries_only_added" BEFORE UPDATE OR DELETE ON "currency_entries"
  FOR EACH STATEMENT EXECUTE FUNCTION "rows_are_only_added"();

-- What somebody did: few rows of the world have an actor.
CREATE INDEX "item_history_by_actor" ON "item_history" ("actor_id", "id") WHERE "actor_id" IS NOT NULL;

-- What there was before there was a history.
INSERT INTO "item_history" ("operation", "reason", "template_id", "quantity", "to_item", "to_place")
SELECT '00000000-0000-7000-8000-000000000000', 'migration', "template_id", "quantity", "id",
  concat("owner_type", ':', "owner_id", '/', "place", '/' || "slot") FROM "character_items";
INSERT INTO "economy_state" ("id") VALUES (1);

-- Balances are written again and again: room for the new versions beside the old ones.
ALTER TABLE "currency_accounts" SET (fillfactor = 80);
