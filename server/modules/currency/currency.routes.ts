import { type Route, route } from "#server/http/route.ts";
import { Balances, CurrencyParams, Entries, EntriesQuery } from "./currency.schema.ts";
import type { CurrencyService } from "./currency.service.ts";

const tag = "currency";

export function currencyRoutes(currency: CurrencyService): Route[] {
  return [
    route({
      method: "get",
      path: "/api/v1/currency/{characterId}",
      access: "account",
      tag,
      summary: "The money of one of your characters",
      params: CurrencyParams,
      responses: { 200: { description: "Of every currency, in the order of the content.", schema: Balances } },
      problems: ["character_not_found"],
      handler: async ({ identity, params }) => ({ status: 200, body: await currency.balances(identity.accountId, params.characterId) }),
    }),
    route({
      method: "get",
      path: "/api/v1/currency/{characterId}/entries",
      access: "account",
      tag,
      summary: "Where the money of one of your characters came from and went to",
      params: CurrencyParams,
      query: EntriesQuery,
      responses: { 200: { description: "A page of the ledger.", schema: Entries } },
      problems: ["character_not_found"],
      handler: async ({ identity, params, query }) => ({
        status: 200,
        body: await currency.entries(identity.accountId, params.characterId, query),
      }),
    }),
  ];
}
