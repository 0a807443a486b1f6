import type { PrismaClient } from "#server/platform/prisma.ts";
import { exportAccount } from "./export.repository.ts";

export interface AccountsDeps {
  prisma: PrismaClient;
  /** Epoch ms. */
  now: () => number;
}

/** What an account's owner may do with all of it. */
export class AccountsService {
  readonly #prisma: PrismaClient;
  readonly #now: () => number;

  constructor({ prisma, now }: AccountsDeps) {
    this.#prisma = prisma;
    this.#now = now;
  }

  /** Everything that is stored about an account, written as JSON (AccountExport). */
  async export(accountId: string): Promise<string> {
    const tables = await exportAccount(this.#prisma, accountId);
    return `{"exportedAt":"${new Date(this.#now()).toISOString()}","account":"${accountId}","tables":${tables}}`;
  }
}
