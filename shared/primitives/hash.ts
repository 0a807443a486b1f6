/** FNV-1a over bytes, 32 bits (Fowler, Noll, Vo). Fast, stable over machines; not for secrets. */
export function fnv1a(bytes: Uint8Array, seed = 0x811c9dc5): number {
  let h = seed;
  for (let i = 0; i < bytes.length; i++) h = Math.imul(h ^ bytes[i], 0x01000193);
  return h >>> 0;
}

/** FNV-1a over the UTF-8 bytes of a text. */
export function hashText(text: string): number {
  return fnv1a(new TextEncoder().encode(text));
}
