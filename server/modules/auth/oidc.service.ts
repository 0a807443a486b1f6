import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { Problem } from "#server/http/problem.ts";
import { append } from "#server/outbox/append.ts";
import { RemoteUnavailable } from "#server/platform/breaker.ts";
import { type OidcClaims, type OidcClient, OidcRefused } from "#server/platform/oidc.ts";
import type { Tx } from "#server/platform/prisma.ts";
import type { Seal } from "#server/platform/seal.ts";
import { hashSecret } from "#server/platform/secret.ts";
import { transact, violatedUnique } from "#server/platform/transaction.ts";
import * as accounts from "./auth.repository.ts";
import { type Challenge, Email, type LoginAnswer } from "./auth.schema.ts";
import type { AuthParts } from "./auth.service.ts";
import * as history from "./history.repository.ts";
import * as repository from "./oidc.repository.ts";
import type { CallbackQuery } from "./oidc.schema.ts";
import * as oneTime from "./one-time.repository.ts";
import { tell } from "./passwords.service.ts";

export const OIDC_PATH = "/api/v1/auth/oidc";
/** So long somebody may take at the provider. */
export const COOKIE_S = 600;
const COOKIE_PURPOSE = "oidc cookie";

/** What the browser keeps while it is at the provider. */
const Kept = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), challenge: z.string(), at: z.number() });

export interface OidcDeps {
  /** null: none is configured. */
  client: OidcClient | null;
  /** Of cookies. */
  seal: Seal;
  webUrl: () => string;
}

/**
 * Logging in by an identity provider. The browser that begins keeps a sealed cookie with what the provider's answer is held against, so
 * that nobody can be sent back into somebody else's log-in; the page that began keeps a verifier, without which the code it finds in its
 * address is of no use to others.
 */
export class OidcService {
  readonly #parts: AuthParts;
  readonly #deps: OidcDeps;

  constructor(parts: AuthParts, deps: OidcDeps) {
    this.#parts = parts;
    this.#deps = deps;
  }

  /** @returns where to send the browser, and its cookie @throws Problem no_provider, RemoteUnavailable */
  async start(challenge: string): Promise<{ url: string; cookie: string }> {
    const { url, checks } = await this.#client().begin(this.#callbackUrl());
    const kept = JSON.stringify({ ...checks, challenge, at: this.#parts.now() });
    return { url, cookie: Buffer.from(this.#deps.seal.seal(kept, COOKIE_PURPOSE)).toString("base64url") };
  }

  /** The browser is back. @returns the page to show next, which finds a code or an error in its address @throws Problem no_provider */
  async callback(query: CallbackQuery, cookie: string | undefined, origin: history.Origin): Promise<string> {
    const client = this.#client();
    const page = (fragment: string) => `${this.#deps.webUrl()}/play/#${fragment}`;
    const kept = this.#open(cookie);
    if (!kept) return page("oidc_error=expired");
    const url = new URL(this.#callbackUrl());
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
    try {
      const claims = await client.finish(url, kept);
      return page(`oidc=${await this.#admit(claims, kept.challenge, origin)}`);
    } catch (error) {
      if (error instanceof OidcRefused) return page("oidc_error=refused");
      if (error instanceof RemoteUnavailable) return page("oidc_error=unavailable");
      throw error;
    }
  }

  /** @throws Problem link_invalid */
  async login(code: string, verifier: string, origin: history.Origin): Promise<LoginAnswer | Challenge> {
    const { prisma, entry, now } = this.#parts;
    const used = await oneTime.use(prisma, "handoff", code, new Date(now()), hashSecret(verifier));
    const account = used && (await accounts.findById(prisma, used.accountId));
    if (!account) throw new Problem("link_invalid");
    return entry.proceed({ account, origin, method: "oidc" });
  }

  /** @returns a code that stands for the account */
  async #admit(claims: OidcClaims, challenge: string, origin: history.Origin): Promise<string> {
    const at = new Date(this.#parts.now());
    // of two first log-ins at once one makes the account, and the other finds it
    const again = (error: unknown) => violatedUnique(error) !== undefined;
    return transact(
      this.#parts.prisma,
      async (tx) => {
        const known = await repository.useIdentity(tx, claims.issuer, claims.subject, at);
        const accountId = known ?? (await this.#firstTime(tx, claims, origin, at));
        const binding = new Uint8Array(Buffer.from(challenge, "base64url"));
        return oneTime.issue(tx, { accountId, purpose: "handoff", method: "oidc", binding }, at);
      },
      again,
    );
  }

  /**
   * Belongs to an existing account only when both sides have proved the same address: the provider vouches for it, and the account's
   * owner has followed a link that was mailed to it. Else whoever registers a stranger's address first would get into what the stranger
   * does later, or the other way round. An address that cannot be used that way is left to the account that has it.
   */
  async #firstTime(tx: Tx, { issuer, subject, email: vouched }: OidcClaims, origin: history.Origin, at: Date): Promise<string> {
    const email = Email.safeParse(vouched).data ?? null;
    const owner = email === null ? null : await accounts.findByEmail(tx, email);
    if (owner?.emailVerifiedAt) {
      await repository.insertIdentity(tx, { issuer, subject, accountId: owner.id }, at);
      await history.recordAttempt(tx, { accountId: owner.id, outcome: "identity_linked", method: "oidc", at, ...origin });
      await tell(tx, owner, "identity_linked", origin, at);
      return owner.id;
    }
    const id = uuidv7();
    const mine = email !== null && !owner ? { email, emailVerifiedAt: at } : {};
    // somebody else may register the address at this moment
    const made = await accounts.insertAccount(tx, { id, ...mine, createdAt: at });
    if (!made) await accounts.insertAccount(tx, { id, createdAt: at });
    await repository.insertIdentity(tx, { issuer, subject, accountId: id }, at);
    await history.recordAttempt(tx, { accountId: id, outcome: "registered", method: "oidc", at, ...origin });
    await append(tx, { name: "ACCOUNT_CREATED", accountId: id, payload: {} });
    return id;
  }

  #open(cookie: string | undefined): z.output<typeof Kept> | null {
    try {
      const kept = Kept.parse(JSON.parse(this.#deps.seal.open(Buffer.from(cookie ?? "", "base64url"), COOKIE_PURPOSE)));
      return this.#parts.now() - kept.at <= COOKIE_S * 1000 ? kept : null;
    } catch {
      return null;
    }
  }

  #client(): OidcClient {
    if (!this.#deps.client) throw new Problem("no_provider");
    return this.#deps.client;
  }

  #callbackUrl(): string {
    return `${this.#deps.webUrl()}${OIDC_PATH}/callback`;
  }
}
