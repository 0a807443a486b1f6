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
    name: z.string().meta({ example: "Mira" }),
    classId: z.string().meta({ example: "warden" }),
    level: z.int().min(1),
    experience: z.int().min(0).meta({ description: "All of it, since level 1." }),
    slot: z.int().min(1).max(MAX_SLOTS),
    zoneId: z.string().nullable().meta({ description: "Where it was last; null: nowhere yet.", example: "emberwatch_vale" }),
    createdAt: z.iso.datetime(),
    lastPlayedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Character" });
export type CharacterView = z.output<typeof CharacterView>;

export const CharacterList = z.strictObject({ characters: z.array(CharacterView), maxSlots: z.int() }).meta({ id: "CharacterList" });

export const Selection = z
  .strictObject({
    ticket: z.string().meta({ description: "Lets one client join the room once.", example: "k3J8wq0Lr5T2vX9yZ1bC4dE6fG7hI8jK0lM2nO4pQ6s" }),
    expiresAt: z.iso.datetime(),
    room: z.strictObject({
      endpoint: z.string().meta({ description: "ws://… or wss://…", example: "wss://play.example.com/game" }),
      roomId: z.string().meta({ example: "kLmN0pQrS" }),
      zoneId: z.string().meta({ example: "emberwatch_vale" }),
      layer: z.int().min(0),
    }),
  })
  .meta({ id: "Selection" });
export type Selection = z.output<typeof Selection>;
