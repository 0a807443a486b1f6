import { LootTable } from "#shared/content/schema.ts";
import { decideRoll } from "#shared/rules/loot/need-greed.ts";
import { type LootContext, rollTable } from "#shared/rules/loot/roll.ts";
import type { PrismaClient } from "#server/platform/prisma.ts";
import * as repository from "./loot.repository.ts";

/** What `LOOT_GENERATED` says that this goes by. */
interface Generated {
  rolls: Array<{
    characterId: string | null;
    table: string;
    version: string;
    seed: number;
    context: LootContext;
    misses: Record<string, number>;
  }>;
  items: Array<{ templateId: string; quantity: number }>;
  coins: Array<{ currency: string; amount: string }>;
}

/** One thing that was done again. */
export interface Verdict {
  what: string;
  /** null: as it was. */
  wrong: string | null;
}

/**
 * Does everything again that chance had a part in at a kill, from what was written down: rolls of tables with the versions they had then,
 * and rolls for need and greed. @returns null when nothing fell at such a kill
 */
export async function verifyKill(prisma: PrismaClient, killId: string): Promise<Verdict[] | null> {
  const generated = (await repository.generatedAt(prisma, killId)) as Generated | null;
  if (!generated) return null;
  const verdicts: Verdict[] = [];
  const fallen = new Map<string, bigint>();
  const add = (name: string, amount: bigint) => fallen.set(name, (fallen.get(name) ?? 0n) + amount);
  for (const { characterId, table, version, seed, context, misses } of generated.rolls) {
    const tables = await repository.tablesOf(prisma, version);
    const what = `${table} (version ${version}, seed ${seed}) for ${characterId ?? "nobody"}`;
    verdicts.push({ what, wrong: tables ? null : "this version is not in loot_table_versions" });
    const byId = new Map((tables ?? []).map((one) => LootTable.parse(one)).map((one) => [one.id, one]));
    const { items, coins } = rollTable(byId, table, seed, context, new Map(Object.entries(misses)));
    for (const { item, quantity } of items) add(item, BigInt(quantity));
    // nobody was paid for what nobody killed
    if (characterId !== null) for (const { currency, quantity } of coins) add(currency, BigInt(quantity));
  }
  const told = new Map<string, bigint>();
  for (const { templateId, quantity } of generated.items) told.set(templateId, (told.get(templateId) ?? 0n) + BigInt(quantity));
  for (const { currency, amount } of generated.coins) told.set(currency, (told.get(currency) ?? 0n) + BigInt(amount));
  for (const name of new Set([...fallen.keys(), ...told.keys()])) {
    const [is, should] = [told.get(name) ?? 0n, fallen.get(name) ?? 0n];
    verdicts.push({ what: `${should} ${name}`, wrong: is === should ? null : `it was ${is}` });
  }
  for (const { id, templateId, seed, winnerId, wonBy, choices: all } of await repository.decidedAt(prisma, killId)) {
    // who wanted it and has no number was deleted when it was decided; the winner may have been erased since
    const choices = all.filter(({ choice, number }) => number !== null || choice === null || choice === "pass");
    const { winner, numbers } = decideRoll(Number(seed), choices);
    if (wonBy !== null && winnerId === null) continue;
    const wrong = choices.find(({ characterId, number }) => number !== null && number !== numbers.get(characterId));
    const told = winnerId === (winner?.characterId ?? null) ? null : `it was ${winnerId ?? "nobody"}`;
    verdicts.push({
      what: `roll ${id} for ${templateId}: ${winner ? `${winner.characterId} by ${winner.by}` : "nobody"}`,
      wrong: wrong ? `${wrong.characterId} had ${wrong.number}, not ${numbers.get(wrong.characterId) ?? "no number"}` : told,
    });
  }
  return verdicts;
}
