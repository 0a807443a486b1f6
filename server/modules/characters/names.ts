import { hasAbuse } from "#server/platform/abuse.ts";
import type { Names } from "#shared/content/schema.ts";
import { lookKey } from "./look-alikes.ts";

const MIN = 3;
const MAX = 16;
/** Scripts of which one whole name is written; mixed ones let names look the same that are not. */
const SCRIPTS = ["Latin", "Cyrillic", "Greek", "Armenian", "Georgian", "Hebrew", "Arabic", "Devanagari", "Thai", "Hangul", "Han"].map(
  (script) => new RegExp(`^\\p{Script=${script}}+$`, "u"),
);
const LETTERS = /^\p{L}+$/u;

export interface CharacterName {
  /** As shown: composed, the first letter upper, at most one more (McDuff). */
  shown: string;
  /** The same for names that look alike, whatever their case. */
  key: string;
}

/** Checks a name as typed. @returns what is wrong with it, in words, when it is not allowed */
export function readName(typed: string): CharacterName | string {
  const letters = [...typed.trim().normalize("NFC")];
  if (letters.length < MIN || letters.length > MAX) return `A name has ${MIN} to ${MAX} letters.`;
  const name = letters.join("");
  if (!LETTERS.test(name)) return "A name has letters only.";
  if (!SCRIPTS.some((script) => script.test(name))) return "All letters of a name are of one script.";
  // of what is shown: capitals can look otherwise (ſ looks like f, but its capital is S)
  const shown = shownForm(letters);
  return { shown, key: lookKey(shown) };
}

/** One capital inside is kept; more are shouting. A capital I inside is not: it would look like an l. */
function shownForm([first, ...rest]: readonly string[]): string {
  const capitals = rest.filter((letter) => letter !== letter.toLowerCase()).length;
  const kept = rest.map((letter) => (capitals === 1 && letter !== "I" ? letter : letter.toLowerCase()));
  return capital(first) + kept.join("");
}

/** A few letters have no single upper-case form. */
function capital(letter: string): string {
  const upper = letter.toUpperCase();
  return [...upper].length === 1 ? upper : letter;
}

/** What nobody may be called: words of the content, and abuse. */
export class NamePolicy {
  readonly #whole: ReadonlySet<string>;
  readonly #anywhere: readonly string[];

  constructor({ reserved }: Names) {
    this.#whole = new Set(reserved.whole.map(lookKey));
    this.#anywhere = reserved.anywhere.map(lookKey);
  }

  /** @returns why not, in words; null: it may be had */
  refusal({ shown, key }: CharacterName): string | null {
    if (this.#whole.has(key) || this.#anywhere.some((word) => key.includes(word))) return "This name is reserved.";
    return hasAbuse(key) || hasAbuse(shown) ? "This name is not allowed." : null;
  }
}
