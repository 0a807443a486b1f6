import { uuidv7 } from "uuidv7";
import { permits, rankOf } from "#server/http/permissions.ts";
import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import { readName } from "#server/modules/characters/names.ts";
import type { SessionsService } from "#server/modules/sessions/sessions.service.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import { audit } from "./audit.repository.ts";
import * as repository from "./moderation.repository.ts";
import {
  type AccountDetails,
  type AccountPage,
  type AccountSummary,
  type AccountsQuery,
  accountPages,
  type BanView,
  MAX_BANS_TOLD,
  MAX_MODERATOR_DAYS,
} from "./moderation.schema.ts";

const DAY_MS = 24 * 3600 * 1000;

export interface ModerationDeps {
  prisma: PrismaClient;
  sessions: SessionsService;
  /** Epoch ms. */
  now: () => number;
}

/** Keeping accounts out and letting them in again. All that operators do is written down with it (audit_log). */
export class ModerationService {
  readonly #prisma: PrismaClient;
  readonly #sessions: SessionsService;
  readonly #now: () => number;

  constructor({ prisma, sessions, now }: ModerationDeps) {
    this.#prisma = prisma;
    this.#sessions = sessions;
    this.#now = now;
  }

  /** Newest first. */
  async list({ limit, cursor, email, character }: AccountsQuery): Promise<AccountPage> {
    const name = character === undefined ? undefined : readName(character);
    if (typeof name === "string") return { items: [], next: null }; // nobody is called like this
    const which = { email, nameKey: name?.key };
    const rows = await repository.listAccounts(this.#prisma, which, new Date(this.#now()), limit + 1, cursor);
    return accountPages.cut(rows, limit, ({ id }) => id, toSummary);
  }

  /** @throws Problem account_not_found */
  async view(operator: Identity, id: string): Promise<AccountDetails> {
    const now = new Date(this.#now());
    const account = await repository.findAccount(this.#prisma, id, now);
    if (!account) throw new Problem("account_not_found");
    const bans = await repository.listBans(this.#prisma, id, MAX_BANS_TOLD);
    await audit(this.#prisma, { at: now, actorId: operator.accountId, action: "account.viewed", target: { type: "account", id } });
    return {
      ...toSummary(account),
      sessions: account.sessions.length,
      lastUsedAt: account.sessions[0]?.lastUsedAt.toISOString() ?? null,
      characters: account.characters.map(({ id, name, level, leaseOwner, lastPlayedAt }) => ({
        id,
        name,
        level,
        inWorld: leaseOwner !== null,
        lastPlayedAt: lastPlayedAt?.toISOString() ?? null,
      })),
      bans: bans.map((ban) => toView(ban, now)),
    };
  }

  /** Keeps an account out for ever. @throws Problem account_not_found, forbidden */
  ban(tx: Tx, operator: Identity, accountId: string, reason: string): Promise<BanView> {
    return this.#keepOut(tx, operator, accountId, reason, null);
  }

  /** Keeps an account out until a moment to come. @throws Problem account_not_found, forbidden, invalid_request */
  suspend(tx: Tx, operator: Identity, accountId: string, reason: string, until: Date): Promise<BanView> {
    const lastsMs = until.getTime() - this.#now();
    if (lastsMs <= 0) {
      const message = "This moment is past.";
      throw new Problem("invalid_request", { detail: `until: ${message}`, errors: [{ in: "body", path: "until", message }] });
    }
    if (lastsMs > MAX_MODERATOR_DAYS * DAY_MS && !permits(operator.roles, "accounts.ban")) throw tooLong();
    return this.#keepOut(tx, operator, accountId, reason, until);
  }

  /** Ends all that is in force against an account. @returns how many bans that were. @throws Problem account_not_found, forbidden */
  async lift(tx: Tx, operator: Identity, accountId: string, reason: string): Promise<number> {
    const at = new Date(this.#now());
    await this.outrank(tx, operator, accountId);
    const bans = await repository.bansInForce(tx, accountId, at);
    if (bans.length === 0) return 0;
    const long = bans.some(({ createdAt, endsAt }) => !endsAt || endsAt.getTime() - createdAt.getTime() > MAX_MODERATOR_DAYS * DAY_MS);
    if (long && !permits(operator.roles, "accounts.ban")) throw tooLong();
    const ids = bans.map(({ id }) => id);
    await repository.liftBans(tx, ids, { liftedAt: at, liftedById: operator.accountId, liftReason: reason });
    const target = { type: "account", id: accountId } as const;
    const before = { keptOut: describe(bans[0]) };
    await audit(tx, { at, actorId: operator.accountId, action: "account.lifted", target, reason, before, after: { keptOut: null } });
    return bans.length;
  }

  /**
   * Nobody acts against an equal or a higher one. The account is not logged in to or banned meanwhile, until the transaction ends.
   * @throws Problem account_not_found, forbidden
   */
  async outrank(tx: Tx, { roles }: Identity, accountId: string): Promise<void> {
    const theirs = await repository.lockAccount(tx, accountId);
    if (!theirs) throw new Problem("account_not_found");
    if (rankOf(theirs) >= rankOf(roles)) throw new Problem("forbidden", { detail: "This account's role is not below yours." });
  }

  async #keepOut(tx: Tx, operator: Identity, accountId: string, reason: string, endsAt: Date | null): Promise<BanView> {
    const at = new Date(this.#now());
    await this.outrank(tx, operator, accountId);
    const [earlier] = await repository.bansInForce(tx, accountId, at);
    const ban = await repository.insertBan(tx, { id: uuidv7(), accountId, reason, createdAt: at, endsAt, byId: operator.accountId });
    await this.#sessions.endAll(tx, accountId, endsAt === null ? "banned" : "suspended");
    const [longest] = await repository.bansInForce(tx, accountId, at);
    await audit(tx, {
      at,
      actorId: operator.accountId,
      action: endsAt === null ? "account.banned" : "account.suspended",
      target: { type: "account", id: accountId },
      reason,
      before: { keptOut: earlier ? describe(earlier) : null },
      after: { keptOut: describe(longest) },
    });
    return toView(ban, at);
  }
}

function tooLong(): Problem {
  return new Problem("forbidden", { detail: `Moderators decide about ${MAX_MODERATOR_DAYS} days at most; ask an admin.` });
}

const describe = ({ id, endsAt }: repository.BanRow) => ({ ban: id, endsAt: endsAt?.toISOString() ?? null });

function toSummary({ id, email, roles, createdAt, bans: [ban] }: repository.SummaryRow): AccountSummary {
  return {
    id,
    email,
    roles: roles.map(({ role }) => role).sort(),
    createdAt: createdAt.toISOString(),
    keptOut: ban ? { reason: ban.reason, endsAt: ban.endsAt?.toISOString() ?? null } : null,
  };
}

function toView(row: repository.BanRow, now: Date): BanView {
  const { id, reason, createdAt, endsAt, byId, liftedAt, liftedById, liftReason } = row;
  return {
    id,
    kind: endsAt === null ? "ban" : "suspension",
    reason,
    createdAt: createdAt.toISOString(),
    endsAt: endsAt?.toISOString() ?? null,
    by: byId,
    inForce: liftedAt === null && (endsAt === null || endsAt > now),
    lifted: liftedAt && { at: liftedAt.toISOString(), by: liftedById, reason: liftReason },
  };
}
