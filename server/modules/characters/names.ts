const MIN = 3;
const MAX = 16;
/** Scripts of which one whole name is written; mixed ones let names look the same that are not. */
const SCRIPTS = ["Latin", "Cyrillic", "Greek", "Armenian", "Georgian", "Hebrew", "Arabic", "Devanagari", "Thai", "Hangul", "Han"].map(
  (script) => new RegExp(`^\\p{Script=${script}}+$`, "u"),
);
const LETTERS = /^\p{L}+$/u;
/** Names that players could take for somebody of the staff. */
const RESERVED = new Set(["admin", "administrator", "moderator", "gamemaster", "system", "server", "support", "necpgame"]);

export interface CharacterName {
  /** As shown: composed, first letter upper. */
  shown: string;
  /** The same for names that differ only in case. */
  key: string;
}

/** Checks a name as typed. @returns what is wrong with it, in words, when it is not allowed */
export function readName(typed: string): CharacterName | string {
  const letters = [...typed.trim().normalize("NFC")];
  if (letters.length < MIN || letters.length > MAX) return `A name has ${MIN} to ${MAX} letters.`;
  const name = letters.join("");
  if (!LETTERS.test(name)) return "A name has letters only.";
  if (!SCRIPTS.some((script) => script.test(name))) return "All letters of a name are of one script.";
  const key = name.toLowerCase().normalize("NFC");
  if (RESERVED.has(key)) return "This name is reserved.";
  const first = letters[0].toUpperCase();
  // a few letters have no single upper-case form
  return { shown: [...first].length === 1 ? first + letters.slice(1).join("") : name, key };
}
