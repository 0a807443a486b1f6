/** One statement as the server sent it. */
export interface Statement {
  text: string;
  values: unknown[];
}

/** Values on their way to another process: JSON has no bytes, no dates and no whole numbers of 64 bits. */
type Written = { bytes: string } | { date: string } | { plain: unknown };

export function write(values: readonly unknown[]): Written[] {
  return values.map((value) => {
    if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("base64") };
    if (value instanceof Date) return { date: value.toISOString() };
    return { plain: plain(value) };
  });
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === "bigint" ? String(value) : value;
}

export function read(values: readonly Written[]): unknown[] {
  return values.map((value) => {
    if ("bytes" in value) return Buffer.from(value.bytes, "base64");
    return "date" in value ? new Date(value.date) : value.plain;
  });
}

/** What was sent for one turn of a player. */
export interface Turn {
  /** Ids of what was made for this turn. */
  ids: string[];
  statements: Script["statements"];
}

/** What one operation of one player does: what `bare` is given to do the same. */
export interface Script {
  statements: Array<{ text: string; values: Written[] }>;
  /** Of an operation that never does the same twice: the same statements as they were sent turn after turn, the last ones above too. */
  turns?: Turn[];
  /** Values of ids that were new: each time it is played others take their place. */
  fresh: string[];
  /** Hash to be verified first. */
  password?: { hash: string; text: string };
  status: number;
  answer: unknown;
}
