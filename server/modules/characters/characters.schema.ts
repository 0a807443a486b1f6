import { z } from "zod";
import { readName } from "./names.ts";

export const MAX_SLOTS = 8;
export const BAG_SLOTS = 24;

const Name = z
  .string()
  .max(64)
  .transform((typed, context) => {
    const name = readName(typed);
    if (typeof name !== "string") return name;
    context.addIssue({ code: "custom", message: name });
    return z.NEVER;
  })
  .meta({ description: "3 to 16 letters of one script; unique whatever the case.", example: "Mira" });

export const NewCharacter = z
  .strictObject({
    name: Name,
    classId: z.string().min(1).max(48).meta({ description: "A class of `GET /api/v1/content`.", example: "warden" }),
  })
  .meta({ id: "NewCharacter" });
export type NewCharacter = z.output<typeof NewCharacter>;

export const CharacterParams = z.strictObject({ id: z.uuid("This is not an id.") });

export const CharacterView = z
  .strictObject({
    id: z.uuid(),
    name: z.string(),
    classId: z.string(),
    level: z.int().min(1),
    experience: z.int().min(0).meta({ description: "All of it, since level 1." }),
    slot: z.int().min(1).max(MAX_SLOTS),
    zoneId: z.string().nullable().meta({ description: "Where it was last; null: nowhere yet." }),
    createdAt: z.iso.datetime(),
    lastPlayedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Character" });
export type CharacterView = z.output<typeof CharacterView>;

export const CharacterList = z.strictObject({ characters: z.array(CharacterView), maxSlots: z.int() }).meta({ id: "CharacterList" });

export const Selection = z
  .strictObject({
    ticket: z.string().meta({ description: "Lets one client join the room once." }),
    expiresAt: z.iso.datetime(),
    room: z.strictObject({
      endpoint: z.string().meta({ description: "ws://… or wss://…" }),
      roomId: z.string(),
      zoneId: z.string(),
      layer: z.int().min(0),
    }),
  })
  .meta({ id: "Selection" });
export type Selection = z.output<typeof Selection>;
