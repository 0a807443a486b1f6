import { Problem } from "./problem.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });
/** How much of a wrong body the answer may repeat. */
const SHOWN = 12;

/**
 * Parses a request body.
 * @throws Problem malformed_json, with the position of the first wrong character
 */
export function parseJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch (cause) {
    throw new Problem("malformed_json", { detail: "The body is not valid UTF-8.", cause });
  }
  if (text.trim() === "") throw new Problem("malformed_json", { detail: "The body is empty; a JSON object is expected." });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem("malformed_json", { detail: describe(text, (cause as Error).message), cause });
  }
}

/** V8 tells the position in its message, but not for every error. */
function describe(text: string, message: string): string {
  const told = /at position (\d+)/.exec(message);
  const position = told ? Number(told[1]) : longestBeginning(text);
  const line = text.slice(0, position).split("\n").length;
  const column = position - text.lastIndexOf("\n", position - 1);
  const what = position >= text.length ? "the text ends too early" : `unexpected ${JSON.stringify(text.slice(position, position + SHOWN))}`;
  return `At position ${position} (line ${line}, column ${column}): ${what}.`;
}

/** Length of the longest beginning that is unfinished but not wrong. */
function longestBeginning(text: string): number {
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (couldGoOn(text.slice(0, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}

function couldGoOn(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return true;
  } catch (error) {
    const { message } = error as Error;
    return (
      message.startsWith("Unexpected end") || message.startsWith("Unterminated") || message.includes(`at position ${beginning.length} `)
    );
  }
}
