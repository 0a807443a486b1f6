import { z } from "zod";
import { TypedName } from "#server/modules/characters/names.schema.ts";
import { ITEM_QUALITIES } from "#shared/rules/quality.ts";
import { LOOT_RULES, PARTY_RANKS, PARTY_ROLES, RAID_GROUPS, RAID_SIZE } from "#shared/rules/party.ts";

/** An invitation waits so long for its answer. */
export const INVITE_MS = 60_000;
/** Members have so long to say whether they are ready. */
export const READY_CHECK_MS = 30_000;
/** A member that is out of the world for longer is no member any more. */
export const OFFLINE_MS = 5 * 60_000;
/** Invitations that one character has made, or has got, at a time; more are refused. */
export const MAX_INVITES = 10;

const NOT_AN_ID = "This is not an id.";
export const PartyParams = z.strictObject({ characterId: z.uuid(NOT_AN_ID) });
export const MemberParams = z.strictObject({ characterId: z.uuid(NOT_AN_ID), memberId: z.uuid(NOT_AN_ID) });
export const InviteParams = z.strictObject({ characterId: z.uuid(NOT_AN_ID), inviteId: z.uuid(NOT_AN_ID) });

const role = z.enum(PARTY_ROLES);
const rank = z.enum(PARTY_RANKS);
const group = z.int().min(1).max(RAID_GROUPS);
const contentId = z.string().meta({ example: "warden" });
const name = z.string().meta({ example: "Mira" });

export const NewInvite = z
  .strictObject({
    name: TypedName,
  })
  .meta({ id: "NewPartyInvite" });

export const MemberChange = z
  .strictObject({
    role: role.optional().meta({ description: "By the member or the leader." }),
    assistant: z.boolean().optional().meta({ description: "In raids; by the leader." }),
    group: group.optional().meta({ description: "In raids; by the leader and assistants." }),
    swapWith: z.uuid().optional().meta({ description: "In raids: the two change places, whatever their groups. Not with `group`." }),
  })
  .refine((change) => Object.keys(change).length > 0, "Nothing to change.")
  .refine((change) => change.group === undefined || change.swapWith === undefined, "Either a group or somebody to swap with.")
  .meta({ id: "PartyMemberChange", example: { role: "tank" } });
export type MemberChange = z.output<typeof MemberChange>;

export const LeaderChoice = z.strictObject({ characterId: z.uuid() }).meta({ id: "PartyLeaderChoice" });
export const LootChoice = z
  .strictObject({
    rule: z.enum(LOOT_RULES),
    threshold: z
      .enum(ITEM_QUALITIES)
      .optional()
      .meta({ description: "need_greed: from this quality on it is rolled for. Absent: as it is." }),
  })
  .meta({ id: "PartyLootChoice" });
export type LootChoice = z.output<typeof LootChoice>;
export const RaidChoice = z.strictObject({ raid: z.boolean() }).meta({ id: "PartyRaidChoice" });
export const ReadyAnswer = z.strictObject({ ready: z.boolean() }).meta({ id: "PartyReadyAnswer" });

const MemberView = z
  .strictObject({
    characterId: z.uuid(),
    name,
    classId: contentId,
    level: z.int().min(1),
    rank,
    role,
    seat: z.int().min(1).max(RAID_SIZE),
    group: group.meta({ description: "Five seats each." }),
    online: z.boolean(),
    zoneId: z.string().nullable().meta({ description: "null: not in the world.", example: "emberwatch_vale" }),
    layer: z.int().nullable().meta({ description: "Of the zone.", example: 1 }),
    ready: z.boolean().nullable().meta({ description: "Answer to the ready check; null: none yet." }),
  })
  .meta({ id: "PartyMember" });

const PartyView = z
  .strictObject({
    id: z.uuid(),
    version: z.int().min(1).meta({ description: "Raised with every change." }),
    raid: z.boolean(),
    leaderId: z.uuid(),
    loot: z.strictObject({ rule: z.enum(LOOT_RULES), threshold: z.enum(ITEM_QUALITIES) }),
    readyCheck: z
      .strictObject({
        by: z.uuid(),
        until: z.iso.datetime(),
        open: z.boolean().meta({ description: "False: the answers are final; who gave none counts as not ready." }),
      })
      .nullable()
      .meta({ description: "The last one; null: there was none." }),
    members: z.array(MemberView),
  })
  .meta({ id: "Party" });
export type PartyView = z.output<typeof PartyView>;

export const PartyState = z
  .strictObject({
    party: PartyView.nullable().meta({ description: "null: the character is in none." }),
    invites: z
      .array(
        z.strictObject({
          id: z.uuid(),
          from: z.strictObject({ characterId: z.uuid(), name, classId: contentId, level: z.int().min(1) }),
          members: z.int().min(1).meta({ description: "How many the party has." }),
          raid: z.boolean(),
          expiresAt: z.iso.datetime(),
        }),
      )
      .meta({ description: "Those that wait for an answer." }),
  })
  .meta({ id: "PartyState" });
export type PartyState = z.output<typeof PartyState>;
