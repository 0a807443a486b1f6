import { uuidv7 } from "uuidv7";
import { Problem } from "#server/http/problem.ts";
import { append } from "#server/outbox/append.ts";
import type { Tx } from "#server/platform/prisma.ts";
import * as invites from "./invites.repository.ts";
import { found, lockPartyOf, toAll } from "./membership.ts";
import type { Done, PartyNews } from "./party.news.ts";
import * as repository from "./party.repository.ts";
import { freeSeat, mayOrganise } from "./party.rules.ts";
import { INVITE_MS, MAX_INVITES } from "./party.schema.ts";
import { stateOf } from "./party.view.ts";

/** Who does not want to hear whom. */
interface Ignores {
  isIgnored(tx: Tx, accountId: string, otherAccountId: string): Promise<boolean>;
}

interface PartyInvitesDeps {
  ignores: Ignores;
  /** Epoch ms. */
  now: () => number;
}

/**
 * Invitations, and how one becomes a member. Whoever invites or joins locks both characters in the order of their ids, then the party:
 * a character joins one party, and the last place is taken once, however many accept at the same time.
 */
export class PartyInvites {
  readonly #ignores: Ignores;
  readonly #now: () => number;

  constructor({ ignores, now }: PartyInvitesDeps) {
    this.#ignores = ignores;
    this.#now = now;
  }

  /**
   * @param nameKey of the character that is invited
   * @throws Problem character_not_found, player_not_found, invalid_request, not_party_organiser, party_full, in_party_already,
   * invited_already, too_many_invites
   */
  async invite(tx: Tx, accountId: string, characterId: string, nameKey: string): Promise<Done> {
    await findOwn(tx, accountId, characterId);
    const target = await repository.findByName(tx, nameKey);
    if (!target) throw new Problem("player_not_found");
    if (target.id === characterId) throw badName("Nobody invites himself.");
    const locked = await repository.lockCharacters(tx, [characterId, target.id]);
    const [from, to] = [locked.get(characterId), locked.get(target.id)];
    if (!from) throw new Problem("character_not_found");
    // who is ignored is not told so
    if (!to?.online || (await this.#ignores.isIgnored(tx, to.accountId, accountId))) throw new Problem("player_not_found");

    const partyId = await repository.partyIdOf(tx, characterId);
    if (partyId !== null) {
      const { party, member } = await lockPartyOf(tx, characterId);
      if (!mayOrganise(member)) throw new Problem("not_party_organiser");
      if (freeSeat(party) === null) throw new Problem("party_full");
    }
    if ((await repository.partyIdOf(tx, to.id)) !== null) throw new Problem("in_party_already", { detail: `${to.name} is in a party.` });
    const [createdAt, expiresAt] = [new Date(this.#now()), new Date(this.#now() + INVITE_MS)];
    const row = { id: uuidv7(), fromId: characterId, toId: to.id, partyId, createdAt, expiresAt };
    if (!(await invites.insertInvite(tx, row))) throw new Problem("invited_already");
    const { made, had } = await invites.countOpen(tx, row, createdAt);
    if (made > MAX_INVITES || had > MAX_INVITES) throw new Problem("too_many_invites");
    const data = { characterId: to.id, inviteId: row.id, from: from.name, expiresAt: expiresAt.toISOString() };
    return this.#done(tx, characterId, [{ to: [to.accountId], kind: "invited", data }]);
  }

  /** @throws Problem character_not_found, invite_not_found, in_party_already, party_full */
  async accept(tx: Tx, accountId: string, characterId: string, inviteId: string): Promise<Done> {
    await findOwn(tx, accountId, characterId);
    const now = new Date(this.#now());
    const invite = await invites.findOpen(tx, inviteId, characterId, now);
    if (!invite) throw new Problem("invite_not_found");
    const locked = await repository.lockCharacters(tx, [invite.fromId, characterId]);
    const [from, self] = [locked.get(invite.fromId), locked.get(characterId)];
    if (!self) throw new Problem("character_not_found");
    if (!from) throw new Problem("invite_not_found");
    if ((await repository.partyIdOf(tx, characterId)) !== null) throw new Problem("in_party_already");
    const partyId = await this.#partyToJoin(tx, invite, from, now);
    const party = await repository.lockParty(tx, partyId);
    // from here on it cannot be taken back any more
    if (!party || !(await invites.useUp(tx, inviteId, now))) throw new Problem("invite_not_found");
    const seat = freeSeat(party);
    if (seat === null) throw new Problem("party_full");
    await repository.insertMember(tx, partyId, characterId, seat, now);
    await repository.raiseVersion(tx, partyId);
    await invites.lapse(tx, characterId);
    await append(tx, { name: "PLAYER_JOINED_PARTY", accountId, characterId, payload: { partyId, invitedBy: from.id } });
    return this.#done(tx, characterId, [toAll(party, "joined", { characterId, name: self.name })]);
  }

  /** @throws Problem character_not_found, invite_not_found */
  async decline(tx: Tx, accountId: string, characterId: string, inviteId: string): Promise<Done> {
    const { name } = await findOwn(tx, accountId, characterId);
    const now = new Date(this.#now());
    const invite = await invites.findOpen(tx, inviteId, characterId, now);
    if (!invite || !(await invites.decline(tx, inviteId, now))) throw new Problem("invite_not_found");
    const from = await repository.accountOf(tx, invite.fromId);
    return this.#done(tx, characterId, [{ to: from, kind: "invite_declined", data: { characterId: invite.fromId, name } }]);
  }

  /** The party that invites; a founder's is made now. Both characters are locked. */
  async #partyToJoin(tx: Tx, invite: invites.InviteRow, from: repository.CharacterRow, now: Date): Promise<string> {
    // read again: whoever was invited by the same founder may have accepted since
    const current = await invites.findOpen(tx, invite.id, invite.toId, now);
    if (!current) throw new Problem("invite_not_found");
    if (current.partyId !== null) return current.partyId;
    if ((await repository.partyIdOf(tx, from.id)) !== null) throw new Problem("invite_not_found");
    const partyId = await found(tx, from, now);
    await invites.nameParty(tx, from.id, partyId);
    await invites.lapse(tx, from.id);
    return partyId;
  }

  async #done(tx: Tx, characterId: string, news: PartyNews[]): Promise<Done> {
    return { state: await stateOf(tx, characterId, new Date(this.#now())), news };
  }
}

/** @throws Problem character_not_found */
export async function findOwn(db: Parameters<typeof repository.findOwn>[0], accountId: string, id: string): Promise<{ name: string }> {
  const own = await repository.findOwn(db, accountId, id);
  if (!own) throw new Problem("character_not_found");
  return own;
}

function badName(message: string): Problem {
  return new Problem("invalid_request", { detail: `name: ${message}`, errors: [{ in: "body", path: "name", message }] });
}
