import { z } from "zod";

export const ZoneView = z
  .strictObject({
    id: z.string().meta({ example: "emberwatch_vale" }),
    name: z.string().meta({ example: "Emberwatch Vale" }),
    widthM: z.int(),
    heightM: z.int(),
    maxPlayers: z.int(),
    open: z.boolean().meta({ description: "Does a server run it now?" }),
    layers: z.array(z.strictObject({ layer: z.int(), roomId: z.string().meta({ example: "kLmN0pQrS" }), players: z.int() })),
  })
  .meta({ id: "Zone" });
export type ZoneView = z.output<typeof ZoneView>;

export const ZoneList = z.strictObject({ zones: z.array(ZoneView) }).meta({ id: "ZoneList" });
