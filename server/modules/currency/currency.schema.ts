import { z } from "zod";

export const CurrencyParams = z.strictObject({ characterId: z.uuid("This is not an id.") });
const amount = z.string().regex(/^-?\d{1,19}$/);
/** What somebody asks or gives. */
export const Money = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, "An amount is a whole number of the smallest coin, from 1, written as text.")
  .transform(BigInt);
const currency = z.string().meta({ description: "Id of the content.", example: "crowns" });

export const Balances = z
  .strictObject({
    characterId: z.uuid(),
    balances: z.array(
      z.strictObject({ currency, amount: amount.meta({ description: "In the smallest coin, as a decimal.", example: "12750" }) }),
    ),
  })
  .meta({ id: "Balances" });
export type Balances = z.output<typeof Balances>;

export const EntriesQuery = z.strictObject({
  currency: z
    .string()
    .regex(/^[a-z][a-z0-9_]{1,47}$/, "a currency's id")
    .optional()
    .meta({ description: "Only this one.", example: "crowns" }),
  before: z
    .string()
    .regex(/^\d{1,18}$/, "the id of an entry")
    .optional()
    .meta({ description: "Only entries older than this one.", example: "90210" }),
  limit: z.coerce.number().int().min(1).max(100).default(50).meta({ example: 50 }),
});
export type EntriesQuery = z.output<typeof EntriesQuery>;

export const Entries = z
  .strictObject({
    characterId: z.uuid(),
    entries: z
      .array(
        z.strictObject({
          id: z.string().meta({ example: "90210" }),
          at: z.iso.datetime(),
          operationId: z.uuid(),
          reason: z.string().meta({ example: "kill" }),
          currency,
          amount: amount.meta({ description: "Negative: given away.", example: "-250" }),
          balance: amount.meta({ description: "After it.", example: "12500" }),
        }),
      )
      .meta({ description: "The newest first." }),
    next: z.string().nullable().meta({ description: "`before` of the next page; null: that was all.", example: "90001" }),
  })
  .meta({ id: "CurrencyEntries" });
export type Entries = z.output<typeof Entries>;
