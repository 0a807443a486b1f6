import type { EntityId } from "#shared/primitives/entity-id.ts";
import { RAID_SIZE } from "#shared/rules/party.ts";
import type { CombatEventKind, ErrorCode, InteractionKind } from "#shared/protocol/codes.ts";

/** Combat events of one tick. What does not fit is counted, not kept: clients also see its effect in the entities' state. */
export const MAX_COMBAT_EVENTS = 8192;

/** More bosses than this do not come to life in one tick. */
const MAX_BOSS_EVENTS = 64;

/** One tick's combat events as a struct of arrays; entries 0 … count − 1 are valid. */
export class CombatEvents {
  count = 0;
  /** Events of this tick that did not fit. */
  dropped = 0;
  readonly kind = new Uint8Array(MAX_COMBAT_EVENTS);
  /** Entity indices; 0 = none. */
  readonly source = new Uint16Array(MAX_COMBAT_EVENTS);
  readonly target = new Uint16Array(MAX_COMBAT_EVENTS);
  /** Ability code (STATUS_APPLIED: status code). */
  readonly ability = new Uint8Array(MAX_COMBAT_EVENTS);
  readonly amount = new Uint16Array(MAX_COMBAT_EVENTS);
  /** CombatEventFlag bits. */
  readonly flags = new Uint8Array(MAX_COMBAT_EVENTS);

  add(kind: CombatEventKind, source: number, target: number, ability: number, amount: number, flags: number): void {
    const n = this.count;
    if (n === MAX_COMBAT_EVENTS) {
      this.dropped++;
      return;
    }
    this.count = n + 1;
    this.kind[n] = kind;
    this.source[n] = source;
    this.target[n] = target;
    this.ability[n] = ability;
    this.amount[n] = amount > 0xffff ? 0xffff : amount;
    this.flags[n] = flags;
  }

  clear(): void {
    this.count = 0;
    this.dropped = 0;
  }
}

/**
 * A list whose objects are used again every tick: read `items[0 … count − 1]`, keep no reference to one.
 * It grows to the largest tick it has seen.
 */
export class ReusedList<T> {
  count = 0;
  readonly items: T[] = [];
  readonly #make: () => T;

  constructor(make: () => T) {
    this.#make = make;
  }

  /** The next object, with what an earlier tick left in it. */
  next(): T {
    if (this.count === this.items.length) this.items.push(this.#make());
    return this.items[this.count++];
  }

  clear(): void {
    this.count = 0;
  }
}

/** Entity ids in the order they were added; valid entries are 0 … count − 1. */
export class IdList {
  count = 0;
  readonly ids: Uint32Array;

  constructor(capacity: number) {
    this.ids = new Uint32Array(capacity);
  }

  /** An id beyond the capacity is not kept: the capacity is that of the world, which lists each entity once. */
  add(id: EntityId): void {
    if (this.count < this.ids.length) this.ids[this.count++] = id;
  }

  clear(): void {
    this.count = 0;
  }
}

/** An NPC died: what the office needs to settle it. */
export interface NpcKill {
  /** Entity of the corpse. */
  npc: EntityId;
  /** Code of the NPC in the content. */
  npcCode: number;
  x: number;
  y: number;
  /** Player entities that earned experience (already divided), the largest contribution first. */
  readonly credits: ReusedList<KillCredit>;
  /** Who may take the loot first: the largest contributor still in the zone; NOBODY when none is. */
  lootOwner: EntityId;
  /** Number of the party whose kill it is, with the members who were near; 0: none's. */
  party: number;
  readonly eligible: IdList;
}

export interface KillCredit {
  entity: EntityId;
  experience: number;
}

export interface PickUp {
  entity: EntityId;
  drop: EntityId;
}

/** Somebody opened a chest or gathered something: what he found is for the office to say. */
export interface Find {
  entity: EntityId;
  /** Place in the zone's list of objects. */
  object: number;
}

/** Somebody uses an item up: whether he has one is for the office to say. */
export interface ItemUse {
  entity: EntityId;
  /** Code of its template. */
  item: number;
}

export interface Interaction {
  entity: EntityId;
  target: EntityId;
  kind: InteractionKind;
  serviceId: string;
  text: string;
}

/** Somebody wants to be in another zone; the tick has checked range and state. */
export interface Departure {
  entity: EntityId;
  /** He goes home, wherever that is; the fields below say nothing then. */
  home: boolean;
  zoneId: string;
  /** m */
  x: number;
  y: number;
}

export interface Refusal {
  entity: EntityId;
  code: ErrorCode;
}

/** What one tick reports. Buffers are reused: everything is valid until the next step begins. */
export class TickEvents {
  readonly combat = new CombatEvents();
  readonly kills = new ReusedList<NpcKill>(() => ({
    npc: 0,
    npcCode: 0,
    x: 0,
    y: 0,
    credits: new ReusedList<KillCredit>(() => ({ entity: 0, experience: 0 })),
    lootOwner: 0,
    party: 0,
    eligible: new IdList(RAID_SIZE),
  }));
  /** Range, state and ownership are checked; whether the item is still there is for the office to say. */
  readonly pickUps = new ReusedList<PickUp>(() => ({ entity: 0, drop: 0 }));
  readonly itemUses = new ReusedList<ItemUse>(() => ({ entity: 0, item: 0 }));
  readonly finds = new ReusedList<Find>(() => ({ entity: 0, object: 0 }));
  /** Objects for which the office has to be asked. */
  readonly requests = new ReusedList<Find>(() => ({ entity: 0, object: 0 }));
  readonly interactions = new ReusedList<Interaction>(() => ({ entity: 0, target: 0, kind: "sign", serviceId: "", text: "" }));
  readonly departures = new ReusedList<Departure>(() => ({ entity: 0, home: false, zoneId: "", x: 0, y: 0 }));
  readonly refusals = new ReusedList<Refusal>(() => ({ entity: 0, code: "busy" }));
  /** Player entities that died. */
  readonly deaths: IdList;
  /** Bosses that came to life. */
  readonly bosses = new IdList(MAX_BOSS_EVENTS);
  /** Drops whose time was over: already removed from the world. */
  readonly expiredDrops: IdList;

  constructor(capacity: number) {
    this.deaths = new IdList(capacity);
    this.expiredDrops = new IdList(capacity);
  }

  refuse(entity: EntityId, code: ErrorCode): void {
    const refusal = this.refusals.next();
    refusal.entity = entity;
    refusal.code = code;
  }

  interact(entity: EntityId, target: EntityId, kind: InteractionKind, serviceId: string, text: string): void {
    const interaction = this.interactions.next();
    interaction.entity = entity;
    interaction.target = target;
    interaction.kind = kind;
    interaction.serviceId = serviceId;
    interaction.text = text;
  }

  depart(entity: EntityId, home: boolean, zoneId: string, x: number, y: number): void {
    const departure = this.departures.next();
    departure.entity = entity;
    departure.home = home;
    departure.zoneId = zoneId;
    departure.x = x;
    departure.y = y;
  }

  clear(): void {
    this.departures.clear();
    this.finds.clear();
    this.requests.clear();
    this.itemUses.clear();
    this.interactions.clear();
    this.combat.clear();
    this.kills.clear();
    this.pickUps.clear();
    this.refusals.clear();
    this.deaths.clear();
    this.expiredDrops.clear();
    this.bosses.clear();
  }
}
