import { uuidv7 } from "uuidv7";
import type { CharacterLease } from "#rooms/ports/characters.ts";
import type { Consumables } from "#rooms/ports/items.ts";
import { Items } from "#server/modules/items/items.service.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import type { Content } from "#shared/content/schema.ts";

/** Takes what is used up out of bags. */
export class PostgresConsumables implements Consumables {
  readonly #prisma: PrismaClient;
  readonly #items: Items;

  constructor(prisma: PrismaClient, content: Content) {
    this.#prisma = prisma;
    this.#items = new Items({ content });
  }

  consume({ characterId, epoch }: CharacterLease, templateId: string): ReturnType<Consumables["consume"]> {
    return transact(this.#prisma, async (tx) => {
      const character = (await this.#items.lockCharacters(tx, [characterId])).get(characterId);
      if (character?.leaseEpoch !== epoch || character.leaseOwner === null) return { ok: false, code: "lease_lost" };
      const stack = (await this.#items.inPlaces(tx, character)).find((item) => item.templateId === templateId);
      if (!stack) return { ok: false, code: "gone" };
      await this.#items.apply(tx, { id: uuidv7(), reason: "used", actor: characterId }, [{ consume: stack, quantity: 1 }]);
      return { ok: true };
    });
  }
}
