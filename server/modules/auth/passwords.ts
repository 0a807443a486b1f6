import { hash, type Options, verify } from "@node-rs/argon2";
import { Problem } from "#server/http/problem.ts";

/** Argon2id (2), 19 MiB, two passes, one lane. */
const ARGON2: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Hashing uses the threads that files and DNS need too. */
const MAX_RUNNING = 2;
/** More than this wait too long: they are answered 503 at once. */
const MAX_WAITING = 256;

/** Nor does anybody wait longer than this, ms: his request is over before his hash would be made. */
const MAX_WAIT_MS = 1500;

/** A hash that no password has, as costly to check as any. */
const DECOY = `$argon2id$v=19$m=19456,t=2,p=1$${base64(16)}$${base64(32)}`;

/** Hashes passwords, two at a time. */
export class Passwords {
  #running = 0;
  readonly #waiting: Array<() => void> = [];

  /** @throws Problem busy */
  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password.normalize("NFC"), ARGON2));
  }

  /** `stored` null: there is nothing to compare with, which takes the same time. @throws Problem busy */
  async matches(stored: string | null, password: string): Promise<boolean> {
    const same = await this.#inTurn(() => verify(stored ?? DECOY, password.normalize("NFC")));
    return same && stored !== null;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const since = performance.now();
    if (this.#running < MAX_RUNNING) this.#running++;
    else if (this.#waiting.length < MAX_WAITING) await new Promise<void>((start) => this.#waiting.push(start));
    else throw tooMany();
    try {
      if (performance.now() - since > MAX_WAIT_MS) throw tooMany();
      return await work();
    } finally {
      // the place is handed on, or becomes free
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}

const tooMany = () => new Problem("busy", { detail: "Too many people are logging in right now; try again." });

function base64(bytes: number): string {
  return Buffer.alloc(bytes, 1).toString("base64").replaceAll("=", "");
}
