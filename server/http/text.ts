import { z } from "zod";

/** Control characters and line separators; halves of characters; what is not seen or turns the direction of reading for what follows. */
const FORBIDDEN =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
/** The same, with line breaks allowed. */
const FORBIDDEN_BUT_LINES = new RegExp(`(?!\\n)${FORBIDDEN.source}`, "u");
/** Marks that stand on one letter; more of them paint over the lines around. */
const PILED_MARKS = /\p{M}{5}/u;

/**
 * Text that a player writes and others read: blanks around removed, composed (NFC), 1 to `max` characters as Unicode counts them, without
 * anything invisible that reorders, hides or splits. `<`, `&` and quotes stay what they are: answers are JSON, pages write text as text.
 */
export function playerText(max: number, { min = 1, lines = false }: { min?: number; lines?: boolean } = {}): z.ZodType<string, string> {
  const forbidden = lines ? FORBIDDEN_BUT_LINES : FORBIDDEN;
  // a character has at most two units in UTF-16, and composing joins at most three
  const longest = max * 6;
  return z
    .string()
    .max(longest, `At most ${max} characters.`)
    .transform((typed, context) => {
      const text = typed.replaceAll("\r\n", "\n").trim().normalize("NFC");
      const length = [...text].length;
      const wrong = (message: string) => {
        context.addIssue({ code: "custom", message });
        return z.NEVER;
      };
      if (length < min) return wrong(min === 1 ? "This must not be empty." : `At least ${min} characters.`);
      if (length > max) return wrong(`At most ${max} characters.`);
      if (forbidden.test(text)) return wrong("This contains characters that cannot be shown.");
      if (PILED_MARKS.test(text)) return wrong("Too many marks on one letter.");
      return text;
    });
}
