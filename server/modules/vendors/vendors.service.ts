import { Problem, type ProblemCode } from "#server/http/problem.ts";
import type { Identity } from "#server/http/route.ts";
import type { Ledger } from "#server/modules/currency/ledger.service.ts";
import { Economy } from "#server/modules/economy/economy.ts";
import { operation } from "#server/modules/inventory/inventory.service.ts";
import type { Change } from "#server/modules/items/changes.ts";
import { BUYBACK_SLOTS, type LockedCharacter, type LockedItem } from "#server/modules/items/item.ts";
import type { Items } from "#server/modules/items/items.service.ts";
import { Stands } from "#server/modules/zones/stands.ts";
import { placeOf } from "#server/modules/zones/standing.ts";
import type { Whereabouts } from "#server/modules/zones/whereabouts.ts";
import { append } from "#server/outbox/append.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import type { Content, Vendor } from "#shared/content/schema.ts";
import { BUYBACK, repairCost, restocked, sellingPrice, type Supply } from "#shared/rules/vendors.ts";
import * as repository from "./vendors.repository.ts";
import type { Deal, Purchase, RepairOrder, Return, Sale, VendorParams, VendorView } from "./vendors.schema.ts";

export interface VendorsDeps {
  prisma: PrismaClient;
  content: Pick<Content, "vendors" | "recipes" | "zones" | "currencies">;
  items: Items;
  ledger: Ledger;
  whereabouts: Whereabouts;
  /** Epoch ms. */
  now: () => number;
}

/** A character that comes to a vendor: asked before the transaction, which waits for no room. */
export interface Visit {
  readonly identity: Identity;
  readonly characterId: string;
  readonly vendor: Vendor;
  /** Why it cannot deal with him now; a request that was answered before is answered again nevertheless. */
  readonly refusal: ProblemCode | null;
}

/** What vendors of the world sell, buy, give back and repair. */
export class VendorsService {
  readonly #deps: VendorsDeps;
  readonly #vendors: ReadonlyMap<string, Vendor>;
  readonly #stands: Stands;
  /** What lessons cost, by recipe. */
  readonly #lessons: ReadonlyMap<string, number>;
  /** Id of the main currency. */
  readonly #currency: string;

  constructor(deps: VendorsDeps) {
    this.#deps = deps;
    this.#vendors = new Map(deps.content.vendors.map((vendor) => [vendor.id, vendor]));
    this.#stands = new Stands(deps.content.zones, (object) => (object.kind === "vendor" ? object.vendor : null));
    this.#lessons = new Map(deps.content.recipes.map(({ id, lesson = 0 }) => [id, lesson]));
    this.#currency = deps.content.currencies[0].id;
  }

  /** @throws Problem vendor_not_found, character_not_found */
  async view({ accountId }: Identity, { characterId, vendorId }: VendorParams): Promise<VendorView> {
    const { prisma } = this.#deps;
    const vendor = this.#vendor(vendorId);
    const own = await repository.findItems(prisma, accountId, characterId);
    if (!own) throw new Problem("character_not_found");
    const [supplies, sold] = await Promise.all([repository.findSupplies(prisma, vendorId), repository.findBuybacks(prisma, characterId)]);
    const items = own.map((item) => ({ ...item, template: this.#deps.items.template(item.templateId) }));
    const ref = ({ itemId, version, templateId }: repository.OwnItem) => ({ itemId, version, templateId });
    return {
      vendorId,
      name: vendor.name,
      greeting: vendor.greeting,
      currency: this.#currency,
      sells: vendor.sells.map((goods) => this.#offer(goods, supplies.get(goods.item))),
      buys: items.flatMap((item) => {
        const price = item.place === "bag" ? sellingPrice(item.template, vendor) : 0;
        return price > 0 ? [{ ...ref(item), quantity: item.quantity, price: String(price) }] : [];
      }),
      buyback: sold.reverse().flatMap(({ itemId, price, soldAt }) => {
        const item = items.find((other) => other.itemId === itemId);
        if (!item || this.#isOver(soldAt)) return [];
        const { quantity, durability, quality } = item;
        const until = new Date(soldAt.getTime() + BUYBACK.forMs).toISOString();
        return [{ ...ref(item), quantity, durability, quality, price: String(price), until }];
      }),
      teaches: vendor.teaches.map((recipeId) => ({ recipeId, price: String(this.#lessons.get(recipeId)) })),
      repairs: vendor.repairs
        ? items.flatMap((item) => {
            const cost = item.place === "buyback" ? 0 : repairCost(item.template, item.durability);
            return cost > 0 ? [{ ...ref(item), cost: String(cost) }] : [];
          })
        : null,
    };
  }

  /** @throws Problem vendor_not_found */
  async visit(identity: Identity, { characterId, vendorId }: VendorParams): Promise<Visit> {
    const vendor = this.#vendor(vendorId);
    const place = await placeOf(this.#deps.whereabouts, characterId);
    return { identity, characterId, vendor, refusal: this.#stands.refusal(place, vendorId) };
  }

  /**
   * @throws Problem character_not_found, not_near, character_dead, trading_frozen, not_sold_here, price_changed, not_so_many, bag_full,
   * not_enough_currency: nothing was changed
   */
  async buy(tx: Tx, visit: Visit, { templateId, quantity, price }: Purchase): Promise<Deal> {
    const { items, ledger } = this.#deps;
    const { vendor } = visit;
    const character = await this.#begin(tx, visit);
    const goods = vendor.sells.find(({ item }) => item === templateId);
    if (!goods) throw new Problem("not_sold_here");
    if (this.#price(goods) !== price) throw new Problem("price_changed");
    if (goods.limited) {
      const supply = await repository.lockSupply(tx, vendor.id, templateId, { left: goods.limited.most, since: this.#deps.now() });
      const { left, since } = restocked(supply, goods.limited, this.#deps.now());
      if (left < quantity) throw new Problem("not_so_many");
      await repository.writeSupply(tx, vendor.id, templateId, { left: left - quantity, since });
    }
    const op = operation("vendor_bought", character);
    const [into] = await items.deliver(tx, op, character, [{ templateId, quantity }]);
    const currency = goods.currency ?? this.#currency;
    const amount = price * BigInt(quantity);
    await ledger.transfer(tx, op, [{ from: { character: character.id }, to: { sink: "vendor" }, currency, amount }]);
    await this.#tell(tx, visit, "ITEM_BOUGHT", { operationId: op.id, templateId, quantity, currency, amount: String(amount) });
    return { currency, paid: String(amount), items: into.map(toView) };
  }

  /**
   * It goes to the place `buyback`; of more than twelve things there the oldest is gone.
   * @throws Problem … item_not_found, stale_version, not_so_many, not_wanted, currency_full
   */
  async sell(tx: Tx, visit: Visit, { quantity, ...named }: Sale): Promise<Deal> {
    const { items, ledger, now } = this.#deps;
    const character = await this.#begin(tx, visit);
    const [stack] = await items.lockOwn(tx, character, [named]);
    if (quantity > stack.quantity) throw new Problem("not_so_many");
    const price = sellingPrice(stack.template, visit.vendor);
    if (price === 0) throw new Problem("not_wanted");
    const op = operation("vendor_sold", character);
    const { free, slot } = await this.#room(tx, character);
    const changes: Change[] = [...free, { move: stack, quantity, to: { character, place: "buyback", slot } }];
    const sold = (await items.apply(tx, op, changes))[changes.length - 1];
    const amount = BigInt(price) * BigInt(quantity);
    await ledger.transfer(tx, op, [{ from: { faucet: "vendor" }, to: { character: character.id }, currency: this.#currency, amount }]);
    await repository.addBuyback(tx, character.id, { itemId: sold.id, price: amount, soldAt: new Date(now()) });
    const { id: itemId, templateId } = sold;
    await this.#tell(tx, visit, "ITEM_SOLD", { operationId: op.id, itemId, templateId, quantity, amount: String(amount) });
    return { currency: this.#currency, paid: String(-amount), items: [toView(sold)] };
  }

  /** Into the bag, for what was paid. @throws Problem … item_not_found (also when its hour is over), stale_version, bag_full, not_enough_currency */
  async buyBack(tx: Tx, visit: Visit, named: Return): Promise<Deal> {
    const { items, ledger } = this.#deps;
    const character = await this.#begin(tx, visit);
    const [item] = await items.lockOwn(tx, character, [named], ["buyback"]);
    const row = (await repository.findBuybacks(tx, character.id)).find(({ itemId }) => itemId === item.id);
    if (!row || this.#isOver(row.soldAt)) throw new Problem("item_not_found");
    const op = operation("vendor_bought_back", character);
    const { templateId, quantity } = item;
    await repository.removeBuyback(tx, item.id);
    const [into] = await items.deliver(tx, op, character, [item]);
    const paid = { currency: this.#currency, amount: row.price };
    await ledger.transfer(tx, op, [{ from: { character: character.id }, to: { sink: "vendor" }, ...paid }]);
    const payload = { operationId: op.id, templateId, quantity, currency: this.#currency, amount: String(row.price), back: true };
    await this.#tell(tx, visit, "ITEM_BOUGHT", payload);
    return { currency: this.#currency, paid: String(row.price), items: into.map(toView) };
  }

  /** One thing, or all that is carried and worn. @throws Problem … no_repairs, nothing_to_repair, item_not_found, stale_version, not_enough_currency */
  async repair(tx: Tx, visit: Visit, { item }: RepairOrder): Promise<Deal> {
    const { items, ledger } = this.#deps;
    const character = await this.#begin(tx, visit);
    if (!visit.vendor.repairs) throw new Problem("no_repairs");
    const places = ["bag", "equipment"] as const;
    const named = item ? await items.lockOwn(tx, character, [item], places) : await items.inPlaces(tx, character, places);
    const broken = named.filter(({ template, durability }) => repairCost(template, durability) > 0);
    if (broken.length === 0) throw new Problem("nothing_to_repair");
    const amount = broken.reduce((sum, { template, durability }) => sum + BigInt(repairCost(template, durability)), 0n);
    const op = operation("repaired", character);
    await items.apply(
      tx,
      op,
      broken.map((one) => ({ alter: one, durability: one.template.equip?.durability })),
    );
    const paid = { currency: this.#currency, amount };
    await ledger.transfer(tx, op, [{ from: { character: character.id }, to: { sink: "repair" }, ...paid }]);
    await this.#tell(tx, visit, "ITEM_REPAIRED", { operationId: op.id, items: broken.map(({ id }) => id), amount: String(amount) });
    return { currency: this.#currency, paid: String(amount), items: broken.map(toView) };
  }

  /** The character, locked, before a vendor who deals with it. */
  async #begin(tx: Tx, { identity, characterId, refusal }: Visit): Promise<LockedCharacter> {
    await Economy.assertOpen(tx);
    const character = await this.#deps.items.lockCharacter(tx, identity.accountId, characterId);
    if (refusal) throw new Problem(refusal);
    return character;
  }

  /** A slot of the place `buyback`; when none is free, what has to go for it. */
  async #room(tx: Tx, character: LockedCharacter): Promise<{ free: Change[]; slot: number }> {
    const there = await this.#deps.items.inPlaces(tx, character, ["buyback"]);
    const taken = new Set(there.map(({ slot }) => slot));
    for (let slot = 0; slot < BUYBACK_SLOTS; slot++) if (!taken.has(slot)) return { free: [], slot };
    const [{ itemId }] = await repository.findBuybacks(tx, character.id);
    const oldest = there.find(({ id }) => id === itemId) as LockedItem;
    return { free: [{ consume: oldest }], slot: oldest.slot as number };
  }

  #offer(goods: Vendor["sells"][number], known: Supply | undefined): VendorView["sells"][number] {
    const { item: templateId, currency = this.#currency, limited } = goods;
    const supply = limited ? restocked(known ?? { left: limited.most, since: 0 }, limited, this.#deps.now()) : null;
    const comes = limited && supply && supply.left < limited.most ? new Date(supply.since + limited.restockMs).toISOString() : null;
    return { templateId, price: String(this.#price(goods)), currency, left: supply?.left ?? null, nextAt: comes };
  }

  #price({ item, price }: Vendor["sells"][number]): bigint {
    return BigInt(price ?? this.#deps.items.template(item).value);
  }

  #isOver(soldAt: Date): boolean {
    return this.#deps.now() >= soldAt.getTime() + BUYBACK.forMs;
  }

  #vendor(id: string): Vendor {
    const vendor = this.#vendors.get(id);
    if (!vendor) throw new Problem("vendor_not_found");
    return vendor;
  }

  #tell(tx: Tx, { identity, characterId, vendor }: Visit, name: string, payload: Record<string, unknown>): Promise<void> {
    return append(tx, { name, accountId: identity.accountId, characterId, payload: { vendorId: vendor.id, ...payload } });
  }
}

function toView({ id, version, templateId, quantity }: LockedItem): Deal["items"][number] {
  return { itemId: id, version, templateId, quantity };
}
