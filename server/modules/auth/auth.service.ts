import { uuidv7 } from "uuidv7";
import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import { append } from "#server/outbox/append.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import { hashSecret, newSecret } from "#server/platform/secret.ts";
import { transact } from "#server/platform/transaction.ts";
import * as repository from "./auth.repository.ts";
import type { Credentials, LoginAnswer, TokenPair } from "./auth.schema.ts";
import { Passwords } from "./passwords.ts";
import { ACCESS_TOKEN_S, AccessTokens } from "./tokens.ts";

/** A session that is not used ends with its refresh token; one that is used has to log in again after this time. */
const SESSION_MS = 30 * 24 * 3600 * 1000;
const REFRESH_TOKEN = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/;

/** Where a request came from, for the login history. */
export interface Origin {
  ip: string;
  userAgent: string;
}

export interface AuthDeps {
  prisma: PrismaClient;
  /** At least 32 characters. */
  tokenSecret: string;
  /** Epoch ms. */
  now: () => number;
}

/** Accounts and sessions. No answer tells whether an address has an account, nor does the time it takes. */
export class AuthService {
  readonly #prisma: PrismaClient;
  readonly #now: () => number;
  readonly #tokens: AccessTokens;
  readonly #passwords = new Passwords();

  constructor({ prisma, tokenSecret, now }: AuthDeps) {
    this.#prisma = prisma;
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

  /** @throws Problem invalid_credentials, busy */
  async login({ email, password }: Credentials, origin: Origin): Promise<LoginAnswer> {
    const account = await repository.findAccount(this.#prisma, email);
    const matches = await this.#passwords.matches(account?.passwordHash ?? null, password);
    const at = new Date(this.#now());
    if (!account || !matches) {
      await repository.recordAttempt(this.#prisma, { accountId: account?.id ?? null, outcome: "refused", at, ...origin });
      throw new Problem("invalid_credentials");
    }
    const { id: accountId, roles } = account;
    const sessionId = uuidv7();
    const secret = newSecret();
    await transact(this.#prisma, async (tx) => {
      const expiresAt = new Date(at.getTime() + SESSION_MS);
      await repository.insertSession(tx, { id: sessionId, accountId, refreshHash: secret.hash, createdAt: at, expiresAt });
      await repository.recordAttempt(tx, { accountId, outcome: "logged_in", at, ...origin });
      await append(tx, { name: "LOGIN_SUCCESS", accountId, payload: { sessionId } });
    });
    const tokens = await this.#tokenPair({ accountId, sessionId, roles }, secret.text);
    return { ...tokens, account: { id: accountId, email: account.email, roles, createdAt: account.createdAt.toISOString() } };
  }

  /** The next pair of tokens. A refresh token that was used before ends its session. @throws Problem refresh_invalid */
  async refresh(refreshToken: string): Promise<TokenPair> {
    const { sessionId, hash } = parseRefreshToken(refreshToken);
    const next = newSecret();
    const now = new Date(this.#now());
    const session = await repository.rotate(this.#prisma, sessionId, hash, next.hash, now);
    if (!session) {
      await repository.revoke(this.#prisma, sessionId, "refresh_reused", now);
      throw new Problem("refresh_invalid");
    }
    return this.#tokenPair({ ...session, sessionId }, next.text);
  }

  /** Ends the session of a refresh token, and with it its access tokens. Unknown tokens end nothing. */
  async logout(refreshToken: string): Promise<void> {
    const { sessionId, hash } = parseRefreshToken(refreshToken);
    await transact(this.#prisma, async (tx) => {
      const accountId = await repository.revoke(tx, sessionId, "logged_out", new Date(this.#now()), hash);
      if (accountId) await append(tx, { name: "LOGOUT", accountId, payload: { sessionId } });
    });
  }

  /** Whose access token this is, with the roles of this moment; its session must not have ended. @throws Problem unauthenticated, token_expired */
  async authenticate(token: string): Promise<Identity> {
    const identity = await this.#tokens.read(token);
    const roles = await repository.liveRoles(this.#prisma, identity.sessionId, identity.accountId, new Date(this.#now()));
    if (roles) return { ...identity, roles };
    throw new Problem("unauthenticated", { detail: "This session has ended. Log in again." });
  }

  async #tokenPair(identity: Identity, secret: string): Promise<TokenPair> {
    return {
      accessToken: await this.#tokens.sign(identity),
      refreshToken: `${identity.sessionId}.${secret}`,
      expiresIn: ACCESS_TOKEN_S,
    };
  }
}

function parseRefreshToken(token: string): { sessionId: string; hash: Uint8Array<ArrayBuffer> } {
  const match = REFRESH_TOKEN.exec(token);
  if (!match) throw new Problem("refresh_invalid");
  return { sessionId: match[1], hash: hashSecret(match[2]) };
}
