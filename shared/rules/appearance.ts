/**
 * What a character looks like: places in the lists of content/appearance.yaml. It is kept and sent as one number, four bits for each,
 * the first in the lowest bits.
 */
export const APPEARANCE_PARTS = ["body", "skin", "hair", "hairColour", "outfit"] as const;
export type AppearancePart = (typeof APPEARANCE_PARTS)[number];
export type Appearance = Record<AppearancePart, number>;

const BITS = 4;
/** Most choices for a part. */
export const MOST_CHOICES = 1 << BITS;

/** @param appearance each part 0 … 15 */
export function packAppearance(appearance: Appearance): number {
  return APPEARANCE_PARTS.reduce((code, part, n) => code | ((appearance[part] & (MOST_CHOICES - 1)) << (n * BITS)), 0);
}

export function unpackAppearance(code: number): Appearance {
  const part = (n: number) => (code >>> (n * BITS)) & (MOST_CHOICES - 1);
  return { body: part(0), skin: part(1), hair: part(2), hairColour: part(3), outfit: part(4) };
}
