import { uuidv7 } from "uuidv7";
import { Problem } from "#server/http/problem.ts";
import type { Ledger } from "#server/modules/currency/ledger.service.ts";
import { append } from "#server/outbox/append.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import type { Content } from "#shared/content/schema.ts";
import { gearStats } from "#shared/rules/equipment.ts";
import { nextLevelAt } from "#shared/rules/experience.ts";
import {
  attributePoints,
  type Build,
  characterStats,
  mostUses,
  pointsEarned,
  rankAt,
  skillRank,
  usesForRank,
} from "#shared/rules/progress.ts";
import { STAT_NAMES } from "#shared/rules/stats.ts";
import { deserves } from "#shared/rules/titles.ts";
import * as repository from "./progression.repository.ts";
import type { ProgressionView, Spending } from "./progression.schema.ts";

export interface ProgressionDeps {
  prisma: PrismaClient;
  content: Content;
  ledger: Ledger;
  /** Epoch ms. */
  now: () => number;
}

/** What characters make of their levels. Every change locks the character's row first: points can be spent once, however many ask. */
export class ProgressionService {
  readonly #prisma: PrismaClient;
  readonly #content: Content;
  readonly #ledger: Ledger;
  readonly #now: () => number;

  constructor({ prisma, content, ledger, now }: ProgressionDeps) {
    this.#ledger = ledger;
    this.#prisma = prisma;
    this.#content = content;
    this.#now = now;
  }

  /** @throws Problem character_not_found */
  async get(accountId: string, id: string): Promise<ProgressionView> {
    return this.#view(found(await repository.findProgression(this.#prisma, accountId, id)));
  }

  /** @throws Problem character_not_found, invalid_request, not_enough_points, too_much_of_it */
  async spendOnAttributes(tx: Tx, accountId: string, id: string, { points }: Spending): Promise<ProgressionView> {
    const row = found(await repository.lockProgression(tx, accountId, id));
    const before = this.#view(row);
    const after = add(points, before.attributes, "There is no such attribute.", ({ spent, most }) => ({ has: spent, most }));
    if (total(points) > before.attributePoints.free) throw new Problem("not_enough_points");
    await repository.addAttributePoints(tx, id, points);
    const events = [...after].map(([attributeId, spent]) => ({
      name: "ATTRIBUTE_INCREASED",
      accountId,
      characterId: id,
      payload: { attributeId, by: points[attributeId], spent },
    }));
    await append(tx, ...events);
    return this.#again(tx, accountId, id);
  }

  /** @throws Problem character_not_found, invalid_request, not_enough_points, too_much_of_it */
  async train(tx: Tx, accountId: string, id: string, { points }: Spending): Promise<ProgressionView> {
    const row = found(await repository.lockProgression(tx, accountId, id));
    const before = this.#view(row);
    const after = add(points, before.skills, "This class learns no such skill.", (s) => ({ has: s.trained, most: s.mostTrained }));
    if (total(points) > before.skillPoints.free) throw new Problem("not_enough_points");
    await repository.addSkillPoints(tx, id, points);
    const events = [...after].map(([skillId, trained]) => {
      const from = before.skills.find((skill) => skill.id === skillId)?.rank ?? 0;
      const payload = { skillId, from, to: from + points[skillId], by: "training", trained };
      return { name: "SKILL_INCREASED", accountId, characterId: id, payload };
    });
    await append(tx, ...events);
    return this.#again(tx, accountId, id);
  }

  /**
   * Takes all points back, for the price that the content says of the first, second, … time.
   * @throws Problem character_not_found, not_enough_currency
   */
  async respec(tx: Tx, accountId: string, id: string): Promise<ProgressionView> {
    const row = found(await repository.lockProgression(tx, accountId, id));
    const cost = { currency: this.#content.currencies[0].id, amount: BigInt(this.#respecCost(row)) };
    const op = { id: uuidv7(), reason: "respec", actor: id } as const;
    if (cost.amount > 0n) await this.#ledger.transfer(tx, op, [{ from: { character: id }, to: { sink: "respec" }, ...cost }]);
    await repository.takeBackPoints(tx, id, new Date(this.#now()));
    return this.#again(tx, accountId, id);
  }

  /** @throws Problem character_not_found, invalid_request, title_not_earned */
  async chooseTitle(tx: Tx, accountId: string, id: string, titleId: string | null): Promise<ProgressionView> {
    const { titles } = this.#view(found(await repository.lockProgression(tx, accountId, id)));
    const title = titles.find((t) => t.id === titleId);
    if (titleId !== null && !title) throw badField("titleId", "There is no such title.");
    if (title && !title.earned) throw new Problem("title_not_earned");
    await repository.setTitle(tx, id, titleId);
    return this.#again(tx, accountId, id);
  }

  async #again(tx: Tx, accountId: string, id: string): Promise<ProgressionView> {
    return this.#view(found(await repository.findProgression(tx, accountId, id)));
  }

  #respecCost({ respecs }: repository.ProgressionRow): number {
    const costs = this.#content.progression.respecCosts;
    return costs[Math.min(respecs, costs.length - 1)];
  }

  #view(row: repository.ProgressionRow): ProgressionView {
    const { progression, attributes, skills, origins, titles, classes, items } = this.#content;
    const body = classes.find((c) => c.id === row.classId);
    if (!body) throw new Error(`class "${row.classId}" of character ${row.id} is not in the content`);
    const curve = progression.skills;
    const skillOf = (id: string) => row.skills.get(id) ?? { uses: 0, trained: 0 };
    const build: Build = {
      origin: origins.find((origin) => origin.id === row.originId) ?? null,
      attributes: attributes.map(({ id }) => row.attributes.get(id) ?? 0),
      uses: skills.map(({ id }) => skillOf(id).uses),
      trained: skills.map(({ id }) => skillOf(id).trained),
      gear: gearStats(row.worn, (id) => items.find((item) => item.id === id)?.equip?.stats),
    };
    const ranks = new Map(skills.map(({ id }) => [id, rankAt(skillOf(id).uses, curve)]));
    const earned = (when: (typeof titles)[number]["when"]) => deserves(when, { level: row.level, kills: row.kills, ranks });
    const shown = titles.find((title) => title.id === row.titleId && earned(title.when));
    const views = skills.map(({ id, mostTrained }, n) => ({
      ...{ id, mostTrained, ...skillOf(id), rank: skillRank(build, this.#content, n) },
      nextRankAt: usesForRank(rankAt(skillOf(id).uses, curve) + 1, curve),
      usesNow: mostUses(row.level, curve),
    }));
    return {
      characterId: row.id,
      level: row.level,
      experience: Number(row.experience),
      nextLevelAt: nextLevelAt(row.level, progression.experienceForLevel),
      attributePoints: balance(pointsEarned(row.level, progression.attributePointsPerLevel), [...row.attributes.values()]),
      skillPoints: balance(
        pointsEarned(row.level, progression.skillPointsPerLevel),
        [...row.skills.values()].map((skill) => skill.trained),
      ),
      attributes: attributes.map(({ id, most }, n) => ({
        ...{ id, most, spent: build.attributes[n] },
        points: attributePoints(build, this.#content, n),
      })),
      skills: views.filter(({ id }) => body.skills.includes(id)),
      stats: characterStats(body, row.level, build, this.#content),
      gear: Object.fromEntries(STAT_NAMES.map((name, n) => [name, build.gear[n]]).filter(([, amount]) => amount !== 0)),
      titles: titles.map(({ id, text, when }) => ({ id, text, earned: earned(when) })),
      titleId: shown?.id ?? null,
      respecs: row.respecs,
      respecCost: this.#respecCost(row),
    };
  }
}

/** @throws Problem character_not_found */
function found(row: repository.ProgressionRow | null): repository.ProgressionRow {
  if (!row) throw new Problem("character_not_found");
  return row;
}

function total(points: Readonly<Record<string, number>>): number {
  return Object.values(points).reduce((sum, n) => sum + n, 0);
}

/** Content that gives fewer points than it did leaves nothing free, but takes nothing away. */
function balance(earned: number, spending: readonly number[]): { earned: number; spent: number; free: number } {
  const spent = spending.reduce((sum, n) => sum + n, 0);
  return { earned, spent, free: Math.max(0, earned - spent) };
}

/** @returns by id, what is on each after spending. @throws Problem invalid_request, too_much_of_it */
function add<T extends { id: string }>(
  points: Readonly<Record<string, number>>,
  known: readonly T[],
  unknown: string,
  limits: (of: T) => { has: number; most: number },
): Map<string, number> {
  const after = new Map<string, number>();
  for (const [id, more] of Object.entries(points)) {
    const of = known.find((entry) => entry.id === id);
    if (!of) throw badField(`points.${id}`, unknown);
    const { has, most } = limits(of);
    if (has + more > most) throw new Problem("too_much_of_it", { detail: `${id}: at most ${most} points.` });
    after.set(id, has + more);
  }
  return after;
}

function badField(path: string, message: string): Problem {
  return new Problem("invalid_request", { detail: `${path}: ${message}`, errors: [{ in: "body", path, message }] });
}
