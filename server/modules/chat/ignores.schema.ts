import { z } from "zod";
import { playerText } from "#server/http/text.ts";

/** Most whom one account ignores. */
export const MAX_IGNORED = 100;

export const IgnoreRequest = z
  .strictObject({ name: playerText(64).meta({ description: "Name of one of its characters, in any case.", example: "Tolan" }) })
  .meta({ id: "IgnoreRequest" });
export const IgnoreParams = z.strictObject({ characterId: z.uuid("This is not an id.") });

const Ignored = z
  .strictObject({ characterId: z.uuid(), name: z.string().meta({ example: "Tolan" }), since: z.iso.datetime() })
  .meta({ id: "Ignored" });
export const IgnoreList = z
  .strictObject({ ignored: z.array(Ignored), most: z.int().meta({ description: "So many can be ignored.", example: MAX_IGNORED }) })
  .meta({ id: "IgnoreList" });
export type IgnoreList = z.output<typeof IgnoreList>;
