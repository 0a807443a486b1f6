import type { EntityId } from "#shared/primitives/entity-id.ts";
import { groupOf } from "#shared/rules/party.ts";
import type { CharacterLease } from "#rooms/ports/characters.ts";
import type { Kill } from "#rooms/ports/loot.ts";
import type { Parties, PartyMembership } from "#rooms/ports/parties.ts";
import type { NpcKill } from "#rooms/simulation/events.ts";
import type { Simulation } from "#rooms/simulation/simulation.ts";
import type { Roster } from "./roster.ts";
import type { Session } from "./session.ts";

/** A party, as far as it is in this room. */
interface Company {
  /** By which the simulation knows it. */
  readonly number: number;
  membership: PartyMembership;
  readonly here: Set<Session>;
}

export interface PartyBookDeps {
  parties: Parties;
  sim: Simulation;
  roster: Roster;
  /** The party of somebody has changed. */
  onChanged: (session: Session) => void;
}

/**
 * Who in this room belongs together. The office says so whenever it changes; the simulation is told by numbers, and members are in each
 * other's pictures wherever they are.
 */
export class PartyBook {
  readonly #deps: PartyBookDeps;
  readonly #companies = new Map<string, Company>();
  readonly #byNumber = new Map<number, Company>();
  readonly #of = new Map<Session, Company>();

  constructor(deps: PartyBookDeps) {
    this.#deps = deps;
  }

  arrived(session: Session): void {
    session.unwatchParty = this.#deps.parties.watch(session.characterId, (membership) => this.#changed(session, membership));
  }

  /** Its entity is about to leave the world, or has left it. */
  left(session: Session): void {
    session.unwatchParty();
    this.#leave(session);
  }

  has(session: Session): boolean {
    return this.#of.has(session);
  }

  /** Whose kill it is, with those members who share in it; null: no party's. */
  shareOf({ party: number, eligible }: NpcKill): Kill["party"] {
    const company = this.#byNumber.get(number);
    if (!company) return null;
    const leases: CharacterLease[] = [];
    for (let n = 0; n < eligible.count; n++) {
      const session = this.#deps.roster.ofEntity(eligible.ids[n]);
      if (session) leases.push(session.lease);
    }
    const { partyId, lootRule, lootThreshold } = company.membership;
    return { partyId, rule: lootRule, threshold: lootThreshold, eligible: leases };
  }

  #changed(session: Session, membership: PartyMembership | null): void {
    if (session.left) return;
    if (this.#of.get(session)?.membership.partyId !== membership?.partyId) this.#leave(session);
    if (!membership) return;
    const company = this.#companies.get(membership.partyId) ?? this.#found(membership);
    // another member may have brought something newer
    if (membership.version > company.membership.version) company.membership = membership;
    company.here.add(session);
    this.#of.set(session, company);
    const seat = company.membership.members.find(({ characterId }) => characterId === session.characterId)?.seat ?? 1;
    this.#deps.sim.setParty(session.entity, company.number, company.membership.raid ? groupOf(seat) : 0);
    showEachOther(company);
    this.#deps.onChanged(session);
  }

  #found(membership: PartyMembership): Company {
    let number = 1;
    while (this.#byNumber.has(number)) number++;
    const company: Company = { number, membership, here: new Set() };
    this.#companies.set(membership.partyId, company);
    this.#byNumber.set(number, company);
    return company;
  }

  #leave(session: Session): void {
    const company = this.#of.get(session);
    if (!company) return;
    this.#of.delete(session);
    company.here.delete(session);
    this.#deps.sim.setParty(session.entity, 0, 0);
    session.view.setAlways([]);
    showEachOther(company);
    if (company.here.size > 0) return;
    this.#companies.delete(company.membership.partyId);
    this.#byNumber.delete(company.number);
  }
}

function showEachOther({ here }: Company): void {
  for (const session of here) {
    const others: EntityId[] = [];
    for (const other of here) if (other !== session) others.push(other.entity);
    session.view.setAlways(others);
  }
}
