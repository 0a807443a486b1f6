import { randomInt } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import type { Seal } from "#server/platform/seal.ts";
import { transact } from "#server/platform/transaction.ts";
import * as accounts from "./auth.repository.ts";
import type { LoginAnswer } from "./auth.schema.ts";
import type { AuthParts } from "./auth.service.ts";
import { proofKeys } from "./guard.ts";
import * as history from "./history.repository.ts";
import * as oneTime from "./one-time.repository.ts";
import { type PasswordsService, tell } from "./passwords.service.ts";
import * as repository from "./second-factor.repository.ts";
import type { Enrolment, SecondFactorState } from "./second-factor.schema.ts";

const ISSUER = "NECPGAME";
/** RFC 6238 as authenticators know it. */
const PERIOD_S = 30;
const DIGITS = 6;
const SECRET_BYTES = 20;
/** A clock may be this many periods off. */
const WINDOW = 1;

const RECOVERY_CODES = 10;
/** Without letters that look like digits. Ten of them have 50 bits: too few for a plain hash, enough for a keyed one. */
const RECOVERY_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const RECOVERY_LENGTH = 10;

/** Codes that change every 30 s, asked for after the password. */
export class SecondFactorService {
  readonly #parts: AuthParts;
  readonly #seal: Seal;
  readonly #passwords: PasswordsService;

  constructor(parts: AuthParts, seal: Seal, passwords: PasswordsService) {
    this.#parts = parts;
    this.#seal = seal;
    this.#passwords = passwords;
  }

  async state({ accountId }: Identity): Promise<SecondFactorState> {
    const { prisma } = this.#parts;
    const found = await repository.find(prisma, accountId);
    return { active: (found?.confirmedAt ?? null) !== null, recoveryCodesLeft: await repository.recoveryCodesLeft(prisma, accountId) };
  }

  /** Makes a secret that waits to be confirmed with a code. @throws Problem second_factor_active and those of the password */
  async enrol(identity: Identity, password: string, origin: history.Origin): Promise<Enrolment> {
    const account = await this.#passwords.confirm(identity, password, origin);
    const secret = new Secret({ size: SECRET_BYTES });
    const sealed = this.#seal.seal(secret.base32, account.id);
    if (!(await repository.enrol(this.#parts.prisma, account.id, sealed))) throw new Problem("second_factor_active");
    return { secret: secret.base32, uri: totp(secret.base32, account.email ?? account.id).toString() };
  }

  /** From now on codes are asked for. @returns recovery codes @throws Problem second_factor_not_enrolled, second_factor_active, and of the code */
  async confirm({ accountId }: Identity, code: string, origin: history.Origin): Promise<string[]> {
    const found = await repository.find(this.#parts.prisma, accountId);
    if (!found) throw new Problem("second_factor_not_enrolled");
    if (found.confirmedAt) throw new Problem("second_factor_active");
    await this.#check(accountId, code, origin);
    return this.#switchOn(accountId, origin);
  }

  /** New ones; those left of the old are void. @throws Problem second_factor_not_enrolled, and of the code */
  async renewRecoveryCodes({ accountId }: Identity, code: string, origin: history.Origin): Promise<string[]> {
    await this.#needActive(accountId);
    await this.#check(accountId, code, origin);
    const codes = newRecoveryCodes();
    await transact(this.#parts.prisma, (tx) =>
      repository.replaceRecoveryCodes(
        tx,
        accountId,
        codes.map((text) => this.#seal.hash(text)),
      ),
    );
    return codes.map(shown);
  }

  /** @throws Problem second_factor_not_enrolled, and those of password and code */
  async disable(identity: Identity, password: string, code: string, origin: history.Origin): Promise<void> {
    const { prisma, now } = this.#parts;
    await this.#needActive(identity.accountId);
    const account = await this.#passwords.confirm(identity, password, origin);
    await this.#check(account.id, code, origin);
    const at = new Date(now());
    await transact(prisma, async (tx) => {
      await repository.remove(tx, account.id);
      await history.recordAttempt(tx, { accountId: account.id, outcome: "second_factor_off", at, ...origin });
      await tell(tx, account, "second_factor_off", origin, at);
    });
  }

  /** The second half of a log-in. @throws Problem challenge_invalid, and those of the code */
  async login(challenge: string, code: string, origin: history.Origin): Promise<LoginAnswer> {
    const { prisma, entry, now } = this.#parts;
    const begun = await oneTime.find(prisma, "second_factor", challenge, new Date(now()));
    if (!begun) throw new Problem("challenge_invalid");
    await this.#check(begun.accountId, code, origin);
    // a second log-in with the same challenge finds it gone
    const used = await oneTime.use(prisma, "second_factor", challenge, new Date(now()));
    const account = used && (await accounts.findById(prisma, used.accountId));
    if (!account) throw new Problem("challenge_invalid");
    return entry.open({ account, origin, method: used.method ?? "password" });
  }

  async #switchOn(accountId: string, origin: history.Origin): Promise<string[]> {
    const { prisma, now } = this.#parts;
    const codes = newRecoveryCodes();
    const at = new Date(now());
    await transact(prisma, async (tx) => {
      if (!(await repository.confirm(tx, accountId, at))) throw new Problem("second_factor_active");
      await repository.replaceRecoveryCodes(
        tx,
        accountId,
        codes.map((text) => this.#seal.hash(text)),
      );
      await history.recordAttempt(tx, { accountId, outcome: "second_factor_on", at, ...origin });
      const account = await accounts.findById(tx, accountId);
      if (account) await tell(tx, account, "second_factor_on", origin, at);
    });
    return codes.map(shown);
  }

  async #needActive(accountId: string): Promise<void> {
    const found = await repository.find(this.#parts.prisma, accountId);
    if (!found?.confirmedAt) throw new Problem("second_factor_not_enrolled");
  }

  /** Uses a code up. Failures count, as they do with passwords. @throws Problem second_factor_invalid, too_many_attempts */
  async #check(accountId: string, code: string, origin: history.Origin): Promise<void> {
    const { prisma, guard, now } = this.#parts;
    const at = new Date(now());
    const admission = await guard.admit(proofKeys("second factor", accountId), at);
    if (await this.#use(accountId, code, at)) return guard.succeeded(admission, at);
    await history.recordAttempt(prisma, { accountId, outcome: "second_factor_refused", at, ...origin });
    const account = admission.locks ? await accounts.findById(prisma, accountId) : null;
    if (account) await tell(prisma, account, "login_locked", origin, at);
    throw new Problem("second_factor_invalid");
  }

  async #use(accountId: string, code: string, at: Date): Promise<boolean> {
    const { prisma } = this.#parts;
    const found = await repository.find(prisma, accountId);
    if (!found) return false;
    if (code.length === RECOVERY_LENGTH) return repository.useRecoveryCode(prisma, accountId, this.#seal.hash(code));
    const delta = totp(this.#seal.open(found.sealedSecret, accountId)).validate({ token: code, timestamp: at.getTime(), window: WINDOW });
    if (delta === null) return false;
    // no code works twice: neither the same one nor an older one
    return repository.useStep(prisma, accountId, Math.floor(at.getTime() / 1000 / PERIOD_S) + delta);
  }
}

function totp(secret: string, label = ""): TOTP {
  return new TOTP({ issuer: ISSUER, label, secret: Secret.fromBase32(secret), algorithm: "SHA1", digits: DIGITS, period: PERIOD_S });
}

function newRecoveryCodes(): string[] {
  const letter = () => RECOVERY_ALPHABET[randomInt(RECOVERY_ALPHABET.length)];
  return Array.from({ length: RECOVERY_CODES }, () => Array.from({ length: RECOVERY_LENGTH }, letter).join(""));
}

function shown(code: string): string {
  return `${code.slice(0, RECOVERY_LENGTH / 2)}-${code.slice(RECOVERY_LENGTH / 2)}`;
}
