import { uuidv7 } from "uuidv7";
import type { Rng } from "#shared/primitives/rng.ts";
import type { Fleet } from "./fleet.ts";
import { type Dealer, tokenOf } from "./people.ts";

export interface Answer {
  status: number;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is the API's own tests' matter
  body: any;
}

/** What was promised to a player. */
export interface Promised {
  accountId: string;
  /** What kind of thing was done: method and path with the names of its parameters. */
  kind: string;
  status: number;
  text: string;
}

/** Nothing answers for so long: something is broken, ms. */
const PATIENCE_MS = 90_000;
const PAUSE_MS = 30;
const TOKEN_MS = 5 * 60_000;

/**
 * Players who do not give up: a request that gets no answer, or a 503, is sent again with the same key until it is answered. Keeps every
 * promise it was made.
 */
export class Client {
  readonly #fleet: Fleet;
  readonly #rng: Rng;
  readonly #tokens = new Map<Dealer, { text: string; until: number }>();
  /** By key. */
  readonly promised = new Map<string, Promised>();
  /** Refusals by their codes. */
  readonly refused = new Map<string, number>();
  /** Answers that nobody may get. */
  readonly faults: string[] = [];
  /** Requests that had to be sent again. */
  again = 0;
  /** Of them, those that turned out to be done already. */
  replayed = 0;

  constructor(fleet: Fleet, rng: Rng) {
    this.#fleet = fleet;
    this.#rng = rng;
  }

  /** Something that is done once. */
  async write(who: Dealer, method: string, path: string, body?: object): Promise<Answer> {
    const key = uuidv7();
    const answer = await this.#untilAnswered(who, method, path, { body, key });
    if (answer.status < 300) {
      const kind = `${method} ${path.replaceAll(/\/[0-9a-f-]{36}/g, "/{}")}`;
      this.promised.set(key, { accountId: who.accountId, kind, status: answer.status, text: answer.text });
    } else {
      const code = `${answer.body?.code ?? answer.status}`;
      this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
    }
    return answer;
  }

  /** @throws Error when the answer is not what was asked for: nobody is refused a look at what is his */
  async read(who: Dealer, path: string): Promise<Answer["body"]> {
    const answer = await this.#untilAnswered(who, "GET", path, {});
    if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${answer.text.slice(0, 200)}`);
    return answer.body;
  }

  async #untilAnswered(who: Dealer, method: string, path: string, { body, key }: { body?: object; key?: string }): Promise<Answer> {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const answer = await this.#send(who, method, path, body, key);
      if (answer && answer.status !== 503) {
        if (answer.status >= 500) this.faults.push(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 200)}`);
        return answer;
      }
      if (performance.now() > until) throw new Error(`${method} ${path}: no answer, at last ${answer?.text ?? "nobody"}`);
      this.again++;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  /** Null: nobody has answered, and nobody knows what has become of it. */
  async #send(who: Dealer, method: string, path: string, body?: object, key?: string): Promise<Answer | null> {
    const base = this.#fleet.pick(this.#rng);
    if (base === null) return null;
    const headers = {
      authorization: `Bearer ${await this.#tokenOf(who)}`,
      ...(body && { "content-type": "application/json" }),
      ...(key && { "idempotency-key": key }),
    };
    try {
      const response = await fetch(base + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
      const text = await response.text();
      if (response.headers.has("idempotency-replayed")) this.replayed++;
      return { status: response.status, text, body: text === "" ? null : JSON.parse(text) };
    } catch {
      return null;
    }
  }

  async #tokenOf(who: Dealer): Promise<string> {
    const known = this.#tokens.get(who);
    if (known && known.until > Date.now()) return known.text;
    const text = await tokenOf(who);
    this.#tokens.set(who, { text, until: Date.now() + TOKEN_MS });
    return text;
  }
}
