/** A number 0 … 1 that belongs to a place: always the same, looks like chance. */
export function hash2(x: number, y: number, seed = 0): number {
  let h = Math.imul(x | 0, 374761393) ^ Math.imul(y | 0, 668265263) ^ Math.imul(seed | 0, 974634777);
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  h = Math.imul(h ^ (h >>> 16), 2246822519);
  return ((h ^ (h >>> 13)) >>> 0) / 4294967296;
}

/** Smooth noise 0 … 1 with features about one unit apart. */
export function noise2(x: number, y: number, seed = 0): number {
  const cx = Math.floor(x);
  const cy = Math.floor(y);
  const fx = ease(x - cx);
  const fy = ease(y - cy);
  const top = hash2(cx, cy, seed) * (1 - fx) + hash2(cx + 1, cy, seed) * fx;
  const bottom = hash2(cx, cy + 1, seed) * (1 - fx) + hash2(cx + 1, cy + 1, seed) * fx;
  return top * (1 - fy) + bottom * fy;
}

/** Noise with finer and finer detail, 0 … 1. */
export function clouds(x: number, y: number, octaves: number, seed = 0): number {
  let sum = 0;
  let weight = 0.5;
  let scale = 1;
  let total = 0;
  for (let n = 0; n < octaves; n++) {
    sum += noise2(x * scale, y * scale, seed + n) * weight;
    total += weight;
    weight *= 0.5;
    scale *= 2.1;
  }
  return sum / total;
}

const ease = (t: number): number => t * t * (3 - 2 * t);
export const clamp = (value: number, from: number, to: number): number => (value < from ? from : value > to ? to : value);
/** 0 below `from`, 1 above `to`, smooth between. */
export const smoothstep = (from: number, to: number, value: number): number => ease(clamp((value - from) / (to - from), 0, 1));
