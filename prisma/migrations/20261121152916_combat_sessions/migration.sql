-- CreateTable
CREATE TABLE "combat_sessions" (
    "id" UUID NOT NULL,
    "character_id" UUID NOT NULL,
    "zone_id" VARCHAR(48) NOT NULL,
    "layer" SMALLINT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" VARCHAR(8) NOT NULL,
    "damage_dealt" INTEGER NOT NULL,
    "damage_taken" INTEGER NOT NULL,
    "healing_done" INTEGER NOT NULL,
    "healing_taken" INTEGER NOT NULL,
    "kills" INTEGER NOT NULL,

    CONSTRAINT "combat_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "damage_logs" (
    "session_id" UUID NOT NULL,
    "line" SMALLINT NOT NULL,
    "direction" VARCHAR(8) NOT NULL,
    "ability" VARCHAR(48),
    "periodic" BOOLEAN NOT NULL,
    "total" INTEGER NOT NULL,
    "hits" INTEGER NOT NULL,
    "criticals" INTEGER NOT NULL,
    "most" INTEGER NOT NULL,

    CONSTRAINT "damage_logs_pkey" PRIMARY KEY ("session_id","line")
);

-- CreateIndex
CREATE INDEX "combat_sessions_character_id_started_at_idx" ON "combat_sessions"("character_id", "started_at");

-- AddForeignKey
ALTER TABLE "combat_sessions" ADD CONSTRAINT "combat_sessions_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "characters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "damage_logs" ADD CONSTRAINT "damage_logs_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "combat_sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "combat_sessions" ADD CONSTRAINT "combat_sessions_outcome_known" CHECK ("outcome" IN ('peace', 'death', 'left'));
ALTER TABLE "combat_sessions" ADD CONSTRAINT "combat_sessions_in_order" CHECK ("ended_at" >= "started_at");
ALTER TABLE "combat_sessions" ADD CONSTRAINT "combat_sessions_totals_range" CHECK (
  least("damage_dealt", "damage_taken", "healing_done", "healing_taken", "kills") >= 0);
ALTER TABLE "damage_logs" ADD CONSTRAINT "damage_logs_direction_known" CHECK ("direction" IN ('dealt', 'taken', 'healed'));
ALTER TABLE "damage_logs" ADD CONSTRAINT "damage_logs_totals_range" CHECK (
  "line" >= 1 AND least("total", "most") >= 0 AND "hits" >= 1 AND "criticals" BETWEEN 0 AND "hits");
