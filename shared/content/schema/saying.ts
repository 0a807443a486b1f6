import { z } from "zod";
import { code, id } from "./common.ts";

/** Something NPCs say: the wire carries the code, clients show the text over the speaker. */
export const Saying = z.strictObject({
  id,
  code,
  /** say: words; yell: loud words; emote: what he does, without his name before it. */
  style: z.enum(["say", "yell", "emote"]).default("say"),
  text: z.string().min(1).max(160),
});
export type Saying = z.infer<typeof Saying>;
