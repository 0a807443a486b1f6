import { uuidv7 } from "uuidv7";
import type { Ledger, Party } from "#server/modules/currency/ledger.service.ts";
import type { LockedItem, NewStack } from "#server/modules/items/item.ts";
import type { Change } from "#server/modules/items/changes.ts";
import type { Items } from "#server/modules/items/items.service.ts";
import type { Operation } from "#server/modules/items/operation.ts";
import { append } from "#server/outbox/append.ts";
import type { Tx } from "#server/platform/prisma.ts";
import { MAIL } from "#shared/rules/mail.ts";
import { insertLetter, type NewLetter } from "./mail.repository.ts";

export const DAY_MS = 86_400_000;

/** Parts of the world that write letters: append only, they are stored and clients show them. */
export type SystemSender = "loot" | "auction" | "market" | "crafting" | "quest" | "operator";

export interface SystemLetter {
  /** Character id. */
  to: string;
  from: SystemSender;
  /** At most 64 characters. */
  subject: string;
  /** At most 2000 characters. */
  text?: string;
  /** Items in the transaction's hands (locked), parts of them, or new ones of any quantity. Nothing that is bound. */
  items?: ReadonlyArray<LockedItem | { readonly item: LockedItem; readonly quantity: number } | NewStack>;
  /** Of the main currency, and whose it is now. */
  money?: ReadonlyArray<{ readonly from: Party; readonly amount: bigint }>;
}

export interface PostDeps {
  items: Items;
  ledger: Ledger;
  /** Id of the main currency. */
  currency: string;
  /** Epoch ms. */
  now: () => number;
}

/** Puts letters into mailboxes, in the transaction of what they are about. */
export class Post {
  readonly #deps: PostDeps;

  constructor(deps: PostDeps) {
    this.#deps = deps;
  }

  /**
   * A letter by the world: it arrives whatever is in the mailbox already, and what is in it is kept for a year. More than twelve stacks
   * become several letters, the money goes with the first. The character need not be locked; items are locked before.
   * @param op why: history and ledger say so
   * @returns ids of the letters
   * @throws Problem item_bound
   */
  async sendSystem(tx: Tx, op: Operation, letter: SystemLetter): Promise<string[]> {
    const stacks = (letter.items ?? []).flatMap((good) => this.#stacks(good));
    const parts: Array<typeof stacks> = [];
    for (let n = 0; n === 0 || n < stacks.length; n += MAIL.maxItems) parts.push(stacks.slice(n, n + MAIL.maxItems));
    const ids: string[] = [];
    for (const part of parts) {
      const id = uuidv7();
      await this.put(tx, {
        ...{ id, kind: "system", source: letter.from, toId: letter.to, fromId: null, cod: null },
        ...{ subject: letter.subject, text: letter.text ?? "", days: MAIL.keptDays },
      });
      const changes = part.map((change, slot): Change => ({ ...change, to: { mail: id, slot } }));
      await this.#deps.items.apply(tx, op, changes);
      ids.push(id);
    }
    await this.enclose(tx, op, ids[0], letter.money ?? []);
    return ids;
  }

  /** Writes a letter and tells of its arrival; what is in it follows in the same transaction. */
  async put(tx: Tx, { days, ...letter }: Omit<NewLetter, "sentAt" | "expiresAt"> & { days: number }): Promise<void> {
    const now = this.#deps.now();
    await insertLetter(tx, { ...letter, sentAt: new Date(now), expiresAt: new Date(now + days * DAY_MS) });
    await arrived(tx, letter);
  }

  /** Money into a letter. */
  async enclose(tx: Tx, op: Operation, letterId: string, money: NonNullable<SystemLetter["money"]>): Promise<void> {
    const { ledger, currency } = this.#deps;
    const to: Party = { mail: letterId };
    await ledger.transfer(
      tx,
      op,
      money.map(({ from, amount }) => ({ from, to, currency, amount })),
    );
  }

  /** What is new comes in full stacks. */
  #stacks(good: NonNullable<SystemLetter["items"]>[number]): Array<{ move: LockedItem; quantity?: number } | { create: NewStack }> {
    if ("template" in good) return [{ move: good }];
    if ("item" in good) return [{ move: good.item, quantity: good.quantity }];
    const { maxStack } = this.#deps.items.template(good.templateId);
    const stacks: Array<{ create: NewStack }> = [];
    for (let left = good.quantity; left > 0; left -= maxStack) {
      const { id, ...rest } = good;
      // an id that was wished for is the first one's
      stacks.push({ create: { ...rest, ...(id !== undefined && stacks.length === 0 ? { id } : {}), quantity: Math.min(left, maxStack) } });
    }
    return stacks;
  }
}

/** Tells that a character has a letter. */
export async function arrived(tx: Tx, { id, kind, toId, fromId, source }: Pick<NewLetter, "id" | "kind" | "toId" | "fromId" | "source">) {
  await append(tx, { name: "MAIL_ARRIVED", characterId: toId, payload: { mailId: id, kind, fromId, source } });
}
