import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import { audit } from "#server/modules/admin/audit.repository.ts";
import { affected, type PrismaClient, rowsOf, type Tx } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import * as repository from "./economy.repository.ts";
import type { EconomyView, Thaw } from "./economy.schema.ts";

/** Longest statement of a check, ms: what takes longer has the check fail, and is told by its metric. */
const STATEMENT_MS = 6000;

/** Checks that nothing was made or lost but by operations, freezes trading when something was, and opens it again. */
export class EconomyService {
  readonly #prisma: PrismaClient;
  readonly #now: () => number;

  constructor({ prisma, now }: { prisma: PrismaClient; now: () => number }) {
    this.#prisma = prisma;
    this.#now = now;
  }

  /**
   * One check: everything that was made less everything that ended must be what there is, of each item template; what was entered must
   * be what accounts hold, of each currency. All of one moment (REPEATABLE READ). What older transactions wrote is added up only once.
   * Anything else freezes trading.
   */
  check(): Promise<{ findings: repository.Finding[]; frozen: boolean }> {
    return transact(this.#prisma, async (tx) => {
      await affected(tx)`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`;
      await rowsOf(tx)`SELECT set_config('statement_timeout', ${String(STATEMENT_MS)}, true)`;
      const { frozenAt, countedTo, oldest } = await repository.lockState(tx);
      if (countedTo > oldest) await repository.forgetTotals(tx);
      await repository.fold(tx, countedTo > oldest ? 0n : countedTo, oldest);
      const findings = [...(await repository.itemFindings(tx, oldest)), ...(await repository.currencyFindings(tx, oldest))];
      await repository.writeResult(tx, findings, new Date(this.#now()));
      return { findings, frozen: frozenAt !== null || findings.length > 0 };
    });
  }

  async state(): Promise<EconomyView> {
    return toView(await repository.readState(this.#prisma));
  }

  /**
   * Opens trading again; written down. @param adopt take what was found for right: else the next check freezes trading again unless the
   * difference is gone by then @throws Problem economy_open
   */
  async thaw(tx: Tx, operator: Identity, { reason, adopt }: Thaw): Promise<EconomyView> {
    const { frozenAt, findings } = await repository.lockState(tx);
    if (frozenAt === null) throw new Problem("economy_open");
    if (adopt) for (const finding of findings ?? []) if (finding.part !== "all") await repository.adopt(tx, finding);
    await repository.thaw(tx);
    await audit(tx, {
      at: new Date(this.#now()),
      actorId: operator.accountId,
      action: "economy.thawed",
      target: { type: "economy", id: "trading" },
      reason,
      before: { frozenAt: frozenAt.toISOString(), findings: findings ?? [] },
      after: { adopted: adopt },
    });
    return toView(await repository.readState(tx));
  }
}

function toView({ frozenAt, checkedAt, findings }: repository.StateRow): EconomyView {
  return { frozenAt: frozenAt?.toISOString() ?? null, checkedAt: checkedAt?.toISOString() ?? null, findings: findings ?? [] };
}
