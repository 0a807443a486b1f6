-- CreateTable
CREATE TABLE "hub_tickets" (
    "session_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "hub_tickets_pkey" PRIMARY KEY ("session_id")
);

-- CreateTable
CREATE TABLE "hub_seats" (
    "account_id" UUID NOT NULL,
    "seat_id" UUID NOT NULL,
    "room_id" VARCHAR(64) NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "hub_seats_pkey" PRIMARY KEY ("account_id")
);

-- CreateTable
CREATE TABLE "topic_numbers" (
    "topic" VARCHAR(128) NOT NULL,
    "last" BIGINT NOT NULL,

    CONSTRAINT "topic_numbers_pkey" PRIMARY KEY ("topic")
);

-- CreateTable
CREATE TABLE "notifications" (
    "account_id" UUID NOT NULL,
    "number" BIGINT NOT NULL,
    "kind" VARCHAR(48) NOT NULL,
    "data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "read_at" TIMESTAMPTZ(3),

    CONSTRAINT "notifications_pkey" PRIMARY KEY ("account_id","number")
);

-- CreateTable
CREATE TABLE "notification_mutes" (
    "account_id" UUID NOT NULL,
    "kind" VARCHAR(48) NOT NULL,

    CONSTRAINT "notification_mutes_pkey" PRIMARY KEY ("account_id","kind")
);

-- CreateIndex
CREATE UNIQUE INDEX "hub_tickets_hash_key" ON "hub_tickets"("hash");

-- CreateIndex
CREATE INDEX "hub_tickets_expires_at_idx" ON "hub_tickets"("expires_at");

-- CreateIndex
CREATE INDEX "notifications_created_at_idx" ON "notifications"("created_at");

-- AddForeignKey
ALTER TABLE "hub_tickets" ADD CONSTRAINT "hub_tickets_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "auth_sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hub_seats" ADD CONSTRAINT "hub_seats_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification_mutes" ADD CONSTRAINT "notification_mutes_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE INDEX "notifications_unread_idx" ON "notifications"("account_id") WHERE "read_at" IS NULL;
ALTER TABLE "topic_numbers" ADD CONSTRAINT "topic_numbers_last_range" CHECK ("last" > 0);
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_number_range" CHECK ("number" > 0);
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_data_is_object" CHECK (jsonb_typeof("data") = 'object');
