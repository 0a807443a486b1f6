import { z } from "zod";
import { playerText } from "#server/http/text.ts";

/** More log-ins than this at once end the session that was unused for longest. */
export const MAX_SESSIONS = 32;

export const SessionParams = z.strictObject({ id: z.uuid("This is not an id.") });

export const SessionName = z
  .strictObject({ name: playerText(64).nullable().meta({ description: "null: as its device calls itself.", example: "Laptop" }) })
  .meta({ id: "SessionName" });

const SessionView = z
  .strictObject({
    id: z.uuid(),
    name: z.string().nullable().meta({ description: "Given by you.", example: "Living room" }),
    device: z.string().meta({ description: "As the program calls itself.", example: "Firefox on Windows" }),
    address: z.string().meta({ description: "IP address of its last use.", example: "203.0.113.7" }),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().meta({ description: "When it last got new tokens: every ten minutes while it is in use." }),
    expiresAt: z.iso.datetime().meta({ description: "When it ends by itself, unless it is used before." }),
    current: z.boolean().meta({ description: "True for the one that asks." }),
  })
  .meta({ id: "Session" });
export type SessionView = z.output<typeof SessionView>;

export const SessionList = z.strictObject({ sessions: z.array(SessionView) }).meta({ id: "SessionList" });
export const Ended = z.strictObject({ ended: z.int().min(0).meta({ description: "How many sessions." }) }).meta({ id: "EndedSessions" });
