-- Each delivery is written twice and leaves the indexes of what waits: its dead rows are cleared away long before they are a fifth of a month's.
ALTER TABLE "event_deliveries" SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 10000);
