-- AlterTable
ALTER TABLE "characters" ADD COLUMN     "gear_version" INTEGER NOT NULL DEFAULT 0;
