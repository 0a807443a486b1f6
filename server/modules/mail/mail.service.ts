import { uuidv7 } from "uuidv7";
import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import { readName } from "#server/modules/characters/names.ts";
import type { IgnoresService } from "#server/modules/chat/ignores.service.ts";
import type { MutesService } from "#server/modules/chat/mutes.service.ts";
import type { Ledger, Transfer } from "#server/modules/currency/ledger.service.ts";
import { Economy } from "#server/modules/economy/economy.ts";
import type { Items } from "#server/modules/items/items.service.ts";
import type { LockedCharacter, LockedItem } from "#server/modules/items/item.ts";
import type { Operation, Reason } from "#server/modules/items/operation.ts";
import { standsNear } from "#server/modules/zones/standing.ts";
import type { Whereabouts } from "#server/modules/zones/whereabouts.ts";
import { append } from "#server/outbox/append.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import { MAIL, postage } from "#shared/rules/mail.ts";
import * as repository from "./mail.repository.ts";
import {
  type Letter,
  letterPages,
  type MailboxPage,
  type MailboxQuery,
  type SendRequest,
  type Summary,
  type TakeRequest,
} from "./mail.schema.ts";
import { arrived, DAY_MS, type Post } from "./post.ts";

export interface MailDeps {
  prisma: PrismaClient;
  items: Items;
  ledger: Ledger;
  post: Post;
  whereabouts: Whereabouts;
  mutes: Pick<MutesService, "assertMayWrite">;
  ignores: Pick<IgnoresService, "isIgnored">;
  /** Id of the main currency. */
  currency: string;
  /** Epoch ms. */
  now: () => number;
}

/** Which letter of whose. */
interface Which {
  characterId: string;
  mailId: string;
}

/**
 * Mailboxes of characters. Letters are read anywhere; things are sent, paid, taken and sent back at a mailbox of the world. Whatever
 * happens to a letter happens under the lock of its row, so of everything that is tried at once one thing is done.
 */
export class MailService {
  readonly #deps: MailDeps;

  constructor(deps: MailDeps) {
    this.#deps = deps;
  }

  /** The newest first. @throws Problem character_not_found */
  async list({ accountId }: Identity, to: string, { limit, cursor }: MailboxQuery): Promise<MailboxPage> {
    const { prisma, currency } = this.#deps;
    await this.#owned(accountId, to);
    const before = cursor === undefined ? null : BigInt(cursor);
    const rows = await repository.listLetters(prisma, currency, { to, before, count: limit + 1 });
    const page = letterPages.cut(rows, limit, ({ arrival }) => String(arrival), toSummary);
    return { ...page, ...(await repository.countLetters(prisma, to)) };
  }

  /** @throws Problem character_not_found, mail_not_found */
  async letter({ accountId }: Identity, { characterId, mailId }: Which): Promise<Letter> {
    const { prisma, currency } = this.#deps;
    await this.#owned(accountId, characterId);
    const [row] = await repository.listLetters(prisma, currency, { to: characterId, only: mailId, count: 1 });
    if (!row) throw new Problem("mail_not_found");
    return { ...toSummary(row), text: row.text, attachments: await repository.listAttachments(prisma, mailId) };
  }

  /** @throws Problem character_not_found, mail_not_found */
  async markRead(tx: Tx, identity: Identity, which: Which): Promise<void> {
    const { letter } = await this.#lock(tx, identity, which);
    await repository.markRead(tx, letter.id, this.#date());
  }

  /**
   * Is the character at a mailbox? Asked before the transaction, which waits for no room.
   * @throws Problem character_not_found
   */
  async atMailbox({ accountId }: Identity, characterId: string): Promise<boolean> {
    await this.#owned(accountId, characterId);
    return standsNear(this.#deps.whereabouts, characterId, "mailbox");
  }

  /**
   * @throws Problem character_not_found, recipient_not_found (also by whom the sender is ignored), chat_muted, mail_to_self, mailbox_full,
   * mail_limit_reached, item_not_found, item_bound, stale_version, not_enough_currency, trading_frozen
   */
  async send(tx: Tx, { accountId }: Identity, from: string, request: SendRequest): Promise<{ mailId: string; postage: string }> {
    const { items, ledger, post, mutes, currency } = this.#deps;
    await mutes.assertMayWrite(tx, accountId);
    if (request.items.length > 0 || request.money !== undefined) await Economy.assertOpen(tx);
    const { sender, to } = await this.#parties(tx, accountId, from, request.to);
    const { letters } = await repository.countLetters(tx, to.id);
    if (letters >= MAIL.maxLetters) throw new Problem("mailbox_full");
    const today = this.#date();
    if ((await repository.countSent(tx, accountId, today)) > MAIL.maxSentPerDay) throw new Problem("mail_limit_reached");

    const [id, op] = [uuidv7(), operation("mail_sent", from)];
    const cod = request.cashOnDelivery ?? null;
    const { subject, text } = request;
    const row = { id, kind: "letter", source: null, toId: to.id, fromId: from, subject, text, cod } as const;
    await post.put(tx, { ...row, days: cod === null ? MAIL.days : MAIL.codDays });
    const stacks = await items.lockOwn(tx, sender, request.items);
    const moves = stacks.map((stack, slot) => ({ move: stack, ...part(stack, request.items[slot].quantity), to: { mail: id, slot } }));
    await items.apply(tx, op, moves);
    const fee = BigInt(postage(stacks.length));
    const paid: Transfer[] = [{ from: { character: from }, to: { sink: "mail_fee" }, currency, amount: fee }];
    if (request.money !== undefined) paid.push({ from: { character: from }, to: { mail: id }, currency, amount: request.money });
    await ledger.transfer(tx, op, paid);
    const payload = {
      mailId: id,
      toId: to.id,
      items: contents(stacks, request.items),
      money: String(request.money ?? 0n),
      postage: String(fee),
    };
    await append(tx, { name: "MAIL_SENT", accountId, characterId: from, payload: { ...payload, cod: cod === null ? null : String(cod) } });
    return { mailId: id, postage: String(fee) };
  }

  /** Into the bag, all that was asked for or nothing. @throws Problem character_not_found, mail_not_found, mail_unpaid, mail_empty, item_not_found, bag_full, currency_full, trading_frozen */
  async take(tx: Tx, identity: Identity, which: Which, request: TakeRequest): Promise<{ items: number; money: string }> {
    const { items, ledger, currency } = this.#deps;
    await Economy.assertOpen(tx);
    const { letter, character } = await this.#lock(tx, identity, which);
    if (letter.cod !== null) throw new Problem("mail_unpaid");
    const op = operation("mail_taken", character.id);
    const inside = await items.kept(tx, "mail", letter.id);
    const wanted = inside.filter(({ id }) => request.what === "all" || (request.what === "item" && request.itemId === id));
    if (request.what === "item" && wanted.length === 0) throw new Problem("item_not_found");
    const money = await this.#moneyIn(tx, letter.id);
    const taken = request.what === "item" ? 0n : money;
    if (wanted.length === 0 && taken === 0n) throw new Problem("mail_empty");

    const payload = { mailId: letter.id, items: contents(wanted), money: String(taken) };
    await items.deliver(tx, op, character, wanted);
    if (taken > 0n) {
      const account = { mail: letter.id };
      await ledger.transfer(tx, op, [{ from: account, to: { character: character.id }, currency, amount: taken }]);
      await ledger.close(tx, op, "mail_fee", [account]); // nothing is left in it
    }
    await append(tx, { name: "MAIL_TAKEN", accountId: identity.accountId, characterId: character.id, payload });
    const empty = wanted.length === inside.length && taken === money;
    if (empty) await repository.shorten(tx, letter.id, this.#date(MAIL.days));
    return { items: wanted.length, money: String(taken) };
  }

  /**
   * Pays for what is in a letter: the money goes to its sender as a letter, what is in it is the receiver's from now on.
   * @throws Problem character_not_found, mail_not_found, mail_not_for_payment, not_enough_currency, sender_gone, trading_frozen
   */
  async pay(tx: Tx, identity: Identity, which: Which, amount: bigint): Promise<void> {
    const { post } = this.#deps;
    await Economy.assertOpen(tx);
    const { letter, character } = await this.#lock(tx, identity, which);
    if (letter.cod === null) throw new Problem("mail_not_for_payment");
    if (letter.cod !== amount) throw new Problem("mail_not_for_payment", { detail: `This letter asks for ${letter.cod}.` });
    if (letter.fromId === null) throw new Problem("sender_gone");
    const [id, op] = [uuidv7(), operation("mail_taken", character.id)];
    const { subject, fromId: toId } = letter;
    await post.put(tx, {
      id,
      kind: "payment",
      source: null,
      toId,
      fromId: character.id,
      subject,
      text: "",
      cod: null,
      days: MAIL.keptDays,
    });
    await post.enclose(tx, op, id, [{ from: { character: character.id }, amount }]);
    await repository.markPaid(tx, letter.id, this.#date(MAIL.keptDays));
    const payload = { mailId: letter.id, toId, amount: String(amount) };
    await append(tx, { name: "MAIL_PAID", accountId: identity.accountId, characterId: character.id, payload });
  }

  /** Back to who sent it, with all that is in it. @throws Problem character_not_found, mail_not_found, mail_not_returnable, sender_gone, trading_frozen */
  async turnBack(tx: Tx, identity: Identity, which: Which): Promise<void> {
    await Economy.assertOpen(tx);
    const { letter, character } = await this.#lock(tx, identity, which);
    const { items, money } = await this.#valueOf(tx, letter.id);
    if (!isReturnable(letter) || (items.length === 0 && money === 0n)) throw new Problem("mail_not_returnable");
    if (letter.fromId === null || !(await repository.isThere(tx, letter.fromId))) throw new Problem("sender_gone");
    await sendBack(tx, { ...letter, fromId: letter.fromId }, this.#now());
    const payload = { mailId: letter.id, toId: letter.fromId, items: contents(items), money: String(money) };
    await append(tx, { name: "MAIL_RETURNED", accountId: identity.accountId, characterId: character.id, payload });
  }

  /** @throws Problem character_not_found, mail_not_found, mail_not_empty */
  async remove(tx: Tx, identity: Identity, which: Which): Promise<void> {
    const { letter } = await this.#lock(tx, identity, which);
    const { items, money } = await this.#valueOf(tx, letter.id);
    if (items.length > 0 || money > 0n) throw new Problem("mail_not_empty");
    await repository.deleteLetter(tx, letter.id);
  }

  async #parties(tx: Tx, accountId: string, from: string, name: string): Promise<{ sender: LockedCharacter; to: LockedCharacter }> {
    const read = readName(name);
    const toId = typeof read === "string" ? null : await repository.findByName(tx, read.key);
    const locked = await this.#deps.items.lockCharacters(tx, toId === null ? [from] : [from, toId]);
    const sender = locked.get(from);
    if (!sender || sender.deleted || sender.accountId !== accountId) throw new Problem("character_not_found");
    const to = toId === null ? undefined : locked.get(toId);
    if (!to || to.deleted) throw new Problem("recipient_not_found");
    if (to.id === from) throw new Problem("mail_to_self");
    // who is ignored is not told so
    if (await this.#deps.ignores.isIgnored(tx, to.accountId, accountId)) throw new Problem("recipient_not_found");
    return { sender, to };
  }

  async #lock(tx: Tx, { accountId }: Identity, { characterId, mailId }: Which) {
    const character = await this.#deps.items.lockCharacter(tx, accountId, characterId);
    const letter = await repository.lockLetter(tx, characterId, mailId);
    if (!letter) throw new Problem("mail_not_found");
    return { character, letter };
  }

  async #valueOf(tx: Tx, letterId: string): Promise<{ items: LockedItem[]; money: bigint }> {
    return { items: await this.#deps.items.kept(tx, "mail", letterId), money: await this.#moneyIn(tx, letterId) };
  }

  /** Nothing changes it but who holds the lock of the letter. */
  async #moneyIn(tx: Tx, letterId: string): Promise<bigint> {
    const balances = await this.#deps.ledger.balances(tx, { mail: letterId });
    return balances.find(({ currency }) => currency === this.#deps.currency)?.balance ?? 0n;
  }

  async #owned(accountId: string, characterId: string): Promise<void> {
    if ((await repository.accountOf(this.#deps.prisma, characterId)) !== accountId) throw new Problem("character_not_found");
  }

  #now(): number {
    return this.#deps.now();
  }

  #date(days = 0): Date {
    return new Date(this.#now() + days * DAY_MS);
  }
}

/** Has anybody but its receiver a claim to what is in it? */
export function isReturnable({ kind, paid, returned }: repository.LockedLetter): boolean {
  return kind === "letter" && !paid && !returned;
}

/** The letter is its sender's again, as a new arrival. */
export async function sendBack(tx: Tx, letter: repository.LockedLetter & { fromId: string }, now: number): Promise<void> {
  await repository.turnBack(tx, letter, new Date(now), new Date(now + MAIL.keptDays * DAY_MS));
  await arrived(tx, { ...letter, toId: letter.fromId, fromId: letter.toId });
}

export function operation(reason: Reason, actor?: string): Operation {
  return { id: uuidv7(), reason, ...(actor === undefined ? {} : { actor }) };
}

/** For events: what was in it before it went on. */
export function contents(items: readonly LockedItem[], parts: ReadonlyArray<{ quantity?: number | undefined }> = []) {
  return items.map(({ id, templateId, quantity }, n) => ({ itemId: id, templateId, quantity: parts[n]?.quantity ?? quantity }));
}

/** More than there is of it is somebody's old knowledge. */
function part({ quantity }: LockedItem, wanted: number | undefined): { quantity?: number } {
  if (wanted === undefined) return {};
  if (wanted > quantity) throw new Problem("stale_version");
  return { quantity: wanted };
}

function toSummary(row: repository.LetterRow): Summary {
  const { id, kind, source, fromId, fromName, subject, sentAt, expiresAt, readAt, returned, items, money, cod } = row;
  return {
    mailId: id,
    kind,
    from: { characterId: fromId, name: fromName, source },
    subject,
    sentAt: sentAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    read: readAt !== null,
    returned,
    items,
    money: String(money),
    cashOnDelivery: cod === null ? null : String(cod),
  };
}
