-- AlterTable
ALTER TABLE "characters" DROP COLUMN "gear_version";
