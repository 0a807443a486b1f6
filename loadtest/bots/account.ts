import type { HttpClient, JsonAnswer } from "../http.ts";

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

interface Character {
  id: string;
  classId: string;
}

export function identityOf(seed: number, index: number): Identity {
  return {
    email: `bot-${seed}-${index}@bots.example`,
    password: `bot password ${seed} ${index}`,
    name: `Bot${letters(seed)}x${letters(index)}`,
  };
}

/** A number in letters: 0 = a, 25 = z, 26 = ba. */
function letters(n: number): string {
  const rest = Math.floor(n / 26);
  return (rest ? letters(rest) : "") + String.fromCharCode(97 + (n % 26));
}

/** One bot's account: everything goes over the API that players use. Errors name the step and the server's code. */
export class BotAccount {
  readonly #http: HttpClient;
  readonly #api: string;
  readonly #identity: Identity;
  #token = "";

  constructor(http: HttpClient, endpoint: string, identity: Identity) {
    this.#http = http;
    this.#api = `${endpoint}/api/v1`;
    this.#identity = identity;
  }

  async logIn(): Promise<void> {
    const { email, password } = this.#identity;
    await this.#call("register", "POST", "/auth/register", { email, password });
    const { accessToken } = (await this.#call("login", "POST", "/auth/login", { email, password })) as { accessToken: string };
    this.#token = accessToken;
  }

  /** The bot's one character; made when it has none yet. */
  async character(classId: string): Promise<Character> {
    const body = (await this.#call("characters", "GET", "/characters")) as Character[] | { characters: Character[] };
    const [first] = Array.isArray(body) ? body : body.characters;
    return first ?? ((await this.#call("create", "POST", "/characters", { name: this.#identity.name, classId })) as Character);
  }

  async select(characterId: string): Promise<Ticket> {
    const body = (await this.#call("select", "POST", `/characters/${characterId}/select`)) as {
      ticket: string;
      room: { endpoint: string; roomId: string; zoneId: string };
    };
    return { ticket: body.ticket, ...body.room };
  }

  async #call(step: string, method: "GET" | "POST", path: string, body?: unknown): Promise<unknown> {
    const answer: JsonAnswer = await this.#http.send(method, this.#api + path, body, this.#token || undefined);
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    const problem = answer.body as { code?: string; title?: string } | undefined;
    throw new Error(`${step}: ${answer.status} ${problem?.code ?? problem?.title ?? ""}`.trim());
  }
}
