-- What was recorded about an account is exported and, when the account is erased, cleaned.
CREATE INDEX "game_events_of_account" ON "game_events" ("account_id") WHERE "account_id" IS NOT NULL;
CREATE INDEX "game_events_of_character" ON "game_events" ("character_id") WHERE "character_id" IS NOT NULL;
