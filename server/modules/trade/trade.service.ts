import { uuidv7 } from "uuidv7";
import { Problem } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import type { IgnoresService } from "#server/modules/chat/ignores.service.ts";
import { Economy } from "#server/modules/economy/economy.ts";
import type { LockedCharacter } from "#server/modules/items/item.ts";
import type { Whereabouts } from "#server/modules/zones/whereabouts.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import { transact } from "#server/platform/transaction.ts";
import { type TradeEnd, TradeNewsKind } from "#shared/protocol/trade.ts";
import { TRADE } from "#shared/rules/trade.ts";
import { assertMayTrade, type Standing } from "./standing.ts";
import { type Giver, type SwapDeps, swap } from "./swap.ts";
import type { TradeTeller } from "./trade.news.ts";
import * as repository from "./trade.repository.ts";
import { MAX_INVITES, type TradeOffer, type TradeState } from "./trade.schema.ts";
import { stateOf } from "./trade.view.ts";

export interface TradeDeps extends SwapDeps {
  prisma: PrismaClient;
  whereabouts: Whereabouts;
  ignores: Pick<IgnoresService, "isIgnored">;
  teller: TradeTeller;
  /** Epoch ms. */
  now: () => number;
}

/** Which trade, and by which of its characters. */
export interface Which {
  characterId: string;
  tradeId: string;
}

/** A trade that goes on, with all that is locked for a step of it. */
interface Step {
  trade: repository.TradeRow;
  self: LockedCharacter;
  other: LockedCharacter;
}

/**
 * Trades between two characters. The items stay in their owners' bags until both have locked the offers and confirmed them; then all of it
 * changes hands in one transaction. Every step locks both characters, then the trade: of what is tried at once one thing is done first, and
 * what goes by an older revision is void.
 */
export class TradeService {
  readonly #deps: TradeDeps;

  constructor(deps: TradeDeps) {
    this.#deps = deps;
  }

  /** @throws Problem character_not_found */
  async get({ accountId }: Identity, characterId: string): Promise<TradeState> {
    const { prisma } = this.#deps;
    if (!(await repository.isOwn(prisma, accountId, characterId))) throw new Problem("character_not_found");
    return this.#state(prisma, characterId);
  }

  /** Where the two of a trade are: asked before the transaction, which waits for no room. @throws Problem character_not_found */
  async standing({ accountId }: Identity, which: Which): Promise<Standing> {
    const found = await repository.findParties(this.#deps.prisma, accountId, which);
    if (!found) throw new Problem("character_not_found");
    return found.parties ? this.#where(which.characterId, otherOf(found.parties, which.characterId)) : { own: undefined, other: undefined };
  }

  /** The same before there is a trade. @throws Problem character_not_found */
  async standingBeside({ accountId }: Identity, characterId: string, nameKey: string): Promise<Standing> {
    const { prisma } = this.#deps;
    if (!(await repository.isOwn(prisma, accountId, characterId))) throw new Problem("character_not_found");
    const otherId = await repository.findByName(prisma, nameKey);
    return otherId === null ? { own: undefined, other: undefined } : this.#where(characterId, otherId);
  }

  /**
   * @throws Problem character_not_found, player_not_found (also by whom this player is ignored), invalid_request, in_trade_already,
   * invited_already, too_many_invites, trading_frozen, and those of `assertMayTrade`
   */
  async invite(tx: Tx, { accountId }: Identity, characterId: string, nameKey: string, standing: Standing): Promise<TradeState> {
    const { items, ignores, teller } = this.#deps;
    await Economy.assertOpen(tx);
    if (!(await repository.isOwn(tx, accountId, characterId))) throw new Problem("character_not_found");
    const toId = await repository.findByName(tx, nameKey);
    if (toId === null) throw new Problem("player_not_found");
    if (toId === characterId) throw withSelf();
    const locked = await items.lockCharacters(tx, [characterId, toId]);
    const self = own(locked.get(characterId), accountId);
    const other = locked.get(toId);
    // who is ignored is not told so
    if (!other || other.deleted || !standing.other || (await ignores.isIgnored(tx, other.accountId, accountId)))
      throw new Problem("player_not_found");
    assertMayTrade(standing);

    if (await repository.findActive(tx, characterId)) throw new Problem("in_trade_already");
    if ((await repository.findActive(tx, toId))?.state === "open")
      throw new Problem("in_trade_already", { detail: `${other.name} trades with somebody else.` });
    const [now, expiresAt] = [this.#date(), this.#date(TRADE.inviteMs)];
    const lately = new Date(now.getTime() - TRADE.inviteMs);
    if (await repository.hasDeclined(tx, characterId, toId, lately)) throw new Problem("invited_already");
    if ((await repository.countInvites(tx, toId, now)) >= MAX_INVITES) throw new Problem("too_many_invites");
    const trade = { id: uuidv7(), fromId: characterId, toId, createdAt: now, expiresAt };
    await repository.insertTrade(tx, trade);
    teller.tell(tx, other, self, TradeNewsKind.INVITED, { tradeId: trade.id });
    return this.#state(tx, characterId);
  }

  /**
   * An invitation of one's own ends with it.
   * @throws Problem character_not_found, trade_not_found, trade_over, in_trade_already, and those of `assertMayTrade`
   */
  async accept(tx: Tx, identity: Identity, which: Which, standing: Standing): Promise<TradeState> {
    const { trade, self, other } = await this.#step(tx, identity, which);
    if (trade.state !== "invited" || trade.toId !== self.id) throw new Problem("trade_over");
    assertMayTrade(standing);
    const active = await repository.findActive(tx, self.id);
    if (active?.state === "open") throw new Problem("in_trade_already");
    if (active) await this.#withdraw(tx, active.id, self);
    await repository.open(tx, trade, this.#date(TRADE.openMs));
    this.#deps.teller.tellBoth(tx, [self, other], TradeNewsKind.CHANGED, { tradeId: trade.id, revision: trade.revision });
    return this.#state(tx, self.id);
  }

  /** @throws Problem character_not_found, trade_not_found, trade_over, trade_not_open, item_not_found, stale_version, item_bound, not_so_many, not_enough_currency */
  async offer(tx: Tx, identity: Identity, which: Which, { items: offered, money }: TradeOffer): Promise<TradeState> {
    const { items, ledger, currency } = this.#deps;
    const { trade, self, other } = await this.#open(tx, identity, which);
    const found = await items.lockOwn(tx, self, offered);
    const rows = found.map((item, n) => {
      const quantity = offered[n].quantity ?? item.quantity;
      if (item.boundTo !== null) throw new Problem("item_bound");
      if (quantity > item.quantity) throw new Problem("not_so_many");
      return { itemId: item.id, version: item.version, quantity };
    });
    const balance = (await ledger.balances(tx, { character: self.id })).find((one) => one.currency === currency)?.balance ?? 0n;
    if (money > balance) throw new Problem("not_enough_currency");
    const revision = await repository.replaceOffer(tx, trade.id, self.id, { items: rows, money });
    this.#deps.teller.tellBoth(tx, [self, other], TradeNewsKind.CHANGED, { tradeId: trade.id, revision });
    return this.#state(tx, self.id);
  }

  /** Agrees with both offers. @throws Problem those of `confirm` but trade_not_locked, bag_full and currency_full; trade_empty */
  async lock(tx: Tx, identity: Identity, which: Which, revision: number, standing: Standing): Promise<TradeState> {
    await Economy.assertOpen(tx);
    const { trade, self, other } = await this.#open(tx, identity, which);
    assertSeen(trade, revision);
    assertMayTrade(standing);
    const sides = await repository.sidesOf(tx, trade.id);
    if ([...sides.values()].every(({ offers, money }) => offers.length === 0 && money === 0n)) throw new Problem("trade_empty");
    await this.#assertStands(tx, trade);
    await repository.setLocked(tx, trade.id, self.id);
    this.#deps.teller.tellBoth(tx, [self, other], TradeNewsKind.CHANGED, { tradeId: trade.id, revision });
    return this.#state(tx, self.id);
  }

  /**
   * Says so again, after both have locked; the second of them makes the exchange.
   * @throws Problem character_not_found, trade_not_found, trade_over, trade_not_open, stale_version, trade_not_locked, trade_offer_changed
   * (what was offered is not as it was: `dropFallen` after it), bag_full, currency_full, trading_frozen, and those of `assertMayTrade`
   */
  async confirm(tx: Tx, identity: Identity, which: Which, revision: number, standing: Standing): Promise<TradeState> {
    await Economy.assertOpen(tx);
    const { trade, self, other } = await this.#open(tx, identity, which);
    assertSeen(trade, revision);
    assertMayTrade(standing);
    const sides = await repository.sidesOf(tx, trade.id);
    const [mine, theirs] = [sides.get(self.id), sides.get(other.id)];
    if (!mine?.locked || !theirs?.locked) throw new Problem("trade_not_locked");
    await repository.setConfirmed(tx, trade.id, self.id);
    if (theirs.confirmed) {
      const givers: [Giver, Giver] = [
        { character: self, side: mine },
        { character: other, side: theirs },
      ];
      await swap(tx, this.#deps, { tradeId: trade.id, actor: self.id, givers, now: this.#date() });
    } else await this.#assertStands(tx, trade);
    const kind = theirs.confirmed ? TradeNewsKind.COMPLETED : TradeNewsKind.CHANGED;
    this.#deps.teller.tellBoth(tx, [self, other], kind, { tradeId: trade.id, revision });
    return this.#state(tx, self.id);
  }

  /** Also withdraws an invitation, or declines it. @throws Problem character_not_found, trade_not_found, trade_over */
  async cancel(tx: Tx, identity: Identity, which: Which): Promise<TradeState> {
    const step = await this.#step(tx, identity, which);
    const { trade, self } = step;
    await this.#end(tx, step, trade.state === "invited" && trade.toId === self.id ? "declined" : "cancelled");
    return this.#state(tx, self.id);
  }

  /**
   * Takes back what is offered and is not as it was, which unlocks both sides: after a step was refused because of it, and from time to
   * time. A transaction of its own.
   */
  async dropFallen(tradeId: string): Promise<void> {
    const { prisma, currency, teller } = this.#deps;
    await transact(prisma, async (tx) => {
      const trade = await repository.lockTrade(tx, tradeId);
      if (trade?.state !== "open") return;
      const revision = await repository.dropFallen(tx, tradeId, currency);
      if (revision === null) return;
      const readers = await this.#readers(tx, trade);
      if (readers) teller.tellBoth(tx, readers, TradeNewsKind.CHANGED, { tradeId, revision, itemsChanged: true });
    });
  }

  /** Ends a trade that has not ended, for a reason of the world. A transaction of its own. */
  async endFor(tradeId: string, reason: TradeEnd): Promise<void> {
    const { prisma, teller } = this.#deps;
    await transact(prisma, async (tx) => {
      const trade = await repository.lockTrade(tx, tradeId);
      if (!trade || isOver(trade)) return;
      // accepted in this moment: it has its whole time
      if (reason === "timeout" && trade.expiresAt > this.#date()) return;
      await repository.end(tx, tradeId, reason, this.#date());
      const readers = await this.#readers(tx, trade);
      if (readers) teller.tellBoth(tx, readers, TradeNewsKind.CANCELLED, { tradeId, reason });
    });
  }

  async #step(tx: Tx, { accountId }: Identity, which: Which): Promise<Step> {
    const found = await repository.findParties(tx, accountId, which);
    if (!found) throw new Problem("character_not_found");
    if (!found.parties) throw new Problem("trade_not_found");
    const { fromId, toId } = found.parties;
    const locked = await this.#deps.items.lockCharacters(tx, [fromId, toId]);
    const self = own(locked.get(which.characterId), accountId);
    const other = locked.get(otherOf(found.parties, self.id));
    const trade = await repository.lockTrade(tx, which.tradeId);
    if (!trade || !other || other.deleted || isOver(trade) || trade.expiresAt <= this.#date()) throw new Problem("trade_over");
    return { trade, self, other };
  }

  async #open(tx: Tx, identity: Identity, which: Which): Promise<Step> {
    const step = await this.#step(tx, identity, which);
    if (step.trade.state !== "open") throw new Problem("trade_not_open");
    return step;
  }

  async #assertStands(tx: Tx, { id }: repository.TradeRow): Promise<void> {
    if (!(await repository.offersStand(tx, id, this.#deps.currency))) throw new Problem("trade_offer_changed");
  }

  /** An invitation of a locked character, who has accepted another. */
  async #withdraw(tx: Tx, tradeId: string, self: LockedCharacter): Promise<void> {
    const trade = await repository.lockTrade(tx, tradeId);
    if (!trade || isOver(trade)) return;
    await repository.end(tx, tradeId, "cancelled", this.#date());
    const other = (await repository.findPeople(tx, [trade.toId])).get(trade.toId);
    if (other)
      this.#deps.teller.tell(tx, { ...other, id: other.characterId }, self, TradeNewsKind.CANCELLED, { tradeId, reason: "cancelled" });
  }

  async #end(tx: Tx, { trade, self, other }: Step, reason: TradeEnd): Promise<void> {
    await repository.end(tx, trade.id, reason, this.#date());
    this.#deps.teller.tellBoth(tx, [self, other], TradeNewsKind.CANCELLED, { tradeId: trade.id, reason });
  }

  async #readers(tx: Tx, { fromId, toId }: repository.TradeRow) {
    const people = await repository.findPeople(tx, [fromId, toId]);
    const [from, to] = [people.get(fromId), people.get(toId)];
    return from && to
      ? ([
          { ...from, id: fromId },
          { ...to, id: toId },
        ] as const)
      : null;
  }

  async #where(ownId: string, otherId: string): Promise<Standing> {
    const places = await this.#deps.whereabouts.of([ownId, otherId]);
    return { own: places.get(ownId), other: places.get(otherId) };
  }

  #state(db: PrismaClient | Tx, characterId: string): Promise<TradeState> {
    return stateOf(db, characterId, this.#date());
  }

  #date(inMs = 0): Date {
    return new Date(this.#deps.now() + inMs);
  }
}

/** @throws Problem character_not_found */
function own(character: LockedCharacter | undefined, accountId: string): LockedCharacter {
  if (!character || character.deleted || character.accountId !== accountId) throw new Problem("character_not_found");
  return character;
}

function otherOf({ fromId, toId }: { fromId: string; toId: string }, characterId: string): string {
  return characterId === fromId ? toId : fromId;
}

function isOver({ state }: repository.TradeRow): boolean {
  return state === "completed" || state === "cancelled";
}

/** @throws Problem stale_version */
function assertSeen(trade: repository.TradeRow, revision: number): void {
  if (trade.revision !== revision)
    throw new Problem("stale_version", { detail: `An offer has changed: the trade is at revision ${trade.revision}.` });
}

function withSelf(): Problem {
  const message = "Nobody trades with himself.";
  return new Problem("invalid_request", { detail: `name: ${message}`, errors: [{ in: "body", path: "name", message }] });
}
