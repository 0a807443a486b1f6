-- CreateTable
CREATE TABLE "character_professions" (
    "character_id" UUID NOT NULL,
    "profession_id" VARCHAR(48) NOT NULL,
    "skill" SMALLINT NOT NULL,

    CONSTRAINT "character_professions_pkey" PRIMARY KEY ("character_id","profession_id")
);

-- CreateTable
CREATE TABLE "character_recipes" (
    "character_id" UUID NOT NULL,
    "recipe_id" VARCHAR(48) NOT NULL,
    "learned_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "character_recipes_pkey" PRIMARY KEY ("character_id","recipe_id")
);

-- AddForeignKey
ALTER TABLE "character_professions" ADD CONSTRAINT "character_professions_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "characters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "character_recipes" ADD CONSTRAINT "character_recipes_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "characters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "character_professions" ADD CONSTRAINT "character_professions_skill_range" CHECK ("skill" BETWEEN 1 AND 1000);
