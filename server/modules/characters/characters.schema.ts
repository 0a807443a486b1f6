import { z } from "zod";
import { MOST_CHOICES } from "#shared/rules/appearance.ts";
import { readName } from "./names.ts";

/** Most slots an account can be given (CHARACTER_SLOTS). */
const MOST_SLOTS = 50;
export const BAG_SLOTS = 24;
/** A deleted character can be restored for so long; upkeep removes it afterwards. */
export const RESTORE_DAYS = 30;

export const Name = z
  .string()
  .max(64)
  .transform((typed, context) => {
    const name = readName(typed);
    if (typeof name !== "string") return name;
    context.addIssue({ code: "custom", message: name });
    return z.NEVER;
  })
  .meta({ description: "3 to 16 letters of one script; unique among names that look alike, whatever the case.", example: "Mira" });

const choice = z
  .int()
  .min(0)
  .max(MOST_CHOICES - 1);
const AppearanceView = z
  .strictObject({ body: choice, skin: choice, hair: choice, hairColour: choice, outfit: choice })
  .meta({ id: "Appearance", description: "Places in the lists of `GET /api/v1/content` → `appearance`, from 0." });

const contentId = z.string().min(1).max(48);

export const NewCharacter = z
  .strictObject({
    name: Name,
    classId: contentId.meta({ description: "A class of `GET /api/v1/content`.", example: "warden" }),
    originId: contentId.optional().meta({ description: "An origin of the content; absent: the first.", example: "valeborn" }),
    appearance: AppearanceView.optional().meta({ description: "Absent: the first of everything." }),
  })
  .meta({ id: "NewCharacter" });
export type NewCharacter = z.output<typeof NewCharacter>;

export const CharacterParams = z.strictObject({ id: z.uuid("This is not an id.") });

export const CharacterView = z
  .strictObject({
    id: z.uuid(),
    name: z.string().meta({ example: "Mira" }),
    classId: z.string().meta({ example: "warden" }),
    originId: z.string().nullable().meta({ example: "valeborn" }),
    appearance: AppearanceView,
    level: z.int().min(1),
    experience: z.int().min(0).meta({ description: "All of it, since level 1." }),
    slot: z.int().min(1).max(MOST_SLOTS).nullable().meta({ description: "null: it is deleted." }),
    zoneId: z.string().nullable().meta({ description: "Where it was last; null: nowhere yet.", example: "emberwatch_vale" }),
    createdAt: z.iso.datetime(),
    lastPlayedAt: z.iso.datetime().nullable(),
    restorableUntil: z.iso.datetime().nullable().meta({ description: "null: it is not deleted." }),
  })
  .meta({ id: "Character" });
export type CharacterView = z.output<typeof CharacterView>;

export const CharacterList = z
  .strictObject({
    characters: z.array(CharacterView),
    deleted: z.array(CharacterView).meta({ description: "Those that can still be restored, the newest first." }),
    maxSlots: z.int(),
  })
  .meta({ id: "CharacterList" });

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
