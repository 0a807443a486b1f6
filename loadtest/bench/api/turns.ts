/**
 * What an operation does that never does the same twice: the item's version is another each time, a thing goes to and fro. It is recorded
 * more than once for a player; from that follows what any later time sends: whole numbers rise evenly, ids that were new are new again, and
 * the rest is as it was at the turn before last.
 */

/** Each turn is like the one so many before it: to and fro. */
export const CYCLE = 2;
/** Recorded before the bare handler can go on. */
export const RECORDED = 2 * CYCLE;

/** A part of a text: as it is, a number that is `at + step` times the cycles gone by, or the new id of this index. */
type Part = string | { at: string; step: string } | { fresh: number };
/** A value of a statement: one that is always the same, or a text or a number put together. */
export type TurnValue = { same: unknown } | { text: Part[] } | { number: Part[] } | { list: TurnValue[] };

const TOKEN = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d[T ][\d:.]+Z?|[0-9a-f]{16,}|(?<![\d.])\d{1,18}(?![\d.]*[a-f])/g;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const WHOLE = /^\d{1,18}$/;

/** Knows the ids that are new in every turn by their order. First come those that whoever asks has given, in both turns. */
export class Fresh {
  readonly #earlier = new Map<string, number>();
  readonly #later = new Map<string, number>();

  constructor(earlier: readonly string[] = [], later: readonly string[] = []) {
    if (earlier.length !== later.length) throw new Error(`${earlier.length} ids were given in one turn, ${later.length} in the other`);
    for (const [n, id] of earlier.entries()) this.index(id, later[n]);
  }

  get count(): number {
    return this.#earlier.size;
  }

  /** Index of a new id, told by what it was in two turns. @throws Error when it is not the same one in both */
  index(earlier: string, later: string): number {
    const [a, b] = [this.#earlier.get(earlier), this.#later.get(later)];
    if (a !== b) throw new Error(`${earlier} and ${later} are not the same id of two turns`);
    if (a !== undefined) return a;
    const index = this.count;
    this.#earlier.set(earlier, index);
    this.#later.set(later, index);
    return index;
  }
}

/** How a value goes on, by what it was in two turns of which one is `CYCLE` after the other. @throws Error when they have not the same shape */
export function valueOver(earlier: unknown, later: unknown, fresh: Fresh): TurnValue {
  if (Array.isArray(earlier) && Array.isArray(later) && earlier.length === later.length)
    return { list: earlier.map((value, n) => valueOver(value, later[n], fresh)) };
  if (typeof earlier === "number" && typeof later === "number" && Number.isSafeInteger(earlier) && Number.isSafeInteger(later))
    return earlier === later ? { same: later } : { number: partsOver(String(earlier), String(later), fresh) };
  if (typeof earlier === "string" && typeof later === "string")
    return earlier === later ? { same: later } : { text: partsOver(earlier, later, fresh) };
  if (typeof earlier !== typeof later) throw new Error(`a ${typeof earlier} became a ${typeof later}`);
  return { same: later };
}

function partsOver(earlier: string, later: string, fresh: Fresh): Part[] {
  const [was, is] = [earlier.match(TOKEN) ?? [], later.match(TOKEN) ?? []];
  if (earlier.replace(TOKEN, "#") !== later.replace(TOKEN, "#")) throw new Error(`not of one shape: ${earlier} and ${later}`);
  const between = later.split(TOKEN);
  return between.flatMap((text, n): Part[] => (n < is.length ? [text, partOver(was[n], is[n], fresh)] : [text]));
}

function partOver(was: string, is: string, fresh: Fresh): Part {
  if (was === is) return is;
  if (UUID.test(was) && UUID.test(is)) return { fresh: fresh.index(was, is) };
  if (WHOLE.test(was) && WHOLE.test(is)) return { at: is, step: String(BigInt(is) - BigInt(was)) };
  return is;
}

/** The value of the turn that comes `cycles` after the later one. */
export function valueAt(value: TurnValue, cycles: number, ids: readonly string[]): unknown {
  if ("same" in value) return value.same;
  if ("list" in value) return value.list.map((one) => valueAt(one, cycles, ids));
  const parts = "text" in value ? value.text : value.number;
  const text = parts
    .map((part) => {
      if (typeof part === "string") return part;
      return "fresh" in part ? ids[part.fresh] : String(BigInt(part.at) + BigInt(part.step) * BigInt(cycles));
    })
    .join("");
  return "text" in value ? text : Number(text);
}
