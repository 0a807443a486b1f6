-- AlterTable
ALTER TABLE "player_positions" ADD COLUMN     "layer" SMALLINT;

-- AlterTable
ALTER TABLE "zone_leases" ADD COLUMN     "closing" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "players" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "wants_layer" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable: until the seed writes what the content says
ALTER TABLE "zones" ADD COLUMN     "soft_players" INTEGER;
UPDATE "zones" SET "soft_players" = ceil("max_players" * 0.75);
ALTER TABLE "zones" ALTER COLUMN "soft_players" SET NOT NULL;

ALTER TABLE "zones" ADD CONSTRAINT "zones_soft_players_range" CHECK ("soft_players" BETWEEN 1 AND "max_players");
ALTER TABLE "zone_leases" ADD CONSTRAINT "zone_leases_players_range" CHECK ("players" >= 0);
-- the last layer of a zone that closes is its first
ALTER TABLE "zone_leases" ADD CONSTRAINT "zone_leases_first_layer_stays" CHECK ("layer" > 0 OR NOT "closing");
