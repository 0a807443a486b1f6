import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import type { Origin } from "#server/modules/sessions/sessions.repository.ts";
import type { SessionsService } from "#server/modules/sessions/sessions.service.ts";
import { orderMail } from "#server/outbox/mail.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import * as repository from "./accounts.repository.ts";
import { type Deletion, FRESH_MINUTES, GRACE_DAYS, type OwnAccount } from "./accounts.schema.ts";
import { exportAccount } from "./export.repository.ts";

const GRACE_MS = GRACE_DAYS * 24 * 3600 * 1000;
const FRESH_MS = FRESH_MINUTES * 60 * 1000;

export interface AccountsDeps {
  prisma: PrismaClient;
  sessions: SessionsService;
  /** @throws Problem invalid_credentials, too_many_attempts, busy */
  confirmPassword: (identity: Identity, password: string, origin: Origin) => Promise<void>;
  /** Epoch ms. */
  now: () => number;
}

/** What an account's owner may do with all of it. */
export class AccountsService {
  readonly #deps: AccountsDeps;

  constructor(deps: AccountsDeps) {
    this.#deps = deps;
  }

  async view(accountId: string): Promise<OwnAccount> {
    const account = await repository.findAccount(this.#deps.prisma, accountId);
    if (!account) throw new Problem("unauthenticated");
    const { id, email, emailVerifiedAt, guestHash, roles, createdAt, deletionAt } = account;
    return {
      id,
      email,
      verified: emailVerifiedAt !== null,
      guest: guestHash !== null,
      roles: roles.map(({ role }) => role),
      createdAt: createdAt.toISOString(),
      deletesAt: deletionAt?.toISOString() ?? null,
    };
  }

  /** Everything that is stored about an account, written as JSON (AccountExport). */
  async export(accountId: string): Promise<string> {
    const tables = await exportAccount(this.#deps.prisma, accountId);
    return `{"exportedAt":"${new Date(this.#deps.now()).toISOString()}","account":"${accountId}","tables":${tables}}`;
  }

  /**
   * The account is erased after GRACE_DAYS; all its sessions end now. Asking again changes nothing.
   * @param password absent: the session has to be fresh
   * @throws Problem fresh_login_required, invalid_credentials, too_many_attempts, busy
   */
  async requestDeletion(identity: Identity, password: string | undefined, origin: Origin): Promise<Deletion> {
    const { prisma, sessions, now } = this.#deps;
    const { accountId } = identity;
    if (password !== undefined) await this.#deps.confirmPassword(identity, password, origin);
    else await this.#requireFresh(identity);
    const at = now();
    return transact(prisma, async (tx) => {
      const { deletionAt, email } = await repository.markForDeletion(tx, accountId, new Date(at + GRACE_MS));
      await sessions.endAll(tx, accountId, "account_deleted");
      const deletesAt = deletionAt.toISOString();
      const data = { at: new Date(at).toISOString(), ip: origin.ip, deletesAt };
      if (email !== null) await orderMail(tx, { kind: "deletion_asked", recipient: email, data });
      return { deletesAt };
    });
  }

  /** The account stays. */
  async cancelDeletion(accountId: string): Promise<void> {
    await repository.keep(this.#deps.prisma, accountId);
  }

  async #requireFresh({ accountId, sessionId }: Identity): Promise<void> {
    const since = await repository.loggedInAt(this.#deps.prisma, accountId, sessionId);
    if (!since || this.#deps.now() - since.getTime() > FRESH_MS) throw new Problem("fresh_login_required");
  }
}
