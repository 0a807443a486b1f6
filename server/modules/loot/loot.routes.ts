import { type Route, route } from "#server/http/route.ts";
import type { LootNews } from "./loot.news.ts";
import { LootParams, OpenRolls, RollAnswer, RollPage, RollParams, RollsQuery, RollView } from "./loot.schema.ts";
import type { LootRolls } from "./loot.service.ts";

const tag = "loot";
const LOOT = "/api/v1/loot/{characterId}/rolls";

/** Rolls for loot of a party's kills; `characterId` is who rolls. */
export function lootRoutes(rolls: LootRolls): Route[] {
  return [
    route({
      method: "get",
      path: LOOT,
      access: "account",
      tag,
      summary: "Items that wait for this character's roll",
      description: "Also those that it has answered, until they are decided. Live on the hub: `party/{partyId}/loot`.",
      params: LootParams,
      responses: { 200: { description: "The one that ends first comes first.", schema: OpenRolls } },
      problems: ["character_not_found"],
      handler: async ({ identity, params }) => ({
        status: 200,
        body: { rolls: await rolls.open(identity.accountId, params.characterId) },
      }),
    }),
    route({
      method: "get",
      path: `${LOOT}/history`,
      access: "account",
      tag,
      summary: "Rolls that were decided",
      params: LootParams,
      query: RollsQuery,
      responses: { 200: { description: "Newest first.", schema: RollPage } },
      problems: ["character_not_found"],
      handler: async ({ identity, params, query }) => ({
        status: 200,
        body: await rolls.history(identity.accountId, params.characterId, query),
      }),
    }),
    route({
      method: "post",
      path: `${LOOT}/{rollId}/choice`,
      access: "account",
      tag,
      summary: "Need, greed or pass",
      description:
        "Once and for all. The last answer decides at once. Who may roll was settled when the boss fell: leaving the party changes nothing.",
      idempotent: "required",
      params: RollParams,
      body: RollAnswer,
      responses: { 200: { description: "The roll, decided when this was the last answer.", schema: RollView } },
      problems: ["character_not_found", "roll_not_found", "roll_over", "rolled_already", "need_not_allowed"],
      limits: [{ points: 240, perS: 60, by: "account" }],
      handler: async ({ identity, params, body, once }) => {
        let news: LootNews[] = [];
        const answer = await once(async (tx) => {
          const chosen = await rolls.choose(tx, identity.accountId, params.characterId, params.rollId, body.choice);
          news = chosen.news;
          return { status: 200, body: chosen.roll };
        });
        rolls.tell(news);
        return answer;
      },
    }),
  ];
}
