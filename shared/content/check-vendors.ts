import { sellingPrice } from "#shared/rules/vendors.ts";
import type { LocatedContent } from "./check.ts";
import { checkReference, checkUnique, type KnownIds } from "./references.ts";
import type { Problems } from "./source.ts";

/** What the shape of a vendor cannot say: names that exist, and prices at which nobody grows rich between two vendors. */
export function checkVendors({ vendors, items, currencies }: LocatedContent, known: KnownIds, problems: Problems): void {
  checkUnique(vendors, "id", problems);
  const byId = new Map(items.map(({ value }) => [value.id, value]));
  const main = currencies[0]?.value.id;
  for (const vendor of vendors) {
    const sold = new Set<string>();
    for (const [n, goods] of vendor.value.sells.entries()) {
      checkReference(vendor, ["sells", n, "item"], goods.item, "item", known.items, problems);
      if (goods.currency !== undefined)
        checkReference(vendor, ["sells", n, "currency"], goods.currency, "currency", known.currencies, problems);
      if (sold.has(goods.item)) problems.add(vendor, ["sells", n, "item"], `"${goods.item}" is sold twice`);
      sold.add(goods.item);
      const item = byId.get(goods.item);
      if (!item) continue;
      const price = goods.price ?? item.value;
      if (price === 0) problems.add(vendor, ["sells", n], "has no price, and the item no value");
      const best = Math.max(0, ...vendors.map(({ value }) => sellingPrice(item, value)));
      if (price < best && (goods.currency ?? main) === main)
        problems.add(vendor, ["sells", n, "price"], `must be at least ${best}: so much a vendor pays for it`);
    }
  }
}
