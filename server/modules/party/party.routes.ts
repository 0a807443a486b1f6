import { type Answer, type Once, type Route, type RouteLimit, route } from "#server/http/route.ts";
import type { Tx } from "#server/platform/prisma.ts";
import type { PartyInvites } from "./invites.service.ts";
import type { Done } from "./party.news.ts";
import {
  InviteParams,
  LeaderChoice,
  LootChoice,
  MemberChange,
  MemberParams,
  NewInvite,
  PartyParams,
  PartyState,
  RaidChoice,
  ReadyAnswer,
} from "./party.schema.ts";
import type { PartyService } from "./party.service.ts";

const tag = "party";
const PARTY = "/api/v1/party/{characterId}";
const responses = { 200: { description: "How it is now.", schema: PartyState } };
const limits: RouteLimit[] = [{ points: 120, perS: 60, by: "account" }];
const shared = { access: "account", tag, idempotent: "optional", responses, limits } as const;

/** Everything a character does about parties; `characterId` is who does it. */
export function partyRoutes(party: PartyService, invites: PartyInvites): Route[] {
  /** Does it in one transaction; others are told after it, and not again when the same request comes again. */
  const change = async (once: Once<typeof responses>, work: (tx: Tx) => Promise<Done>): Promise<Answer<typeof responses>> => {
    let done: Done | null = null;
    const answer = await once(async (tx) => {
      done = await work(tx);
      return { status: 200, body: done.state };
    });
    party.tell((done as Done | null)?.news ?? []);
    return answer;
  };
  return [
    route({
      method: "get",
      path: PARTY,
      access: "account",
      tag,
      summary: "Your party and the invitations to it",
      params: PartyParams,
      responses,
      problems: ["character_not_found"],
      handler: async ({ identity, params }) => ({ status: 200, body: await party.get(identity.accountId, params.characterId) }),
    }),
    route({
      ...shared,
      method: "post",
      path: `${PARTY}/invites`,
      summary: "Invite somebody",
      description:
        "A character that is in the world and in no party. The invitation is good for a minute; the first one accepted makes the party.",
      params: PartyParams,
      body: NewInvite,
      problems: [
        ...(["character_not_found", "player_not_found", "not_party_organiser", "party_full"] as const),
        ...(["in_party_already", "invited_already", "too_many_invites"] as const),
      ],
      limits: [{ points: 20, perS: 60, by: "account" }],
      handler: ({ identity, params, body, once }) =>
        change(once, (tx) => invites.invite(tx, identity.accountId, params.characterId, body.name)),
    }),
    route({
      ...shared,
      method: "post",
      path: `${PARTY}/invites/{inviteId}/accept`,
      summary: "Accept an invitation",
      params: InviteParams,
      problems: ["character_not_found", "invite_not_found", "in_party_already", "party_full"],
      handler: ({ identity, params, once }) =>
        change(once, (tx) => invites.accept(tx, identity.accountId, params.characterId, params.inviteId)),
    }),
    route({
      ...shared,
      method: "post",
      path: `${PARTY}/invites/{inviteId}/decline`,
      summary: "Decline an invitation",
      description: "The same character cannot ask again before it would have expired.",
      params: InviteParams,
      problems: ["character_not_found", "invite_not_found"],
      handler: ({ identity, params, once }) =>
        change(once, (tx) => invites.decline(tx, identity.accountId, params.characterId, params.inviteId)),
    }),
    route({
      ...shared,
      method: "post",
      path: `${PARTY}/leave`,
      summary: "Leave the party",
      description: "A leader's place is taken by another; who would be alone is in no party any more.",
      params: PartyParams,
      problems: ["character_not_found", "not_in_party"],
      handler: ({ identity, params, once }) => change(once, (tx) => party.leave(tx, identity.accountId, params.characterId)),
    }),
    route({
      ...shared,
      method: "delete",
      path: `${PARTY}/members/{memberId}`,
      summary: "Take somebody out of the party",
      description: "The leader anybody, assistants those who are neither.",
      params: MemberParams,
      problems: ["character_not_found", "not_in_party", "party_member_not_found", "not_party_organiser", "not_party_leader"],
      handler: ({ identity, params, once }) =>
        change(once, (tx) => party.kick(tx, identity.accountId, params.characterId, params.memberId)),
    }),
    route({
      ...shared,
      method: "patch",
      path: `${PARTY}/members/{memberId}`,
      summary: "Role of a member; in raids, assistants and groups",
      description: "All of it or nothing.",
      params: MemberParams,
      body: MemberChange,
      problems: [
        ...(["character_not_found", "not_in_party", "party_member_not_found", "not_party_organiser", "not_party_leader"] as const),
        ...(["not_a_raid", "group_full"] as const),
      ],
      handler: ({ identity, params, body, once }) =>
        change(once, (tx) => party.changeMember(tx, identity.accountId, params.characterId, params.memberId, body)),
    }),
    route({
      ...shared,
      method: "put",
      path: `${PARTY}/leader`,
      summary: "Make another member the leader",
      params: PartyParams,
      body: LeaderChoice,
      problems: ["character_not_found", "not_in_party", "party_member_not_found", "not_party_leader"],
      handler: ({ identity, params, body, once }) =>
        change(once, (tx) => party.promote(tx, identity.accountId, params.characterId, body.characterId)),
    }),
    route({
      ...shared,
      method: "put",
      path: `${PARTY}/loot`,
      summary: "Choose whose the loot is",
      params: PartyParams,
      body: LootChoice,
      problems: ["character_not_found", "not_in_party", "not_party_leader"],
      handler: ({ identity, params, body, once }) => change(once, (tx) => party.setLoot(tx, identity.accountId, params.characterId, body)),
    }),
    route({
      ...shared,
      method: "put",
      path: `${PARTY}/raid`,
      summary: "Make it a raid, or a party again",
      description: "A raid has up to 40 members in groups of five, and assistants. It becomes a party again when at most five are left.",
      params: PartyParams,
      body: RaidChoice,
      problems: ["character_not_found", "not_in_party", "not_party_leader", "raid_too_large"],
      handler: ({ identity, params, body, once }) =>
        change(once, (tx) => party.setRaid(tx, identity.accountId, params.characterId, body.raid)),
    }),
    route({
      ...shared,
      method: "post",
      path: `${PARTY}/ready-check`,
      summary: "Ask all members whether they are ready",
      description: "They have 30 s to answer; who is not in the world is not ready.",
      params: PartyParams,
      problems: ["character_not_found", "not_in_party", "not_party_organiser", "ready_check_open"],
      limits: [{ points: 10, perS: 60, by: "account" }],
      handler: ({ identity, params, once }) => change(once, (tx) => party.askReady(tx, identity.accountId, params.characterId)),
    }),
    route({
      ...shared,
      method: "post",
      path: `${PARTY}/ready-check/answer`,
      summary: "Say whether you are ready",
      params: PartyParams,
      body: ReadyAnswer,
      problems: ["character_not_found", "not_in_party", "no_ready_check"],
      handler: ({ identity, params, body, once }) =>
        change(once, (tx) => party.answerReady(tx, identity.accountId, params.characterId, body.ready)),
    }),
  ];
}
