import { z } from "zod";

const decimal = z.string().regex(/^-?\d{1,30}$/);

const Finding = z
  .strictObject({
    kind: z.enum(["item", "currency"]),
    subject: z.string().meta({ description: "Item template or currency.", example: "wolf_pelt" }),
    part: z.string().nullable().meta({ description: "Currency: whose accounts; all: its entries do not sum to 0.", example: "character" }),
    expected: decimal.meta({ description: "By history or ledger.", example: "1204" }),
    found: decimal.meta({ description: "What there is.", example: "1207" }),
  })
  .meta({ id: "EconomyFinding" });

export const EconomyView = z
  .strictObject({
    frozenAt: z.iso.datetime().nullable().meta({ description: "Trading is frozen since then; null: it is open." }),
    checkedAt: z.iso.datetime().nullable().meta({ description: "The last check; null: none yet." }),
    findings: z.array(Finding).meta({ description: "What did not add up." }),
  })
  .meta({ id: "Economy" });
export type EconomyView = z.output<typeof EconomyView>;

export const Thaw = z
  .strictObject({
    reason: z.string().trim().min(3).max(500).meta({ example: "Restored from the backup of 03:00; numbers compared by hand." }),
    adopt: z
      .boolean()
      .meta({ description: "Take what was found for right. Else the next check freezes again what still differs.", example: false }),
  })
  .meta({ id: "Thaw" });
export type Thaw = z.output<typeof Thaw>;
