import { z } from "zod";
import { Money } from "#server/modules/currency/currency.schema.ts";
import { ItemRef } from "#server/modules/inventory/inventory.schema.ts";

const contentId = z.string().regex(/^[a-z][a-z0-9_]{1,47}$/, "the id of something in the content");
const quantity = z.int().min(1).max(999).meta({ example: 2 });
const money = z.string().regex(/^\d{1,15}$/);

export const VendorParams = z.strictObject({
  characterId: z.uuid("This is not an id."),
  vendorId: contentId.meta({ description: "Of the content: `vendor` of an object of that kind.", example: "watch_smith" }),
});
export type VendorParams = z.output<typeof VendorParams>;

export const Purchase = z
  .strictObject({
    templateId: contentId.meta({ example: "watch_sword" }),
    quantity,
    price: Money.meta({ description: "Of one, as you saw it: another one is a 409.", example: "280" }),
  })
  .meta({ id: "VendorPurchase" });
export type Purchase = z.output<typeof Purchase>;

export const Sale = z.strictObject({ ...ItemRef.shape, quantity }).meta({ id: "VendorSale" });
export type Sale = z.output<typeof Sale>;

export const Return = z.strictObject(ItemRef.shape).meta({ id: "VendorBuyBack" });
export type Return = z.output<typeof Return>;

export const RepairOrder = z
  .strictObject({ item: ItemRef.optional().meta({ description: "Carried or worn; absent: everything that is." }) })
  .meta({ id: "VendorRepair" });
export type RepairOrder = z.output<typeof RepairOrder>;

const itemId = z.uuid();
const templateId = z.string().meta({ example: "watch_sword" });
const version = z.int().meta({ example: 0 });

export const VendorView = z
  .strictObject({
    vendorId: z.string().meta({ example: "watch_smith" }),
    name: z.string().meta({ example: "Torben Ashhammer" }),
    greeting: z.string().meta({ example: "If it bends, I straighten it." }),
    currency: z.string().meta({ description: "What he pays and counts repairs in.", example: "crowns" }),
    sells: z.array(
      z.strictObject({
        templateId,
        price: money.meta({ description: "Of one.", example: "280" }),
        currency: z.string().meta({ example: "crowns" }),
        left: z.int().nullable().meta({ description: "null: there is no end of it.", example: 2 }),
        nextAt: z.iso.datetime().nullable().meta({ description: "When there will be one more; null: it is complete." }),
      }),
    ),
    buys: z.array(
      z.strictObject({
        itemId,
        version,
        templateId,
        quantity: z.int(),
        price: money.meta({ description: "What he pays for one.", example: "70" }),
      }),
    ),
    buyback: z
      .array(
        z.strictObject({
          itemId,
          version,
          templateId,
          quantity: z.int(),
          durability: z.int().nullable(),
          quality: z.int().nullable(),
          price: money.meta({ description: "For all of it.", example: "70" }),
          until: z.iso.datetime().meta({ description: "Then it is gone." }),
        }),
      )
      .meta({ description: "What you sold, to whomever, the last first." }),
    teaches: z
      .array(z.strictObject({ recipeId: z.string().meta({ example: "forge_ring_mail" }), price: money.meta({ example: "800" }) }))
      .meta({ description: "See `/api/v1/crafting/{characterId}/learn`." }),
    repairs: z
      .array(z.strictObject({ itemId, version, templateId, cost: money.meta({ example: "12" }) }))
      .nullable()
      .meta({ description: "What is damaged of all you carry and wear; null: he repairs nothing." }),
  })
  .meta({ id: "Vendor" });
export type VendorView = z.output<typeof VendorView>;

export const Deal = z
  .strictObject({
    currency: z.string().meta({ example: "crowns" }),
    paid: z
      .string()
      .regex(/^-?\d{1,15}$/)
      .meta({ description: "By you; negative: to you.", example: "560" }),
    items: z
      .array(z.strictObject({ itemId, version, templateId, quantity: z.int() }))
      .meta({ description: "What it was about, as it is now." }),
  })
  .meta({ id: "VendorDeal" });
export type Deal = z.output<typeof Deal>;
