-- AlterTable
ALTER TABLE "auth_sessions" ADD COLUMN     "ip" VARCHAR(64) NOT NULL DEFAULT '',
ADD COLUMN     "name" VARCHAR(64),
ADD COLUMN     "user_agent" VARCHAR(200) NOT NULL DEFAULT '';
