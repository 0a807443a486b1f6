import type { HubEvent } from "#shared/protocol/hub.ts";
import { PARTY_NEWS, PartyFrame, type PlaceFrame, type VitalsFrame } from "#shared/protocol/party.ts";
import type { PartyMember, PartyState, PartyWays } from "../net/party-ways.ts";

/** News come in bunches: so long is waited for more before the party is read again, ms. */
const READ_AFTER_MS = 120;
/** A frame is told every five seconds at least; who is silent for longer is not there, ms. */
const SILENT_MS = 13_000;
const FRAME = /^character\/([^/]+)\/(?:combat|position)$/;

/** What is known of a member from moment to moment. */
export interface MemberNow {
  vitals: VitalsFrame | null;
  place: PlaceFrame | null;
  /** When a frame last came, ms. */
  heardMs: number;
}

export interface PartyParts {
  ownId: string;
  ways: PartyWays;
  /** Something for the log, or something that did not work. */
  say(text: string): void;
  complain(text: string): void;
  /** performance.now(), unless a test has another. */
  now?: () => number;
}

/** One's party and the invitations to it: read when the hub says that something has changed, with the frames it brings in between. */
export class PartyBook {
  readonly ownId: string;
  readonly #parts: PartyParts;
  readonly #now: () => number;
  readonly #members = new Map<string, MemberNow>();
  #state: PartyState = { party: null, invites: [] };
  #reading = 0;
  /** Raised whenever the party or an invitation is other than before. */
  revision = 0;

  constructor(parts: PartyParts) {
    this.#parts = parts;
    this.ownId = parts.ownId;
    this.#now = parts.now ?? (() => performance.now());
  }

  get party(): PartyState["party"] {
    return this.#state.party;
  }

  get invites(): PartyState["invites"] {
    return this.#state.invites;
  }

  get self(): PartyMember | undefined {
    return this.party?.members.find(({ characterId }) => characterId === this.ownId);
  }

  get leads(): boolean {
    return this.self?.rank === "leader";
  }

  /** May invite, ask who is ready, sort the groups. */
  get organises(): boolean {
    return this.self !== undefined && this.self.rank !== "member";
  }

  /** Is somebody of this name in one's party? */
  has(name: string): boolean {
    return this.party?.members.some((member) => member.name === name) ?? false;
  }

  now(characterId: string): MemberNow | null {
    const known = this.#members.get(characterId);
    return known && this.#now() - known.heardMs < SILENT_MS ? known : null;
  }

  /** Something came over the hub; what is not about parties is ignored. */
  hear({ topic, kind, data }: HubEvent): void {
    if (kind.startsWith(PARTY_NEWS)) return this.#news(kind.slice(PARTY_NEWS.length), data as Record<string, unknown>);
    const characterId = FRAME.exec(topic)?.[1];
    if (characterId === undefined) return;
    if (kind === PartyFrame.LEFT) {
      this.#members.delete(characterId);
      return;
    }
    const known = this.#members.get(characterId) ?? { vitals: null, place: null, heardMs: 0 };
    known.heardMs = this.#now();
    if (kind === PartyFrame.VITALS) known.vitals = data as VitalsFrame;
    else if (kind === PartyFrame.PLACE) known.place = data as PlaceFrame;
    else return;
    this.#members.set(characterId, known);
  }

  /** Reads it again soon: several reasons at once are one. */
  refresh(): void {
    if (this.#reading) return;
    this.#reading = window.setTimeout(() => {
      this.#reading = 0;
      void this.do((ways) => ways.read());
    }, READ_AFTER_MS);
  }

  dispose(): void {
    window.clearTimeout(this.#reading);
  }

  /** Asks for something; the answer is how it is now. @returns false when it was refused: the player is told why */
  async do(ask: (ways: PartyWays) => Promise<PartyState>): Promise<boolean> {
    try {
      this.#take(await ask(this.#parts.ways));
      return true;
    } catch (error) {
      this.#parts.complain((error as Error).message);
      return false;
    }
  }

  async invite(name: string): Promise<void> {
    if (await this.do((ways) => ways.invite(name))) this.#parts.say(`You have invited ${name} to your party.`);
  }

  #take(state: PartyState): void {
    const before = this.#state;
    this.#state = state;
    this.revision++;
    if (before.party && !state.party) this.#members.clear();
  }

  #news(kind: string, data: Record<string, unknown>): void {
    const text = sentence(kind, data, data.characterId === this.ownId);
    if (text) this.#parts.say(text);
    this.refresh();
  }
}

/** News in words; null: the frames say it. */
export function sentence(kind: string, { name, from, by, ready }: Record<string, unknown>, self: boolean): string | null {
  switch (kind) {
    case "invited":
      return `${from} invites you to a party.`;
    case "invite_declined":
      return `${name} declines your invitation.`;
    case "joined":
      return self ? null : `${name} has joined the party.`;
    case "left":
      return self ? "You have left the party." : `${name} has left the party.`;
    case "kicked":
      return self ? "You were taken out of the party." : `${name} was taken out of the party.`;
    case "offline":
      return `${name} was away for too long and is no member any more.`;
    case "disbanded":
      return "The party has ended.";
    case "leader":
      return self ? "You lead the party now." : `${name} leads the party now.`;
    case "ready_check":
      return `${by} asks whether all are ready.`;
    case "ready_result":
      return ready ? "All are ready." : "Not all are ready.";
    default:
      return null;
  }
}
