/** What letters may hold and cost: the server decides by it, clients show it. */
export const MAIL = {
  /** Characters of the subject and the text. */
  maxSubject: 64,
  maxText: 2000,
  /** Stacks sent with one letter. */
  maxItems: 12,
  /** Letters of players in one mailbox; what the world sends comes in addition. */
  maxLetters: 100,
  /** Letters that one account sends in a day (UTC). */
  maxSentPerDay: 100,
  /** Days until a letter goes, or goes back if somebody's things are in it. */
  days: 30,
  /** The same for what has to be paid first. */
  codDays: 3,
  /** Days until things that nobody else has a claim to are gone. */
  keptDays: 365,
} as const;

/** Of the main currency's smallest coin. */
const LETTER_FEE = 30;
const ITEM_FEE = 20;

/** What a letter with so many stacks costs, in the main currency's smallest coin. */
export function postage(items: number): number {
  return LETTER_FEE + items * ITEM_FEE;
}
