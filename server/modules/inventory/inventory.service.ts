import { Problem } from "#server/http/problem.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import * as repository from "./inventory.repository.ts";
import type { InventoryView } from "./inventory.schema.ts";

/** What characters carry. */
export class InventoryService {
  readonly #prisma: PrismaClient;

  constructor({ prisma }: { prisma: PrismaClient }) {
    this.#prisma = prisma;
  }

  /** @throws Problem character_not_found */
  async bag(accountId: string, characterId: string): Promise<InventoryView> {
    const bag = await repository.findBag(this.#prisma, accountId, characterId);
    if (!bag) throw new Problem("character_not_found");
    return { characterId, ...bag };
  }
}
