import { uuidv7 } from "uuidv7";
import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import { append } from "#server/outbox/append.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import type { Origin } from "#server/modules/sessions/sessions.repository.ts";
import type { SessionsService } from "#server/modules/sessions/sessions.service.ts";
import * as repository from "./auth.repository.ts";
import type { Credentials, LoginAnswer, TokenPair } from "./auth.schema.ts";
import { Passwords } from "./passwords.ts";
import { ACCESS_TOKEN_S, AccessTokens } from "./tokens.ts";

export interface AuthDeps {
  prisma: PrismaClient;
  sessions: SessionsService;
  /** At least 32 characters. */
  tokenSecret: string;
  /** Epoch ms. */
  now: () => number;
}

/** Accounts and their log-ins. No answer tells whether an address has an account, nor does the time it takes. */
export class AuthService {
  readonly #prisma: PrismaClient;
  readonly #sessions: SessionsService;
  readonly #now: () => number;
  readonly #tokens: AccessTokens;
  readonly #passwords = new Passwords();

  constructor({ prisma, sessions, tokenSecret, now }: AuthDeps) {
    this.#prisma = prisma;
    this.#sessions = sessions;
    this.#now = now;
    this.#tokens = new AccessTokens(tokenSecret, now);
  }

  /** Makes an account; with an address that has one nothing changes. @throws Problem busy */
  async register({ email, password }: Credentials, origin: Origin): Promise<void> {
    const passwordHash = await this.#passwords.hash(password);
    const at = new Date(this.#now());
    const id = uuidv7();
    await transact(this.#prisma, async (tx) => {
      const created = await repository.insertAccount(tx, { id, email, passwordHash, createdAt: at });
      const outcome = created ? "registered" : "address_taken";
      await repository.recordAttempt(tx, { accountId: created ? id : null, outcome, at, ...origin });
      if (created) await append(tx, { name: "ACCOUNT_CREATED", accountId: id, payload: {} });
    });
  }

  /** @throws Problem invalid_credentials, account_banned, account_suspended, busy */
  async login({ email, password }: Credentials, origin: Origin): Promise<LoginAnswer> {
    const account = await repository.findAccount(this.#prisma, email);
    const matches = await this.#passwords.matches(account?.passwordHash ?? null, password);
    const at = new Date(this.#now());
    if (!account || !matches) {
      await repository.recordAttempt(this.#prisma, { accountId: account?.id ?? null, outcome: "refused", at, ...origin });
      throw new Problem("invalid_credentials");
    }
    const { id: accountId, roles } = account;
    const { sessionId, refreshToken } = await transact(this.#prisma, async (tx) => {
      const session = await this.#sessions.open(tx, accountId, origin);
      await repository.recordAttempt(tx, { accountId, outcome: "logged_in", at, ...origin });
      await append(tx, { name: "LOGIN_SUCCESS", accountId, payload: { sessionId: session.sessionId } });
      return session;
    });
    const tokens = await this.#tokenPair({ accountId, sessionId, roles }, refreshToken);
    return { ...tokens, account: { id: accountId, email: account.email, roles, createdAt: account.createdAt.toISOString() } };
  }

  /** The next pair of tokens. A refresh token that was used before ends its session. @throws Problem refresh_invalid, account_banned, account_suspended */
  async refresh(refreshToken: string, origin: Origin): Promise<TokenPair> {
    const next = await this.#sessions.refresh(refreshToken, origin);
    return this.#tokenPair(next.identity, next.refreshToken);
  }

  /** Ends the session of a refresh token, and with it its access tokens. Unknown tokens end nothing. @throws Problem refresh_invalid */
  logout(refreshToken: string): Promise<void> {
    return this.#sessions.logout(refreshToken);
  }

  /** Whose access token this is, with the roles of this moment. @throws Problem unauthenticated, token_expired */
  async authenticate(token: string): Promise<Identity> {
    return this.#sessions.confirm(await this.#tokens.read(token));
  }

  async #tokenPair(identity: Identity, refreshToken: string): Promise<TokenPair> {
    return { accessToken: await this.#tokens.sign(identity), refreshToken, expiresIn: ACCESS_TOKEN_S };
  }
}
