-- CreateTable
CREATE TABLE "event_subscriptions" (
    "event" VARCHAR(48) NOT NULL,
    "subscriber" VARCHAR(48) NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_subscriptions_pkey" PRIMARY KEY ("event","subscriber")
);

-- CreateTable
CREATE TABLE "event_deliveries" (
    "event_id" UUID NOT NULL,
    "subscriber" VARCHAR(48) NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "order_key" UUID,
    "state" VARCHAR(12) NOT NULL DEFAULT 'waiting',
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_error" VARCHAR(300),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "event_deliveries_pkey" PRIMARY KEY ("event_id","subscriber")
);

-- CreateIndex
CREATE INDEX "game_events_created_at_idx" ON "game_events"("created_at");

-- AddForeignKey
ALTER TABLE "event_deliveries" ADD CONSTRAINT "event_deliveries_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "game_events"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "event_deliveries"
  ADD CONSTRAINT "event_deliveries_state_known" CHECK ("state" IN ('waiting', 'handled', 'parked', 'discarded')),
  ADD CONSTRAINT "event_deliveries_ended_whole" CHECK (("state" = 'waiting') = ("ended_at" IS NULL)),
  ADD CONSTRAINT "event_deliveries_attempts_range" CHECK ("attempts" >= 0);

-- What waits is little: these stay small however many events there were. What is next, and what stands before it.
CREATE INDEX "event_deliveries_waiting" ON "event_deliveries" ("subscriber", "seq") WHERE "state" = 'waiting';
CREATE INDEX "event_deliveries_waiting_of_key" ON "event_deliveries" ("subscriber", "order_key", "seq") WHERE "state" = 'waiting';
CREATE INDEX "event_deliveries_parked" ON "event_deliveries" ("seq") WHERE "state" = 'parked';
