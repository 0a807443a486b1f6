import { z } from "zod";

const MAX_LIMIT = 100;
const USUAL_LIMIT = 50;
/** Longest cursor, characters. */
const MAX_CURSOR = 400;

/** How one list is cut into pages: by the key of the last entry that was told, so that entries that come or go meanwhile shift nothing. */
export interface Pages<K> {
  /** Fields of the route's query: how many entries (1 to 100) and after which. */
  fields: {
    limit: z.ZodType<number, string | undefined>;
    cursor: z.ZodType<K | undefined, string | undefined>;
  };
  /** Schema of the answer: the entries and the cursor of those that follow. */
  of<E extends z.ZodType>(entry: E): z.ZodObject<{ items: z.ZodArray<E>; next: z.ZodNullable<z.ZodString> }, z.core.$strict>;
  /** `rows`: one more than `limit`, when there are so many. */
  cut<R, T>(rows: readonly R[], limit: number, keyOf: (row: R) => K, view: (row: R) => T): { items: T[]; next: string | null };
}

const limit = z
  .string()
  .regex(/^\d{1,3}$/, "This is not a whole number.")
  .default(String(USUAL_LIMIT))
  .transform(Number)
  .refine((n) => n >= 1 && n <= MAX_LIMIT, `A page has 1 to ${MAX_LIMIT} entries.`)
  .meta({
    description: "Most entries of the answer.",
    // written as a number, though every query comes as text
    override: ({ jsonSchema }) => {
      delete jsonSchema.pattern;
      Object.assign(jsonSchema, { type: "integer", minimum: 1, maximum: MAX_LIMIT, default: USUAL_LIMIT });
    },
  });

/**
 * Pages of the list `name`, in the order of `key`. A cursor is the key, written so that nobody is tempted to read it; it proves nothing:
 * what the asker may see is decided by the query, and a cursor that was made up begins the same list elsewhere.
 */
export function pagesBy<S extends z.ZodType>(name: string, key: S): Pages<z.output<S>> {
  const Written = z.tuple([z.literal(name), key]);
  const cursor = z
    .string()
    .max(MAX_CURSOR)
    .transform((text, context) => {
      const read = Written.safeParse(decode(text));
      if (read.success) return read.data[1] as z.output<S>;
      context.addIssue({ code: "custom", message: "This is no cursor of this list." });
      return z.NEVER;
    })
    .optional()
    .meta({ description: "`next` of the page before; absent: the first page." });
  return {
    fields: { limit, cursor },
    of: (entry) =>
      z.strictObject({
        items: z.array(entry),
        next: z.string().nullable().meta({ description: "Ask for it as `cursor`; null: there are no more.", example: null }),
      }),
    cut: (rows, most, keyOf, view) => {
      const told = rows.slice(0, most);
      const more = rows.length > most;
      return { items: told.map(view), next: more ? encode([name, keyOf(told[most - 1])]) : null };
    },
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function decode(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString());
  } catch {
    return null;
  }
}
