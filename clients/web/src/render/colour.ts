export type Rgb = readonly [number, number, number];

export const mix = (a: Rgb, b: Rgb, part: number): Rgb => [
  a[0] + (b[0] - a[0]) * part,
  a[1] + (b[1] - a[1]) * part,
  a[2] + (b[2] - a[2]) * part,
];

export function hex(text: string): Rgb {
  const n = Number.parseInt(text.slice(1), 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
}

const toHex = (c: Rgb): string => `#${((1 << 24) | ((c[0] & 255) << 16) | ((c[1] & 255) << 8) | (c[2] & 255)).toString(16).slice(1)}`;

const shades = new Map<string, string>();

/** A colour (#rrggbb) made lighter (positive) or darker (negative), −1 … 1. Remembered: it is asked for thousands of times a second. */
export function shade(colour: string, amount: number): string {
  const key = `${colour}${amount}`;
  const known = shades.get(key);
  if (known) return known;
  const made = toHex(amount >= 0 ? mix(hex(colour), [255, 255, 255], amount) : mix(hex(colour), [8, 6, 18], -amount));
  shades.set(key, made);
  return made;
}

/** What magic of a school looks like. */
export const SCHOOL_COLOURS: Readonly<Record<string, string>> = {
  physical: "#d9d2c4",
  fire: "#ff8a3c",
  frost: "#7fd0ff",
  nature: "#8ee05a",
  holy: "#ffe48a",
  shadow: "#b57bff",
};

/** What the members of a class wear. */
export const CLASS_COLOURS: Readonly<Record<number, { main: string; dark: string; light: string }>> = {
  1: { main: "#b8483a", dark: "#5d2a2c", light: "#e8b15e" },
  2: { main: "#4b6fd0", dark: "#27315f", light: "#9fd8ff" },
  3: { main: "#4f9a56", dark: "#2a4a33", light: "#d9e88c" },
};
export const UNKNOWN_CLASS = { main: "#8d8676", dark: "#4a463d", light: "#d8d2c0" };

export const QUALITY_COLOURS: Readonly<Record<string, string>> = {
  poor: "#9a948a",
  common: "#f2ead8",
  uncommon: "#6fdc6a",
  rare: "#5aa9ff",
  epic: "#c77bff",
};
