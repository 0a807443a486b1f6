import { Problem } from "#server/http/problem.ts";
import { readName } from "#server/modules/characters/names.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import * as repository from "./ignores.repository.ts";
import { type IgnoreList, MAX_IGNORED } from "./ignores.schema.ts";

/** Whom an account does not want to hear: all characters of the other, though only the one that was named is told. */
export class IgnoresService {
  readonly #prisma: PrismaClient;
  readonly #now: () => number;

  constructor({ prisma, now }: { prisma: PrismaClient; now: () => number }) {
    this.#prisma = prisma;
    this.#now = now;
  }

  list(accountId: string): Promise<IgnoreList> {
    return this.#list(this.#prisma, accountId);
  }

  /** Who is ignored already stays so. @throws Problem name_unknown, ignore_list_full, invalid_request */
  async add(tx: Tx, accountId: string, name: string): Promise<IgnoreList> {
    const read = readName(name);
    const found = typeof read === "string" ? null : await repository.findByName(tx, read.key);
    if (!found) throw new Problem("name_unknown");
    if (found.accountId === accountId) {
      const message = "That is you.";
      throw new Problem("invalid_request", { detail: `name: ${message}`, errors: [{ in: "body", path: "name", message }] });
    }
    const count = await repository.lockIgnored(tx, accountId);
    if (!(await repository.isIgnored(tx, accountId, found.accountId))) {
      if (count >= MAX_IGNORED) throw new Problem("ignore_list_full");
      const ignored = { ignoredAccountId: found.accountId, ignoredCharacterId: found.id };
      await repository.insertIgnore(tx, { accountId, ...ignored, createdAt: new Date(this.#now()) });
    }
    return this.#list(tx, accountId);
  }

  /** @throws Problem name_unknown */
  async remove(tx: Tx, accountId: string, characterId: string): Promise<IgnoreList> {
    if (!(await repository.deleteIgnore(tx, accountId, characterId))) throw new Problem("name_unknown");
    return this.#list(tx, accountId);
  }

  /** Does an account want to hear nothing of the other? */
  isIgnored(db: PrismaClient | Tx, accountId: string, otherAccountId: string): Promise<boolean> {
    return repository.isIgnored(db, accountId, otherAccountId);
  }

  async #list(db: PrismaClient | Tx, accountId: string): Promise<IgnoreList> {
    const rows = await repository.listIgnored(db, accountId);
    return { ignored: rows.map(({ since, ...who }) => ({ ...who, since: since.toISOString() })), most: MAX_IGNORED };
  }
}
