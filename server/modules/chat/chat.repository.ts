import { type PrismaClient, rowsOf, sql, type Tx } from "#server/platform/prisma.ts";
import { type Channel, MAX_WHO, type WhoQuery } from "./chat.schema.ts";

type Db = PrismaClient | Tx;

/** Who speaks, with all that decides who hears it. */
export interface SpeakerRow {
  name: string;
  /** null: it is not in the world. */
  zoneId: string | null;
  roomId: string | null;
  /** null: it is in no party. */
  partyId: string | null;
  /** Since when it is a member; what was said before was not for its ears. */
  partySince: Date | null;
  /** The mute that lasts longest; null: it may write. */
  mute: { kind: "flood" | "operator"; reason: string; endsAt: string } | null;
  /** Accounts that do not want to hear it, of those who are in the world. */
  ignoredBy: string[];
}

/** Null: there is no such character of this account. Read with one statement: every message asks for it. */
export async function findSpeaker(db: Db, accountId: string, characterId: string, now: Date): Promise<SpeakerRow | null> {
  const [speaker] = await rowsOf<SpeakerRow>(db)`
    SELECT c.name, z.zone_id AS "zoneId", z.room_id AS "roomId", p.party_id::text AS "partyId", p.joined_at AS "partySince",
      (SELECT json_build_object('kind', m.kind, 'reason', m.reason, 'endsAt', m.ends_at) FROM chat_mutes m
       WHERE m.account_id = c.account_id AND m.ends_at > ${now}::timestamptz AND m.lifted_at IS NULL
       ORDER BY m.ends_at DESC LIMIT 1) AS mute,
      ARRAY(SELECT i.account_id::text FROM chat_ignores i
        JOIN characters o ON o.account_id = i.account_id AND o.lease_owner IS NOT NULL
        WHERE i.ignored_account_id = c.account_id) AS "ignoredBy"
    FROM characters c LEFT JOIN zone_leases z ON z.room_id = c.lease_owner AND z.expires_at > now()
    LEFT JOIN party_members p ON p.character_id = c.id
    WHERE c.id = ${characterId}::uuid AND c.account_id = ${accountId}::uuid AND c.deleted_at IS NULL`;
  return speaker ?? null;
}

export interface ReceiverRow {
  id: string;
  accountId: string;
  name: string;
  /** It does not want to hear this account. */
  deaf: boolean;
}

/** A character in the world by its name. Null: it is not there, or nowhere. */
export async function findReceiver(db: Db, nameKey: string, speakerAccountId: string): Promise<ReceiverRow | null> {
  const [receiver] = await rowsOf<ReceiverRow>(db)`
    SELECT c.id, c.account_id AS "accountId", c.name, EXISTS (
      SELECT 1 FROM chat_ignores i WHERE i.account_id = c.account_id AND i.ignored_account_id = ${speakerAccountId}::uuid) AS deaf
    FROM characters c JOIN zone_leases z ON z.room_id = c.lease_owner AND z.expires_at > now()
    WHERE c.name_key = ${nameKey} AND c.deleted_at IS NULL`;
  return receiver ?? null;
}

export interface NewMessageRow {
  channel: Channel;
  senderId: string;
  receiverId: string | null;
  text: string;
  roll: { value: number; of: number } | null;
  at: Date;
  /** One for each channel it goes to. */
  copies: ReadonlyArray<{ channelId: string; id: string }>;
}

/** @returns the number it got in each channel. One statement, so a channel is held no longer than for one commit. */
export async function insertMessage(db: Db, message: NewMessageRow): Promise<Map<string, number>> {
  const { channel, senderId, receiverId, text, roll, at, copies } = message;
  const rows = await rowsOf<{ channelId: string; seq: number }>(db)`
    WITH copies AS (
      SELECT * FROM unnest(${copies.map(({ channelId }) => channelId)}::text[], ${copies.map(({ id }) => id)}::uuid[]) AS c (channel_id, id)),
    counted AS (
      INSERT INTO chat_channels AS k (channel, channel_id, last_seq, last_at)
      SELECT ${channel}, channel_id, 1, ${at}::timestamptz FROM copies ORDER BY channel_id
      ON CONFLICT (channel, channel_id) DO UPDATE SET last_seq = k.last_seq + 1, last_at = EXCLUDED.last_at
      RETURNING channel_id, last_seq)
    INSERT INTO chat_messages (channel, channel_id, seq, id, kind, sender_id, receiver_id, text, roll, roll_of, at)
    SELECT ${channel}, channel_id, last_seq, id, ${roll ? "roll" : "text"}, ${senderId}::uuid, ${receiverId}::uuid, ${text},
      ${roll?.value ?? null}::int, ${roll?.of ?? null}::int, ${at}::timestamptz
    FROM copies JOIN counted USING (channel_id)
    RETURNING channel_id AS "channelId", seq`;
  return new Map(rows.map(({ channelId, seq }) => [channelId, seq]));
}

export interface MessageRow {
  id: string;
  channel: Channel;
  channelId: string;
  seq: number;
  kind: "text" | "roll";
  senderId: string;
  senderName: string;
  receiverId: string | null;
  receiverName: string | null;
  text: string;
  roll: number | null;
  rollOf: number | null;
  at: Date;
}

const ROWS = sql`
  SELECT m.id, m.channel, m.channel_id AS "channelId", m.seq, m.kind, m.sender_id AS "senderId", s.name AS "senderName",
    m.receiver_id AS "receiverId", r.name AS "receiverName", m.text, m.roll, m.roll_of AS "rollOf", m.at
  FROM chat_messages m JOIN characters s ON s.id = m.sender_id LEFT JOIN characters r ON r.id = m.receiver_id`;

export interface HistoryOf {
  channel: Channel;
  channelId: string;
  /** Nothing older than this. */
  since: Date | null;
  /** Nothing of those whom this account ignores. */
  readerAccountId: string;
}

/** The newest first, `count` at most, those before number `before`. */
export function listMessages(
  db: Db,
  { channel, channelId, since, readerAccountId }: HistoryOf,
  count: number,
  before: number | undefined,
): Promise<MessageRow[]> {
  return rowsOf<MessageRow>(db)`${ROWS}
    WHERE m.channel = ${channel} AND m.channel_id = ${channelId} AND m.seq < ${before ?? 2_147_483_647}
      AND m.at >= ${since ?? new Date(0)}::timestamptz
      AND NOT EXISTS (
        SELECT 1 FROM chat_ignores i WHERE i.account_id = ${readerAccountId}::uuid AND i.ignored_account_id = s.account_id)
    ORDER BY m.seq DESC LIMIT ${count}`;
}

export interface FoundMessageRow extends MessageRow {
  senderAccountId: string;
}

/** A message by its id, which only those know who were sent it. */
export async function findMessage(db: Db, id: string): Promise<FoundMessageRow | null> {
  const [row] = await rowsOf<{ channel: Channel; channelId: string; seq: number; senderId: string; senderAccountId: string }>(db)`
    SELECT m.channel, m.channel_id AS "channelId", m.seq, m.sender_id AS "senderId", s.account_id AS "senderAccountId"
    FROM chat_messages m JOIN characters s ON s.id = m.sender_id WHERE m.id = ${id}::uuid`;
  if (!row) return null;
  const [message] = await upTo(db, row, 1);
  return message ? { ...message, senderAccountId: row.senderAccountId } : null;
}

/** A message and those that its sender wrote in the channel before it, the newest first. */
export function upTo(
  db: Db,
  at: { channel: Channel; channelId: string; seq: number; senderId: string },
  count: number,
): Promise<MessageRow[]> {
  return rowsOf<MessageRow>(db)`${ROWS} WHERE m.channel = ${at.channel} AND m.channel_id = ${at.channelId} AND m.seq <= ${at.seq}
      AND m.sender_id = ${at.senderId}::uuid
    ORDER BY m.seq DESC LIMIT ${count}`;
}

export interface WhoRow {
  id: string;
  name: string;
  level: number;
  classId: string;
  zoneId: string;
  total: bigint;
}

/** Characters in the world, by name. */
export function listWho(db: Db, { find = "", minLevel = 0, maxLevel = 32_767 }: WhoQuery): Promise<WhoRow[]> {
  return rowsOf<WhoRow>(db)`
    SELECT c.id, c.name, c.level, c.class_id AS "classId", z.zone_id AS "zoneId", count(*) OVER () AS total
    FROM zone_leases z JOIN characters c ON c.lease_owner = z.room_id JOIN zones n ON n.id = z.zone_id
    WHERE z.expires_at > now() AND c.level BETWEEN ${minLevel} AND ${maxLevel}
      AND (starts_with(lower(c.name), lower(${find})) OR position(lower(${find}) IN lower(n.name)) > 0)
    ORDER BY lower(c.name), c.id LIMIT ${MAX_WHO}`;
}
