import { z } from "zod";
import { pagesBy } from "#server/http/page.ts";
import { playerText } from "#server/http/text.ts";

/** Longest suspension by a moderator, days. */
export const MAX_MODERATOR_DAYS = 7;
/** So many of the newest bans are told with an account. */
export const MAX_BANS_TOLD = 100;

export const AccountParams = z.strictObject({ id: z.uuid("This is not an id.") });

/** The newest account first; ids tell the order of making. */
export const accountPages = pagesBy("accounts", z.uuid());

export const AccountsQuery = z.strictObject({
  ...accountPages.fields,
  email: playerText(254).optional().meta({ description: "The whole address, in any case.", example: "mira@example.com" }),
  character: playerText(64).optional().meta({ description: "The whole name of one of its characters.", example: "Mira" }),
});
export type AccountsQuery = z.output<typeof AccountsQuery>;

const EXAMPLE = "Insults in the zone chat.";
const Reason = playerText(500, { lines: true }).meta({ description: "The player reads it.", example: EXAMPLE });
const ReasonTold = z.string().meta({ example: EXAMPLE });

export const BanRequest = z.strictObject({ reason: Reason }).meta({ id: "BanRequest" });
export type BanRequest = z.output<typeof BanRequest>;

export const SuspendRequest = z
  .strictObject({
    reason: Reason,
    until: z.iso.datetime().meta({
      description: `When it ends by itself. Moderators suspend for ${MAX_MODERATOR_DAYS} days at most.`,
      example: "2030-01-31T18:00:00.000Z",
    }),
  })
  .meta({ id: "SuspendRequest" });
export type SuspendRequest = z.output<typeof SuspendRequest>;

export const LiftRequest = z
  .strictObject({ reason: playerText(500, { lines: true }).meta({ example: "It was somebody else." }) })
  .meta({ id: "LiftRequest" });
export type LiftRequest = z.output<typeof LiftRequest>;
export const Lifted = z
  .strictObject({ lifted: z.int().min(0).meta({ description: "How many bans were in force." }) })
  .meta({ id: "Lifted" });

export const BanView = z
  .strictObject({
    id: z.uuid(),
    kind: z.enum(["ban", "suspension"]),
    reason: ReasonTold,
    createdAt: z.iso.datetime(),
    endsAt: z.iso.datetime().nullable().meta({ description: "null: never by itself." }),
    by: z.uuid().meta({ description: "Account of the operator." }),
    inForce: z.boolean(),
    lifted: z
      .strictObject({
        at: z.iso.datetime(),
        by: z.uuid().nullable(),
        reason: z.string().nullable().meta({ example: "It was somebody else." }),
      })
      .nullable(),
  })
  .meta({ id: "Ban" });
export type BanView = z.output<typeof BanView>;

const summary = {
  id: z.uuid(),
  email: z.string().nullable().meta({ example: "mira@example.com" }),
  roles: z.array(z.string()).meta({ example: ["player"] }),
  createdAt: z.iso.datetime(),
  keptOut: z
    .strictObject({ reason: ReasonTold, endsAt: z.iso.datetime().nullable() })
    .nullable()
    .meta({ description: "The ban that lasts longest of those in force; null: it may log in." }),
};
export const AccountSummary = z.strictObject(summary).meta({ id: "AccountSummary" });
export type AccountSummary = z.output<typeof AccountSummary>;
export const AccountPage = accountPages.of(AccountSummary).meta({ id: "AccountPage" });
export type AccountPage = z.output<typeof AccountPage>;

export const AccountDetails = z
  .strictObject({
    ...summary,
    sessions: z.int().min(0).meta({ description: "How many log-ins live." }),
    lastUsedAt: z.iso.datetime().nullable().meta({ description: "When one of them was last used." }),
    characters: z.array(
      z.strictObject({
        id: z.uuid(),
        name: z.string().meta({ example: "Mira" }),
        level: z.int(),
        inWorld: z.boolean(),
        lastPlayedAt: z.iso.datetime().nullable(),
      }),
    ),
    bans: z.array(BanView).meta({ description: `Newest first, ${MAX_BANS_TOLD} at most.` }),
  })
  .meta({ id: "AccountDetails" });
export type AccountDetails = z.output<typeof AccountDetails>;
