import type { PrismaClient } from "#server/platform/prisma.ts";
import { listAudit } from "./audit.repository.ts";
import { type AuditPage, type AuditQuery, auditPages } from "./audit.schema.ts";

/** What operators did. */
export class AuditService {
  readonly #prisma: PrismaClient;

  constructor({ prisma }: { prisma: PrismaClient }) {
    this.#prisma = prisma;
  }

  async list({ limit, cursor, actor, account }: AuditQuery): Promise<AuditPage> {
    const rows = await listAudit(this.#prisma, { actor, target: account }, limit + 1, cursor);
    return auditPages.cut(
      rows,
      limit,
      ({ id }) => id,
      ({ id, at, actorId, action, targetType, targetId, reason, before, after }) => ({
        id,
        at: at.toISOString(),
        actor: actorId,
        action,
        target: { type: targetType, id: targetId },
        reason,
        before,
        after,
      }),
    );
  }
}
