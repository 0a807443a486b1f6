import type { PrismaClient } from "#server/platform/prisma.ts";
import { listLogins } from "./logins.repository.ts";
import { type LoginKey, type LoginPage, loginPages } from "./logins.schema.ts";

/** Who logged in to an account, or tried to. */
export class LoginsService {
  readonly #prisma: PrismaClient;

  constructor({ prisma }: { prisma: PrismaClient }) {
    this.#prisma = prisma;
  }

  async list(accountId: string, limit: number, after: LoginKey | undefined): Promise<LoginPage> {
    const rows = await listLogins(this.#prisma, accountId, limit + 1, after);
    return loginPages.cut(
      rows,
      limit,
      ({ at, id }) => [at.toISOString(), String(id)],
      ({ at, outcome, ip, userAgent }) => ({ at: at.toISOString(), outcome, ip, userAgent }),
    );
  }
}
