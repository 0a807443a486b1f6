import { type Route, route } from "#server/http/route.ts";
import { PublicContentView } from "./content.schema.ts";
import type { ContentService } from "./content.service.ts";

export function contentRoutes(content: ContentService): Route[] {
  const headers = { ETag: content.etag, "Cache-Control": "public, no-cache" };
  return [
    route({
      method: "get",
      path: "/api/v1/content",
      access: "public",
      tag: "content",
      summary: "Classes, abilities, items, NPCs and the zones' ground",
      description:
        "Everything a client needs to show the world and to predict its own walk. Send `If-None-Match` to get it only when it changed.",
      responses: {
        200: { description: "The content.", schema: PublicContentView, example: content.sample, headers: { ETag: "Hash of the content." } },
        304: { description: "It is still the same.", headers: { ETag: "Hash of the content." } },
      },
      handler: async ({ header }) =>
        content.isKnown(header("if-none-match")) ? { status: 304, headers } : { status: 200, headers, json: content.json },
    }),
  ];
}
