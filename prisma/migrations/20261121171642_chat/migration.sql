-- CreateTable
CREATE TABLE "chat_channels" (
    "channel" VARCHAR(12) NOT NULL,
    "channel_id" VARCHAR(64) NOT NULL,
    "last_seq" INTEGER NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "chat_channels_pkey" PRIMARY KEY ("channel","channel_id")
);

-- CreateTable
CREATE TABLE "chat_messages" (
    "channel" VARCHAR(12) NOT NULL,
    "channel_id" VARCHAR(64) NOT NULL,
    "seq" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "kind" VARCHAR(8) NOT NULL,
    "sender_id" UUID NOT NULL,
    "receiver_id" UUID,
    "text" VARCHAR(255) NOT NULL,
    "roll" INTEGER,
    "roll_of" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "chat_messages_pkey" PRIMARY KEY ("channel","channel_id","seq")
);

-- CreateTable
CREATE TABLE "chat_ignores" (
    "account_id" UUID NOT NULL,
    "ignored_account_id" UUID NOT NULL,
    "ignored_character_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "chat_ignores_pkey" PRIMARY KEY ("account_id","ignored_account_id")
);

-- CreateTable
CREATE TABLE "chat_mutes" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "kind" VARCHAR(8) NOT NULL,
    "reason" VARCHAR(500) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "by_id" UUID,
    "lifted_at" TIMESTAMPTZ(3),
    "lifted_by_id" UUID,

    CONSTRAINT "chat_mutes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "chat_reports" (
    "id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "reporter_id" UUID NOT NULL,
    "reported_account_id" UUID NOT NULL,
    "reported_character_id" UUID NOT NULL,
    "reason" VARCHAR(12) NOT NULL,
    "note" VARCHAR(500),
    "excerpt" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by_id" UUID,
    "verdict" VARCHAR(500),

    CONSTRAINT "chat_reports_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "chat_messages_id_key" ON "chat_messages"("id");

-- CreateIndex
CREATE INDEX "chat_messages_channel_at_idx" ON "chat_messages"("channel", "at");

-- CreateIndex
CREATE INDEX "chat_messages_sender_id_idx" ON "chat_messages"("sender_id");

-- CreateIndex
CREATE INDEX "chat_ignores_ignored_account_id_idx" ON "chat_ignores"("ignored_account_id");

-- CreateIndex
CREATE INDEX "chat_mutes_account_id_ends_at_idx" ON "chat_mutes"("account_id", "ends_at");

-- CreateIndex
CREATE INDEX "chat_reports_reporter_id_created_at_idx" ON "chat_reports"("reporter_id", "created_at");

-- CreateIndex
CREATE INDEX "chat_reports_reported_account_id_idx" ON "chat_reports"("reported_account_id");

-- CreateIndex
CREATE UNIQUE INDEX "chat_reports_message_id_reporter_id_key" ON "chat_reports"("message_id", "reporter_id");

-- AddForeignKey
ALTER TABLE "chat_ignores" ADD CONSTRAINT "chat_ignores_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chat_ignores" ADD CONSTRAINT "chat_ignores_ignored_account_id_fkey" FOREIGN KEY ("ignored_account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chat_mutes" ADD CONSTRAINT "chat_mutes_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chat_reports" ADD CONSTRAINT "chat_reports_reporter_id_fkey" FOREIGN KEY ("reporter_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chat_reports" ADD CONSTRAINT "chat_reports_reported_account_id_fkey" FOREIGN KEY ("reported_account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "chat_channels" ADD CONSTRAINT "chat_channels_known" CHECK ("channel" IN ('say', 'yell', 'zone', 'party', 'whisper') AND "last_seq" > 0);
-- each message changes a counter: room beside it lets that happen in place
ALTER TABLE "chat_channels" SET (fillfactor = 50);
ALTER TABLE "chat_messages" ADD CONSTRAINT "chat_messages_known" CHECK (
  "channel" IN ('say', 'yell', 'zone', 'party', 'whisper') AND "kind" IN ('text', 'roll') AND "seq" > 0 AND "text" <> '');
ALTER TABLE "chat_messages" ADD CONSTRAINT "chat_messages_whispered" CHECK (("channel" = 'whisper') = ("receiver_id" IS NOT NULL));
ALTER TABLE "chat_messages" ADD CONSTRAINT "chat_messages_rolled" CHECK (
  ("kind" = 'roll') = ("roll" IS NOT NULL) AND ("roll" IS NULL) = ("roll_of" IS NULL) AND "roll" BETWEEN 1 AND "roll_of");
ALTER TABLE "chat_ignores" ADD CONSTRAINT "chat_ignores_others" CHECK ("account_id" <> "ignored_account_id");
ALTER TABLE "chat_mutes" ADD CONSTRAINT "chat_mutes_known" CHECK (
  "kind" IN ('flood', 'operator') AND ("kind" = 'operator') = ("by_id" IS NOT NULL) AND "ends_at" > "created_at");
ALTER TABLE "chat_mutes" ADD CONSTRAINT "chat_mutes_lifted_whole" CHECK (("lifted_at" IS NULL) = ("lifted_by_id" IS NULL));
ALTER TABLE "chat_reports" ADD CONSTRAINT "chat_reports_known" CHECK ("reason" IN ('spam', 'abuse', 'threat', 'cheating', 'other'));
ALTER TABLE "chat_reports" ADD CONSTRAINT "chat_reports_closed_whole" CHECK (
  ("closed_at" IS NULL) = ("closed_by_id" IS NULL) AND ("closed_at" IS NULL) = ("verdict" IS NULL));
CREATE INDEX "chat_reports_open" ON "chat_reports" ("id") WHERE "closed_at" IS NULL;
