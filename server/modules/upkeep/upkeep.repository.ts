import { RESTORE_DAYS } from "#server/modules/characters/characters.schema.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";

/** Most rows one statement removes: a long neglect is cleared in small steps that hold no lock for long. */
const BATCH = 1000;
/** Replies are kept this long for those who ask again. */
const KEYS_KEPT_HOURS = 24;
/** Sessions that ended stay visible this long. */
const SESSIONS_KEPT_DAYS = 30;
/** Letters stay visible this long after they were sent or given up. */
const MAIL_KEPT_DAYS = 7;
/** Failed log-ins are forgotten after this: server/modules/auth/guard.ts. */
const FAILURES_KEPT_HOURS = 24;
/** Drops that are this long past their end lie in a zone that nobody hosts: a hosted zone removes its own. */
const DROPS_KEPT_S = 60;

/** Characters take rows of a dozen tables with them. */
const CHARACTERS_AT_ONCE = 100;

/** Each removes at most BATCH rows and says how many; by the database's clock. */
export const clearings: Record<string, (db: PrismaClient) => Promise<number>> = {
  tickets: (db) => db.$executeRaw`
    DELETE FROM character_tickets WHERE hash IN (SELECT hash FROM character_tickets WHERE expires_at < now() LIMIT ${BATCH})`,
  "idempotency keys": (db) => db.$executeRaw`
    DELETE FROM idempotency_keys WHERE (account_id, key) IN (
      SELECT account_id, key FROM idempotency_keys WHERE created_at < now() - ${KEYS_KEPT_HOURS} * interval '1 hour' LIMIT ${BATCH})`,
  sessions: (db) => db.$executeRaw`
    DELETE FROM auth_sessions WHERE id IN (
      SELECT id FROM auth_sessions WHERE least(expires_at, revoked_at) < now() - ${SESSIONS_KEPT_DAYS} * interval '1 day' LIMIT ${BATCH})`,
  "one-time tokens": (db) => db.$executeRaw`
    DELETE FROM account_tokens WHERE hash IN (SELECT hash FROM account_tokens WHERE expires_at < now() LIMIT ${BATCH})`,
  "failed log-ins": (db) => db.$executeRaw`
    DELETE FROM login_guards WHERE key IN (
      SELECT key FROM login_guards
      WHERE last_at < now() - ${FAILURES_KEPT_HOURS} * interval '1 hour' AND blocked_until < now() LIMIT ${BATCH})`,
  mail: (db) => db.$executeRaw`
    DELETE FROM outgoing_mail WHERE id IN (
      SELECT id FROM outgoing_mail WHERE finished_at < now() - ${MAIL_KEPT_DAYS} * interval '1 day' LIMIT ${BATCH})`,
  drops: (db) => db.$executeRaw`
    DELETE FROM character_items WHERE owner_type = 'zone' AND id IN (
      SELECT item_id FROM world_drops WHERE expires_at < now() - ${DROPS_KEPT_S} * interval '1 second' LIMIT ${BATCH})`,
  characters: async (db) => {
    const [{ gone }] = await db.$queryRaw<[{ gone: bigint }]>`
      WITH gone AS (
        DELETE FROM characters WHERE id IN (
          SELECT id FROM characters WHERE deleted_at < now() - ${RESTORE_DAYS} * interval '1 day'
          ORDER BY id LIMIT ${CHARACTERS_AT_ONCE} FOR UPDATE SKIP LOCKED)
        RETURNING id),
      items AS (DELETE FROM character_items WHERE owner_type = 'character' AND owner_id IN (SELECT id::text FROM gone))
      SELECT count(*) AS gone FROM gone`;
    return Number(gone);
  },
};
