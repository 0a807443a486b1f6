import type { Jobs } from "#server/platform/jobs.ts";
import type { EconomyService } from "./economy.service.ts";

const EVERY_MS = 60_000;

export interface BooksOptions {
  log: { error(details: Record<string, unknown>, message: string): void };
  /** Told of each check. */
  count: (findings: number, frozen: boolean) => void;
}

/** Once a minute: checks that items and currency add up, and raises the alarm when they do not. */
export function keepBooks(jobs: Jobs, economy: EconomyService, options: BooksOptions): void {
  jobs.every("books", EVERY_MS, () => checkBooks(economy, options));
}

/** One check. */
export async function checkBooks(economy: EconomyService, { log, count }: BooksOptions): Promise<void> {
  const { findings, frozen } = await economy.check();
  count(findings.length, frozen);
  if (findings.length > 0)
    log.error({ findings: findings.slice(0, 20), count: findings.length }, "items or currency do not add up: trading is frozen");
}
