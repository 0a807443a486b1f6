import { learningChance } from "#shared/rules/crafting.ts";
import type { Access, AccessWant, Consumables } from "#rooms/ports/items.ts";
import type { CharacterLease } from "#rooms/ports/characters.ts";
import { append } from "#server/outbox/append.ts";
import { type PrismaClient, rowsOf } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import type { Content } from "#shared/content/schema.ts";

export interface AccessDeps {
  prisma: PrismaClient;
  content: Pick<Content, "professions">;
  consumables: Consumables;
  /** 0 … 1. */
  random: () => number;
}

/** Keys in bags and skills of professions. */
export class PostgresAccess implements Access {
  readonly #deps: AccessDeps;

  constructor(deps: AccessDeps) {
    this.#deps = deps;
  }

  async may({ characterId }: CharacterLease, want: AccessWant): ReturnType<Access["may"]> {
    const { prisma } = this.#deps;
    if ("key" in want) {
      const held = { ownerType: "character", ownerId: characterId, place: "bag", templateId: want.key };
      return (await prisma.characterItem.count({ where: held })) > 0 ? { ok: true } : { ok: false, code: "locked" };
    }
    const known = await prisma.characterProfession.findFirst({ where: { characterId, professionId: want.profession } });
    return (known?.skill ?? 0) >= want.skill ? { ok: true } : { ok: false, code: "skill_too_low" };
  }

  async used(lease: CharacterLease, want: AccessWant): Promise<void> {
    if ("profession" in want) await this.#learn(lease, want);
    else if (want.usesUp) await this.#deps.consumables.consume(lease, want.key);
  }

  #learn({ characterId, epoch }: CharacterLease, want: Extract<AccessWant, { profession: string }>): Promise<void> {
    const { prisma, content, random } = this.#deps;
    const { profession: professionId } = want;
    const most = content.professions.find(({ id }) => id === professionId)?.mostSkill ?? 0;
    const lesson = random();
    return transact(prisma, async (tx) => {
      const held = await rowsOf<object>(tx)`
        SELECT 1 FROM characters WHERE id = ${characterId}::uuid AND lease_epoch = ${epoch} AND lease_owner IS NOT NULL FOR NO KEY UPDATE`;
      if (held.length === 0) return;
      const which = { characterId_professionId: { characterId, professionId } };
      const from = (await tx.characterProfession.findUnique({ where: which }))?.skill ?? 0;
      if (lesson >= learningChance(want, from, most)) return;
      const to = from + 1;
      await tx.characterProfession.upsert({ where: which, create: { characterId, professionId, skill: to }, update: { skill: to } });
      await append(tx, { name: "SKILL_INCREASED", characterId, payload: { skillId: professionId, from, to, by: "gathering" } });
    });
  }
}
