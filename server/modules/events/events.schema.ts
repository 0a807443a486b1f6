import { z } from "zod";
import { pagesBy } from "#server/http/page.ts";
import { playerText } from "#server/http/text.ts";

const Name = z.string().regex(/^[a-z][a-z0-9-]{1,47}$/, "This is not a subscriber's name.");

/** The order in which they were to be delivered. */
export const parkedPages = pagesBy("parked events", z.string().regex(/^\d{1,18}$/));

export const ParkedQuery = z.strictObject({
  ...parkedPages.fields,
  subscriber: Name.optional().meta({ description: "Only of this subscriber.", example: "notifications" }),
});
export type ParkedQuery = z.output<typeof ParkedQuery>;

export const ParkedParams = z.strictObject({
  subscriber: Name.meta({ example: "notifications" }),
  event: z.uuid("This is not an id."),
});
export type ParkedParams = z.output<typeof ParkedParams>;

export const UnparkRequest = z
  .strictObject({ reason: playerText(500, { lines: true }).meta({ example: "The subscriber was mended." }) })
  .meta({ id: "UnparkRequest" });

export const Unparked = z
  .strictObject({ state: z.enum(["waiting", "discarded"]).meta({ description: "What became of it." }) })
  .meta({ id: "UnparkedEvent" });

export const SubscriberLags = z
  .strictObject({
    subscribers: z.array(
      z.strictObject({
        name: z.string().meta({ example: "notifications" }),
        events: z.array(z.string()).meta({ example: ["LEVEL_UP"] }),
        waiting: z.int().min(0).meta({ description: "Events that wait; counted up to 10 000." }),
        lagS: z.number().min(0).meta({ description: "Age of the first that waits, s.", example: 0.2 }),
        parked: z.int().min(0).meta({ description: "Events given up; counted up to 10 000." }),
      }),
    ),
  })
  .meta({ id: "EventSubscribers" });

const ParkedEvent = z
  .strictObject({
    event: z.uuid(),
    subscriber: z.string().meta({ example: "notifications" }),
    name: z.string().meta({ example: "LEVEL_UP" }),
    account: z.uuid().nullable(),
    character: z.uuid().nullable(),
    payload: z.unknown().meta({ example: { level: 2 } }),
    happenedAt: z.iso.datetime(),
    parkedAt: z.iso.datetime(),
    attempts: z.int().min(1),
    error: z.string().nullable().meta({ description: "What the subscriber said at last.", example: "no such title" }),
  })
  .meta({ id: "ParkedEvent" });

export const ParkedPage = parkedPages.of(ParkedEvent).meta({ id: "ParkedEventPage" });
export type ParkedPage = z.output<typeof ParkedPage>;
