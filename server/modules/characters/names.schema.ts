import { z } from "zod";
import { readName } from "./names.ts";

/** The name of a character as typed, read to the key under which it is found. */
export const TypedName = z
  .string()
  .max(64)
  .transform((typed, context) => {
    const read = readName(typed);
    if (typeof read !== "string") return read.key;
    context.addIssue({ code: "custom", message: read });
    return z.NEVER;
  })
  .meta({ description: "The whole name of the character, in any case.", example: "Mira" });
