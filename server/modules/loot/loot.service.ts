import { randomUUID } from "node:crypto";
import { Problem } from "#server/http/problem.ts";
import { layDown } from "#server/modules/items/ground.ts";
import type { Items } from "#server/modules/items/items.service.ts";
import type { LockedCharacter } from "#server/modules/items/item.ts";
import type { Post } from "#server/modules/mail/post.ts";
import { append } from "#server/outbox/append.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import { decideRoll, type RollChoice } from "#shared/rules/loot/need-greed.ts";
import type { LootNews, LootTeller } from "./loot.news.ts";
import * as repository from "./loot.repository.ts";
import { type RollPage, type RollsQuery, type RollView, rollPages } from "./loot.schema.ts";

/** Most rolls one round of the job decides; the rest waits for the next. */
const AT_ONCE = 100;
/** Most open rolls that are told; a raid's boss leaves a few. */
const MOST_OPEN = 50;

export interface LootRollsDeps {
  prisma: PrismaClient;
  items: Items;
  /** For what finds no room in a bag. */
  post: Pick<Post, "sendSystem">;
  teller: LootTeller;
  /** Epoch ms. */
  now: () => number;
}

/**
 * Rolls for loot. Every decision begins with the lock of the roll's row: whoever comes second, an answer or the end of the time, finds it
 * decided. Then come the characters, then the item.
 */
export class LootRolls {
  readonly #prisma: PrismaClient;
  readonly #items: Items;
  readonly #post: LootRollsDeps["post"];
  readonly #teller: LootTeller;
  readonly #now: () => number;

  constructor({ prisma, items, post, teller, now }: LootRollsDeps) {
    this.#prisma = prisma;
    this.#items = items;
    this.#post = post;
    this.#teller = teller;
    this.#now = now;
  }

  /** @throws Problem character_not_found */
  async open(accountId: string, characterId: string): Promise<RollView[]> {
    await this.#own(this.#prisma, accountId, characterId);
    const rows = await repository.rollsOf(this.#prisma, characterId, { decided: false, most: MOST_OPEN });
    return rows.map(view);
  }

  /** @throws Problem character_not_found */
  async history(accountId: string, characterId: string, { limit, cursor }: RollsQuery): Promise<RollPage> {
    await this.#own(this.#prisma, accountId, characterId);
    const rows = await repository.rollsOf(this.#prisma, characterId, { decided: true, before: cursor, most: limit + 1 });
    return rollPages.cut(rows, limit, ({ id }) => id, view);
  }

  /**
   * Says need, greed or pass, once; the last answer decides. The same answer again changes nothing.
   * @returns `news` to be told when it is committed
   * @throws Problem character_not_found, roll_not_found, roll_over, rolled_already, need_not_allowed
   */
  async choose(
    tx: Tx,
    accountId: string,
    characterId: string,
    rollId: string,
    choice: RollChoice,
  ): Promise<{ roll: RollView; news: LootNews[] }> {
    await this.#own(tx, accountId, characterId);
    const roll = await repository.lockRoll(tx, rollId);
    const choices = roll ? await repository.choicesOf(tx, rollId) : [];
    const mine = choices.find((one) => one.characterId === characterId);
    if (!roll || !mine) throw new Problem("roll_not_found");
    const news: LootNews[] = [];
    if (mine.choice !== choice) {
      if (mine.choice !== null) throw new Problem("rolled_already");
      const now = new Date(this.#now());
      if (roll.decidedAt !== null || roll.endsAt <= now) throw new Problem("roll_over");
      if (choice === "need" && !mine.mayNeed) throw new Problem("need_not_allowed");
      await repository.setChoice(tx, rollId, characterId, choice, now);
      mine.choice = choice;
      if (choices.every((one) => one.choice !== null)) news.push(await this.#decide(tx, roll, choices));
    }
    const [seen] = await repository.rollsOf(tx, characterId, { rollId, most: 1 });
    return { roll: view(seen), news };
  }

  /**
   * Decides what is past its time, each in a transaction of its own; one that fails holds up no other and is tried again in the next round.
   * @throws the first failure, after all others were tried
   */
  async decideDue(): Promise<void> {
    const failures: unknown[] = [];
    for (const id of await repository.dueRolls(this.#prisma, new Date(this.#now()), AT_ONCE)) {
      try {
        this.tell(await transact(this.#prisma, (tx) => this.#decideIfOpen(tx, id)));
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  async #decideIfOpen(tx: Tx, id: string): Promise<LootNews[]> {
    const roll = await repository.lockRoll(tx, id);
    if (!roll || roll.decidedAt !== null) return [];
    return [await this.#decide(tx, roll, await repository.choicesOf(tx, id))];
  }

  tell(news: readonly LootNews[]): void {
    for (const one of news) this.#teller.tell(one);
  }

  /** The roll is locked and not decided. */
  async #decide(tx: Tx, roll: repository.RollRow, choices: readonly repository.ChoiceRow[]): Promise<LootNews> {
    const characters = await this.#items.lockCharacters(
      tx,
      choices.map(({ characterId }) => characterId),
    );
    const present = choices.filter(({ characterId }) => characters.get(characterId)?.deleted === false);
    const { winner, numbers } = decideRoll(Number(roll.seed), present);
    const character = winner ? (characters.get(winner.characterId) as LockedCharacter) : null;
    const delivered = character ? await this.#give(tx, roll, character) : await this.#layDown(tx, roll, present);
    const at = new Date(this.#now());
    await repository.finish(tx, roll.id, { at, winnerId: character?.id ?? null, by: winner?.by ?? null, delivered, numbers });
    const answers = present.map(({ characterId, choice }) => ({
      characterId,
      name: characters.get(characterId)?.name ?? "",
      choice,
      number: numbers.get(characterId) ?? null,
    }));
    const { id: rollId, killId, partyId, itemId, templateId, quantity } = roll;
    const told = { rollId, templateId, quantity, delivered, answers };
    await append(tx, {
      name: "LOOT_ROLL_COMPLETED",
      ...(character ? { characterId: character.id, accountId: character.accountId } : {}),
      payload: {
        ...{ rollId, killId, partyId, itemId, templateId, quantity, delivered, seed: Number(roll.seed), winner },
        answers: answers.map(({ name: _name, ...answer }) => answer),
      },
    });
    const named = winner && character ? { characterId: character.id, name: character.name, by: winner.by } : null;
    return { partyId, kind: "roll_completed", data: { ...told, winner: named } };
  }

  /** Into the winner's bag, into his mailbox when it is full. */
  async #give(tx: Tx, roll: repository.RollRow, character: LockedCharacter): Promise<"bag" | "mail"> {
    const [item] = await this.#items.kept(tx, "loot_roll", roll.id);
    const operation = { id: randomUUID(), reason: "loot_rolled", actor: character.id } as const;
    const delivered = await this.#items.tryDeliver(tx, operation, character, [item]);
    if (!delivered) {
      const subject = `You won: ${item.template.name}`;
      const text = "Your bag was full when the roll was decided.";
      await this.#post.sendSystem(tx, operation, { to: character.id, from: "loot", subject, text, items: [item] });
      return "mail";
    }
    const into = delivered[0][delivered[0].length - 1];
    const payload = { itemId: into.id, slot: into.slot, templateId: roll.templateId, quantity: roll.quantity, rollId: roll.id };
    await append(tx, {
      name: "ITEM_PICKED_UP",
      characterId: character.id,
      payload: { ...payload, zoneId: roll.zoneId, layer: roll.layer },
    });
    return "bag";
  }

  /** Where the boss fell, for those who could have rolled at first. */
  async #layDown(tx: Tx, roll: repository.RollRow, owners: ReadonlyArray<{ characterId: string }>): Promise<"ground"> {
    const [item] = await this.#items.kept(tx, "loot_roll", roll.id);
    const rule = { owners: owners.map(({ characterId }) => characterId), nowMs: this.#now() };
    await layDown(tx, this.#items, { id: randomUUID(), reason: "loot_rolled" }, { item }, roll, rule);
    return "ground";
  }

  async #own(db: PrismaClient | Tx, accountId: string, characterId: string): Promise<void> {
    if (!(await repository.isOwn(db, accountId, characterId))) throw new Problem("character_not_found");
  }
}

function view(row: repository.RollSeen): RollView {
  const { id, partyId, templateId, quantity, mayNeed, choice, answers, decidedAt, delivered, winnerId, wonBy } = row;
  const winner = answers.find(({ characterId }) => characterId === winnerId);
  return {
    ...{ id, partyId, templateId, quantity, mayNeed, choice },
    startedAt: row.startedAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    result:
      decidedAt && delivered
        ? {
            decidedAt: decidedAt.toISOString(),
            winner: winner && wonBy ? { characterId: winner.characterId, name: winner.name, by: wonBy } : null,
            delivered,
            answers,
          }
        : null,
  };
}
