import { type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";
import type { ExcerptLine } from "./reports.schema.ts";

type Db = PrismaClient | Tx;
export type ReportRow = Awaited<ReturnType<typeof listOpen>>[number];

export interface NewReport {
  id: string;
  messageId: string;
  reporterId: string;
  reportedAccountId: string;
  reportedCharacterId: string;
  reason: string;
  note: string | null;
  excerpt: ExcerptLine[];
  createdAt: Date;
}

/** Who has reported this message already is given that report again. */
export async function insertReport(tx: Tx, report: NewReport): Promise<{ id: string; createdAt: Date }> {
  await tx.chatReport.createMany({ data: report, skipDuplicates: true });
  const { messageId, reporterId } = report;
  return tx.chatReport.findUniqueOrThrow({
    where: { messageId_reporterId: { messageId, reporterId } },
    select: { id: true, createdAt: true },
  });
}

/** Other reports by this account wait until the transaction ends. @returns how many it made since then */
export async function lockReports(tx: Tx, reporterId: string, since: Date): Promise<number> {
  await rowsOf(tx)`SELECT 1 FROM accounts WHERE id = ${reporterId}::uuid FOR NO KEY UPDATE`;
  return tx.chatReport.count({ where: { reporterId, createdAt: { gt: since } } });
}

/** Those nobody has judged, the oldest first. */
export function listOpen(db: Db, count: number, after: string | undefined) {
  return db.chatReport.findMany({ where: { closedAt: null, id: { gt: after } }, orderBy: { id: "asc" }, take: count });
}

/** @returns whom it was about; null: there is no such report, or it was judged before */
export async function closeReport(
  tx: Tx,
  id: string,
  closed: { closedAt: Date; closedById: string; verdict: string },
): Promise<string | null> {
  const [report] = await tx.chatReport.updateManyAndReturn({
    where: { id, closedAt: null },
    data: closed,
    select: { reportedAccountId: true },
  });
  return report?.reportedAccountId ?? null;
}
