import { type EntityId, indexOf, MAX_ENTITIES, NOBODY } from "#shared/primitives/entity-id.ts";
import type { CompiledZone } from "#shared/content/compiled.ts";
import type { Action } from "#shared/protocol/action.ts";
import { EntityKind } from "#shared/protocol/codes.ts";
import type { MoveInput } from "#shared/protocol/input.ts";
import { TickEvents } from "./events.ts";
import { SpatialGrid } from "./grid.ts";
import { World } from "./world.ts";

export type { CombatEvents, IdList, KillCredit, NpcKill, PickUp, Refusal, ReusedList, TickEvents } from "./events.ts";

/** A character as it enters the zone. */
export interface PlayerSpec {
  name: string;
  /** Class id of the content. */
  classId: string;
  level: number;
  /** Total, as the database says. */
  experience: number;
  /** Metres; absent: a free place at the zone's entry. What is not free ground is moved to the nearest that is. */
  x?: number;
  y?: number;
  /** Radians. */
  facing?: number;
  /** null or absent: full; 0: dead. */
  health?: number | null;
  /** null or absent: what the class starts with. */
  resource?: number | null;
}

/** An item on the ground. The simulation knows neither its row nor who may own it at last. */
export interface DropSpec {
  itemCode: number;
  /** Shown to clients in the entity's level, up to 255. */
  quantity: number;
  x: number;
  y: number;
  /** Who alone may take it at first; NOBODY: anybody. */
  owner: EntityId;
  /** Ticks until everybody may take it. */
  ownedTicks: number;
  /** Ticks until it is gone. */
  expiresInTicks: number;
}

/** Phases of a step, in their order. */
export const PHASES = ["inputs", "movement", "abilities", "ai", "spawns"] as const;
export type Phase = (typeof PHASES)[number];
/** Called with null when a step begins and with each phase when it is done; whoever injects it brings the clock. */
export type PhaseHook = (finished: Phase | null) => void;

export interface SimulationOptions {
  /** Any integer; the same seed and calls give the same states. */
  seed: number;
  /** Most entities at once; absent: the most a zone can hold. */
  capacity?: number;
  measure?: PhaseHook;
}

/**
 * One zone's rules, one tick at a time: no I/O, no clock, no promise. All calls happen between steps and take effect in the
 * next step, in the order of the calls. Ids that are no longer alive are ignored.
 */
export class Simulation {
  readonly world: World;
  readonly grid: SpatialGrid;
  readonly events: TickEvents;
  readonly tickRate: number;

  constructor(zone: CompiledZone, options: SimulationOptions) {
    this.world = new World(options.capacity ?? MAX_ENTITIES, options.seed);
    this.grid = new SpatialGrid(zone.zone.widthM, zone.zone.heightM, this.world.capacity);
    this.events = new TickEvents(this.world.capacity);
    this.tickRate = zone.zone.tickRate;
  }

  /** @returns the new player's entity, NOBODY when the zone is full. @throws RangeError for a class the content does not have */
  addPlayer(_spec: PlayerSpec): EntityId {
    return this.world.spawn(EntityKind.PLAYER);
  }

  removePlayer(id: EntityId): void {
    this.world.despawn(id);
  }

  /** Queues an input; at most 8 wait, one more drops the oldest. Old and repeated numbers are ignored. */
  input(_id: EntityId, _input: MoveInput): void {}

  /** Queues an action; at most 8 wait, one more is refused with `busy`. */
  action(_id: EntityId, _action: Action): void {}

  /** The player's connection dropped (he stands still, the seat is held) or came back; input numbers may start again. */
  setDisconnected(_id: EntityId, _gone: boolean): void {}

  /** What the database says a character now has: total experience and level. */
  award(_id: EntityId, _experience: number, _level: number): void {}

  /** @returns the drop's entity, NOBODY when the zone is full */
  addDrop(_spec: DropSpec): EntityId {
    return this.world.spawn(EntityKind.DROP);
  }

  removeDrop(id: EntityId): void {
    this.world.despawn(id);
  }

  /** The owner of a drop came back as a new entity. */
  setDropOwner(drop: EntityId, owner: EntityId): void {
    if (this.world.alive(drop)) this.world.target[indexOf(drop)] = owner === NOBODY ? NOBODY : owner;
  }

  /** One tick forward. */
  step(): void {
    this.events.clear();
    this.world.tick++;
    this.grid.rebuild(this.world);
  }
}
