import { uuidv7 } from "uuidv7";
import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import { append } from "#server/outbox/append.ts";
import { orderMail } from "#server/outbox/mail.ts";
import { hashSecret, newSecret } from "#server/platform/secret.ts";
import { transact } from "#server/platform/transaction.ts";
import * as repository from "./auth.repository.ts";
import type { Credentials, LoginAnswer } from "./auth.schema.ts";
import type { AuthParts } from "./auth.service.ts";
import * as history from "./history.repository.ts";

const GUEST_TOKEN = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/;

/** Players without e-mail and password: a secret on their device is all that proves who they are. */
export class GuestsService {
  readonly #parts: AuthParts;
  readonly #allowed: boolean;

  constructor(parts: AuthParts, settings: { guests: boolean }) {
    this.#parts = parts;
    this.#allowed = settings.guests;
  }

  /** @throws Problem guests_off */
  async create(origin: history.Origin): Promise<LoginAnswer & { guestToken: string }> {
    if (!this.#allowed) throw new Problem("guests_off");
    const { prisma, entry, now } = this.#parts;
    const id = uuidv7();
    const at = new Date(now());
    const secret = newSecret();
    await transact(prisma, async (tx) => {
      await repository.insertAccount(tx, { id, guestHash: secret.hash, createdAt: at });
      await history.recordAttempt(tx, { accountId: id, outcome: "guest_created", method: "guest", at, ...origin });
      await append(tx, { name: "ACCOUNT_CREATED", accountId: id, payload: { guest: true } });
    });
    const account = (await repository.findById(prisma, id)) as repository.Account;
    return { ...(await entry.open({ account, origin, method: "guest" })), guestToken: `${id}.${secret.text}` };
  }

  /** @throws Problem guest_invalid, guests_off */
  async login(guestToken: string, origin: history.Origin): Promise<LoginAnswer> {
    if (!this.#allowed) throw new Problem("guests_off");
    const [, id, secret] = GUEST_TOKEN.exec(guestToken) ?? [];
    const account = id === undefined ? null : await repository.findById(this.#parts.prisma, id);
    // a hash of 32 random bytes: how long the comparison takes tells nothing of use
    if (!account?.guestHash || !Buffer.from(account.guestHash).equals(hashSecret(secret))) throw new Problem("guest_invalid");
    return this.#parts.entry.open({ account, origin, method: "guest" });
  }

  /**
   * Asks for a full account with the same characters. It becomes one when the link in the mail is followed: until then the answer, as
   * everywhere, does not tell whether the address has an account. @throws Problem full_account, busy
   */
  async upgrade({ accountId }: Identity, { email, password }: Credentials, origin: history.Origin): Promise<void> {
    const { prisma, passwords, now } = this.#parts;
    const passwordHash = await passwords.hash(password);
    const at = new Date(now());
    await transact(prisma, async (tx) => {
      const account = await repository.findById(tx, accountId);
      if (!account?.guestHash) throw new Problem("full_account");
      await repository.setPending(tx, accountId, email, passwordHash);
      await history.recordAttempt(tx, { accountId, outcome: "upgrade_asked", method: "guest", at, ...origin });
      await orderMail(tx, { kind: "verify_email", recipient: email, data: { guestId: accountId } });
    });
  }
}
