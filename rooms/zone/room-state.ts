import { type SchemaType, schema, t } from "@colyseus/schema";

/** What changes slowly in a zone, for every Colyseus client to read. Everything that moves travels in snapshots. */
export const ZoneRoomState = schema(
  {
    zoneId: t.string().default(""),
    name: t.string().default(""),
    layer: t.uint8().default(0),
    tickRate: t.uint8().default(20),
    population: t.uint16().default(0),
    /** Steps taken against overload: 0 is all that the zone has to give. */
    load: t.uint8().default(0),
  },
  "ZoneRoomState",
);
export type ZoneRoomState = SchemaType<typeof ZoneRoomState>;
