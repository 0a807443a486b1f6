import type { CompiledZone } from "#shared/content/compiled.ts";
import { type EntityId, indexOf, MAX_ENTITIES } from "#shared/primitives/entity-id.ts";
import type { Action } from "#shared/protocol/action.ts";
import { EntityFlag, EntityKind, ObjectState } from "#shared/protocol/codes.ts";
import { inRange } from "#shared/rules/ability.ts";
import type { CollisionMap } from "#shared/rules/collision.ts";
import type { MoveInput } from "#shared/protocol/input.ts";
import { encodeName } from "#shared/protocol/name.ts";
import type { CommandSink } from "./commands.ts";
import type { AiLoad } from "./ai-load.ts";
import { captureCarried, type Luggage, luggageStamp } from "./carried.ts";
import type { Builds, SpentPoints } from "./components/builds.ts";
import { GRANTED } from "./components/objects.ts";
import { addDrop, type DropSpec } from "./drops.ts";
import type { TickEvents } from "./events.ts";
import type { SpatialGrid } from "./grid.ts";
import { addPlayer, type PlayerSpec } from "./players.ts";
import { runAbilities } from "./systems/abilities.ts";
import { runAi } from "./systems/ai.ts";
import { AI_SAVING_LEVELS } from "./systems/ai/thoughts.ts";
import { holdPlayer } from "./systems/departing.ts";
import { endDuel } from "./systems/duels.ts";
import { runInputs } from "./systems/inputs.ts";
import { runMovement } from "./systems/movement.ts";
import { spawnAll } from "./systems/npc-spawns.ts";
import { hangDoors } from "./systems/objects/door.ts";
import { spawnObjects } from "./systems/objects/spawn.ts";
import { giveItemBack } from "./systems/items.ts";
import { runSpawns } from "./systems/spawns.ts";
import type { World } from "./world.ts";
import { ZoneState } from "./zone-state.ts";

export type { DropSpec } from "./drops.ts";
export type { CombatEvents, IdList, KillCredit, NpcKill, PickUp, Refusal, ReusedList, TickEvents } from "./events.ts";
export type { PlayerSpec } from "./players.ts";

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
  /** Is told of every call, for recordings. */
  commands?: CommandSink;
}

/**
 * One zone's rules, one tick at a time: no I/O, no clock, no promise. All calls happen between steps and take effect in the
 * next step, in the order of the calls. Ids that are no longer alive, or of another kind, are ignored.
 */
export class Simulation {
  readonly world: World;
  readonly grid: SpatialGrid;
  readonly events: TickEvents;
  readonly builds: Builds;
  readonly tickRate: number;
  /** What players would take along to another zone now. */
  readonly luggage: Luggage;
  /** Whom everybody in the zone is told about: bosses. */
  readonly important: { readonly count: number; readonly ids: ArrayLike<EntityId> };
  /** What the NPCs' thinking came to in the last tick. */
  readonly aiLoad: AiLoad;
  readonly #state: ZoneState;
  readonly #measure: PhaseHook;
  readonly #commands: CommandSink | null;

  constructor(zone: CompiledZone, options: SimulationOptions) {
    this.#state = new ZoneState(zone, options.capacity ?? MAX_ENTITIES, options.seed);
    this.#measure = options.measure ?? (() => {});
    this.#commands = options.commands ?? null;
    this.world = this.#state.world;
    this.grid = this.#state.grid;
    this.events = this.#state.events;
    this.builds = this.#state.builds;
    this.tickRate = this.#state.tickRate;
    const state = this.#state;
    this.luggage = { of: (id) => captureCarried(state, indexOf(id)), stamp: (id) => luggageStamp(state, indexOf(id)) };
    this.important = this.#state.bosses;
    this.aiLoad = this.#state.aiLoad;
    spawnAll(this.#state);
    spawnObjects(this.#state);
    this.grid.rebuild(this.world);
  }

  /** The zone's ground as it is now: doors open and close in it. */
  get map(): CollisionMap {
    return this.#state.map;
  }

  /** @returns the new player's entity, NOBODY when the zone is full. @throws RangeError for a class the content does not have */
  addPlayer(spec: PlayerSpec): EntityId {
    this.#commands?.call("addPlayer", [spec]);
    return addPlayer(this.#state, spec);
  }

  removePlayer(id: EntityId): void {
    this.#commands?.call("removePlayer", [id]);
    const i = this.#indexOf(id, EntityKind.PLAYER);
    if (!i) return;
    endDuel(this.#state, i);
    this.#state.parties.set(i, 0, 0);
    this.world.despawn(id);
  }

  /** Holds a player where he is, out of everybody's reach, while the house moves him elsewhere; or lets go of him again. */
  setHeld(id: EntityId, held: boolean): void {
    this.#commands?.call("setHeld", [id, held]);
    const i = this.#indexOf(id, EntityKind.PLAYER);
    if (i) holdPlayer(this.#state, i, held);
  }

  /** Queues an input; at most 8 wait, one more drops the oldest. Old and repeated numbers are ignored. */
  input(id: EntityId, input: MoveInput): void {
    this.#commands?.input(id, input);
    const i = this.#indexOf(id, EntityKind.PLAYER);
    if (i) this.#state.inputs.push(i, input);
  }

  /** Queues an action; at most 8 wait, one more is refused with `busy`. A cast begins after the strides of the inputs that came before it. */
  action(id: EntityId, action: Action): void {
    this.#commands?.action(id, action);
    const i = this.#indexOf(id, EntityKind.PLAYER);
    if (i) this.#state.actions.push(i, action, this.#state.inputs.newest(i));
  }

  /** The player's connection dropped (he brakes and stands, the seat is held) or came back; either way his input numbers may start again. */
  setDisconnected(id: EntityId, gone: boolean): void {
    this.#commands?.call("setDisconnected", [id, gone]);
    const i = this.#indexOf(id, EntityKind.PLAYER);
    if (!i) return;
    this.#state.inputs.restart(i);
    this.#state.actions.clear(i);
    this.#state.intents.count[i] = 0;
    const flags = this.world.flags;
    flags[i] = gone ? flags[i] | EntityFlag.DISCONNECTED : flags[i] & ~EntityFlag.DISCONNECTED;
    this.#changedNextTick(i);
  }

  /** What the database says a character now has: total experience and level. */
  award(id: EntityId, experience: number, level: number): void {
    this.#commands?.call("award", [id, experience, level]);
    const i = this.#indexOf(id, EntityKind.PLAYER);
    if (i) this.#state.awards.set(i, experience, level);
  }

  /** What the database says a character has spent its points on. */
  spendPoints(id: EntityId, points: SpentPoints): void {
    this.#commands?.call("spendPoints", [id, points]);
    const i = this.#indexOf(id, EntityKind.PLAYER);
    if (i) this.#state.builds.spend(i, points);
  }

  /** The office has used up an item (its code) for a player: it takes effect with the next tick. */
  takeItemEffect(id: EntityId, item: number): void {
    this.#commands?.call("takeItemEffect", [id, item]);
    const i = this.#indexOf(id, EntityKind.PLAYER);
    if (i) this.#state.itemUses.waiting[i] = item;
  }

  /** The office has used up nothing: the cooldown is taken back. */
  giveItemBack(id: EntityId, item: number): void {
    this.#commands?.call("giveItemBack", [id, item]);
    const i = this.#indexOf(id, EntityKind.PLAYER);
    if (i) giveItemBack(this.#state, i, item);
  }

  /**
   * The office lets somebody use an object that takes a key or a skill: it is used with the next tick.
   * @param object its place in the zone's list @returns false: it is in use, somebody else was first
   */
  grantUse(object: number): boolean {
    this.#commands?.call("grantUse", [object]);
    const { objects } = this.#state;
    if (objects.state[object] !== ObjectState.READY) return false;
    objects.state[object] = GRANTED;
    objects.nextDue[0] = 0; // the next tick looks
    return true;
  }

  /** The office has written that a player discovered a way stone: he may travel to it from now on. @returns false: he knew it */
  discoverWaystone(id: EntityId, code: number): boolean {
    this.#commands?.call("discoverWaystone", [id, code]);
    const i = this.#indexOf(id, EntityKind.PLAYER);
    const { objects } = this.#state;
    if (!i || objects.knowsWaystone(i, code)) return false;
    objects.learnWaystone(i, code);
    return true;
  }

  /** @returns the drop's entity, NOBODY when the zone is full */
  addDrop(spec: DropSpec): EntityId {
    this.#commands?.call("addDrop", [spec]);
    return addDrop(this.#state, spec);
  }

  removeDrop(id: EntityId): void {
    this.#commands?.call("removeDrop", [id]);
    if (this.#indexOf(id, EntityKind.DROP)) this.world.despawn(id);
  }

  /** Changes who may take a drop first: its owner came back as a new entity. NOBODY: anybody. */
  setDropOwner(id: EntityId, owner: EntityId): void {
    this.#commands?.call("setDropOwner", [id, owner]);
    const i = this.#indexOf(id, EntityKind.DROP);
    if (!i) return;
    this.world.target[i] = owner;
    this.#changedNextTick(i);
  }

  /**
   * Which players belong together.
   * @param party number of the party, the same for all its members; 0: none
   * @param group in a raid its number from 1; 0: the party is none
   */
  setParty(id: EntityId, party: number, group: number): void {
    this.#commands?.call("setParty", [id, party, group]);
    const i = this.#indexOf(id, EntityKind.PLAYER);
    if (i) this.#state.parties.set(i, party, group);
  }

  /** Objects that a player is near enough to use. */
  objectsNear(id: EntityId): Array<{ kind: string; objectId: string }> {
    const i = this.#indexOf(id, EntityKind.PLAYER);
    const { rules, world } = this.#state;
    if (!i) return [];
    const near = rules.objects.filter((rule) => inRange(rule.x - world.x[i], rule.y - world.y[i], rule.rangeM));
    return near.map((rule) => ({ kind: rule.kind, objectId: rule.id }));
  }

  /**
   * How much of the NPCs' thinking is done: 0 all of it, 1 and 2 less and less often, with smaller budgets. For a zone that has no time.
   * @throws RangeError for another level
   */
  setAiDetail(saving: number): void {
    if (!Number.isInteger(saving) || saving < 0 || saving >= AI_SAVING_LEVELS)
      throw new RangeError(`AI detail ${saving}: 0 … ${AI_SAVING_LEVELS - 1} wanted`);
    this.#commands?.call("setAiDetail", [saving]);
    this.#state.turns.saving = saving;
  }

  /** One tick forward. */
  step(): void {
    const s = this.#state;
    const measure = this.#measure;
    this.#commands?.step();
    measure(null);
    s.events.clear();
    s.world.tick++;
    // 1. what players want, in the order of their indices
    runInputs(s);
    measure("inputs");
    // 2. everybody walks, projectiles fly; then it is known who is near whom
    runMovement(s);
    s.grid.rebuild(s.world);
    measure("movement");
    // 3. blows, heals, statuses, casts, actions
    runAbilities(s);
    measure("abilities");
    // 4. NPCs think: what they decide is walked in the next tick
    runAi(s);
    measure("ai");
    // 5. deaths, births, times; then the finished tick is sorted for those who look at it
    runSpawns(s);
    s.grid.rebuild(s.world);
    measure("spawns");
  }

  /**
   * Goes on from a state that `world.save` wrote in a simulation of the same zone and capacity.
   * @param names of the players in it, by entity
   * @throws RangeError when the state does not fit
   */
  restore(saved: Uint8Array, names: ReadonlyMap<EntityId, string>): void {
    this.world.load(saved);
    hangDoors(this.#state);
    for (const [id, name] of names) this.world.name[indexOf(id)] = encodeName(name);
    this.grid.rebuild(this.world);
  }

  /** What changes between two steps belongs to the next: the last one may have been sent already. */
  #changedNextTick(i: number): void {
    this.world.extraTick[i] = this.world.tick + 1;
  }

  /** Index of a living entity of a kind, else 0. */
  #indexOf(id: EntityId, kind: EntityKind): number {
    return this.world.alive(id) && this.world.kind[indexOf(id)] === kind ? indexOf(id) : 0;
  }
}
