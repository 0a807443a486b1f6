import type { Ledger, Transfer } from "#server/modules/currency/ledger.service.ts";
import type { Operation } from "#server/modules/items/operation.ts";
import type { Tx } from "#server/platform/prisma.ts";
import type { Post, SystemSender } from "./post.ts";

/** Pays characters who did not ask for it just now, so it must not fail: whose purse has no room gets a letter. */
export class Payouts {
  readonly #ledger: Ledger;
  readonly #post: Post;
  readonly #currency: string;

  /** @param currency id of the main one */
  constructor({ ledger, post, currency }: { ledger: Ledger; post: Post; currency: string }) {
    this.#ledger = ledger;
    this.#post = post;
    this.#currency = currency;
  }

  /**
   * Carries out all transfers of an operation, of the main currency, at once. Lock the rows that escrow accounts belong to before: of all
   * accounts those of characters are locked first, sorted.
   * @param letter of those who can hold no more
   * @throws Problem not_enough_currency: nothing was changed
   */
  async pay(
    tx: Tx,
    op: Operation,
    transfers: ReadonlyArray<Omit<Transfer, "currency">>,
    letter: { from: SystemSender; subject: string },
  ): Promise<void> {
    const gains = new Map<string, bigint>();
    const add = (id: string, amount: bigint) => gains.set(id, (gains.get(id) ?? 0n) + amount);
    for (const { from, to, amount } of transfers) {
      if ("character" in from) add(from.character, -amount);
      if ("character" in to) add(to.character, amount);
    }
    const rooms = await this.#ledger.rooms(tx, [...gains.keys()], this.#currency);
    const full = [...gains].filter(([id, gain]) => gain > 0n && gain > (rooms.get(id) ?? 0n)).map(([id]) => id);
    const byLetter = (id: string) => transfers.filter(({ to }) => "character" in to && to.character === id);
    const direct = transfers.filter(({ to }) => !("character" in to && full.includes(to.character)));
    await this.#ledger.transfer(
      tx,
      op,
      direct.map((transfer) => ({ ...transfer, currency: this.#currency })),
    );
    for (const to of full) await this.#post.sendSystem(tx, op, { to, ...letter, money: byLetter(to) });
  }
}
