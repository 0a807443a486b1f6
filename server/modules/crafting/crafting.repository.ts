import type { PrismaClient, Tx } from "#server/platform/prisma.ts";

type Db = PrismaClient | Tx;

/** What a character knows. */
export interface Knowledge {
  /** By profession; those that are missing are 0. */
  skills: ReadonlyMap<string, number>;
  /** Recipes it was taught. */
  recipes: ReadonlySet<string>;
}

export async function isOwn(db: Db, accountId: string, characterId: string): Promise<boolean> {
  return (await db.character.count({ where: { id: characterId, accountId, deletedAt: null } })) > 0;
}

/** Changes only while the character's row is locked. */
export async function findKnowledge(db: Db, characterId: string): Promise<Knowledge> {
  const of = { where: { characterId } };
  const skills = await db.characterProfession.findMany(of);
  const recipes = await db.characterRecipe.findMany(of);
  return {
    skills: new Map(skills.map(({ professionId, skill }) => [professionId, skill])),
    recipes: new Set(recipes.map(({ recipeId }) => recipeId)),
  };
}

export async function writeSkill(tx: Tx, characterId: string, professionId: string, skill: number): Promise<void> {
  await tx.characterProfession.upsert({
    where: { characterId_professionId: { characterId, professionId } },
    create: { characterId, professionId, skill },
    update: { skill },
  });
}

export async function addRecipe(tx: Tx, characterId: string, recipeId: string, learnedAt: Date): Promise<void> {
  await tx.characterRecipe.create({ data: { characterId, recipeId, learnedAt } });
}
