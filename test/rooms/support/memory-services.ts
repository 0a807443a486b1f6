import { randomUUID } from "node:crypto";
import type { Access, Consumables } from "#rooms/ports/items.ts";
import type {
  CarriedAlong,
  CharacterLease,
  CharacterRecord,
  CharacterSave,
  CharacterStore,
  Home,
  ObjectName,
  SpentPoints,
} from "#rooms/ports/characters.ts";
import type { Destination } from "#rooms/ports/places.ts";
import type { DropRecord, Kill, KillOutcome, Loot, PickUpOutcome } from "#rooms/ports/loot.ts";
import type { EventSink } from "#rooms/ports/events.ts";
import type { Notifier } from "#rooms/ports/notifier.ts";
import type { Parties, PartyMembership } from "#rooms/ports/parties.ts";
import type { Pauses, RoomLog, RoomMetrics } from "#rooms/ports/monitoring.ts";
import type { Progress } from "#rooms/ports/progress.ts";
import type { Revocations } from "#rooms/ports/revocations.ts";
import type { ZoneServices } from "#rooms/ports/zone.ts";
import { RoomError } from "#rooms/ports/room-error.ts";
import type { ErrorCode } from "#shared/protocol/codes.ts";
import { MemoryRecordings } from "#test/support/recordings.ts";

interface Row {
  accountId: string;
  name: string;
  classId: string;
  originId: string | null;
  appearance: number;
  level: number;
  experience: number;
  points: SpentPoints;
  skillUses: Record<string, number>;
  place: CharacterRecord["place"];
  health: number | null;
  resource: number | null;
  carried: CarriedAlong | null;
  home: Home | null;
  waystones: ObjectName[];
  owner: string | null;
  epoch: bigint;
  bag: PickUpOutcome[];
}

/** The office in memory, for tests of rooms alone: the rules of rooms/ports with nothing behind them. */
export class MemoryOffice implements CharacterStore, Loot, EventSink, Revocations {
  readonly characters = new Map<string, Row>();
  readonly tickets = new Map<string, { characterId: string; zoneId: string }>();
  /** Log-ins that rooms watch: those of a character are called like it. */
  /** Rooms that want to know what a character spends its points on. */
  readonly builders = new Map<string, (points: SpentPoints) => void>();
  readonly watched = new Map<string, (code: ErrorCode) => void>();
  readonly drops = new Map<string, DropRecord>();
  readonly settled: Kill[] = [];
  readonly events: { name: string; characterId?: string; payload: Record<string, unknown> }[] = [];
  readonly recordings = new MemoryRecordings();
  /** What each NPC leaves behind. */
  lootItem: number | null = null;
  /** Called at the beginning of every call, by name: tests make it throw or wait. */
  before: (call: string) => void | Promise<void> = () => {};

  addCharacter(name: string, more: Partial<Row> = {}): string {
    const id = randomUUID();
    this.characters.set(id, {
      accountId: randomUUID(),
      name,
      classId: "fighter",
      originId: null,
      appearance: 0,
      level: 1,
      experience: 0,
      points: { version: 0, attributes: {}, trained: {}, worn: [] },
      skillUses: {},
      place: null,
      health: null,
      resource: null,
      carried: null,
      home: null,
      waystones: [],
      owner: null,
      epoch: 0n,
      bag: [],
      ...more,
    });
    return id;
  }

  ticket(characterId: string, zoneId = "testland"): string {
    const ticket = randomUUID();
    this.tickets.set(ticket, { characterId, zoneId });
    return ticket;
  }

  row(characterId: string): Row {
    const row = this.characters.get(characterId);
    if (!row) throw new Error(`no character ${characterId}`);
    return row;
  }

  async redeem(ticket: string, zoneId: string) {
    await this.before("redeem");
    const found = this.tickets.get(ticket);
    this.tickets.delete(ticket);
    if (found?.zoneId !== zoneId) throw new RoomError("ticket_invalid", "unknown ticket");
    const row = this.row(found.characterId);
    const others = [...this.characters].flatMap(([characterId, other]) =>
      other.accountId === row.accountId && other !== row && other.owner !== null ? [{ characterId, heldBy: other.owner }] : [],
    );
    return { characterId: found.characterId, accountId: row.accountId, loginId: found.characterId, heldBy: row.owner, others };
  }

  watch(loginId: string, leave: (code: ErrorCode) => void): () => void {
    this.watched.set(loginId, leave);
    return () => {
      if (this.watched.get(loginId) === leave) this.watched.delete(loginId);
    };
  }

  async claim(characterId: string, roomId: string, left?: bigint): Promise<CharacterRecord> {
    await this.before("claim");
    const row = this.row(characterId);
    if (left !== undefined && (row.epoch !== left || row.owner !== null)) throw new RoomError("ticket_invalid", "claimed since");
    row.owner = roomId;
    row.epoch++;
    const { owner: _owner, epoch, bag: _bag, ...record } = row;
    return { lease: { characterId, epoch }, ...record, carried: row.carried && { state: row.carried, ageMs: 0 } };
  }

  #ours(lease: CharacterLease): Row | null {
    const row = this.row(lease.characterId);
    return row.epoch === lease.epoch && row.owner !== null ? row : null;
  }

  async save(states: readonly CharacterSave[]): Promise<string[]> {
    await this.before("save");
    const lost: string[] = [];
    for (const s of states) {
      const row = this.#ours(s.lease);
      if (row)
        Object.assign(row, {
          place: { zoneId: s.zoneId, x: s.x, y: s.y, facing: s.facing },
          health: s.health,
          resource: s.resource,
          carried: s.carried ?? row.carried,
        });
      else lost.push(s.lease.characterId);
    }
    return lost;
  }

  async depart(state: CharacterSave, to: Destination): Promise<boolean> {
    await this.before("depart");
    if ((await this.save([state])).length > 0) return false;
    const row = this.row(state.lease.characterId);
    Object.assign(row, { place: { zoneId: to.zoneId, x: to.x, y: to.y, facing: to.facing }, owner: null, epoch: row.epoch + 1n });
    return true;
  }

  async bind(lease: CharacterLease, home: Home): Promise<boolean> {
    await this.before("bind");
    const row = this.#ours(lease);
    if (row) row.home = home;
    return row !== null;
  }

  async discover(lease: CharacterLease, waystone: ObjectName): Promise<boolean> {
    await this.before("discover");
    const row = this.#ours(lease);
    row?.waystones.push(waystone);
    return row !== null;
  }

  async giveBack({ characterId, epoch }: CharacterLease): Promise<void> {
    const row = this.row(characterId);
    if (row.epoch === epoch) row.owner = null;
  }

  async release(state: CharacterSave): Promise<boolean> {
    await this.before("release");
    if ((await this.save([state])).length > 0) return false;
    this.row(state.lease.characterId).owner = null;
    return true;
  }

  async settle(kills: readonly Kill[]): Promise<KillOutcome[]> {
    await this.before("settle");
    return kills.map((kill) => {
      this.settled.push(kill);
      const awards = kill.credits.flatMap(({ lease, experience }) => {
        const row = this.#ours(lease);
        if (!row) return [];
        row.experience += experience;
        return [{ characterId: lease.characterId, gained: experience, experience: row.experience, level: row.level }];
      });
      const drops: DropRecord[] = [];
      if (this.lootItem !== null) {
        const drop: DropRecord = {
          dropId: randomUUID(),
          itemCode: this.lootItem,
          quantity: 1,
          x: kill.x,
          y: kill.y,
          ownerCharacterId: kill.lootOwner?.characterId ?? null,
          ownedUntil: Date.now() + 60_000,
          expiresAt: Date.now() + 300_000,
        };
        this.drops.set(drop.dropId, drop);
        drops.push(drop);
      }
      return { killId: kill.killId, awards, drops };
    });
  }

  async pickUp(lease: CharacterLease, dropId: string): Promise<PickUpOutcome> {
    await this.before("pickUp");
    if (!this.drops.delete(dropId)) return { ok: false, code: "gone" };
    const row = this.row(lease.characterId);
    const outcome: PickUpOutcome = { ok: true, item: { itemId: dropId, templateId: "thing", quantity: 1, slot: row.bag.length } };
    row.bag.push(outcome);
    return outcome;
  }

  async dropsIn(): Promise<DropRecord[]> {
    await this.before("dropsIn");
    return [...this.drops.values()];
  }

  /** What a test lays down behind the room's back is in `drops` as well. */
  async lateDrops(): Promise<DropRecord[]> {
    return [...this.drops.values()];
  }

  async expire(dropIds: readonly string[]): Promise<void> {
    await this.before("expire");
    for (const id of dropIds) this.drops.delete(id);
  }

  /** `Progress` beside `Revocations`, whose method has the same name. */
  readonly consumables: Consumables = {
    consume: async ({ characterId }, templateId) => {
      await this.before("consume");
      const { bag } = this.row(characterId);
      const at = bag.findIndex((entry) => entry.ok && entry.item.templateId === templateId);
      if (at < 0) return { ok: false, code: "gone" };
      bag.splice(at, 1);
      return { ok: true };
    },
  };

  readonly access: Access = {
    may: async ({ characterId }, want) => {
      await this.before("may");
      const { bag } = this.row(characterId);
      const ok = "profession" in want ? want.skill === 0 : bag.some((entry) => entry.ok && entry.item.templateId === want.key);
      return ok ? { ok } : { ok, code: "key" in want ? "locked" : "skill_too_low" };
    },
    used: async (lease, want) => {
      if ("key" in want && want.usesUp) await this.consumables.consume(lease, want.key);
    },
  };

  readonly progress: Progress = {
    practise: async (reports) => {
      await this.before("practise");
      return reports.flatMap(({ lease, uses }) => {
        const row = this.#ours(lease);
        if (!row) return [];
        Object.assign(row.skillUses, uses);
        return [{ characterId: lease.characterId, uses }];
      });
    },
    watch: (characterId, _version, changed) => {
      this.builders.set(characterId, changed);
      return () => {
        if (this.builders.get(characterId) === changed) this.builders.delete(characterId);
      };
    },
  };

  /** What players would be told. */
  readonly published: { topic: string; kind: string; data: object }[] = [];
  readonly notifier: Notifier = {
    publish: (topic, kind, data) => void this.published.push({ topic, kind, data }),
    moved: () => {},
  };
  /** What rooms want to know of parties, by character. */
  readonly companions = new Map<string, (party: PartyMembership | null) => void>();
  readonly parties: Parties = {
    watch: (characterId, changed) => {
      this.companions.set(characterId, changed);
      return () => {
        if (this.companions.get(characterId) === changed) this.companions.delete(characterId);
      };
    },
  };

  record(event: { name: string; characterId?: string; payload: Record<string, unknown> }): void {
    this.events.push(event);
  }
}

export const silentLog: RoomLog = { info: () => {}, warn: () => {}, error: () => {} };

/** Counts what tests ask about. */
export class CountingMetrics implements RoomMetrics {
  errors = 0;
  ticks = 0;
  dropped = 0;
  /** Called by every phase: tests make it throw. */
  onPhase: (phase: string) => void = () => {};
  phase(_zoneId: string, phase: string): void {
    this.onPhase(phase);
  }
  tick(): void {
    this.ticks++;
  }
  lateTicks(_zoneId: string, dropped: number): void {
    this.dropped += dropped;
  }
  snapshotBytes(): void {}
  ai(): void {}
  /** Steps against overload, as they were taken and undone. */
  readonly overloadSteps: number[] = [];
  overload(_zoneId: string, _layer: number, step: number): void {
    this.overloadSteps.push(step);
  }
  population(): void {}
  roomError(): void {
    this.errors++;
  }
}

const NO_PAUSES: Pauses = { listen: () => () => {} };

export function memoryServices(office: MemoryOffice, metrics: RoomMetrics = new CountingMetrics(), log: RoomLog = silentLog): ZoneServices {
  const { recordings } = office;
  return {
    characters: office,
    places: { find: async () => "zone_unavailable" as const },
    failpoint: async () => {},
    loot: office,
    events: office,
    revocations: office,
    notifier: office.notifier,
    progress: office.progress,
    consumables: office.consumables,
    access: office.access,
    parties: office.parties,
    recordings,
    metrics,
    pauses: NO_PAUSES,
    log,
    now: () => Date.now(),
  };
}
