import { affected, type Tx } from "#server/platform/prisma.ts";

/** An answer as it was sent. */
export interface StoredReply {
  status: number;
  headers: Record<string, string>;
  /** Absent: no body. */
  json?: string;
}

interface KeptReply {
  hash: Uint8Array;
  reply: StoredReply;
}

/**
 * Claims a key for the request with this hash; another transaction that has claimed it is waited for. Null: the key is ours. Else: what
 * was kept under it.
 */
export async function claimKey(
  tx: Tx,
  { accountId, key, hash }: { accountId: string; key: string; hash: Uint8Array },
): Promise<KeptReply | null> {
  const claimed = await affected(tx)`
    INSERT INTO idempotency_keys (account_id, key, request_hash) VALUES (${accountId}::uuid, ${key}, ${hash})
    ON CONFLICT (account_id, key) DO NOTHING`;
  if (claimed === 1) return null;
  const { requestHash, status, headers, body } = await tx.idempotencyKey.findUniqueOrThrow({
    where: { accountId_key: { accountId, key } },
  });
  return {
    hash: requestHash,
    reply: { status: status ?? 200, headers: (headers ?? {}) as Record<string, string>, ...(body !== null && { json: body }) },
  };
}

export async function keepReply(tx: Tx, accountId: string, key: string, { status, headers, json }: StoredReply): Promise<void> {
  // written by hand: every change of the economy sends it, and a model's way costs more than the statement
  const kept = await affected(tx)`
    UPDATE idempotency_keys SET status = ${status}, headers = ${JSON.stringify(headers)}::jsonb, body = ${json ?? null}
    WHERE account_id = ${accountId}::uuid AND key = ${key}`;
  if (kept !== 1) throw new Error("a reply is kept under a key that was claimed");
}
