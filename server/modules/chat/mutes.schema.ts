import { z } from "zod";
import { playerText } from "#server/http/text.ts";

/** Longest mute, days: who should never write again should not play either. */
export const MAX_MUTE_DAYS = 30;

export const MuteParams = z.strictObject({ id: z.uuid("This is not an id.") });
export const MuteRequest = z
  .strictObject({
    reason: playerText(500, { lines: true }).meta({ description: "The player reads it.", example: "Insults in the zone chat." }),
    minutes: z
      .int()
      .min(1)
      .max(MAX_MUTE_DAYS * 24 * 60)
      .meta({ description: `How long, ${MAX_MUTE_DAYS} days at most.`, example: 60 }),
  })
  .meta({ id: "MuteRequest" });
export type MuteRequest = z.output<typeof MuteRequest>;
export const UnmuteRequest = z
  .strictObject({ reason: playerText(500, { lines: true }).meta({ example: "It was somebody else." }) })
  .meta({ id: "UnmuteRequest" });

/** So many of the newest mutes are told. */
export const MAX_MUTES_TOLD = 50;
export const MuteView = z
  .strictObject({
    id: z.uuid(),
    kind: z.enum(["flood", "operator"]),
    reason: z.string().meta({ example: "Insults in the zone chat." }),
    createdAt: z.iso.datetime(),
    endsAt: z.iso.datetime(),
    by: z.uuid().nullable().meta({ description: "Account of the operator; null: the flood limit did it." }),
    liftedAt: z.iso.datetime().nullable(),
    inForce: z.boolean(),
  })
  .meta({ id: "Mute" });
export type MuteView = z.output<typeof MuteView>;
export const MuteList = z
  .strictObject({ mutes: z.array(MuteView).meta({ description: `Newest first, ${MAX_MUTES_TOLD} at most.` }) })
  .meta({ id: "MuteList" });
export const Unmuted = z
  .strictObject({ lifted: z.int().min(0).meta({ description: "How many mutes were in force." }) })
  .meta({ id: "Unmuted" });
