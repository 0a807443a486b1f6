import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Keeps small secrets unreadable for who only has the database. Its keys are derived from one secret, by purpose. */
export class Seal {
  readonly #cipherKey: Uint8Array;
  readonly #hashKey: Uint8Array;

  /** `secret`: at least 32 characters. `purpose`: what is sealed for one purpose cannot be opened for another. */
  constructor(secret: string, purpose: string) {
    const derive = (use: string) => new Uint8Array(hkdfSync("sha256", secret, "necpgame", `${purpose} ${use}`, 32));
    this.#cipherKey = derive("cipher");
    this.#hashKey = derive("hash");
  }

  /** AES-256-GCM. `owner`: opened only when the same is named again, so that a row copied to somebody else's is of no use. */
  seal(text: string, owner: string): Uint8Array<ArrayBuffer> {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#cipherKey, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return new Uint8Array(Buffer.concat([iv, cipher.getAuthTag(), sealed]));
  }

  /** @throws Error when it was not sealed by this secret, for this purpose and owner, or was changed */
  open(sealed: Uint8Array, owner: string): string {
    const iv = sealed.subarray(0, IV_BYTES);
    const tag = sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", this.#cipherKey, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(owner)).setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString("utf8");
  }

  /** For codes too short to be hashed without a key. */
  hash(text: string): Uint8Array<ArrayBuffer> {
    return new Uint8Array(createHmac("sha256", this.#hashKey).update(text).digest());
  }
}
