-- AlterTable
ALTER TABLE "loot_tables" ADD COLUMN     "groups" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "version" VARCHAR(16) NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "loot_table_versions" (
    "version" VARCHAR(16) NOT NULL,
    "table_id" VARCHAR(48) NOT NULL,
    "tables" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "loot_table_versions_pkey" PRIMARY KEY ("version")
);

-- CreateTable
CREATE TABLE "loot_pity" (
    "character_id" UUID NOT NULL,
    "entry" VARCHAR(97) NOT NULL,
    "misses" INTEGER NOT NULL,

    CONSTRAINT "loot_pity_pkey" PRIMARY KEY ("character_id","entry")
);

-- AddForeignKey
ALTER TABLE "loot_pity" ADD CONSTRAINT "loot_pity_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "characters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddCheck
ALTER TABLE "loot_pity" ADD CONSTRAINT "loot_pity_misses_range" CHECK ("misses" >= 0);
