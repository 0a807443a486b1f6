-- AlterTable
ALTER TABLE "accounts" ADD COLUMN     "deletion_at" TIMESTAMPTZ(3),
ADD COLUMN     "erased_at" TIMESTAMPTZ(3);

-- Those that wait to be erased.
CREATE INDEX "accounts_to_erase" ON "accounts" ("deletion_at") WHERE "deletion_at" IS NOT NULL AND "erased_at" IS NULL;
-- An erased account is a number.
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_erased_whole" CHECK ("erased_at" IS NULL OR (
  "email" IS NULL AND "password_hash" IS NULL AND "guest_hash" IS NULL AND "pending_email" IS NULL AND "pending_password_hash" IS NULL));
