CREATE EXTENSION IF NOT EXISTS citext;

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "accounts" (
    "id" UUID NOT NULL,
    "email" CITEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account_roles" (
    "account_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "granted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_roles_pkey" PRIMARY KEY ("account_id","role")
);

-- CreateTable
CREATE TABLE "login_history" (
    "id" BIGSERIAL NOT NULL,
    "account_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "outcome" VARCHAR(24) NOT NULL,
    "ip" VARCHAR(64) NOT NULL,
    "user_agent" VARCHAR(200) NOT NULL,

    CONSTRAINT "login_history_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "auth_sessions" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "refresh_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_reason" VARCHAR(24),

    CONSTRAINT "auth_sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "characters" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "name" VARCHAR(32) NOT NULL,
    "name_key" VARCHAR(64) NOT NULL,
    "class_id" VARCHAR(48) NOT NULL,
    "level" SMALLINT NOT NULL DEFAULT 1,
    "experience" BIGINT NOT NULL DEFAULT 0,
    "health" INTEGER,
    "resource" REAL,
    "lease_owner" VARCHAR(64),
    "lease_epoch" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_played_at" TIMESTAMPTZ(3),

    CONSTRAINT "characters_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "character_slots" (
    "account_id" UUID NOT NULL,
    "slot" SMALLINT NOT NULL,
    "character_id" UUID NOT NULL,

    CONSTRAINT "character_slots_pkey" PRIMARY KEY ("account_id","slot")
);

-- CreateTable
CREATE TABLE "player_positions" (
    "character_id" UUID NOT NULL,
    "zone_id" VARCHAR(48) NOT NULL,
    "x" REAL NOT NULL,
    "y" REAL NOT NULL,
    "facing" REAL NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "player_positions_pkey" PRIMARY KEY ("character_id")
);

-- CreateTable
CREATE TABLE "character_tickets" (
    "character_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,
    "session_id" UUID NOT NULL,
    "zone_id" VARCHAR(48) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "character_tickets_pkey" PRIMARY KEY ("character_id")
);

-- CreateTable
CREATE TABLE "item_templates" (
    "id" VARCHAR(48) NOT NULL,
    "code" INTEGER NOT NULL,
    "name" VARCHAR(48) NOT NULL,
    "kind" VARCHAR(24) NOT NULL,
    "quality" VARCHAR(24) NOT NULL,
    "max_stack" INTEGER NOT NULL,

    CONSTRAINT "item_templates_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "loot_tables" (
    "id" VARCHAR(48) NOT NULL,
    "entries" JSONB NOT NULL,

    CONSTRAINT "loot_tables_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "zones" (
    "id" VARCHAR(48) NOT NULL,
    "name" VARCHAR(48) NOT NULL,
    "width_m" INTEGER NOT NULL,
    "height_m" INTEGER NOT NULL,
    "max_players" INTEGER NOT NULL,

    CONSTRAINT "zones_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "zone_leases" (
    "zone_id" VARCHAR(48) NOT NULL,
    "layer" SMALLINT NOT NULL,
    "owner" VARCHAR(160) NOT NULL,
    "epoch" BIGINT NOT NULL,
    "room_id" VARCHAR(64),
    "address" VARCHAR(255),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "zone_leases_pkey" PRIMARY KEY ("zone_id","layer")
);

-- CreateTable
CREATE TABLE "character_inventory" (
    "character_id" UUID NOT NULL,
    "bag_slots" SMALLINT NOT NULL,

    CONSTRAINT "character_inventory_pkey" PRIMARY KEY ("character_id")
);

-- CreateTable
CREATE TABLE "character_items" (
    "id" UUID NOT NULL,
    "template_id" VARCHAR(48) NOT NULL,
    "owner_type" VARCHAR(16) NOT NULL,
    "owner_id" VARCHAR(64) NOT NULL,
    "place" VARCHAR(16) NOT NULL,
    "slot" SMALLINT,
    "quantity" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "character_items_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "world_drops" (
    "item_id" UUID NOT NULL,
    "zone_id" VARCHAR(48) NOT NULL,
    "layer" SMALLINT NOT NULL,
    "x" REAL NOT NULL,
    "y" REAL NOT NULL,
    "owner_character_id" UUID,
    "owned_until" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "world_drops_pkey" PRIMARY KEY ("item_id")
);

-- CreateTable
CREATE TABLE "game_events" (
    "id" UUID NOT NULL,
    "name" VARCHAR(48) NOT NULL,
    "account_id" UUID,
    "character_id" UUID,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "game_events_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "accounts_email_key" ON "accounts"("email");

-- CreateIndex
CREATE INDEX "login_history_account_id_at_idx" ON "login_history"("account_id", "at");

-- CreateIndex
CREATE INDEX "auth_sessions_account_id_idx" ON "auth_sessions"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "characters_name_key_key" ON "characters"("name_key");

-- CreateIndex
CREATE INDEX "characters_account_id_idx" ON "characters"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "character_slots_character_id_key" ON "character_slots"("character_id");

-- CreateIndex
CREATE UNIQUE INDEX "character_tickets_hash_key" ON "character_tickets"("hash");

-- CreateIndex
CREATE INDEX "character_tickets_session_id_idx" ON "character_tickets"("session_id");

-- CreateIndex
CREATE UNIQUE INDEX "item_templates_code_key" ON "item_templates"("code");

-- CreateIndex
CREATE INDEX "world_drops_zone_id_layer_idx" ON "world_drops"("zone_id", "layer");

-- AddForeignKey
ALTER TABLE "account_roles" ADD CONSTRAINT "account_roles_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "login_history" ADD CONSTRAINT "login_history_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "auth_sessions" ADD CONSTRAINT "auth_sessions_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "characters" ADD CONSTRAINT "characters_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "character_slots" ADD CONSTRAINT "character_slots_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "character_slots" ADD CONSTRAINT "character_slots_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "characters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "player_positions" ADD CONSTRAINT "player_positions_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "characters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "player_positions" ADD CONSTRAINT "player_positions_zone_id_fkey" FOREIGN KEY ("zone_id") REFERENCES "zones"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "character_tickets" ADD CONSTRAINT "character_tickets_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "characters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "character_tickets" ADD CONSTRAINT "character_tickets_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "auth_sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "zone_leases" ADD CONSTRAINT "zone_leases_zone_id_fkey" FOREIGN KEY ("zone_id") REFERENCES "zones"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "character_inventory" ADD CONSTRAINT "character_inventory_character_id_fkey" FOREIGN KEY ("character_id") REFERENCES "characters"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "character_items" ADD CONSTRAINT "character_items_template_id_fkey" FOREIGN KEY ("template_id") REFERENCES "item_templates"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "world_drops" ADD CONSTRAINT "world_drops_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "character_items"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "world_drops" ADD CONSTRAINT "world_drops_zone_id_fkey" FOREIGN KEY ("zone_id") REFERENCES "zones"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "world_drops" ADD CONSTRAINT "world_drops_owner_character_id_fkey" FOREIGN KEY ("owner_character_id") REFERENCES "characters"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What must never be true, whoever writes.
ALTER TABLE "account_roles" ADD CONSTRAINT "account_roles_role_known" CHECK ("role" IN ('player', 'moderator', 'admin'));
ALTER TABLE "characters" ADD CONSTRAINT "characters_level_range" CHECK ("level" BETWEEN 1 AND 60);
ALTER TABLE "characters" ADD CONSTRAINT "characters_experience_range" CHECK ("experience" BETWEEN 0 AND 4294967295);
ALTER TABLE "characters" ADD CONSTRAINT "characters_health_range" CHECK ("health" >= 0);
ALTER TABLE "characters" ADD CONSTRAINT "characters_resource_range" CHECK ("resource" BETWEEN 0 AND 1000000);
ALTER TABLE "character_slots" ADD CONSTRAINT "character_slots_slot_range" CHECK ("slot" BETWEEN 1 AND 8);
ALTER TABLE "character_inventory" ADD CONSTRAINT "character_inventory_bag_slots_range" CHECK ("bag_slots" BETWEEN 1 AND 200);
ALTER TABLE "player_positions" ADD CONSTRAINT "player_positions_inside" CHECK ("x" BETWEEN 0 AND 1023 AND "y" BETWEEN 0 AND 1023);
ALTER TABLE "item_templates" ADD CONSTRAINT "item_templates_code_range" CHECK ("code" BETWEEN 1 AND 65535);
ALTER TABLE "item_templates" ADD CONSTRAINT "item_templates_max_stack_range" CHECK ("max_stack" BETWEEN 1 AND 999);
ALTER TABLE "character_items" ADD CONSTRAINT "character_items_quantity_range" CHECK ("quantity" BETWEEN 1 AND 999);
ALTER TABLE "character_items" ADD CONSTRAINT "character_items_place_fits_owner" CHECK (
    ("owner_type" = 'character' AND "place" = 'bag' AND "slot" IS NOT NULL AND "slot" BETWEEN 0 AND 199)
 OR ("owner_type" = 'zone' AND "place" = 'ground' AND "slot" IS NULL));
-- One stack to a slot. It is also how a character's items are found.
CREATE UNIQUE INDEX "character_items_one_per_slot" ON "character_items" ("owner_id", "place", "slot") WHERE "owner_type" = 'character';
-- Who is in a room.
CREATE INDEX "characters_held" ON "characters" ("lease_owner") WHERE "lease_owner" IS NOT NULL;

-- Written again every few seconds: room for the new versions beside the old ones.
ALTER TABLE "characters" SET (fillfactor = 70);
ALTER TABLE "player_positions" SET (fillfactor = 70);
ALTER TABLE "zone_leases" SET (fillfactor = 50);
