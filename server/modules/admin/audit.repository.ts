import { uuidv7 } from "uuidv7";
import type { Prisma } from "#prisma/generated/client.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";

type Db = PrismaClient | Tx;

/** One thing an operator did. Ids only: who they belonged to may be erased, what was done stays. */
export interface AuditRecord {
  at: Date;
  actorId: string;
  action:
    | "account.viewed"
    | "account.suspended"
    | "account.banned"
    | "account.lifted"
    | "account.muted"
    | "account.unmuted"
    | "account.role_granted"
    | "account.role_removed"
    | "report.closed"
    | "event.retried"
    | "event.discarded"
    | "economy.thawed"
    | "server.announced";
  target: { type: "account" | "event" | "economy" | "server"; id: string };
  reason?: string;
  before?: Prisma.InputJsonObject;
  after?: Prisma.InputJsonObject;
}

/** Writes the entry in the transaction of what it tells of. */
export async function audit(db: Db, { target, ...entry }: AuditRecord): Promise<void> {
  await db.auditEntry.create({ data: { id: uuidv7(), ...entry, targetType: target.type, targetId: target.id } });
}

export type AuditRow = Awaited<ReturnType<typeof listAudit>>[number];

/** Newest first, `count` at most, those written before `after`. */
export function listAudit(
  db: Db,
  { actor, target }: { actor?: string | undefined; target?: string | undefined },
  count: number,
  after: string | undefined,
) {
  return db.auditEntry.findMany({
    where: { actorId: actor, ...(target !== undefined && { targetType: "account", targetId: target }), id: { lt: after } },
    orderBy: { id: "desc" },
    take: count,
  });
}
