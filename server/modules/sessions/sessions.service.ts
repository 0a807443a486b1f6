import { uuidv7 } from "uuidv7";
import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import { append, type GameEvent } from "#server/outbox/append.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import { hashSecret, newSecret } from "#server/platform/secret.ts";
import { Together } from "#server/platform/together.ts";
import { transact } from "#server/platform/transaction.ts";
import { type Ban, banOfToken, currentBan } from "./bans.repository.ts";
import { deviceName } from "./device.ts";
import * as repository from "./sessions.repository.ts";
import type { EndReason, Lifetime, Origin } from "./sessions.repository.ts";
import { MAX_SESSIONS, type SessionView } from "./sessions.schema.ts";

/** `<session>.<secret>` */
const REFRESH_TOKEN = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/;

export interface SessionsDeps {
  prisma: PrismaClient;
  lifetime: Lifetime;
  /** Epoch ms. */
  now: () => number;
}

/**
 * Log-ins, each on one device: a family of refresh tokens of which the newest is good. However a session ends, it ends here, by a mark
 * in its row: requests look at the row, and every process with somebody of it in a room asks for the mark (server/adapters/revocations.ts).
 */
export class SessionsService {
  readonly #prisma: PrismaClient;
  readonly #lifetime: Lifetime;
  readonly #now: () => number;
  /** Every request asks for it: those that come at the same time are asked for in one statement. */
  readonly #standings: Together<{ id: string; accountId: string }, repository.Standing | null>;

  constructor({ prisma, lifetime, now }: SessionsDeps) {
    this.#prisma = prisma;
    this.#lifetime = lifetime;
    this.#now = now;
    this.#standings = new Together((asked) => repository.standings(prisma, asked, new Date(now())));
  }

  /** Says why an account is kept out: only to who has proved that it is his. @throws Problem account_banned, account_suspended */
  async admit(db: PrismaClient | Tx, accountId: string): Promise<void> {
    const ban = await currentBan(db, accountId, new Date(this.#now()));
    if (ban) throw keptOut(ban);
  }

  /**
   * A new session, in the transaction of its log-in, which already holds the account's row (FOR SHARE): a ban that was being written has
   * been waited for, so that either it sees this session or this sees the ban. Beyond MAX_SESSIONS the one that was unused for longest ends.
   * @throws Problem account_banned, account_suspended
   */
  async open(tx: Tx, accountId: string, origin: Origin): Promise<{ sessionId: string; refreshToken: string }> {
    const createdAt = new Date(this.#now());
    const sessionId = uuidv7();
    const { text, hash: refreshHash } = newSecret();
    const expiresAt = new Date(createdAt.getTime() + Math.min(this.#lifetime.idleMs, this.#lifetime.maxMs));
    const session = { id: sessionId, accountId, refreshHash, createdAt, expiresAt };
    const { ban, ended } = await repository.insertSession(tx, session, MAX_SESSIONS, origin);
    if (ban) throw keptOut(ban);
    await append(tx, ...ended.map((id) => logout(accountId, id, "too_many")), { name: "LOGIN_SUCCESS", accountId, payload: { sessionId } });
    return { sessionId, refreshToken: `${sessionId}.${text}` };
  }

  /**
   * Whose token this is, and the next one. A token that was used before ends its session.
   * @throws Problem refresh_invalid, account_banned, account_suspended
   */
  async refresh(refreshToken: string, origin: Origin): Promise<{ identity: Identity; refreshToken: string }> {
    const { id, refreshHash: from } = parse(refreshToken);
    const { text, hash: to } = newSecret();
    const rotated = await repository.rotate(this.#prisma, { id, from, to, now: new Date(this.#now()) }, this.#lifetime, origin);
    if (rotated) return { identity: { ...rotated, sessionId: id }, refreshToken: `${id}.${text}` };
    const ban = await banOfToken(this.#prisma, id, from, new Date(this.#now()));
    if (ban) throw keptOut(ban);
    await transact(this.#prisma, (tx) => this.#end(tx, { id }, "refresh_reused"));
    throw new Problem("refresh_invalid");
  }

  /** Ends the session of its newest refresh token; an older one ends nothing. @throws Problem refresh_invalid when it is no token */
  async logout(refreshToken: string): Promise<void> {
    const session = parse(refreshToken);
    await transact(this.#prisma, (tx) => this.#end(tx, session, "logged_out"));
  }

  /** The same asker as the account stands at this moment. @throws Problem unauthenticated, account_banned, account_suspended when the session is over */
  async confirm(identity: Identity): Promise<Identity> {
    const standing = await this.#standings.ask({ id: identity.sessionId, accountId: identity.accountId });
    if (standing) return { ...identity, ...standing };
    await this.admit(this.#prisma, identity.accountId);
    throw new Problem("unauthenticated", { detail: "This session has ended. Log in again." });
  }

  /** Ends the sessions of an account, in the transaction of what made it necessary. @returns how many */
  endAll(tx: Tx, accountId: string, reason: EndReason, { except }: { except?: string } = {}): Promise<number> {
    return this.#end(tx, { accountId, except }, reason);
  }

  /** Live ones, the one used last first. */
  async list({ accountId, sessionId }: Identity): Promise<SessionView[]> {
    const rows = await repository.listLive(this.#prisma, accountId, new Date(this.#now()));
    return rows.map(({ id, name, userAgent, ip, createdAt, lastUsedAt, expiresAt }) => ({
      id,
      name,
      device: deviceName(userAgent),
      address: ip,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      current: id === sessionId,
    }));
  }

  /** @throws Problem session_not_found */
  async rename({ accountId }: Identity, id: string, name: string | null): Promise<void> {
    if (!(await repository.rename(this.#prisma, accountId, id, name, new Date(this.#now())))) throw new Problem("session_not_found");
  }

  /** Ends one session of the asker's account, be it his own. @throws Problem session_not_found */
  async revoke({ accountId, sessionId }: Identity, id: string): Promise<void> {
    const reason = id === sessionId ? "logged_out" : "revoked";
    const ended = await transact(this.#prisma, (tx) => this.#end(tx, { id, accountId }, reason));
    if (ended === 0) throw new Problem("session_not_found");
  }

  /** Ends all sessions of the asker's account but his own. @returns how many */
  revokeOthers({ accountId, sessionId }: Identity): Promise<number> {
    return transact(this.#prisma, (tx) => this.#end(tx, { accountId, except: sessionId }, "revoked"));
  }

  async #end(tx: Tx, which: repository.Selection, reason: EndReason): Promise<number> {
    const ended = await repository.end(tx, which, reason, new Date(this.#now()));
    await append(tx, ...ended.map(({ id, accountId }) => logout(accountId, id, reason)));
    return ended.length;
  }
}

function logout(accountId: string, sessionId: string, reason: EndReason): GameEvent {
  return { name: "LOGOUT", accountId, payload: { sessionId, reason } };
}

function keptOut({ reason, endsAt }: Ban): Problem {
  if (endsAt === null) return new Problem("account_banned", { detail: `This account has been banned. Reason: ${reason}` });
  return new Problem("account_suspended", { detail: `This account is suspended until ${endsAt.toISOString()}. Reason: ${reason}` });
}

/** @throws Problem refresh_invalid */
function parse(refreshToken: string): { id: string; refreshHash: Uint8Array<ArrayBuffer> } {
  const match = REFRESH_TOKEN.exec(refreshToken);
  if (!match) throw new Problem("refresh_invalid");
  return { id: match[1], refreshHash: hashSecret(match[2]) };
}
