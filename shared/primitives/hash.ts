/** FNV-1a over bytes, 32 bits (Fowler, Noll, Vo). Fast, stable over machines; not for secrets. */
export function fnv1a(bytes: Uint8Array, seed = 0x811c9dc5): number {
  let h = seed;
  for (let i = 0; i < bytes.length; i++) h = Math.imul(h ^ bytes[i], 0x01000193);
  return h >>> 0;
}

/**
 * FNV-1a over 32-bit words, and over the bytes that are left: four times as fast as byte by byte, and another hash.
 * @param bytes aligned to 4 bytes
 */
export function fnv1aWords(bytes: Uint8Array, seed = 0x811c9dc5): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
  let h = seed;
  for (let i = 0; i < words.length; i++) h = Math.imul(h ^ words[i], 0x01000193);
  return fnv1a(bytes.subarray(words.length * 4), h);
}

/** FNV-1a over the UTF-8 bytes of a text. */
export function hashText(text: string): number {
  return fnv1a(new TextEncoder().encode(text));
}
