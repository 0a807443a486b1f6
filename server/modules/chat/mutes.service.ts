import { uuidv7 } from "uuidv7";
import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import { audit } from "#server/modules/admin/audit.repository.ts";
import type { ModerationService } from "#server/modules/admin/moderation.service.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import { muted } from "./muted.ts";
import * as repository from "./mutes.repository.ts";
import { MAX_MUTES_TOLD, type MuteRequest, type MuteView } from "./mutes.schema.ts";

const MINUTE_MS = 60_000;

export interface MutesDeps {
  prisma: PrismaClient;
  moderation: ModerationService;
  /** Epoch ms. */
  now: () => number;
}

/** Operators keep accounts from writing. All of it is written down with it (audit_log). */
export class MutesService {
  readonly #deps: MutesDeps;

  constructor(deps: MutesDeps) {
    this.#deps = deps;
  }

  /** Newest first. @throws Problem account_not_found */
  async list(accountId: string): Promise<MuteView[]> {
    const { prisma, now } = this.#deps;
    if (!(await repository.accountExists(prisma, accountId))) throw new Problem("account_not_found");
    const rows = await repository.listMutes(prisma, accountId, MAX_MUTES_TOLD);
    return rows.map((row) => toView(row, new Date(now())));
  }

  /** For whatever else a player may write. @throws Problem chat_muted */
  async assertMayWrite(db: PrismaClient | Tx, accountId: string): Promise<void> {
    const now = this.#deps.now();
    const mute = await repository.findMute(db, accountId, new Date(now));
    if (mute) throw muted(mute.endsAt.getTime(), now, mute.reason);
  }

  /** Of several mutes the one that lasts longest counts. @throws Problem account_not_found, forbidden */
  async mute(tx: Tx, operator: Identity, accountId: string, { reason, minutes }: MuteRequest): Promise<MuteView> {
    await this.#deps.moderation.outrank(tx, operator, accountId);
    const at = new Date(this.#deps.now());
    const endsAt = new Date(at.getTime() + minutes * MINUTE_MS);
    const mute = await repository.insertMute(tx, { id: uuidv7(), accountId, reason, createdAt: at, endsAt, byId: operator.accountId });
    const after = { mute: mute.id, endsAt: endsAt.toISOString() };
    await audit(tx, {
      at,
      actorId: operator.accountId,
      action: "account.muted",
      target: { type: "account", id: accountId },
      reason,
      after,
    });
    return toView(mute, at);
  }

  /** Ends all mutes in force, those of the flood limit included. @returns how many. @throws Problem account_not_found, forbidden */
  async unmute(tx: Tx, operator: Identity, accountId: string, reason: string): Promise<number> {
    await this.#deps.moderation.outrank(tx, operator, accountId);
    const at = new Date(this.#deps.now());
    const lifted = await repository.liftMutes(tx, accountId, at, operator.accountId);
    const target = { type: "account", id: accountId } as const;
    if (lifted > 0) await audit(tx, { at, actorId: operator.accountId, action: "account.unmuted", target, reason, before: { lifted } });
    return lifted;
  }
}

function toView({ id, kind, reason, createdAt, endsAt, byId, liftedAt }: repository.MuteRow, now: Date): MuteView {
  return {
    id,
    kind: kind as MuteView["kind"],
    reason,
    createdAt: createdAt.toISOString(),
    endsAt: endsAt.toISOString(),
    by: byId,
    liftedAt: liftedAt?.toISOString() ?? null,
    inForce: liftedAt === null && endsAt > now,
  };
}
