import type { Ledger } from "#server/modules/currency/ledger.service.ts";
import type { Items } from "#server/modules/items/items.service.ts";
import { Economy } from "#server/modules/economy/economy.ts";
import { RESTORE_DAYS } from "#server/modules/characters/characters.schema.ts";
import { append } from "#server/outbox/append.ts";
import type { Jobs } from "#server/platform/jobs.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import { MAIL } from "#shared/rules/mail.ts";
import * as repository from "./mail.repository.ts";
import { contents, isReturnable, operation, sendBack } from "./mail.service.ts";
import { DAY_MS } from "./post.ts";

const EVERY_MS = 10_000;
/** A round ends after this: other jobs wait for it. */
const ROUND_MS = 5000;
/** After so many that failed, the rest waits for the next round. */
const MAX_FAILED = 10;

export interface MailExpiryDeps {
  prisma: PrismaClient;
  items: Items;
  ledger: Ledger;
  /** Id of the main currency. */
  currency: string;
  /** Epoch ms. */
  now: () => number;
  log: { error(details: Record<string, unknown>, message: string): void };
}

/**
 * Ends letters whose time is over. Things that a player sent go back to him. Things that nobody else has a claim to (by the world, paid,
 * come back, of a sender who is gone) stay for a year; then they are destroyed, which history, ledger and MAIL_EXPIRED tell. The mailbox
 * of a character that was deleted for good is emptied in the same way, at once.
 */
export class MailExpiry {
  readonly #deps: MailExpiryDeps;

  constructor(deps: MailExpiryDeps) {
    this.#deps = deps;
  }

  start(jobs: Jobs): void {
    jobs.every("mail-expiry", EVERY_MS, async () => void (await this.expire()));
  }

  /** One letter a transaction, as many as there is time for; none while trading is frozen. @returns how many */
  async expire(): Promise<number> {
    const until = performance.now() + ROUND_MS;
    let ended = 0;
    const now = new Date(this.#deps.now());
    const deleted = new Date(now.getTime() - RESTORE_DAYS * DAY_MS);
    const ways = [
      { find: repository.lockExpired, before: now },
      { find: repository.lockOfGone, before: deleted },
    ];
    if (!(await Economy.isOpen(this.#deps.prisma))) return 0;
    for (const { find, before } of ways) {
      let failed = 0;
      for (let more = true; more && failed <= MAX_FAILED && performance.now() < until; ) {
        try {
          more = await transact(this.#deps.prisma, async (tx) => {
            const letter = await find(tx, before, failed);
            if (letter) await this.#end(tx, letter, before === deleted);
            return letter !== null;
          });
          if (more) ended++;
        } catch (error) {
          // it stands in nobody's way: the others are behind it
          failed++;
          this.#deps.log.error({ err: error }, "a letter could not be ended; it is tried again");
        }
      }
    }
    return ended;
  }

  async #end(tx: Tx, letter: repository.LockedLetter, receiverGone: boolean): Promise<void> {
    const now = this.#deps.now();
    const last = letter.sentAt.getTime() + MAIL.keptDays * DAY_MS;
    if (await this.#isEmpty(tx, letter.id)) await repository.deleteLetter(tx, letter.id);
    else if (await this.#goesBack(tx, letter)) await this.#return(tx, letter);
    // a sender who was deleted may come back
    else if (isReturnable(letter) && last > now && !receiverGone)
      await repository.keepUntil(tx, letter.id, new Date(Math.min(last, now + MAIL.days * DAY_MS)));
    else await this.#destroy(tx, letter);
  }

  async #goesBack(tx: Tx, letter: repository.LockedLetter): Promise<boolean> {
    return isReturnable(letter) && letter.fromId !== null && (await repository.isThere(tx, letter.fromId));
  }

  async #return(tx: Tx, letter: repository.LockedLetter): Promise<void> {
    await sendBack(tx, letter as repository.LockedLetter & { fromId: string }, this.#deps.now());
    const payload = { mailId: letter.id, toId: letter.fromId, expired: true };
    await append(tx, { name: "MAIL_RETURNED", characterId: letter.toId, payload });
  }

  async #isEmpty(tx: Tx, letterId: string): Promise<boolean> {
    const money = await this.#deps.ledger.balances(tx, { mail: letterId });
    return money.every(({ balance }) => balance === 0n) && (await this.#deps.items.kept(tx, "mail", letterId)).length === 0;
  }

  /** With all that is in it. */
  async #destroy(tx: Tx, letter: repository.LockedLetter): Promise<void> {
    const { items, ledger, currency } = this.#deps;
    const op = operation("mail_expired");
    const inside = await items.kept(tx, "mail", letter.id);
    const money = (await ledger.balances(tx, { mail: letter.id })).find((one) => one.currency === currency)?.balance ?? 0n;
    const payload = { mailId: letter.id, items: contents(inside), money: String(money) };
    await items.apply(
      tx,
      op,
      inside.map((item) => ({ consume: item })),
    );
    await ledger.close(tx, op, "mail_expired", [{ mail: letter.id }]);
    await append(tx, { name: "MAIL_EXPIRED", characterId: letter.toId, payload });
    await repository.deleteLetter(tx, letter.id);
  }
}
