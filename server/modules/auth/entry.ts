import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import type { SessionsService } from "#server/modules/sessions/sessions.service.ts";
import { transact } from "#server/platform/transaction.ts";
import * as repository from "./auth.repository.ts";
import type { AccountView, Challenge, LoginAnswer, TokenPair } from "./auth.schema.ts";
import * as history from "./history.repository.ts";
import * as oneTime from "./one-time.repository.ts";
import { ACCESS_TOKEN_S, type Tokens } from "./tokens.ts";

/** Somebody who has proved that he is the account's owner. */
export interface Arrival {
  account: repository.Account;
  origin: history.Origin;
  method: history.Method;
  /** Of the device token he brought. */
  deviceId?: string | null;
}

export interface EntryDeps {
  prisma: PrismaClient;
  sessions: SessionsService;
  tokens: Tokens;
  now: () => number;
}

/** The end of every log-in, whatever the proof was: a second factor where there is one, then a session. */
export class Entry {
  readonly #prisma: PrismaClient;
  readonly #sessions: SessionsService;
  readonly #tokens: Tokens;
  readonly #now: () => number;

  constructor({ prisma, sessions, tokens, now }: EntryDeps) {
    this.#prisma = prisma;
    this.#sessions = sessions;
    this.#tokens = tokens;
    this.#now = now;
  }

  /** A session, or what has to be answered with a code first. */
  async proceed(arrival: Arrival): Promise<LoginAnswer | Challenge> {
    if (!arrival.account.secondFactor) return this.open(arrival);
    const { account, origin, method } = arrival;
    const at = new Date(this.#now());
    const challenge = await oneTime.issue(this.#prisma, { accountId: account.id, purpose: "second_factor", method }, at);
    await history.recordAttempt(this.#prisma, { accountId: account.id, outcome: "second_factor_asked", method, at, ...origin });
    return { status: "second_factor_required", challenge, expiresIn: oneTime.secondsOf("second_factor") };
  }

  /** @throws Problem unauthenticated when the password was changed meanwhile, account_banned, account_suspended */
  async open(arrival: Arrival): Promise<LoginAnswer> {
    try {
      return await this.#open(arrival);
    } catch (error) {
      if (error instanceof Problem && (error.code === "account_banned" || error.code === "account_suspended")) {
        const { account, origin, method } = arrival;
        const at = new Date(this.#now());
        await history.recordAttempt(this.#prisma, { accountId: account.id, outcome: "kept_out", method, at, ...origin });
      }
      throw error;
    }
  }

  async #open({ account, origin, method, deviceId }: Arrival): Promise<LoginAnswer> {
    const accountId = account.id;
    const at = new Date(this.#now());
    const { last, session } = await transact(this.#prisma, async (tx) => {
      if (!(await repository.hold(tx, account))) throw new Problem("unauthenticated", { detail: "The account has changed. Log in again." });
      const session = await this.#sessions.open(tx, accountId, origin);
      return { last: await history.recordVisit(tx, { accountId, method, at, ...origin }), session };
    });
    const view = accountView(account);
    const identity = { accountId, sessionId: session.sessionId, roles: view.roles, verified: view.verified };
    const tokens = await this.tokenPair(identity, session.refreshToken);
    return {
      ...tokens,
      account: view,
      deviceToken: await this.#tokens.signDevice(accountId, deviceId ?? undefined),
      welcome: welcome(last),
      lastLogin: last.at && last.ip !== null ? { at: last.at.toISOString(), ip: last.ip } : null,
    };
  }

  async tokenPair(identity: Identity, refreshToken: string): Promise<TokenPair> {
    return { accessToken: await this.#tokens.sign(identity), refreshToken, expiresIn: ACCESS_TOKEN_S };
  }
}

export function accountView({ id, email, emailVerifiedAt, guestHash, roles, createdAt }: repository.Account): AccountView {
  return { id, email, verified: emailVerifiedAt !== null, guest: guestHash !== null, roles, createdAt: createdAt.toISOString() };
}

function welcome({ at, character }: history.LastVisit): string {
  if (!at) return "Welcome!";
  return character === null ? "Welcome back!" : `Welcome back, ${character}!`;
}
