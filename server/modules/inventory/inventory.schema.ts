import { z } from "zod";

export const InventoryParams = z.strictObject({ characterId: z.uuid("This is not an id.") });

export const InventoryView = z
  .strictObject({
    characterId: z.uuid(),
    capacity: z.int().meta({ description: "Slots of the bag, numbered from 0." }),
    items: z.array(
      z.strictObject({ itemId: z.uuid(), templateId: z.string().meta({ example: "wolf_pelt" }), quantity: z.int(), slot: z.int() }),
    ),
  })
  .meta({ id: "Inventory" });
export type InventoryView = z.output<typeof InventoryView>;
