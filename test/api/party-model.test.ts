import assert from "node:assert/strict";
import fc from "fast-check";
import { TestApi } from "./support/api.ts";
import { type Friend, friends } from "./support/friends.ts";

interface ModelParty {
  raid: boolean;
  leader: string;
  assistants: Set<string>;
  /** Seat → name. */
  seats: Map<number, string>;
}

/** Parties as the rules say, in memory. */
class Model {
  readonly partyOf = new Map<string, ModelParty>();
  /** `from to` → the party that invites; null: whoever invites was in none. */
  readonly invites = new Map<string, ModelParty | null>();

  members(party: ModelParty): string[] {
    return [...party.seats].sort(([a], [b]) => a - b).map(([, name]) => name);
  }

  #seat(party: ModelParty, name: string): void {
    let seat = 1;
    while (party.seats.has(seat)) seat++;
    party.seats.set(seat, name);
    this.partyOf.set(name, party);
  }

  #organises(party: ModelParty, name: string): boolean {
    return party.leader === name || party.assistants.has(name);
  }

  invite(from: string, to: string): boolean {
    const party = this.partyOf.get(from) ?? null;
    if (from === to || this.partyOf.has(to) || this.invites.has(`${from} ${to}`)) return false;
    if (party && (!this.#organises(party, from) || party.seats.size === (party.raid ? 40 : 5))) return false;
    this.invites.set(`${from} ${to}`, party);
    return true;
  }

  accept(to: string, from: string): boolean {
    const key = `${from} ${to}`;
    if (!this.invites.has(key) || this.partyOf.has(to)) return false;
    let party = this.invites.get(key) ?? null;
    if (!party) {
      if (this.partyOf.has(from)) return false;
      party = { raid: false, leader: from, assistants: new Set(), seats: new Map() };
      this.#seat(party, from);
      for (const [other, of] of this.invites) if (of === null && other.startsWith(`${from} `)) this.invites.set(other, party);
      this.#lapse(from);
    }
    if (!party.raid && party.seats.size === 5) return false;
    this.invites.delete(key);
    this.#seat(party, to);
    this.#lapse(to);
    return true;
  }

  /** Invitations to a new member, and to a party of its own. */
  #lapse(name: string): void {
    for (const [key, party] of this.invites) {
      const [from, to] = key.split(" ");
      if (to === name || (from === name && party === null)) this.invites.delete(key);
    }
  }

  leave(name: string): boolean {
    const party = this.partyOf.get(name);
    if (!party) return false;
    this.partyOf.delete(name);
    for (const [seat, sitting] of party.seats) if (sitting === name) party.seats.delete(seat);
    for (const [key, of] of this.invites) if (of === party && key.startsWith(`${name} `)) this.invites.delete(key);
    party.assistants.delete(name);
    if (party.seats.size < 2) {
      for (const last of party.seats.values()) this.partyOf.delete(last);
      for (const [key, of] of this.invites) if (of === party) this.invites.delete(key);
    } else if (party.leader === name) party.leader = "";
    return true;
  }

  kick(by: string, whom: string): boolean {
    const party = this.partyOf.get(by);
    if (!party || by === whom || this.partyOf.get(whom) !== party || !this.#organises(party, by)) return false;
    if (party.leader !== by && (whom === party.leader || party.assistants.has(whom))) return false;
    return this.leave(whom);
  }

  lead(by: string, whom: string): boolean {
    const party = this.partyOf.get(by);
    if (!party || party.leader !== by || this.partyOf.get(whom) !== party) return false;
    if (by === whom) return true;
    if (party.raid) party.assistants.add(by);
    party.assistants.delete(whom);
    party.leader = whom;
    return true;
  }

  raid(by: string, raid: boolean): boolean {
    const party = this.partyOf.get(by);
    if (!party || party.leader !== by || (!raid && party.seats.size > 5)) return false;
    if (party.raid && !raid) {
      party.assistants.clear();
      const inOrder = this.members(party);
      party.seats.clear();
      for (const [n, name] of inOrder.entries()) party.seats.set(n + 1, name);
    }
    party.raid = raid;
    return true;
  }
}

const PEOPLE = 8;
const step = fc.record({
  what: fc.constantFrom("invite", "invite", "invite", "accept", "accept", "accept", "leave", "kick", "lead", "raid", "party"),
  who: fc.nat(PEOPLE - 1),
  whom: fc.nat(PEOPLE - 1),
});

describe("6.3 parties against a model", () => {
  let api: TestApi;
  before(async () => {
    api = await TestApi.start();
  });
  after(() => api.stop());

  it("6.3 whatever eight characters do, in whatever order: what is allowed, who is where, who leads", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 40 }), async (steps) => {
        const people = await friends(api, PEOPLE);
        const model = new Model();
        for (const { what, who, whom } of steps) {
          const [a, b] = [people[who], people[whom]];
          assert.equal(await act(what, a, b), expected(model, what, a.name, b.name), `${a.name} ${what} ${b.name}`);
        }
        for (const one of people) await compare(model, one);
      }),
      { numRuns: 8 },
    );
  });

  async function act(what: string, a: Friend, b: Friend): Promise<boolean> {
    const sent = async () => {
      switch (what) {
        case "invite":
          return a.invite(b);
        case "accept": {
          const { invites } = await a.state();
          const invite = invites.find((i: { from: { characterId: string } }) => i.from.characterId === b.id);
          return a.send("POST", `/invites/${invite?.id ?? a.id}/accept`);
        }
        case "leave":
          return a.leave();
        case "kick":
          return a.kick(b);
        case "lead":
          return a.send("PUT", "/leader", { characterId: b.id });
        default:
          return a.send("PUT", "/raid", { raid: what === "raid" });
      }
    };
    const reply = await sent();
    assert.ok(reply.status === 200 || (reply.status >= 400 && reply.status < 500), reply.text);
    return reply.status === 200;
  }

  function expected(model: Model, what: string, a: string, b: string): boolean {
    switch (what) {
      case "invite":
        return model.invite(a, b);
      case "accept":
        return model.accept(a, b);
      case "leave":
        return settled(model, () => model.leave(a));
      case "kick":
        return settled(model, () => model.kick(a, b));
      case "lead":
        return model.lead(a, b);
      default:
        return model.raid(a, what === "raid");
    }
  }

  /** Who leads after the leader: an assistant, else who has been a member for longest, which the clock of the test leaves to the seat. */
  function settled(model: Model, run: () => boolean): boolean {
    const done = run();
    for (const party of new Set(model.partyOf.values())) {
      if (party.leader !== "") continue;
      const members = model.members(party);
      party.leader = members.find((name) => party.assistants.has(name)) ?? members[0];
      party.assistants.delete(party.leader);
    }
    return done;
  }

  async function compare(model: Model, one: Friend): Promise<void> {
    const { party, invites } = await one.state();
    const wanted = model.partyOf.get(one.name);
    assert.deepEqual(
      party && {
        raid: party.raid,
        leader: party.members.find((m: { rank: string }) => m.rank === "leader").name,
        assistants: party.members.flatMap((m: { rank: string; name: string }) => (m.rank === "assistant" ? [m.name] : [])),
        seats: party.members.map((m: { seat: number; name: string }) => [m.seat, m.name]),
      },
      wanted
        ? {
            raid: wanted.raid,
            leader: wanted.leader,
            assistants: model.members(wanted).filter((name) => wanted.assistants.has(name)),
            seats: [...wanted.seats].sort(([x], [y]) => x - y),
          }
        : null,
    );
    const from = [...model.invites.keys()].flatMap((key) => (key.endsWith(` ${one.name}`) ? [key.split(" ")[0]] : []));
    assert.deepEqual(invites.map((i: { from: { name: string } }) => i.from.name).sort(), from.sort());
  }
});
