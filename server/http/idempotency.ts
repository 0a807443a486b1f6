import { createHash } from "node:crypto";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import { claimKey, keepReply, type StoredReply } from "./idempotency.repository.ts";
import { Problem } from "./problem.ts";
import type { Answer } from "./route.ts";

/** Which request this is, in its sender's words. */
export interface RequestKey {
  accountId: string;
  /** The header Idempotency-Key; absent: the request is never recognised. */
  key: string | undefined;
  /** All that decides what the request does: the same key must not come with anything else. */
  asks: readonly unknown[];
}

/** Runs work once per key, in one transaction with the reply that is kept. @throws Problem idempotency_conflict */
export type RunOnce = (request: RequestKey, work: (tx: Tx) => Promise<Answer>) => Promise<Answer>;

/** Told beside a reply that was given before. */
export const REPLAYED = "Idempotency-Replayed";
const KEY = /^[\x21-\x7e]{8,128}$/;

/**
 * Economy writes with a key have one effect, however often they are sent (RELIABILITY rule 4): the first request of a key claims it,
 * works, and keeps its reply, in one transaction. Who comes with the same key meanwhile waits for that transaction: if it commits, they
 * get its reply; if not, nothing of it is left and they are the first. Refusals change nothing, so they are not kept: asked again, a
 * request may succeed. Replies are kept for a day as they were sent, so no route that answers secrets may be run this way.
 */
export function runOnceIn(prisma: PrismaClient): RunOnce {
  return ({ accountId, key, asks }, work) => {
    if (key === undefined) return transact(prisma, work);
    const hash = hashOf(asks);
    return transact(prisma, async (tx) => {
      const kept = await claimKey(tx, { accountId, key, hash });
      if (kept && !Buffer.from(kept.hash).equals(hash)) throw new Problem("idempotency_conflict");
      if (kept) return { ...kept.reply, headers: { ...kept.reply.headers, [REPLAYED]: "true" } };
      const answer = await work(tx);
      await keepReply(tx, accountId, key, toReply(answer));
      return answer;
    });
  };
}

/** The header as a key; quotes around it, as the draft of its standard has them, do not count. @throws Problem invalid_request */
export function readKey(header: string | undefined, rule: "required" | "optional"): string | undefined {
  const wrong = (message: string) => {
    const path = "Idempotency-Key";
    return new Problem("invalid_request", { detail: `${path}: ${message}`, errors: [{ in: "header", path, message }] });
  };
  if (header === undefined) {
    if (rule === "optional") return undefined;
    throw wrong("This request changes what cannot be changed back: send a key, new for each thing you want done.");
  }
  const key = header.replace(/^"(.*)"$/, "$1");
  if (!KEY.test(key)) throw wrong("A key has 8 to 128 visible ASCII characters.");
  return key;
}

function hashOf(asks: readonly unknown[]): Buffer {
  const text = JSON.stringify(asks, (_name, value: unknown) => (typeof value === "bigint" ? String(value) : value));
  return createHash("sha256").update(text).digest();
}

function toReply(answer: Answer): StoredReply {
  const { status, headers = {} } = answer;
  if ("json" in answer && typeof answer.json === "string") return { status, headers, json: answer.json };
  return "body" in answer ? { status, headers, json: JSON.stringify(answer.body) } : { status, headers };
}
