import { z } from "zod";

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
