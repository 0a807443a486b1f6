import { type Route, route } from "#server/http/route.ts";
import { AttributeSpending, ProgressionParams, ProgressionView, SkillTraining, TitleChoice } from "./progression.schema.ts";
import type { ProgressionService } from "./progression.service.ts";

const tag = "progression";
const changed = { 200: { description: "How it is now.", schema: ProgressionView } };
const limits = [{ points: 60, perS: 60, by: "account" }] as const;

export function progressionRoutes(progression: ProgressionService): Route[] {
  return [
    route({
      method: "get",
      path: "/api/v1/progression/{id}",
      access: "account",
      tag,
      summary: "Level, points, skills, titles and stats of a character",
      params: ProgressionParams,
      responses: { 200: { description: "The character sheet.", schema: ProgressionView } },
      problems: ["character_not_found"],
      handler: async ({ identity, params }) => ({ status: 200, body: await progression.get(identity.accountId, params.id) }),
    }),
    route({
      method: "post",
      path: "/api/v1/progression/{id}/attributes",
      access: "account",
      tag,
      summary: "Spend attribute points",
      description: "All of it or nothing. Takes effect within a moment, also in a running fight.",
      idempotent: "optional",
      params: ProgressionParams,
      body: AttributeSpending,
      responses: changed,
      problems: ["character_not_found", "not_enough_points", "too_much_of_it"],
      limits,
      handler: ({ identity, params, body, once }) =>
        once(async (tx) => ({ status: 200, body: await progression.spendOnAttributes(tx, identity.accountId, params.id, body) })),
    }),
    route({
      method: "post",
      path: "/api/v1/progression/{id}/skills",
      access: "account",
      tag,
      summary: "Train skills with skill points",
      description: "A rank for each point, on top of what use has taught. All of it or nothing.",
      idempotent: "optional",
      params: ProgressionParams,
      body: SkillTraining,
      responses: changed,
      problems: ["character_not_found", "not_enough_points", "too_much_of_it"],
      limits,
      handler: ({ identity, params, body, once }) =>
        once(async (tx) => ({ status: 200, body: await progression.train(tx, identity.accountId, params.id, body) })),
    }),
    route({
      method: "post",
      path: "/api/v1/progression/{id}/respec",
      access: "account",
      tag,
      summary: "Take all points back",
      description: "Each time costs more. What use has taught stays.",
      idempotent: "optional",
      params: ProgressionParams,
      responses: changed,
      problems: ["character_not_found", "not_enough_currency"],
      limits,
      handler: ({ identity, params, once }) =>
        once(async (tx) => ({ status: 200, body: await progression.respec(tx, identity.accountId, params.id) })),
    }),
    route({
      method: "put",
      path: "/api/v1/progression/{id}/title",
      access: "account",
      tag,
      summary: "Choose the title that is shown",
      idempotent: "optional",
      params: ProgressionParams,
      body: TitleChoice,
      responses: changed,
      problems: ["character_not_found", "title_not_earned"],
      limits,
      handler: ({ identity, params, body, once }) =>
        once(async (tx) => ({ status: 200, body: await progression.chooseTitle(tx, identity.accountId, params.id, body.titleId) })),
    }),
  ];
}
