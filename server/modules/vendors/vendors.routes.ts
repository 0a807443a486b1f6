import { type Route, route } from "#server/http/route.ts";
import { Deal, Purchase, RepairOrder, Return, Sale, VendorParams, VendorView } from "./vendors.schema.ts";
import type { VendorsService } from "./vendors.service.ts";

const tag = "vendors";
const VENDOR = "/api/v1/vendors/{characterId}/{vendorId}";
const deal = { 200: { description: "Done.", schema: Deal } };
const common = {
  method: "post",
  access: "account",
  tag,
  idempotent: "required",
  params: VendorParams,
  responses: deal,
  limits: [{ points: 120, perS: 60, by: "account" }],
} as const;
const refusals = ["character_not_found", "vendor_not_found", "not_near", "character_dead", "trading_frozen"] as const;

export function vendorsRoutes(vendors: VendorsService): Route[] {
  return [
    route({
      method: "get",
      path: VENDOR,
      access: "account",
      tag,
      summary: "What a vendor has to do with one of your characters",
      params: VendorParams,
      responses: { 200: { description: "Goods, offers and repairs.", schema: VendorView } },
      problems: ["character_not_found", "vendor_not_found"],
      handler: async ({ identity, params }) => ({ status: 200, body: await vendors.view(identity, params) }),
    }),
    route({
      ...common,
      path: `${VENDOR}/buy`,
      summary: "Buy something",
      description: "Into the bag, all that was asked for or nothing.",
      body: Purchase,
      problems: [
        ...refusals,
        ...(["not_sold_here", "price_changed", "not_so_many", "bag_full", "not_enough_currency", "currency_full"] as const),
      ],
      handler: async ({ identity, params, body, once }) => {
        const visit = await vendors.visit(identity, params);
        return once(async (tx) => ({ status: 200, body: await vendors.buy(tx, visit, body) }));
      },
    }),
    route({
      ...common,
      path: `${VENDOR}/sell`,
      summary: "Sell something out of the bag",
      description: "It can be bought back for an hour, at any vendor; of more than twelve things the oldest is gone.",
      body: Sale,
      problems: [...refusals, "item_not_found", "stale_version", "not_so_many", "not_wanted", "currency_full"],
      handler: async ({ identity, params, body, once }) => {
        const visit = await vendors.visit(identity, params);
        return once(async (tx) => ({ status: 200, body: await vendors.sell(tx, visit, body) }));
      },
    }),
    route({
      ...common,
      path: `${VENDOR}/buy-back`,
      summary: "Have back what you sold, for what was paid for it",
      body: Return,
      problems: [...refusals, "item_not_found", "stale_version", "bag_full", "not_enough_currency"],
      handler: async ({ identity, params, body, once }) => {
        const visit = await vendors.visit(identity, params);
        return once(async (tx) => ({ status: 200, body: await vendors.buyBack(tx, visit, body) }));
      },
    }),
    route({
      ...common,
      path: `${VENDOR}/repair`,
      summary: "Have something repaired, or everything",
      description: "Carried or worn. Takes effect within a moment, also in a running fight.",
      body: RepairOrder,
      problems: [...refusals, "no_repairs", "nothing_to_repair", "item_not_found", "stale_version", "not_enough_currency"],
      handler: async ({ identity, params, body, once }) => {
        const visit = await vendors.visit(identity, params);
        return once(async (tx) => ({ status: 200, body: await vendors.repair(tx, visit, body) }));
      },
    }),
  ];
}
