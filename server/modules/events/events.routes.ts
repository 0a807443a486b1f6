import { type Route, route } from "#server/http/route.ts";
import { ParkedPage, ParkedParams, ParkedQuery, SubscriberLags, Unparked, UnparkRequest } from "./events.schema.ts";
import type { EventsService } from "./events.service.ts";

const PATH = "/api/v1/admin/events";
const access = { permission: "operate" } as const;
const tag = "admin";

export function eventsRoutes(events: EventsService): Route[] {
  return [
    route({
      method: "get",
      path: `${PATH}/subscribers`,
      access,
      tag,
      summary: "Who is told of which events, and how far behind",
      responses: { 200: { description: "By name.", schema: SubscriberLags } },
      handler: async () => ({ status: 200, body: await events.subscribers() }),
    }),
    route({
      method: "get",
      path: `${PATH}/parked`,
      access,
      tag,
      summary: "Events that a subscriber could not handle",
      description: "Tried ten times over about a quarter of an hour. Later events of the same character were delivered without them.",
      query: ParkedQuery,
      responses: { 200: { description: "The oldest first.", schema: ParkedPage } },
      handler: async ({ query }) => ({ status: 200, body: await events.parked(query) }),
    }),
    route({
      method: "post",
      path: `${PATH}/parked/{subscriber}/{event}/retry`,
      access,
      tag,
      summary: "Have a parked event tried again",
      idempotent: "optional",
      params: ParkedParams,
      body: UnparkRequest,
      responses: { 200: { description: "It waits for its subscriber.", schema: Unparked } },
      problems: ["parked_event_not_found"],
      handler: ({ identity, params, body, once }) =>
        once(async (tx) => ({ status: 200, body: await events.unpark(tx, identity, params, "waiting", body.reason) })),
    }),
    route({
      method: "post",
      path: `${PATH}/parked/{subscriber}/{event}/discard`,
      access,
      tag,
      summary: "Give a parked event up for good",
      description: "The event stays; it is not delivered to this subscriber, unless it is replayed.",
      idempotent: "optional",
      params: ParkedParams,
      body: UnparkRequest,
      responses: { 200: { description: "It is given up.", schema: Unparked } },
      problems: ["parked_event_not_found"],
      handler: ({ identity, params, body, once }) =>
        once(async (tx) => ({ status: 200, body: await events.unpark(tx, identity, params, "discarded", body.reason) })),
    }),
  ];
}
