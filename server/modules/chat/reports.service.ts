import { uuidv7 } from "uuidv7";
import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import { audit } from "#server/modules/admin/audit.repository.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import { findMessage, type MessageRow, upTo } from "./chat.repository.ts";
import * as repository from "./reports.repository.ts";
import {
  EXCERPT_MESSAGES,
  type ExcerptLine,
  MAX_REPORTS_A_DAY,
  type Reported,
  type ReportPage,
  type ReportRequest,
  reportPages,
} from "./reports.schema.ts";

const DAY_MS = 24 * 3600_000;

/** Players report what they read, moderators judge it. */
export class ReportsService {
  readonly #prisma: PrismaClient;
  readonly #now: () => number;

  constructor({ prisma, now }: { prisma: PrismaClient; now: () => number }) {
    this.#prisma = prisma;
    this.#now = now;
  }

  /**
   * A message's id is known only to those who were sent it: who names it has read it. The same report again changes nothing.
   * @throws Problem message_not_found, too_many_reports
   */
  async report(tx: Tx, reporterId: string, { messageId, reason, note }: ReportRequest): Promise<Reported> {
    const message = await findMessage(tx, messageId);
    if (!message || message.senderAccountId === reporterId) throw new Problem("message_not_found");
    const now = this.#now();
    const today = await repository.lockReports(tx, reporterId, new Date(now - DAY_MS));
    if (today >= MAX_REPORTS_A_DAY) throw new Problem("too_many_reports");
    const lines = await upTo(tx, message, EXCERPT_MESSAGES);
    const { id, createdAt } = await repository.insertReport(tx, {
      id: uuidv7(),
      messageId,
      reporterId,
      reportedAccountId: message.senderAccountId,
      reportedCharacterId: message.senderId,
      reason,
      note: note ?? null,
      excerpt: lines.reverse().map((line) => toLine(line, messageId)),
      createdAt: new Date(now),
    });
    return { id, createdAt: createdAt.toISOString() };
  }

  /** Those that wait, the oldest first. */
  async list({ limit, cursor }: { limit: number; cursor: string | undefined }): Promise<ReportPage> {
    const rows = await repository.listOpen(this.#prisma, limit + 1, cursor);
    return reportPages.cut(
      rows,
      limit,
      ({ id }) => id,
      ({ id, createdAt, reason, note, reporterId, reportedAccountId, reportedCharacterId, excerpt }) => ({
        id,
        createdAt: createdAt.toISOString(),
        reason,
        note,
        reporter: reporterId,
        reported: { accountId: reportedAccountId, characterId: reportedCharacterId },
        excerpt: excerpt as ExcerptLine[],
      }),
    );
  }

  /** @throws Problem report_not_found */
  async close(tx: Tx, operator: Identity, id: string, verdict: string): Promise<void> {
    const at = new Date(this.#now());
    const about = await repository.closeReport(tx, id, { closedAt: at, closedById: operator.accountId, verdict });
    if (about === null) throw new Problem("report_not_found");
    const target = { type: "account", id: about } as const;
    await audit(tx, { at, actorId: operator.accountId, action: "report.closed", target, after: { report: id } });
  }
}

function toLine({ id, senderId, senderName, channel, text, at }: MessageRow, reportedId: string): ExcerptLine {
  return { characterId: senderId, name: senderName, channel, text, at: at.toISOString(), reported: id === reportedId };
}
