import { uuidv7 } from "uuidv7";
import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import { append } from "#server/outbox/append.ts";
import { orderMail } from "#server/outbox/mail.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import { transact, violatedUnique } from "#server/platform/transaction.ts";
import type { SessionsService } from "#server/modules/sessions/sessions.service.ts";
import * as repository from "./auth.repository.ts";
import type { Challenge, Credentials, LoginAnswer, LoginRequest, TokenPair } from "./auth.schema.ts";
import type { Entry } from "./entry.ts";
import { type Admission, type Guard, logInKeys } from "./guard.ts";
import * as history from "./history.repository.ts";
import * as oneTime from "./one-time.repository.ts";
import type { Passwords } from "./passwords.ts";
import type { Tokens } from "./tokens.ts";

/** What all of authentication shares. */
export interface AuthParts {
  prisma: PrismaClient;
  tokens: Tokens;
  passwords: Passwords;
  guard: Guard;
  sessions: SessionsService;
  entry: Entry;
  /** Epoch ms. */
  now: () => number;
}

/** Accounts and sessions. No answer tells whether an address has an account, nor does the time it takes. */
export class AuthService {
  readonly #parts: AuthParts;
  readonly #requireVerifiedEmail: boolean;

  constructor(parts: AuthParts, settings: { requireVerifiedEmail: boolean }) {
    this.#parts = parts;
    this.#requireVerifiedEmail = settings.requireVerifiedEmail;
  }

  /** Makes an account and mails to its address; an address that has one is told so by mail, and nothing changes. @throws Problem busy */
  async register({ email, password }: Credentials, origin: history.Origin): Promise<void> {
    const { prisma, passwords } = this.#parts;
    const passwordHash = await passwords.hash(password);
    const at = this.#at();
    const id = uuidv7();
    await transact(prisma, async (tx) => {
      const created = await repository.insertAccount(tx, { id, email, passwordHash, createdAt: at });
      const outcome = created ? "registered" : "address_taken";
      await history.recordAttempt(tx, { accountId: created ? id : null, outcome, at, ...origin });
      await orderMail(tx, { kind: created ? "verify_email" : "address_taken", recipient: email });
      if (created) await append(tx, { name: "ACCOUNT_CREATED", accountId: id, payload: {} });
    });
  }

  /** Mails another link to an address that waits to be confirmed; whether it does is found out when the mail is written. */
  async resendVerification(email: string): Promise<void> {
    await orderMail(this.#parts.prisma, { kind: "verify_email", recipient: email });
  }

  /** The bearer of a mailed token has read the mail: the address is his. A guest becomes a full account. @throws Problem link_invalid */
  async verifyEmail(token: string, origin: history.Origin): Promise<void> {
    const at = this.#at();
    const confirm = transact(this.#parts.prisma, async (tx) => {
      const used = await oneTime.use(tx, "verify_email", token, at);
      if (!used?.email) throw new Problem("link_invalid");
      const { accountId, email } = used;
      const confirmed = (await repository.confirmEmail(tx, accountId, email, at)) || (await repository.upgrade(tx, accountId, email, at));
      if (!confirmed) throw new Problem("link_invalid");
      await history.recordAttempt(tx, { accountId, outcome: "email_verified", at, ...origin });
    });
    await confirm.catch((cause: unknown) => {
      // somebody else was faster to make an account with this address
      throw violatedUnique(cause) === undefined ? cause : new Problem("link_invalid", { cause });
    });
  }

  /** @throws Problem invalid_credentials, too_many_attempts, busy; with the right password also email_unverified, account_banned, account_suspended */
  async login({ email, password, deviceToken }: LoginRequest, origin: history.Origin): Promise<LoginAnswer | Challenge> {
    const { prisma, passwords, guard, entry } = this.#parts;
    const at = this.#at();
    const account = await repository.findForLogIn(prisma, email, origin.ip, at);
    const deviceId = await this.#deviceOf(account, deviceToken);
    const admission = await this.#admit(account, email, deviceId, origin, at);
    const matches = await passwords.matches(account?.passwordHash ?? null, password).catch(async (busy: unknown) => {
      await guard.undecided(admission, at);
      throw busy;
    });
    if (!account || !matches) return this.#refuse(account, email, admission, origin, at);
    await guard.succeeded(admission, at);
    if (this.#requireVerifiedEmail && account.emailVerifiedAt === null) {
      await history.recordAttempt(prisma, { accountId: account.id, outcome: "unverified", method: "password", at, ...origin });
      throw new Problem("email_unverified");
    }
    return entry.proceed({ account, origin, method: "password", deviceId });
  }

  /**
   * The next pair of tokens. Only a session's newest refresh token is good; any other is taken for a stolen one and ends the session, for
   * thief and owner alike. A client whose answer got lost on the way has only the old token and has to log in again: that is the price.
   * Two tabs do not get in each other's way: each has a session of its own.
   * @throws Problem refresh_invalid, account_banned, account_suspended
   */
  async refresh(refreshToken: string, origin: history.Origin): Promise<TokenPair> {
    const next = await this.#parts.sessions.refresh(refreshToken, origin);
    return this.#parts.entry.tokenPair(next.identity, next.refreshToken);
  }

  /** Ends the session of a refresh token, and with it its access tokens. Unknown tokens end nothing. @throws Problem refresh_invalid */
  logout(refreshToken: string): Promise<void> {
    return this.#parts.sessions.logout(refreshToken);
  }

  /** Whose access token this is, with the roles of this moment. @throws Problem unauthenticated, token_expired */
  async authenticate(token: string): Promise<Identity> {
    return this.#parts.sessions.confirm(await this.#parts.tokens.read(token));
  }

  /** Null: no device of this account. */
  async #deviceOf(account: repository.Account | null, deviceToken: string | undefined): Promise<string | null> {
    if (deviceToken === undefined) return null;
    const device = await this.#parts.tokens.readDevice(deviceToken);
    return device && device.accountId === account?.id ? device.deviceId : null;
  }

  async #admit(
    account: (repository.Account & { known: boolean }) | null,
    email: string,
    deviceId: string | null,
    origin: history.Origin,
    at: Date,
  ): Promise<Admission> {
    const { prisma, guard } = this.#parts;
    try {
      return await guard.admit(logInKeys({ email, ip: origin.ip, deviceId, known: account?.known ?? false }), at);
    } catch (error) {
      if (error instanceof Problem)
        await history.recordAttempt(prisma, { accountId: account?.id ?? null, outcome: "locked", method: "password", at, ...origin });
      throw error;
    }
  }

  async #refuse(account: repository.Account | null, email: string, { locks }: Admission, origin: history.Origin, at: Date): Promise<never> {
    const { prisma } = this.#parts;
    await history.recordAttempt(prisma, { accountId: account?.id ?? null, outcome: "refused", method: "password", at, ...origin });
    if (locks) await orderMail(prisma, { kind: "login_locked", recipient: email, data: { at: at.toISOString(), ip: origin.ip } });
    throw new Problem("invalid_credentials");
  }

  #at(): Date {
    return new Date(this.#parts.now());
  }
}
