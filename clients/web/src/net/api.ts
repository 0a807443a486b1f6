import { type Answer, ApiError, callApi, type Given, type Operation, type Request } from "#shared/api/client.ts";
import type {
  AccountExport,
  Character,
  CharacterList,
  LoginAnswer,
  LootRoll,
  NewCharacter,
  OwnAccount,
  Progression,
  SecondFactorChallenge,
  Selection,
  Session,
  TokenPair,
} from "#shared/api/generated.ts";
import type { RollChoice } from "#shared/rules/loot/need-greed.ts";
import type { PublicContent } from "#shared/content/public.ts";

export { ApiError };
export type { Progression, Selection };
export type CharacterView = Character;
export type SessionView = Session;

type Tokens = Pick<TokenPair, "accessToken" | "refreshToken">;

/** The account may not play: its sessions are over, and no refresh helps. */
export const isKeptOut = (error: unknown): boolean =>
  error instanceof ApiError && (error.code === "account_banned" || error.code === "account_suspended");

/** Refusals that a new access token may help against. */
const RENEWABLE = ["unauthenticated", "token_expired"];
const TOKENS_KEY = "necp.tokens";
/** What finds the server busy, or a change without an answer, is asked for so often in all, after a growing pause. */
const MOST_TRIES = 3;
const RETRY_MS = 700;

/** The HTTP side of the server. Tokens live in the tab: closing it logs out. */
export class Api {
  #tokens: Tokens | null = readTokens();
  #refreshing: Promise<boolean> | null = null;
  /** What was asked for without success until now → its Idempotency-Key. */
  readonly #unanswered = new Map<string, string>();
  /** What the log-in said; null after the page was loaded again. */
  welcome: { text: string; last: { at: string; ip: string } | null } | null = null;
  /** Called when the session is over and a new log-in is needed. */
  onExpired: () => void = () => {};

  get loggedIn(): boolean {
    return this.#tokens !== null;
  }

  /** Keeps what a log-in brought. @returns the challenge when a code has to follow */
  enter(answer: LoginAnswer | SecondFactorChallenge): string | null {
    if ("challenge" in answer) return answer.challenge;
    this.#keep(answer);
    this.welcome = { text: answer.welcome, last: answer.lastLogin };
    if (answer.account.email !== null) localStorage.setItem(deviceKey(answer.account.email), answer.deviceToken);
    localStorage.setItem("necp.known", "1");
    return null;
  }

  async logout(): Promise<void> {
    const refreshToken = this.#tokens?.refreshToken;
    this.#keep(null);
    if (refreshToken) await callApi(send, "POST /api/v1/auth/logout", { body: { refreshToken } }).catch(() => {});
  }

  characters(): Promise<CharacterList> {
    return this.call("GET /api/v1/characters", {});
  }

  /** Asked again after an answer that was lost, it makes nothing twice. */
  async createCharacter(body: NewCharacter): Promise<CharacterView> {
    const asked = JSON.stringify(body);
    const key = this.#unanswered.get(asked) ?? newKey();
    this.#unanswered.set(asked, key);
    const character = await this.call("POST /api/v1/characters", { body, key });
    this.#unanswered.delete(asked);
    return character;
  }

  async deleteCharacter(id: string): Promise<void> {
    await this.call("DELETE /api/v1/characters/{id}", { params: { id } });
  }

  async restoreCharacter(id: string): Promise<void> {
    await this.call("POST /api/v1/characters/{id}/restore", { params: { id } });
  }

  progression(id: string): Promise<Progression> {
    return this.call("GET /api/v1/progression/{id}", { params: { id } });
  }

  spendOnAttribute(id: string, attributeId: string): Promise<Progression> {
    return this.call("POST /api/v1/progression/{id}/attributes", { params: { id }, body: { points: { [attributeId]: 1 } } });
  }

  train(id: string, skillId: string): Promise<Progression> {
    return this.call("POST /api/v1/progression/{id}/skills", { params: { id }, body: { points: { [skillId]: 1 } } });
  }

  respec(id: string): Promise<Progression> {
    return this.call("POST /api/v1/progression/{id}/respec", { params: { id } });
  }

  chooseTitle(id: string, titleId: string | null): Promise<Progression> {
    return this.call("PUT /api/v1/progression/{id}/title", { params: { id }, body: { titleId } });
  }

  select(characterId: string): Promise<Selection> {
    return this.call("POST /api/v1/characters/{id}/select", { params: { id: characterId } });
  }

  async openRolls(characterId: string): Promise<LootRoll[]> {
    return (await this.call("GET /api/v1/loot/{characterId}/rolls", { params: { characterId } })).rolls;
  }

  /** The newest that are decided. */
  async decidedRolls(characterId: string): Promise<LootRoll[]> {
    const page = await this.call("GET /api/v1/loot/{characterId}/rolls/history", { params: { characterId }, query: { limit: 20 } });
    return page.items;
  }

  rollFor(characterId: string, rollId: string, choice: RollChoice): Promise<LootRoll> {
    const params = { characterId, rollId };
    return this.call("POST /api/v1/loot/{characterId}/rolls/{rollId}/choice", { params, body: { choice }, key: newKey() });
  }

  /** Where the account is logged in, the one used last first. */
  async sessions(): Promise<SessionView[]> {
    return (await this.call("GET /api/v1/account/sessions", {})).sessions;
  }

  /** null: as its device calls itself. */
  async nameSession(id: string, name: string | null): Promise<void> {
    await this.call("PATCH /api/v1/account/sessions/{id}", { params: { id }, body: { name } });
  }

  async endSession(id: string): Promise<void> {
    await this.call("DELETE /api/v1/account/sessions/{id}", { params: { id } });
  }

  /** All but this one. */
  async endOtherSessions(): Promise<void> {
    await this.call("DELETE /api/v1/account/sessions", {});
  }

  account(): Promise<OwnAccount> {
    return this.call("GET /api/v1/account", {});
  }

  everythingStored(): Promise<AccountExport> {
    return this.call("GET /api/v1/account/export", {});
  }

  /** Logs out everywhere. `password` undefined: this log-in is fresh. */
  async deleteAccount(password: string | undefined): Promise<void> {
    await this.call("POST /api/v1/account/deletion", { body: password === undefined ? {} : { password } });
    this.#keep(null);
  }

  async keepAccount(): Promise<void> {
    await this.call("DELETE /api/v1/account/deletion", {});
  }

  async content(): Promise<PublicContent> {
    return (await callApi(send, "GET /api/v1/content", {})) as PublicContent;
  }

  /** As the account that is logged in; an access token that has expired is renewed on the way. */
  async call<O extends Operation>(operation: O, given: Given<O>): Promise<Answer<O>> {
    const once = () => callApi(send, operation, { ...given, token: this.#tokens?.accessToken });
    // looking twice changes nothing
    const call = operation.startsWith("GET ") ? () => patiently(once) : once;
    try {
      return await call();
    } catch (error) {
      if (isKeptOut(error)) this.#keep(null);
      // a wrong password is no reason to renew tokens: it would be tried twice
      if (!(error instanceof ApiError) || !RENEWABLE.includes(error.code)) throw error;
      if (await this.#refresh()) return call();
      this.onExpired();
      throw error;
    }
  }

  /**
   * Asks for a change that happens once: when no answer came, or the server was busy, it is asked again with the same key, twice at most.
   * @throws ApiError
   */
  async change<O extends Operation>(operation: O, given: Omit<Given<O>, "key">): Promise<Answer<O>> {
    const keyed = { ...given, key: newKey() } as unknown as Given<O>;
    return patiently(
      () => this.call(operation, keyed),
      ({ status, code }) => status === 0 || code === "busy",
    );
  }

  /** One refresh at a time: a refresh token works once. */
  #refresh(): Promise<boolean> {
    this.#refreshing ??= this.#renew().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #renew(): Promise<boolean> {
    if (!this.#tokens) return false;
    try {
      const { refreshToken } = this.#tokens;
      this.#keep(await callApi(send, "POST /api/v1/auth/refresh", { body: { refreshToken } }));
      return true;
    } catch (error) {
      // a server that is away for a moment ends no session
      if (error instanceof ApiError && error.status >= 400 && error.status < 500) this.#keep(null);
      return false;
    }
  }

  #keep(tokens: Tokens | null): void {
    this.#tokens = tokens && { accessToken: tokens.accessToken, refreshToken: tokens.refreshToken };
    if (this.#tokens) sessionStorage.setItem(TOKENS_KEY, JSON.stringify(this.#tokens));
    else sessionStorage.removeItem(TOKENS_KEY);
  }
}

/** Calls what needs no log-in. @throws ApiError */
export function ask<O extends Operation>(operation: O, given: Given<O>): Promise<Answer<O>> {
  return callApi(send, operation, given);
}

/** Where the token of this device for an account lies. */
export function deviceKey(email: string): string {
  return `necp.device.${email.trim().toLowerCase()}`;
}

/** Asks again, twice at most, when the server was busy or what else may pass has passed. @throws ApiError */
export async function patiently<T>(run: () => Promise<T>, passes = ({ code }: ApiError) => code === "busy"): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await run();
    } catch (error) {
      if (tries === MOST_TRIES || !(error instanceof ApiError) || !passes(error)) throw error;
      await new Promise((resolve) => window.setTimeout(resolve, RETRY_MS * tries));
    }
  }
}

/** Also where `crypto.randomUUID` is not: on pages without TLS. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function readTokens(): Tokens | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(TOKENS_KEY) ?? "null") as Tokens | null;
    return kept?.accessToken && kept.refreshToken ? kept : null;
  } catch {
    return null;
  }
}

/** @throws ApiError when no answer comes */
async function send({ method, path, headers, body }: Request): Promise<{ status: number; body: unknown }> {
  try {
    const response = await fetch(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    return { status: response.status, body: parse(await response.text()) };
  } catch {
    throw new ApiError(0, { code: "unreachable", title: "The server cannot be reached. Is it running?" });
  }
}

/** Undefined: nothing, or no JSON, which only something between us and the server sends. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
