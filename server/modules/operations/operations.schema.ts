import { z } from "zod";
import { playerText } from "#server/http/text.ts";

export const FlightQuery = z.strictObject({
  zone: z
    .string()
    .regex(/^[a-z][a-z0-9_]{1,47}$/, "a zone's id")
    .optional()
    .meta({ description: "Only this zone.", example: "emberwatch_vale" }),
  limit: z.coerce.number().int().min(1).max(100).default(20).meta({ description: "Ticks per zone layer.", example: 20 }),
});
export type FlightQuery = z.output<typeof FlightQuery>;

const ms = z.number().min(0);
const phases = z.record(z.string(), ms).meta({ description: "ms by phase of the tick.", example: { movement: 0.6, abilities: 21.4 } });
const counts = z.record(z.string(), ms).meta({ description: "What may explain it.", example: { players: 412, combatEvents: 600 } });

const Flight = z
  .strictObject({
    at: z.iso.datetime(),
    tick: z.int().min(1),
    totalMs: ms.meta({ example: 27.3 }),
    lateMs: ms.meta({ description: "How much later than due it began.", example: 0.4 }),
    gcMs: ms.meta({ description: "Garbage collection in it, or while it waited.", example: 0 }),
    phases,
    counts,
    usual: z.strictObject({ totalMs: ms.meta({ example: 4.1 }), phases, counts }).meta({ description: "Averages over the ticks before." }),
    cause: z.string().meta({ example: "abilities took 21.4 ms instead of 1.1 ms: 600 combat events instead of 30" }),
  })
  .meta({ id: "Flight" });

const ZoneFlights = z
  .strictObject({
    zoneId: z.string().meta({ example: "emberwatch_vale" }),
    layer: z.int().min(0).meta({ example: 0 }),
    tickRate: z.int().min(1).meta({ description: "Ticks per second.", example: 20 }),
    worst: z.array(Flight).meta({ description: "The worst first, of the last hour; at most five of each minute are kept." }),
  })
  .meta({ id: "ZoneFlights" });

export const FlightRecords = z.strictObject({ zones: z.array(ZoneFlights) }).meta({ id: "FlightRecords" });

export const NewAnnouncement = z
  .strictObject({
    text: playerText(255).meta({ description: "What everybody who is connected reads.", example: "The server restarts in ten minutes." }),
  })
  .meta({ id: "NewAnnouncement" });
export type NewAnnouncement = z.output<typeof NewAnnouncement>;

export const Announcement = z
  .strictObject({ text: z.string().meta({ example: "The server restarts in ten minutes." }), at: z.iso.datetime() })
  .meta({ id: "Announcement" });
export type Announcement = z.output<typeof Announcement>;
