import { z } from "zod";
import { Name } from "#server/modules/characters/characters.schema.ts";

const layer = z.int().min(0).max(32_767).meta({ example: 1 });
const zoneId = z.string().regex(/^[a-z][a-z0-9_]{1,47}$/, "a zone's id");

export const ZoneParams = z.strictObject({ zoneId: zoneId.meta({ example: "emberwatch_vale" }) });

const LayerView = z
  .strictObject({
    layer,
    players: z.int().min(0).meta({ description: "As of at most two seconds ago.", example: 312 }),
    load: z.number().min(0).meta({ description: "Part of the players it can take.", example: 0.16 }),
    busy: z.boolean().meta({ description: "Others are preferred to it: it is nearly full, or its server has much to do." }),
    full: z.boolean().meta({ description: "Nobody else can enter." }),
  })
  .meta({ id: "ZoneLayer" });

export const ZoneView = z
  .strictObject({
    id: z.string().meta({ example: "emberwatch_vale" }),
    name: z.string().meta({ example: "Emberwatch Vale" }),
    widthM: z.int(),
    heightM: z.int(),
    maxPlayers: z.int().meta({ description: "Of one layer.", example: 2000 }),
    open: z.boolean().meta({ description: "Does a server run it now?" }),
    players: z.int().min(0).meta({ description: "On all layers together.", example: 312 }),
    layers: z.array(LayerView).meta({ description: "Copies of the zone that run now, without those that are about to close." }),
  })
  .meta({ id: "Zone" });
export type ZoneView = z.output<typeof ZoneView>;

export const ZoneList = z.strictObject({ zones: z.array(ZoneView) }).meta({ id: "ZoneList" });

export const TeleportParams = z.strictObject({ characterId: z.uuid("This is not an id.") });

const TeleportView = z
  .strictObject({
    code: z.int().meta({ description: "How the action TRAVEL names it.", example: 4 }),
    id: z.string().meta({ description: "Of its object in the zone.", example: "waystone_harbour" }),
    name: z.string().meta({ example: "Way Stone of the Harbour" }),
    zoneId: z.string().meta({ example: "saltgate" }),
    zoneName: z.string().meta({ example: "Saltgate" }),
    x: z.number().meta({ description: "Where it stands, m.", example: 70.5 }),
    y: z.number().meta({ example: 83.5 }),
    discoveredAt: z.iso.datetime().nullable().meta({ description: "null: not discovered yet; nobody travels there before." }),
  })
  .meta({ id: "Teleport" });

export const TeleportList = z.strictObject({ teleports: z.array(TeleportView) }).meta({ id: "TeleportList" });
export type TeleportList = z.output<typeof TeleportList>;

export const LayerWish = z
  .strictObject({
    characterId: z.uuid("This is not an id.").meta({ description: "One of yours that is in the zone." }),
    layer: layer.optional().meta({ description: "Where to." }),
    joinName: Name.optional().meta({ description: "Or: to the layer on which this character is.", example: "Mira" }),
  })
  .refine((wish) => (wish.layer === undefined) !== (wish.joinName === undefined), "Either a layer or somebody to join.")
  .meta({ id: "LayerWish", example: { characterId: "0192f0c5-1d3e-7c3a-9b61-2f4f5a6b7c8d", layer: 1 } });
export type LayerWish = z.output<typeof LayerWish>;

export const LayerChange = z.strictObject({ zoneId: z.string().meta({ example: "emberwatch_vale" }), layer }).meta({ id: "LayerChange" });
export type LayerChange = z.output<typeof LayerChange>;
