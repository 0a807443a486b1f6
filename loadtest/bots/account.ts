import { type Answer, ApiError, callApi, type Given, type Operation, type Request } from "#shared/api/client.ts";
import type { Character } from "#shared/api/generated.ts";
import type { HttpClient } from "../http.ts";

/** Who a bot is: the same for the same seed and number, so that a repeated run meets its characters again. */
export interface Identity {
  email: string;
  password: string;
  /** Character name: letters only. */
  name: string;
}

/** Where a selected character enters. */
export interface Ticket {
  ticket: string;
  endpoint: string;
  roomId: string;
  zoneId: string;
}

export function identityOf(seed: number, index: number): Identity {
  return {
    email: `bot-${seed}-${index}@bots.example`,
    password: `bot password ${seed} ${index}`,
    name: `Bot${letters(seed)}x${letters(index)}`,
  };
}

/** A server that is busy says so, and is asked again as players do. */
const BUSY = 503;
const MAX_TRIES = 10;
const RETRY_MS = 500;

/** No vowels: they make no word that names may not have, and none of them looks like two others. */
const DIGITS = "bcdghjkmnpqstwyz";

/** A number in letters: 0 = b, 15 = z, 16 = cb. */
function letters(n: number): string {
  const rest = Math.floor(n / DIGITS.length);
  return (rest ? letters(rest) : "") + DIGITS[n % DIGITS.length];
}

/** One bot's account: everything goes over the API that players use. Errors name the step and the server's code. */
export class BotAccount {
  readonly #send: (request: Request) => Promise<{ status: number; body: unknown }>;
  readonly #identity: Identity;
  #token: string | undefined;

  constructor(http: HttpClient, endpoint: string, identity: Identity) {
    this.#send = ({ method, path, headers, body }) => http.send(method, endpoint + path, body, headers);
    this.#identity = identity;
  }

  async logIn(): Promise<void> {
    const { email, password } = this.#identity;
    await this.#call("register", "POST /api/v1/auth/register", { body: { email, password } });
    const login = await this.#call("login", "POST /api/v1/auth/login", { body: { email, password } });
    if (!("accessToken" in login)) throw new Error("login: bots have no second factor");
    this.#token = login.accessToken;
  }

  /** The bot's one character; made when it has none yet. */
  async character(classId: string): Promise<Character> {
    const { characters } = await this.#call("characters", "GET /api/v1/characters", {});
    const { name } = this.#identity;
    return characters[0] ?? this.#call("create", "POST /api/v1/characters", { body: { name, classId }, key: `create-${name}` });
  }

  async select(characterId: string): Promise<Ticket> {
    const { ticket, room } = await this.#call("select", "POST /api/v1/characters/{id}/select", { params: { id: characterId } });
    return { ticket, ...room };
  }

  async #call<O extends Operation>(step: string, operation: O, given: Given<O>): Promise<Answer<O>> {
    for (let tries = 1; ; tries++) {
      try {
        return await callApi(this.#send, operation, { ...given, token: this.#token });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.status !== BUSY || tries === MAX_TRIES) throw new Error(`${step}: ${error.status} ${error.code}`, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
