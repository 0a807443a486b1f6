import { Problem } from "#server/http/problem.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import * as repository from "./currency.repository.ts";
import type { Balances, Entries, EntriesQuery } from "./currency.schema.ts";
import type { Ledger } from "./ledger.service.ts";

/** What characters' owners may see of the ledger. */
export class CurrencyService {
  readonly #prisma: PrismaClient;
  readonly #ledger: Ledger;

  constructor({ prisma, ledger }: { prisma: PrismaClient; ledger: Ledger }) {
    this.#prisma = prisma;
    this.#ledger = ledger;
  }

  /** @throws Problem character_not_found */
  async balances(accountId: string, characterId: string): Promise<Balances> {
    if (!(await repository.isOwn(this.#prisma, accountId, characterId))) throw new Problem("character_not_found");
    const balances = await this.#ledger.balances(this.#prisma, { character: characterId });
    return { characterId, balances: balances.map(({ currency, balance }) => ({ currency, amount: String(balance) })) };
  }

  /** @throws Problem character_not_found */
  async entries(
    accountId: string,
    characterId: string,
    { currency = null, before, limit }: Omit<EntriesQuery, "currency"> & { currency?: string | null },
  ): Promise<Entries> {
    if (!(await repository.isOwn(this.#prisma, accountId, characterId))) throw new Problem("character_not_found");
    const page = { currency, before: before === undefined ? null : BigInt(before), limit: limit + 1 };
    const rows = await repository.findEntries(this.#prisma, characterId, page);
    const shown = rows.slice(0, limit);
    const entries = shown.map((row) => ({
      ...row,
      id: String(row.id),
      at: row.at.toISOString(),
      amount: String(row.amount),
      balance: String(row.balance),
    }));
    return { characterId, entries, next: rows.length > limit ? entries[entries.length - 1].id : null };
  }
}
