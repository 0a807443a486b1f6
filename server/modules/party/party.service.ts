import { Problem } from "#server/http/problem.ts";
import type { PrismaClient, Tx } from "#server/platform/prisma.ts";
import { groupOf, seatsOf } from "#shared/rules/party.ts";
import { findOwn } from "./invites.service.ts";
import { lockPartyOf, memberOf, takeOut, toAll } from "./membership.ts";
import type { Done, PartyNews, PartyTeller } from "./party.news.ts";
import * as repository from "./party.repository.ts";
import type { MemberRow, PartyRow } from "./party.repository.ts";
import { closedUp, freeSeat, mayKick, mayOrganise } from "./party.rules.ts";
import { type LootChoice, type MemberChange, type PartyState, READY_CHECK_MS } from "./party.schema.ts";
import { stateOf } from "./party.view.ts";

export interface PartyDeps {
  prisma: PrismaClient;
  teller: PartyTeller;
  /** Epoch ms. */
  now: () => number;
}

type Command = (tx: Tx, party: PartyRow, self: MemberRow) => Promise<PartyNews[]>;

/**
 * Parties as their members change them. Every command locks the party's row and looks who its sender is in it now: what two do at the
 * same time happens one after the other.
 */
export class PartyService {
  readonly #prisma: PrismaClient;
  readonly #teller: PartyTeller;
  readonly #now: () => number;

  constructor({ prisma, teller, now }: PartyDeps) {
    this.#prisma = prisma;
    this.#teller = teller;
    this.#now = now;
  }

  /** After the commit of what it is about. */
  tell(news: readonly PartyNews[]): void {
    for (const one of news) this.#teller.tell(one);
  }

  /** @throws Problem character_not_found */
  async get(accountId: string, characterId: string): Promise<PartyState> {
    await findOwn(this.#prisma, accountId, characterId);
    return stateOf(this.#prisma, characterId, new Date(this.#now()));
  }

  /** @throws Problem character_not_found, not_in_party */
  leave(tx: Tx, accountId: string, characterId: string): Promise<Done> {
    return this.#command(tx, accountId, characterId, (_tx, party, self) => takeOut(tx, party, self, "left"));
  }

  /** @throws Problem character_not_found, not_in_party, party_member_not_found, not_party_organiser, not_party_leader, invalid_request */
  kick(tx: Tx, accountId: string, characterId: string, memberId: string): Promise<Done> {
    return this.#command(tx, accountId, characterId, async (_tx, party, self) => {
      const member = memberOf(party, memberId);
      if (member === self) throw badField("memberId", "Nobody kicks himself: leave the party instead.");
      if (!mayOrganise(self)) throw new Problem("not_party_organiser");
      if (!mayKick(self, member)) throw new Problem("not_party_leader");
      return takeOut(tx, party, member, "kicked");
    });
  }

  /** @throws Problem character_not_found, not_in_party, party_member_not_found, not_party_leader */
  promote(tx: Tx, accountId: string, characterId: string, memberId: string): Promise<Done> {
    return this.#command(tx, accountId, characterId, async (_tx, party, self) => {
      leads(self);
      const member = memberOf(party, memberId);
      if (member === self) return [];
      await repository.updateMember(tx, self.characterId, { rank: party.raid ? "assistant" : "member" });
      await repository.updateMember(tx, memberId, { rank: "leader" });
      return this.#changed(tx, party, toAll(party, "leader", { characterId: memberId, name: member.name }));
    });
  }

  /** @throws Problem character_not_found, not_in_party, party_member_not_found, not_party_leader, not_party_organiser, not_a_raid, group_full */
  changeMember(tx: Tx, accountId: string, characterId: string, memberId: string, change: MemberChange): Promise<Done> {
    return this.#command(tx, accountId, characterId, async (_tx, party, self) => {
      const member = memberOf(party, memberId);
      if (change.role !== undefined) {
        if (member !== self) leads(self);
        await repository.updateMember(tx, memberId, { role: change.role });
      }
      if (change.assistant !== undefined) {
        leads(self);
        isRaid(party);
        if (member === self) throw badField("assistant", "The leader is no assistant.");
        await repository.updateMember(tx, memberId, { rank: change.assistant ? "assistant" : "member" });
      }
      if (change.group !== undefined || change.swapWith !== undefined) {
        if (!mayOrganise(self)) throw new Problem("not_party_organiser");
        isRaid(party);
        await repository.setSeats(tx, newSeats(party, member, change));
      }
      return this.#changed(tx, party, toAll(party, "member", { characterId: memberId }));
    });
  }

  /** @throws Problem character_not_found, not_in_party, not_party_leader */
  setLoot(tx: Tx, accountId: string, characterId: string, { rule, threshold }: LootChoice): Promise<Done> {
    return this.#command(tx, accountId, characterId, async (_tx, party, self) => {
      leads(self);
      const lootThreshold = threshold ?? party.lootThreshold;
      if (rule === party.lootRule && lootThreshold === party.lootThreshold) return [];
      await repository.updateParty(tx, party.id, { lootRule: rule, lootThreshold });
      return this.#changed(tx, party, toAll(party, "loot", { rule, threshold: lootThreshold }));
    });
  }

  /** A raid becomes a party again when it fits. @throws Problem character_not_found, not_in_party, not_party_leader, raid_too_large */
  setRaid(tx: Tx, accountId: string, characterId: string, raid: boolean): Promise<Done> {
    return this.#command(tx, accountId, characterId, async (_tx, party, self) => {
      leads(self);
      if (raid === party.raid) return [];
      if (party.members.length > seatsOf({ raid })) throw new Problem("raid_too_large");
      await repository.updateParty(tx, party.id, { raid });
      if (!raid) {
        await repository.setSeats(tx, closedUp(party.members));
        for (const { rank, characterId: id } of party.members)
          if (rank === "assistant") await repository.updateMember(tx, id, { rank: "member" });
      }
      return this.#changed(tx, party, toAll(party, "raid", { raid }));
    });
  }

  /** Asks all whether they are ready; who is away is not. @throws Problem character_not_found, not_in_party, not_party_organiser, ready_check_open */
  askReady(tx: Tx, accountId: string, characterId: string): Promise<Done> {
    return this.#command(tx, accountId, characterId, async (_tx, party, self) => {
      if (!mayOrganise(self)) throw new Problem("not_party_organiser");
      if (isAsking(party, this.#now())) throw new Problem("ready_check_open");
      const until = new Date(this.#now() + READY_CHECK_MS);
      await repository.setReady(tx, party.id, null, "all");
      for (const { characterId: id, online } of party.members)
        if (id === characterId || !online) await repository.updateMember(tx, id, { ready: id === characterId });
      const done = party.members.every((m) => m === self || !m.online);
      await repository.updateParty(tx, party.id, { readyCheckById: characterId, readyCheckUntil: until, readyCheckDone: done });
      return this.#changed(tx, party, toAll(party, "ready_check", { by: self.name, byId: characterId, until: until.toISOString() }));
    });
  }

  /** @throws Problem character_not_found, not_in_party, no_ready_check */
  answerReady(tx: Tx, accountId: string, characterId: string, ready: boolean): Promise<Done> {
    return this.#command(tx, accountId, characterId, async (_tx, party, self) => {
      if (!isAsking(party, this.#now())) throw new Problem("no_ready_check");
      await repository.updateMember(tx, characterId, { ready });
      const news = await this.#changed(tx, party, toAll(party, "ready_answer", { characterId, ready }));
      const others = party.members.filter((m) => m !== self);
      if (others.some((m) => m.ready === null)) return news;
      await repository.updateParty(tx, party.id, { readyCheckDone: true });
      return [...news, toAll(party, "ready_result", { ready: ready && others.every((m) => m.ready) })];
    });
  }

  async #command(tx: Tx, accountId: string, characterId: string, run: Command): Promise<Done> {
    await findOwn(tx, accountId, characterId);
    const { party, member } = await lockPartyOf(tx, characterId);
    const news = await run(tx, party, member);
    return { state: await stateOf(tx, characterId, new Date(this.#now())), news };
  }

  async #changed(tx: Tx, party: PartyRow, news: PartyNews): Promise<PartyNews[]> {
    await repository.raiseVersion(tx, party.id);
    return [news];
  }
}

/** @throws Problem not_party_leader */
function leads(member: MemberRow): void {
  if (member.rank !== "leader") throw new Problem("not_party_leader");
}

/** @throws Problem not_a_raid */
function isRaid({ raid }: PartyRow): void {
  if (!raid) throw new Problem("not_a_raid");
}

function isAsking({ readyCheckDone, readyCheckUntil }: PartyRow, now: number): boolean {
  return !readyCheckDone && readyCheckUntil !== null && readyCheckUntil.getTime() > now;
}

/** @throws Problem group_full, party_member_not_found */
function newSeats(party: PartyRow, member: MemberRow, { group, swapWith }: MemberChange): Map<string, number> {
  if (swapWith !== undefined) {
    const other = memberOf(party, swapWith);
    return new Map([
      [member.characterId, other.seat],
      [swapWith, member.seat],
    ]);
  }
  if (group === groupOf(member.seat)) return new Map();
  const without = { ...party, members: party.members.filter((m) => m !== member) };
  const seat = freeSeat(without, group);
  if (seat === null) throw new Problem("group_full");
  return new Map([[member.characterId, seat]]);
}

function badField(path: string, message: string): Problem {
  const where = path === "memberId" ? "path" : "body";
  return new Problem("invalid_request", { detail: `${path}: ${message}`, errors: [{ in: where, path, message }] });
}
