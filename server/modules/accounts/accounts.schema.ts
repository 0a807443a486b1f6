import { z } from "zod";
import { AccountView, Password } from "#server/modules/auth/auth.schema.ts";

/** Days between asking for an account's deletion and its erasure. */
export const GRACE_DAYS = 14;
/** A log-in is proof enough for so long, minutes. */
export const FRESH_MINUTES = 10;

const DeletesAt = z.iso
  .datetime()
  .meta({ description: "When everything is erased, unless its owner says before that he wants to keep it." });

export const OwnAccount = z.strictObject({ ...AccountView.shape, deletesAt: DeletesAt.nullable() }).meta({ id: "OwnAccount" });
export type OwnAccount = z.output<typeof OwnAccount>;

export const DeletionRequest = z
  .strictObject({
    password: Password.optional().meta({ description: `Absent: the log-in must be less than ${FRESH_MINUTES} minutes old.` }),
  })
  .meta({ id: "DeletionRequest" });
export const Deletion = z.strictObject({ deletesAt: DeletesAt }).meta({ id: "Deletion" });
export type Deletion = z.output<typeof Deletion>;

export const AccountExport = z
  .strictObject({
    exportedAt: z.iso.datetime(),
    account: z.uuid(),
    tables: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))).meta({
      description: "Table → its rows that are about you. Hashes of passwords and tokens are left out.",
      example: { accounts: [{ email: "mira@example.com" }] },
    }),
  })
  .meta({ id: "AccountExport" });
