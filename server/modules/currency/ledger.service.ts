import { Problem } from "#server/http/problem.ts";
import type { Operation } from "#server/modules/items/operation.ts";
import { append, type GameEvent } from "#server/outbox/append.ts";
import type { Tx } from "#server/platform/prisma.ts";
import type { Currency } from "#shared/content/schema.ts";
import * as repository from "./ledger.repository.ts";

/** Where currency comes from: append only, they are stored. */
export type Faucet = "kill" | "loot" | "opened" | "quest" | "vendor" | "operator";
/** Where currency goes for good: append only. */
export type Sink =
  | "character_deleted"
  | "respec"
  | "vendor"
  | "repair"
  | "mail_fee"
  | "mail_expired"
  | "auction_fee"
  | "market_fee"
  | "crafting_fee"
  | "operator";

/** Whose currency it is: a character's, or in the keeping of a letter, listing or order (escrow). */
export type Account =
  | { readonly character: string }
  | { readonly mail: string }
  | { readonly auction: string }
  | { readonly market: string };
/** An account, or the end of the world where currency comes in or goes out. Faucets only give, sinks only take. */
export type Party = Account | { readonly faucet: Faucet } | { readonly sink: Sink };

/** So much from one party to another. */
export interface Transfer {
  readonly from: Party;
  readonly to: Party;
  /** Id of a currency. */
  readonly currency: string;
  /** At least 1. */
  readonly amount: bigint;
}

/** A reward. */
export interface Grant {
  readonly op: Operation;
  readonly characterId: string;
  readonly currency: string;
  readonly amount: bigint;
}

/** What an account has after a transfer. */
export interface Balance {
  readonly account: Account;
  readonly currency: string;
  readonly balance: bigint;
}

/** What escrow accounts hold at most. */
const ESCROW_CAP = 1_000_000_000_000_000n;

/**
 * The only code that changes balances: double entry, in the caller's transaction. Every operation's entries sum to 0 in each currency;
 * the database refuses what does not. Lock characters, items and the rows of letters, listings and orders before: accounts are locked
 * last, sorted. Faucets and sinks have no balance that all would wait for, only entries.
 */
export class Ledger {
  readonly #currencies: ReadonlyMap<string, Currency>;

  constructor({ content }: { content: { readonly currencies: readonly Currency[] } }) {
    this.#currencies = new Map(content.currencies.map((currency) => [currency.id, currency]));
  }

  /**
   * Carries out all transfers of an operation at once: what one party gets by one of them, another may take.
   * @returns what the accounts concerned have now
   * @throws Problem not_enough_currency, currency_full, currency_not_tradable: nothing was changed
   */
  async transfer(tx: Tx, op: Operation, transfers: readonly Transfer[]): Promise<Balance[]> {
    const legs = this.#legs(transfers);
    if (legs.length === 0) return [];
    const before = await this.#lock(tx, legs);
    const entries: repository.Entry[] = [];
    for (const leg of legs) {
      const account = before.get(keyOf(leg));
      if (account === undefined) {
        entries.push({ ...leg, op, balanceAfter: null });
        continue;
      }
      const balanceAfter = account.balance + leg.amount;
      if (balanceAfter < 0n) throw new Problem("not_enough_currency");
      // who already has more than the cap may spend, but gets nothing
      if (leg.amount > 0n && balanceAfter > account.cap) throw new Problem("currency_full");
      entries.push({ ...leg, op, balanceAfter });
    }
    return this.#write(tx, entries);
  }

  /**
   * Gives from a faucet, to each as much as its cap leaves room for: for rewards that must not fail. All in one statement, each grant
   * with its operation.
   * @returns for each grant what was given and what the character has then
   */
  async grant(tx: Tx, faucet: Faucet, grants: readonly Grant[]): Promise<Array<{ given: bigint; balance: bigint }>> {
    if (grants.length === 0) return [];
    const wanted = grants.map(({ op, characterId, currency, amount }) => {
      if (amount < 0n) throw new Error(`an amount of at least 0 wanted, not ${amount}`);
      return { op, ownerType: "character" as const, ownerId: characterId, currencyId: currency, amount };
    });
    const accounts = await this.#lock(tx, [...new Map(wanted.map((leg) => [keyOf(leg), leg])).values()]);
    const entries: repository.Entry[] = [];
    const results = wanted.map((leg) => {
      const account = accounts.get(keyOf(leg)) as repository.AccountRow;
      const room = account.cap - account.balance;
      const given = leg.amount < room ? leg.amount : room;
      account.balance += given;
      if (given > 0n) {
        entries.push({ ...leg, amount: given, balanceAfter: account.balance });
        entries.push({ ...leg, ownerType: "faucet", ownerId: faucet, amount: -given, balanceAfter: null });
      }
      return { given, balance: account.balance };
    });
    if (entries.length > 0) await this.#write(tx, entries);
    return results;
  }

  /** What an account has of each currency of the content; 0 where it never had any. */
  async balances(tx: repository.Db, account: Account): Promise<Array<{ currency: string; balance: bigint }>> {
    const { ownerType, ownerId } = ownerOf(account);
    const rows = new Map((await repository.findBalances(tx, ownerType, ownerId)).map((row) => [row.currencyId, row.balance]));
    return [...this.#currencies.keys()].map((currency) => ({ currency, balance: rows.get(currency) ?? 0n }));
  }

  /** How much more of a currency each of some characters can hold; 0 or less: nothing. Their accounts are locked, sorted. */
  async rooms(tx: Tx, characterIds: readonly string[], currency: string): Promise<Map<string, bigint>> {
    const accounts = characterIds.map((ownerId): repository.Leg => ({ ownerType: "character", ownerId, currencyId: currency, amount: 0n }));
    const rows = await this.#lock(tx, accounts);
    return new Map([...rows.values()].map(({ ownerId, balance, cap }) => [ownerId, cap - balance]));
  }

  /** Moves all of an account into a sink: what its owner had when it ends. Balances are locked and gone after. */
  async close(tx: Tx, op: Operation, sink: Sink, accounts: readonly Account[]): Promise<void> {
    const owners = accounts.map(ownerOf);
    const rows = await repository.lockOwners(tx, owners);
    const entries = rows
      .filter(({ balance }) => balance > 0n)
      .flatMap(({ balance, ownerType, ownerId, currencyId }): repository.Entry[] => [
        { op, ownerType, ownerId, currencyId, amount: -balance, balanceAfter: 0n },
        { op, ownerType: "sink", ownerId: sink, currencyId, amount: balance, balanceAfter: null },
      ]);
    if (entries.length > 0) await repository.write(tx, merged(entries));
    await repository.removeEmpty(tx, owners);
  }

  /** What each party gets or gives in each currency, in all transfers together. */
  #legs(transfers: readonly Transfer[]): repository.Leg[] {
    const legs = new Map<string, repository.Leg>();
    const add = (party: Party, currencyId: string, amount: bigint) => {
      const leg = { ...ownerOf(party), currencyId, amount };
      const known = legs.get(keyOf(leg));
      legs.set(keyOf(leg), known ? { ...known, amount: known.amount + amount } : leg);
    };
    for (const { from, to, currency, amount } of transfers) {
      const rules = this.#currencies.get(currency);
      if (!rules) throw new Error(`no currency "${currency}" in the content`);
      if (amount < 1n) throw new Error(`an amount of at least 1 wanted, not ${amount}`);
      if ("sink" in from || "faucet" in to) throw new Error("faucets give and sinks take");
      const ofTheWorld = ("faucet" in from && "character" in to) || ("character" in from && "sink" in to);
      if (!rules.tradable && !ofTheWorld) throw new Problem("currency_not_tradable");
      add(from, currency, -amount);
      add(to, currency, amount);
    }
    return [...legs.values()].filter(({ amount }) => amount !== 0n);
  }

  /** The accounts concerned, locked in the order of their keys; those that are missing are opened. */
  async #lock(tx: Tx, legs: readonly repository.Leg[]): Promise<Map<string, repository.AccountRow>> {
    const accounts = legs.filter(isAccount).map((leg) => ({ ...leg, cap: this.#cap(leg) }));
    let rows = await repository.lockAccounts(tx, accounts);
    if (rows.length < accounts.length) {
      await repository.openAccounts(tx, accounts);
      rows = await repository.lockAccounts(tx, accounts);
    }
    return new Map(rows.map((row) => [keyOf(row), row]));
  }

  async #write(tx: Tx, entries: readonly repository.Entry[]): Promise<Balance[]> {
    const written = merged(entries);
    await repository.write(tx, written);
    await append(tx, ...written.flatMap(eventOf));
    return written.flatMap(({ ownerType, ownerId, currencyId, balanceAfter }) =>
      balanceAfter === null
        ? []
        : [{ account: { [ownerType]: ownerId } as unknown as Account, currency: currencyId, balance: balanceAfter }],
    );
  }

  #cap({ ownerType, currencyId }: repository.Leg): bigint {
    return ownerType === "character" ? BigInt((this.#currencies.get(currencyId) as Currency).cap) : ESCROW_CAP;
  }
}

/** CURRENCY_GAINED and CURRENCY_SPENT are about characters only. */
function eventOf({ op, ownerType, ownerId, currencyId, amount, balanceAfter }: repository.Entry): GameEvent[] {
  if (ownerType !== "character") return [];
  const size = amount < 0n ? -amount : amount;
  const payload = { operationId: op.id, reason: op.reason, currency: currencyId, amount: String(size), balance: String(balanceAfter) };
  return [{ name: amount > 0n ? "CURRENCY_GAINED" : "CURRENCY_SPENT", characterId: ownerId, payload }];
}

/** One entry of an operation for each party and currency, whatever number went through it. */
function merged(entries: readonly repository.Entry[]): repository.Entry[] {
  const byKey = new Map<string, repository.Entry>();
  for (const entry of entries) {
    const key = `${entry.op.id} ${keyOf(entry)}`;
    const known = byKey.get(key);
    byKey.set(key, known ? { ...entry, amount: known.amount + entry.amount } : entry);
  }
  return [...byKey.values()];
}

function ownerOf(party: Party): { ownerType: repository.OwnerType; ownerId: string } {
  const [[ownerType, ownerId]] = Object.entries(party) as [[repository.OwnerType, string]];
  return { ownerType, ownerId };
}

function isAccount({ ownerType }: { ownerType: repository.OwnerType }): boolean {
  return ownerType !== "faucet" && ownerType !== "sink";
}

function keyOf({ ownerType, ownerId, currencyId }: Pick<repository.Leg, "ownerType" | "ownerId" | "currencyId">): string {
  return `${ownerType}\n${ownerId}\n${currencyId}`;
}
