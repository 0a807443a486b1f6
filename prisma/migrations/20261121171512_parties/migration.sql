-- CreateTable
CREATE TABLE "parties" (
    "id" UUID NOT NULL,
    "raid" BOOLEAN NOT NULL DEFAULT false,
    "loot_rule" VARCHAR(16) NOT NULL DEFAULT 'personal',
    "loot_threshold" VARCHAR(24) NOT NULL DEFAULT 'uncommon',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ready_check_by_id" UUID,
    "ready_check_until" TIMESTAMPTZ(3),
    "ready_check_done" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "parties_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "party_members" (
    "character_id" UUID NOT NULL,
    "party_id" UUID NOT NULL,
    "rank" VARCHAR(12) NOT NULL,
    "role" VARCHAR(8) NOT NULL,
    "seat" SMALLINT NOT NULL,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,
    "offline_since" TIMESTAMPTZ(3),
    "ready" BOOLEAN,

    CONSTRAINT "party_members_pkey" PRIMARY KEY ("character_id")
);

-- CreateTable
CREATE TABLE "party_invites" (
    "id" UUID NOT NULL,
    "from_id" UUID NOT NULL,
    "to_id" UUID NOT NULL,
    "party_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "declined" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "party_invites_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
-- checked at the end of a statement, so that two members can change seats in one
ALTER TABLE "party_members" ADD CONSTRAINT "party_members_party_id_seat_key" UNIQUE ("party_id", "seat") DEFERRABLE INITIALLY IMMEDIATE;

-- CreateIndex
CREATE INDEX "party_invites_to_id_idx" ON "party_invites"("to_id");

-- CreateIndex
CREATE INDEX "party_invites_party_id_idx" ON "party_invites"("party_id");

-- CreateIndex
CREATE INDEX "party_invites_expires_at_idx" ON "party_invites"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "party_invites_from_id_to_id_key" ON "party_invites"("from_id", "to_id");

-- AddForeignKey
ALTER TABLE "party_members" ADD CONSTRAINT "party_members_party_id_fkey" FOREIGN KEY ("party_id") REFERENCES "parties"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "party_members" ADD CONSTRAINT "party_members_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "characters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "party_invites" ADD CONSTRAINT "party_invites_from_id_fkey" FOREIGN KEY ("from_id") REFERENCES "characters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "party_invites" ADD CONSTRAINT "party_invites_to_id_fkey" FOREIGN KEY ("to_id") REFERENCES "characters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "party_invites" ADD CONSTRAINT "party_invites_party_id_fkey" FOREIGN KEY ("party_id") REFERENCES "parties"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE UNIQUE INDEX "party_members_one_leader" ON "party_members"("party_id") WHERE "rank" = 'leader';

ALTER TABLE "parties" ADD CONSTRAINT "parties_loot_rule_known" CHECK ("loot_rule" IN ('personal', 'round_robin', 'free_for_all', 'need_greed'));
ALTER TABLE "parties" ADD CONSTRAINT "parties_ready_check_whole" CHECK (
  ("ready_check_by_id" IS NULL) = ("ready_check_until" IS NULL) AND ("ready_check_done" OR "ready_check_until" IS NOT NULL));
ALTER TABLE "party_members" ADD CONSTRAINT "party_members_rank_known" CHECK ("rank" IN ('leader', 'assistant', 'member'));
ALTER TABLE "party_members" ADD CONSTRAINT "party_members_role_known" CHECK ("role" IN ('tank', 'healer', 'damage'));
ALTER TABLE "party_members" ADD CONSTRAINT "party_members_seat_range" CHECK ("seat" BETWEEN 1 AND 40);
ALTER TABLE "party_invites" ADD CONSTRAINT "party_invites_not_oneself" CHECK ("from_id" <> "to_id");
ALTER TABLE "party_invites" ADD CONSTRAINT "party_invites_in_order" CHECK ("created_at" < "expires_at");
