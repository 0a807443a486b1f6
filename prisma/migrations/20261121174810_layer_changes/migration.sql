-- AlterTable
ALTER TABLE "characters" ADD COLUMN     "layer_changed_at" TIMESTAMPTZ(3);
