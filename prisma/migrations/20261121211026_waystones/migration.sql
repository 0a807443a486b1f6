-- CreateTable
CREATE TABLE "character_waystones" (
    "character_id" UUID NOT NULL,
    "zone_id" VARCHAR(48) NOT NULL,
    "object_id" VARCHAR(48) NOT NULL,
    "discovered_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "character_waystones_pkey" PRIMARY KEY ("character_id","zone_id","object_id")
);

-- AddForeignKey
ALTER TABLE "character_waystones" ADD CONSTRAINT "character_waystones_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "characters"("id") ON DELETE CASCADE ON UPDATE CASCADE;
