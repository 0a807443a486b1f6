import { Ledger } from "#server/modules/currency/ledger.service.ts";
import { Items } from "#server/modules/items/items.service.ts";
import { loadContent } from "#shared/content/load.ts";

/** Items and ledger of the game's own content. */
export function books(): { items: Items; ledger: Ledger } {
  const content = loadContent();
  return { items: new Items({ content }), ledger: new Ledger({ content }) };
}
