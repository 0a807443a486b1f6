import { z } from "zod";
import { pagesBy } from "#server/http/page.ts";
import { playerText } from "#server/http/text.ts";

/** So many messages are kept with a report: the one it is about, and what its sender wrote there before. */
export const EXCERPT_MESSAGES = 6;
/** Reports by one account in a day. */
export const MAX_REPORTS_A_DAY = 50;

export const ReportRequest = z
  .strictObject({
    messageId: z.uuid("This is not an id."),
    reason: z.enum(["spam", "abuse", "threat", "cheating", "other"]),
    note: playerText(500, { lines: true }).optional().meta({ example: "He does not stop." }),
  })
  .meta({ id: "ReportRequest" });
export type ReportRequest = z.output<typeof ReportRequest>;
export const Reported = z.strictObject({ id: z.uuid(), createdAt: z.iso.datetime() }).meta({ id: "Reported" });
export type Reported = z.output<typeof Reported>;

/** What was said, as the moderators read it. */
export const ExcerptLine = z
  .strictObject({
    characterId: z.uuid(),
    name: z.string().meta({ example: "Tolan" }),
    channel: z.string().meta({ example: "zone" }),
    text: z.string().meta({ example: "Buy my gold!" }),
    at: z.iso.datetime(),
    reported: z.boolean(),
  })
  .meta({ id: "ExcerptLine" });
export type ExcerptLine = z.output<typeof ExcerptLine>;

/** The oldest first: who waits longest is answered first. */
export const reportPages = pagesBy("reports", z.uuid());
export const ReportsQuery = z.strictObject(reportPages.fields);
export const ReportParams = z.strictObject({ id: z.uuid("This is not an id.") });
const ReportView = z
  .strictObject({
    id: z.uuid(),
    createdAt: z.iso.datetime(),
    reason: z.string().meta({ example: "spam" }),
    note: z.string().nullable().meta({ example: null }),
    reporter: z.uuid().meta({ description: "Account." }),
    reported: z.strictObject({ accountId: z.uuid(), characterId: z.uuid() }),
    excerpt: z.array(ExcerptLine).meta({ description: "The oldest first." }),
  })
  .meta({ id: "Report" });
export const ReportPage = reportPages.of(ReportView).meta({ id: "ReportPage" });
export type ReportPage = z.output<typeof ReportPage>;
export const Verdict = z
  .strictObject({ verdict: playerText(500, { lines: true }).meta({ description: "For other moderators.", example: "Muted for an hour." }) })
  .meta({ id: "Verdict" });
