import type { PublicContent } from "#shared/content/public.ts";

/** A refused request, in words that may be shown. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** What was wrong with which field, when the server said so. */
  readonly fields: ReadonlyArray<{ path: string; message: string }>;

  constructor(status: number, code: string, message: string, fields: ReadonlyArray<{ path: string; message: string }> = []) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

export interface CharacterView {
  id: string;
  name: string;
  classId: string;
  level: number;
  experience: number;
  zoneId?: string | null;
}

export interface Selection {
  ticket: string;
  expiresAt: string;
  room: { endpoint: string; roomId: string; zoneId: string; layer: number };
}

export interface InventoryView {
  capacity: number;
  items: Array<{ itemId: string; templateId: string; quantity: number; slot: number }>;
}

interface Tokens {
  accessToken: string;
  refreshToken: string;
}

const TOKENS_KEY = "necp.tokens";

/** The HTTP side of the server. Tokens live in the tab: closing it logs out. */
export class Api {
  #tokens: Tokens | null = readTokens();
  #refreshing: Promise<boolean> | null = null;
  /** Called when the session is over and a new log-in is needed. */
  onExpired: () => void = () => {};

  get loggedIn(): boolean {
    return this.#tokens !== null;
  }

  async register(email: string, password: string): Promise<void> {
    await this.#send("POST", "/auth/register", { email, password }, false);
  }

  async login(email: string, password: string): Promise<void> {
    const answer = (await this.#send("POST", "/auth/login", { email, password }, false)) as Tokens;
    this.#keep(answer);
  }

  async logout(): Promise<void> {
    const refreshToken = this.#tokens?.refreshToken;
    const accessToken = this.#tokens?.accessToken;
    this.#keep(null);
    if (refreshToken) await call("POST", "/auth/logout", { refreshToken }, accessToken).catch(() => {});
  }

  async characters(): Promise<CharacterView[]> {
    const answer = (await this.#send("GET", "/characters")) as { characters: CharacterView[] };
    return answer.characters;
  }

  async createCharacter(name: string, classId: string): Promise<CharacterView> {
    return (await this.#send("POST", "/characters", { name, classId })) as CharacterView;
  }

  async select(characterId: string): Promise<Selection> {
    return (await this.#send("POST", `/characters/${characterId}/select`)) as Selection;
  }

  async inventory(characterId: string): Promise<InventoryView> {
    return (await this.#send("GET", `/inventory/${characterId}`)) as InventoryView;
  }

  async content(): Promise<PublicContent> {
    return (await call("GET", "/content")) as PublicContent;
  }

  async #send(method: string, path: string, body?: unknown, authorized = true): Promise<unknown> {
    try {
      return await call(method, path, body, authorized ? this.#tokens?.accessToken : undefined);
    } catch (error) {
      if (!authorized || !(error instanceof ApiError) || error.status !== 401) throw error;
      if (!(await this.#refresh())) {
        this.onExpired();
        throw error;
      }
      return call(method, path, body, this.#tokens?.accessToken);
    }
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
      this.#keep((await call("POST", "/auth/refresh", { refreshToken: this.#tokens.refreshToken })) as Tokens);
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

function readTokens(): Tokens | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(TOKENS_KEY) ?? "null") as Tokens | null;
    return kept?.accessToken && kept.refreshToken ? kept : null;
  } catch {
    return null;
  }
}

async function call(method: string, path: string, body?: unknown, accessToken?: string): Promise<unknown> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (accessToken) headers.Authorization = `Bearer ${accessToken}`;
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new ApiError(0, "unreachable", "The server cannot be reached. Is it running?");
  }
  const text = await response.text();
  let data: unknown = null;
  try {
    data = text ? JSON.parse(text) : null;
  } catch {
    // below: an answer that is no JSON is an error unless it is empty
  }
  if (response.ok) return data;
  throw asError(response.status, data);
}

/** problem+json in words. */
function asError(status: number, data: unknown): ApiError {
  const problem = (data ?? {}) as { code?: string; detail?: string; title?: string; errors?: unknown };
  const fields = Array.isArray(problem.errors) ? problem.errors.map(asField).filter((field) => field.message) : [];
  const sentence = fields.length ? fields.map((field) => field.message).join(" ") : (problem.detail ?? problem.title);
  return new ApiError(status, problem.code ?? "error", sentence ?? `The server answered with status ${status}.`, fields);
}

function asField(raw: unknown): { path: string; message: string } {
  const entry = (raw ?? {}) as { path?: unknown; message?: unknown };
  const path = Array.isArray(entry.path) ? entry.path.join(".") : String(entry.path ?? "");
  return { path, message: String(entry.message ?? "") };
}
