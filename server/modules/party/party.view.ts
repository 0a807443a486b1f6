import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import { groupOf } from "#shared/rules/party.ts";
import { listReceived } from "./invites.repository.ts";
import { findParty, type PartyRow, partyIdOf } from "./party.repository.ts";
import type { PartyState, PartyView } from "./party.schema.ts";

/** What a character's player is shown: its party and the invitations to it. */
export async function stateOf(db: PrismaClient | Tx, characterId: string, now: Date): Promise<PartyState> {
  const partyId = await partyIdOf(db, characterId);
  const party = partyId === null ? null : await findParty(db, partyId);
  const invites = await listReceived(db, characterId, now);
  return {
    party: party && toView(party, now),
    invites: invites.map((invite) => ({
      id: invite.id,
      from: { characterId: invite.fromId, name: invite.fromName, classId: invite.fromClassId, level: invite.fromLevel },
      members: invite.members,
      raid: invite.raid,
      expiresAt: invite.expiresAt.toISOString(),
    })),
  };
}

function toView({ id, version, raid, lootRule, lootThreshold, members, ...party }: PartyRow, now: Date): PartyView | null {
  const leader = members.find(({ rank }) => rank === "leader");
  // read while its last members were leaving
  if (!leader) return null;
  const { readyCheckById: by, readyCheckUntil: until, readyCheckDone: done } = party;
  return {
    id,
    version,
    raid,
    leaderId: leader.characterId,
    loot: { rule: lootRule, threshold: lootThreshold },
    readyCheck: by === null || until === null ? null : { by, until: until.toISOString(), open: !done && until > now },
    members: members.map((m) => ({
      characterId: m.characterId,
      name: m.name,
      classId: m.classId,
      level: m.level,
      rank: m.rank,
      role: m.role,
      seat: m.seat,
      group: groupOf(m.seat),
      online: m.online,
      zoneId: m.zoneId,
      layer: m.layer,
      ready: m.ready,
    })),
  };
}
