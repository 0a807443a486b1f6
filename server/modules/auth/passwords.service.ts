import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import { orderMail } from "#server/outbox/mail.ts";
import { transact } from "#server/platform/transaction.ts";
import * as repository from "./auth.repository.ts";
import type { AuthParts } from "./auth.service.ts";
import { proofKeys } from "./guard.ts";
import * as history from "./history.repository.ts";
import * as oneTime from "./one-time.repository.ts";
import * as secondFactor from "./second-factor.repository.ts";

/** Changing a password that is known, and replacing one that is not. */
export class PasswordsService {
  readonly #parts: AuthParts;

  constructor(parts: AuthParts) {
    this.#parts = parts;
  }

  /** Ends all sessions but the one that asks. @throws Problem invalid_credentials, too_many_attempts, busy */
  async change(identity: Identity, current: string, next: string, origin: history.Origin): Promise<void> {
    const { prisma, passwords, sessions } = this.#parts;
    const { accountId, sessionId } = identity;
    const account = await this.confirm(identity, current, origin);
    const passwordHash = await passwords.hash(next);
    const at = new Date(this.#parts.now());
    await transact(prisma, async (tx) => {
      await repository.setPassword(tx, accountId, passwordHash);
      await sessions.endAll(tx, accountId, "password_changed", { except: sessionId });
      await oneTime.revokeAll(tx, accountId, ["recover_password", "second_factor", "handoff"]);
      await history.recordAttempt(tx, { accountId, outcome: "password_changed", at, ...origin });
      await tell(tx, account, "password_changed", origin, at);
    });
  }

  /** Who is logged in shows again that he knows the password. @throws Problem invalid_credentials, too_many_attempts, busy */
  async confirm({ accountId }: Identity, password: string, origin: history.Origin): Promise<repository.Account> {
    const { prisma, passwords, guard } = this.#parts;
    const at = new Date(this.#parts.now());
    const account = await repository.findById(prisma, accountId);
    if (!account) throw new Problem("unauthenticated");
    const admission = await guard.admit(proofKeys("password", accountId), at);
    if (await passwords.matches(account.passwordHash, password)) {
      await guard.succeeded(admission, at);
      return account;
    }
    await history.recordAttempt(prisma, { accountId, outcome: "refused", method: "password", at, ...origin });
    if (admission.locks) await tell(prisma, account, "login_locked", origin, at);
    throw new Problem("invalid_credentials", { detail: "The password is wrong." });
  }

  /** Mails a link. Whether the address has an account is found out when the mail is written: answer and time are the same. */
  async recover(email: string, origin: history.Origin): Promise<void> {
    const at = new Date(this.#parts.now());
    await transact(this.#parts.prisma, async (tx) => {
      await history.recordAttempt(tx, { accountId: null, outcome: "recovery_asked", at, ...origin });
      await orderMail(tx, { kind: "recover_password", recipient: email });
    });
  }

  /**
   * The bearer of a mailed token chooses a new password. All sessions end. The mail has proved the address; whoever made the account with
   * it before keeps nothing, not even a second factor.
   * @returns a device token: others' guesses do not hold up the log-in that follows
   * @throws Problem link_invalid, busy
   */
  async reset(token: string, password: string, origin: history.Origin): Promise<string> {
    const { prisma, passwords, guard, sessions, tokens } = this.#parts;
    const at = new Date(this.#parts.now());
    if (!(await oneTime.find(prisma, "recover_password", token, at))) throw new Problem("link_invalid");
    const passwordHash = await passwords.hash(password);
    const accountId = await transact(prisma, async (tx) => {
      const used = await oneTime.use(tx, "recover_password", token, at);
      const account = used && (await repository.findById(tx, used.accountId));
      if (!account?.email || account.email !== used?.email) throw new Problem("link_invalid");
      await repository.setPassword(tx, account.id, passwordHash);
      if (await repository.confirmEmail(tx, account.id, account.email, at)) await secondFactor.remove(tx, account.id);
      await sessions.endAll(tx, account.id, "password_recovered");
      await oneTime.revokeAll(tx, account.id, ["recover_password", "second_factor", "handoff"]);
      await guard.forgive(tx, account.email);
      await history.recordAttempt(tx, { accountId: account.id, outcome: "password_recovered", at, ...origin });
      await tell(tx, account, "password_changed", origin, at);
      return account.id;
    });
    return tokens.signDevice(accountId);
  }
}

/** Orders a letter to the account's owner; accounts without an address get none. */
export async function tell(
  db: Parameters<typeof orderMail>[0],
  { email }: Pick<repository.Account, "email">,
  kind: string,
  { ip }: history.Origin,
  at: Date,
): Promise<void> {
  if (email !== null) await orderMail(db, { kind, recipient: email, data: { at: at.toISOString(), ip } });
}
