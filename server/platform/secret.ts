import { createHash, randomBytes } from "node:crypto";

/** 32 random bytes as text, and what is kept of them. */
export interface Secret {
  text: string;
  hash: Uint8Array<ArrayBuffer>;
}

export function newSecret(): Secret {
  const text = randomBytes(32).toString("base64url");
  return { text, hash: hashSecret(text) };
}

/** SHA-256: enough for what is random itself; passwords need more. */
export function hashSecret(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(text).digest());
}
