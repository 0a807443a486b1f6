-- CreateTable
CREATE TABLE "mail_messages" (
    "id" UUID NOT NULL,
    "kind" VARCHAR(12) NOT NULL,
    "source" VARCHAR(24),
    "to_id" UUID NOT NULL,
    "from_id" UUID,
    "subject" VARCHAR(64) NOT NULL,
    "text" VARCHAR(2000) NOT NULL,
    "cod" BIGINT,
    "paid" BOOLEAN NOT NULL DEFAULT false,
    "returned" BOOLEAN NOT NULL DEFAULT false,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3),
    "arrival" BIGSERIAL NOT NULL,

    CONSTRAINT "mail_messages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mail_quotas" (
    "account_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "sent" INTEGER NOT NULL,

    CONSTRAINT "mail_quotas_pkey" PRIMARY KEY ("account_id")
);

-- CreateIndex
CREATE INDEX "mail_messages_to_id_arrival_idx" ON "mail_messages"("to_id", "arrival");

-- CreateIndex
CREATE INDEX "mail_messages_from_id_idx" ON "mail_messages"("from_id");

-- CreateIndex
CREATE INDEX "mail_messages_expires_at_idx" ON "mail_messages"("expires_at");

-- AddForeignKey
ALTER TABLE "mail_messages" ADD CONSTRAINT "mail_messages_to_id_fkey" FOREIGN KEY ("to_id") REFERENCES "characters"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mail_messages" ADD CONSTRAINT "mail_messages_from_id_fkey" FOREIGN KEY ("from_id") REFERENCES "characters"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mail_quotas" ADD CONSTRAINT "mail_quotas_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "mail_messages"
  ADD CONSTRAINT "mail_messages_kind_known" CHECK ("kind" IN ('letter', 'payment', 'system')),
  ADD CONSTRAINT "mail_messages_source_of_system" CHECK (("kind" = 'system') = ("source" IS NOT NULL)),
  ADD CONSTRAINT "mail_messages_sender_of_letter" CHECK ("kind" <> 'system' OR "from_id" IS NULL),
  ADD CONSTRAINT "mail_messages_cod_range" CHECK ("cod" BETWEEN 1 AND 999999999999999),
  -- only what a player sent is paid for, and no more when it has come back
  ADD CONSTRAINT "mail_messages_cod_of_letter" CHECK ("cod" IS NULL OR ("kind" = 'letter' AND NOT "returned" AND NOT "paid")),
  ADD CONSTRAINT "mail_messages_paid_stays" CHECK (NOT ("paid" AND "returned")),
  ADD CONSTRAINT "mail_messages_not_to_self" CHECK ("from_id" <> "to_id");
ALTER TABLE "mail_quotas" ADD CONSTRAINT "mail_quotas_sent_range" CHECK ("sent" >= 1);
