-- AlterTable
ALTER TABLE "characters" ADD COLUMN     "appearance" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "build_version" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "deleted_at" TIMESTAMPTZ(3),
ADD COLUMN     "origin_id" VARCHAR(48),
ADD COLUMN     "respec_at" TIMESTAMPTZ(3),
ADD COLUMN     "respecs" SMALLINT NOT NULL DEFAULT 0,
ADD COLUMN     "title_id" VARCHAR(48);

-- CreateTable
CREATE TABLE "character_attributes" (
    "character_id" UUID NOT NULL,
    "attribute_id" VARCHAR(48) NOT NULL,
    "points" SMALLINT NOT NULL,

    CONSTRAINT "character_attributes_pkey" PRIMARY KEY ("character_id","attribute_id")
);

-- CreateTable
CREATE TABLE "character_skills" (
    "character_id" UUID NOT NULL,
    "skill_id" VARCHAR(48) NOT NULL,
    "uses" INTEGER NOT NULL DEFAULT 0,
    "trained" SMALLINT NOT NULL DEFAULT 0,

    CONSTRAINT "character_skills_pkey" PRIMARY KEY ("character_id","skill_id")
);

-- CreateTable
CREATE TABLE "character_kills" (
    "character_id" UUID NOT NULL,
    "npc_id" VARCHAR(48) NOT NULL,
    "kills" INTEGER NOT NULL,

    CONSTRAINT "character_kills_pkey" PRIMARY KEY ("character_id","npc_id")
);

-- AddForeignKey
ALTER TABLE "character_attributes" ADD CONSTRAINT "character_attributes_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "characters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "character_skills" ADD CONSTRAINT "character_skills_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "characters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "character_kills" ADD CONSTRAINT "character_kills_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "characters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What must never be true, whoever writes.
ALTER TABLE "characters" ADD CONSTRAINT "characters_appearance_range" CHECK ("appearance" BETWEEN 0 AND 1048575);
ALTER TABLE "characters" ADD CONSTRAINT "characters_respecs_range" CHECK ("respecs" >= 0);
ALTER TABLE "characters" ADD CONSTRAINT "characters_deleted_not_held" CHECK ("deleted_at" IS NULL OR "lease_owner" IS NULL);
ALTER TABLE "character_attributes" ADD CONSTRAINT "character_attributes_points_range" CHECK ("points" BETWEEN 1 AND 200);
ALTER TABLE "character_skills" ADD CONSTRAINT "character_skills_uses_range" CHECK ("uses" >= 0);
ALTER TABLE "character_skills" ADD CONSTRAINT "character_skills_trained_range" CHECK ("trained" BETWEEN 0 AND 100);
ALTER TABLE "character_kills" ADD CONSTRAINT "character_kills_kills_range" CHECK ("kills" >= 1);
-- How many slots an account has is a setting.
ALTER TABLE "character_slots" DROP CONSTRAINT "character_slots_slot_range";
ALTER TABLE "character_slots" ADD CONSTRAINT "character_slots_slot_range" CHECK ("slot" BETWEEN 1 AND 50);
-- Names written before look-alikes were one: those whose new key nobody else has get it.
UPDATE "characters" c SET "name_key" = k.key
FROM (SELECT id, key, count(*) OVER (PARTITION BY key) AS same
      FROM (SELECT id, replace(replace(name_key, 'rn', 'm'), 'vv', 'w') AS key FROM "characters") AS keys) AS k
WHERE k.id = c.id AND k.same = 1 AND k.key <> c.name_key;
-- An account is in the world with one character at a time. Leases that say otherwise are left-overs: the newest stays.
UPDATE "characters" c SET "lease_owner" = NULL, "lease_epoch" = "lease_epoch" + 1
WHERE "lease_owner" IS NOT NULL AND EXISTS (
  SELECT 1 FROM "characters" o WHERE o.account_id = c.account_id AND o.lease_owner IS NOT NULL AND o.id <> c.id
    AND (COALESCE(o.last_played_at, '-infinity'), o.id) > (COALESCE(c.last_played_at, '-infinity'), c.id));
CREATE UNIQUE INDEX "characters_one_in_world" ON "characters" ("account_id") WHERE "lease_owner" IS NOT NULL;
-- Whose time to be restored runs out.
CREATE INDEX "characters_deleted" ON "characters" ("deleted_at") WHERE "deleted_at" IS NOT NULL;
