import { playerText } from "#server/http/text.ts";
import { maskAbuse } from "#server/platform/abuse.ts";

/** Longest message, characters as Unicode counts them. */
export const MAX_TEXT = 255;

/** Joiners belong to scripts and to emoji; beside plain letters they only hide words from who looks for them. */
const USELESS_JOINERS = /(?<=[\x20-\x7e])[\u200c\u200d]+|(?<![\u200c\u200d])[\u200c\u200d]+(?=[\x20-\x7e])/g;
const VISIBLE = /[^\s\p{M}\p{Cf}]/u;

/**
 * What a player writes: composed, bounded, nothing invisible in it (server/http/text.ts), blanks collapsed. It stays text: nothing in it
 * becomes markup or a link. All of it takes time in proportion to the length, and what is too long is refused before it is looked at.
 */
export const chatText = () =>
  playerText(MAX_TEXT)
    .transform((text) => text.replace(USELESS_JOINERS, "").replace(/\s+/gu, " ").trim().normalize("NFC"))
    .refine((text) => VISIBLE.test(text), "This must not be empty.");

/** As others read it: words of abuse are stars. */
export const asRead = maskAbuse;
