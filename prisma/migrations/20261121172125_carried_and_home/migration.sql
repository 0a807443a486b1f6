-- AlterTable
ALTER TABLE "characters" ADD COLUMN     "carried" JSONB,
ADD COLUMN     "carried_at" TIMESTAMPTZ(3),
ADD COLUMN     "home_object_id" VARCHAR(48),
ADD COLUMN     "home_zone_id" VARCHAR(48);

ALTER TABLE "characters"
  ADD CONSTRAINT "characters_carried_whole" CHECK ((carried IS NULL) = (carried_at IS NULL) AND jsonb_typeof(carried) = 'object'),
  ADD CONSTRAINT "characters_home_whole" CHECK ((home_zone_id IS NULL) = (home_object_id IS NULL));
