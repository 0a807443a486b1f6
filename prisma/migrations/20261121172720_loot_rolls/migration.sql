-- AlterTable
ALTER TABLE "world_drops" ADD COLUMN     "late" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "owner_ids" UUID[] NOT NULL DEFAULT ARRAY[]::UUID[];

-- CreateTable
CREATE TABLE "loot_rolls" (
    "id" UUID NOT NULL,
    "kill_id" UUID NOT NULL,
    "party_id" UUID NOT NULL,
    "zone_id" VARCHAR(48) NOT NULL,
    "layer" SMALLINT NOT NULL,
    "x" REAL NOT NULL,
    "y" REAL NOT NULL,
    "item_id" UUID NOT NULL,
    "template_id" VARCHAR(48) NOT NULL,
    "quantity" INTEGER NOT NULL,
    "seed" BIGINT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "winner_id" UUID,
    "won_by" VARCHAR(5),
    "delivered" VARCHAR(6),

    CONSTRAINT "loot_rolls_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "loot_roll_choices" (
    "roll_id" UUID NOT NULL,
    "character_id" UUID NOT NULL,
    "may_need" BOOLEAN NOT NULL,
    "choice" VARCHAR(5),
    "chosen_at" TIMESTAMPTZ(3),
    "number" SMALLINT,

    CONSTRAINT "loot_roll_choices_pkey" PRIMARY KEY ("roll_id","character_id")
);

-- CreateTable
CREATE TABLE "loot_turns" (
    "party_id" UUID NOT NULL,
    "character_id" UUID NOT NULL,
    "received" INTEGER NOT NULL,

    CONSTRAINT "loot_turns_pkey" PRIMARY KEY ("party_id","character_id")
);

-- CreateIndex
CREATE INDEX "loot_rolls_winner_id_idx" ON "loot_rolls"("winner_id");

-- CreateIndex
CREATE INDEX "loot_roll_choices_character_id_roll_id_idx" ON "loot_roll_choices"("character_id", "roll_id");

-- CreateIndex
CREATE INDEX "loot_turns_character_id_idx" ON "loot_turns"("character_id");

-- AddForeignKey
ALTER TABLE "loot_rolls" ADD CONSTRAINT "loot_rolls_winner_id_fkey" FOREIGN KEY ("winner_id") REFERENCES "characters"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "loot_roll_choices" ADD CONSTRAINT "loot_roll_choices_roll_id_fkey" FOREIGN KEY ("roll_id") REFERENCES "loot_rolls"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "loot_roll_choices" ADD CONSTRAINT "loot_roll_choices_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "characters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "loot_turns" ADD CONSTRAINT "loot_turns_party_id_fkey" FOREIGN KEY ("party_id") REFERENCES "parties"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "loot_turns" ADD CONSTRAINT "loot_turns_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "characters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Rolls that wait for answers, by when they end.
CREATE INDEX "loot_rolls_open" ON "loot_rolls" ("ends_at") WHERE "decided_at" IS NULL;
CREATE INDEX "world_drops_late" ON "world_drops" ("zone_id", "layer") WHERE "late";

-- What must never be true, whoever writes.
ALTER TABLE "loot_rolls" ADD CONSTRAINT "loot_rolls_in_order" CHECK ("started_at" < "ends_at" AND "started_at" <= "decided_at");
ALTER TABLE "loot_rolls" ADD CONSTRAINT "loot_rolls_seed_range" CHECK ("seed" BETWEEN 0 AND 4294967295);
ALTER TABLE "loot_rolls" ADD CONSTRAINT "loot_rolls_quantity_range" CHECK ("quantity" BETWEEN 1 AND 999);
ALTER TABLE "loot_rolls" ADD CONSTRAINT "loot_rolls_decided_whole" CHECK (
  ("decided_at" IS NULL) = ("delivered" IS NULL)
  AND CASE WHEN "decided_at" IS NULL THEN "winner_id" IS NULL AND "won_by" IS NULL
    ELSE ("won_by" IS NOT NULL OR "delivered" = 'ground') AND ("winner_id" IS NULL OR "won_by" IS NOT NULL) END);
ALTER TABLE "loot_rolls" ADD CONSTRAINT "loot_rolls_won_by_known" CHECK ("won_by" IN ('need', 'greed'));
ALTER TABLE "loot_rolls" ADD CONSTRAINT "loot_rolls_delivered_known" CHECK ("delivered" IN ('bag', 'mail', 'ground'));
ALTER TABLE "loot_roll_choices" ADD CONSTRAINT "loot_roll_choices_choice_known" CHECK ("choice" IN ('need', 'greed', 'pass'));
ALTER TABLE "loot_roll_choices" ADD CONSTRAINT "loot_roll_choices_choice_dated" CHECK (("choice" IS NULL) = ("chosen_at" IS NULL));
ALTER TABLE "loot_roll_choices" ADD CONSTRAINT "loot_roll_choices_need_allowed" CHECK ("may_need" OR "choice" <> 'need');
ALTER TABLE "loot_roll_choices" ADD CONSTRAINT "loot_roll_choices_number_range" CHECK ("number" BETWEEN 1 AND 100);
ALTER TABLE "loot_turns" ADD CONSTRAINT "loot_turns_received_range" CHECK ("received" >= 0);
-- What is rolled for is kept by the roll.
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
  WHEN 'crafting' THEN "place" = 'work' AND "slot" IS NULL
  WHEN 'loot_roll' THEN "place" = 'roll' AND "slot" IS NULL END, false));
