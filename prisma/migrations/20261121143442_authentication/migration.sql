-- AlterTable
ALTER TABLE "accounts" ADD COLUMN     "email_verified_at" TIMESTAMPTZ(3),
ADD COLUMN     "guest_hash" BYTEA,
ADD COLUMN     "pending_email" CITEXT,
ADD COLUMN     "pending_password_hash" TEXT,
ALTER COLUMN "email" DROP NOT NULL,
ALTER COLUMN "password_hash" DROP NOT NULL;

-- AlterTable
ALTER TABLE "login_history" ADD COLUMN     "method" VARCHAR(16);

-- CreateTable
CREATE TABLE "account_tokens" (
    "hash" BYTEA NOT NULL,
    "account_id" UUID NOT NULL,
    "purpose" VARCHAR(24) NOT NULL,
    "email" CITEXT,
    "binding" BYTEA,
    "method" VARCHAR(16),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_tokens_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "account_totp" (
    "account_id" UUID NOT NULL,
    "sealed_secret" BYTEA NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "last_step" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "account_totp_pkey" PRIMARY KEY ("account_id")
);

-- CreateTable
CREATE TABLE "account_recovery_codes" (
    "account_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "account_recovery_codes_pkey" PRIMARY KEY ("account_id","hash")
);

-- CreateTable
CREATE TABLE "account_identities" (
    "issuer" VARCHAR(255) NOT NULL,
    "subject" VARCHAR(255) NOT NULL,
    "account_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_identities_pkey" PRIMARY KEY ("issuer","subject")
);

-- CreateTable
CREATE TABLE "login_guards" (
    "key" VARCHAR(43) NOT NULL,
    "failures" INTEGER NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "blocked_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "login_guards_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "outgoing_mail" (
    "id" UUID NOT NULL,
    "kind" VARCHAR(32) NOT NULL,
    "recipient" VARCHAR(254) NOT NULL,
    "data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "outcome" VARCHAR(16),
    "last_error" VARCHAR(300),

    CONSTRAINT "outgoing_mail_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "account_tokens_account_id_purpose_idx" ON "account_tokens"("account_id", "purpose");

-- CreateIndex
CREATE INDEX "account_tokens_expires_at_idx" ON "account_tokens"("expires_at");

-- CreateIndex
CREATE INDEX "account_identities_account_id_idx" ON "account_identities"("account_id");

-- CreateIndex
CREATE INDEX "login_guards_last_at_idx" ON "login_guards"("last_at");

-- CreateIndex
CREATE INDEX "outgoing_mail_recipient_kind_idx" ON "outgoing_mail"("recipient", "kind");

-- AddForeignKey
ALTER TABLE "account_tokens" ADD CONSTRAINT "account_tokens_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_totp" ADD CONSTRAINT "account_totp_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_recovery_codes" ADD CONSTRAINT "account_recovery_codes_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_identities" ADD CONSTRAINT "account_identities_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- What must never be true, whoever writes.
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_guest_has_no_login" CHECK ("guest_hash" IS NULL OR ("email" IS NULL AND "password_hash" IS NULL));
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_pending_whole" CHECK (("pending_email" IS NULL) = ("pending_password_hash" IS NULL));
ALTER TABLE "account_tokens" ADD CONSTRAINT "account_tokens_purpose_known" CHECK ("purpose" IN ('verify_email', 'recover_password', 'second_factor', 'handoff'));
ALTER TABLE "login_guards" ADD CONSTRAINT "login_guards_failures_range" CHECK ("failures" BETWEEN 0 AND 1000000);
ALTER TABLE "outgoing_mail" ADD CONSTRAINT "outgoing_mail_finished_whole" CHECK (("finished_at" IS NULL) = ("outcome" IS NULL));
ALTER TABLE "outgoing_mail" ADD CONSTRAINT "outgoing_mail_outcome_known" CHECK ("outcome" IN ('sent', 'dropped', 'failed'));
-- Mail that waits, and mail to be cleared away.
CREATE INDEX "outgoing_mail_due" ON "outgoing_mail" ("next_attempt_at") WHERE "finished_at" IS NULL;
CREATE INDEX "outgoing_mail_finished" ON "outgoing_mail" ("finished_at") WHERE "finished_at" IS NOT NULL;
-- Where an account is known to log in from, whatever others have tried on it.
CREATE INDEX "login_history_good" ON "login_history" ("account_id", "ip", "at") WHERE "outcome" = 'logged_in';
