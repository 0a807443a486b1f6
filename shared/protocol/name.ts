/** Longest display name on the wire, UTF-8 bytes. */
export const MAX_NAME_BYTES = 64;

const utf8 = new TextEncoder();

/** UTF-8 of a name, cut at a character border to MAX_NAME_BYTES. */
export function encodeName(name: string): Uint8Array {
  let cut = name;
  let bytes = utf8.encode(cut);
  while (bytes.length > MAX_NAME_BYTES) {
    cut = [...cut].slice(0, -1).join("");
    bytes = utf8.encode(cut);
  }
  return bytes;
}
