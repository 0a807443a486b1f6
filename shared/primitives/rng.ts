/**
 * Seeded random numbers: sfc32 (Chris Doty-Humphrey, PractRand), 32-bit state words, so that the same
 * seed gives the same sequence on every machine and in every language.
 * The state is four words in a typed array: it can be hashed, saved and restored, and drawing allocates nothing.
 */
export class Rng {
  /** a, b, c, counter. */
  readonly state = new Uint32Array(4);

  /** @param seed any integer; only its low 32 bits count. */
  constructor(seed: number) {
    this.state[0] = seed >>> 0;
    this.state[1] = 0x9e3779b9;
    this.state[2] = 0x243f6a88;
    this.state[3] = 1;
    for (let i = 0; i < 12; i++) this.u32(); // sfc32's recommended warm-up
  }

  /** The next 32 bits as a signed integer: the engine passes it around without allocating. */
  #next(): number {
    const s = this.state;
    const t = (s[0] + s[1] + s[3]) | 0;
    s[3] = s[3] + 1;
    s[0] = s[1] ^ (s[1] >>> 9);
    s[1] = s[2] + (s[2] << 3);
    s[2] = ((s[2] << 21) | (s[2] >>> 11)) + t;
    return t;
  }

  /** The next integer, 0 ≤ n < 2³². */
  u32(): number {
    return this.#next() >>> 0;
  }

  /** A number in [0, 1) with 32 bits of resolution. */
  unit(): number {
    return (this.#next() >>> 0) / 4294967296;
  }

  /** A number in [min, max). */
  range(min: number, max: number): number {
    return min + (max - min) * this.unit();
  }

  /** An integer in [min, max], both included. */
  int(min: number, max: number): number {
    return min + this.below(max - min + 1);
  }

  /** An integer in [0, count), count at most 2³¹. */
  below(count: number): number {
    return (((this.#next() >>> 0) * count) / 4294967296) | 0;
  }

  /** True with the given probability, 0 … 1. */
  chance(probability: number): boolean {
    return this.unit() < probability;
  }
}
