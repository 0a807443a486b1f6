import { asteriskCensorStrategy, englishDataset, englishRecommendedTransformers, RegExpMatcher, TextCensor } from "obscenity";

const WORDS = new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers });
const CENSOR = new TextCensor().setStrategy(asteriskCensorStrategy());

/** Is a word of abuse in it, however it is spelled? Takes time in proportion to the text. */
export function hasAbuse(text: string): boolean {
  return WORDS.hasMatch(text);
}

/** The text with a star for each letter of abuse in it. Takes time in proportion to the text. */
export function maskAbuse(text: string): string {
  return CENSOR.applyTo(text, WORDS.getAllMatches(text, true));
}
