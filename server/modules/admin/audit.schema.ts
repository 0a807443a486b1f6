import { z } from "zod";
import { pagesBy } from "#server/http/page.ts";

/** Newest first; ids tell the order. */
export const auditPages = pagesBy("audit", z.uuid());

export const AuditQuery = z.strictObject({
  ...auditPages.fields,
  actor: z.uuid("This is not an id.").optional().meta({ description: "Only what this account did." }),
  account: z.uuid("This is not an id.").optional().meta({ description: "Only what was done to this account." }),
});
export type AuditQuery = z.output<typeof AuditQuery>;

const AuditView = z
  .strictObject({
    id: z.uuid(),
    at: z.iso.datetime(),
    actor: z.uuid().meta({ description: "Account of the operator." }),
    action: z.string().meta({ example: "account.suspended" }),
    target: z.strictObject({
      type: z.string().meta({ example: "account" }),
      id: z.string().meta({ example: "01900000-0000-7000-8000-000000000001" }),
    }),
    reason: z.string().nullable().meta({ example: "Insults in the zone chat." }),
    before: z.unknown().meta({ description: "What was, where something changed.", example: { keptOut: null } }),
    after: z.unknown().meta({ description: "What is since.", example: { keptOut: { endsAt: "2030-01-31T18:00:00.000Z" } } }),
  })
  .meta({ id: "AuditEntry" });

export const AuditPage = auditPages.of(AuditView).meta({ id: "AuditPage" });
export type AuditPage = z.output<typeof AuditPage>;
