import { indexOf } from "#shared/primitives/entity-id.ts";
import { CombatEventKind, DuelState, EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { wireToFacing, wireToPosition } from "#shared/protocol/quantize.ts";
import type { CombatEvent, SelfState, Snapshot, UpdateRecord } from "#shared/protocol/snapshot.ts";
import { areEnemies, feudBetween } from "#shared/rules/hostility.ts";
import { Entity } from "./entity.ts";
import type { Place } from "./track.ts";

/** One combat event with the entities it names, as far as they are in the picture. */
export interface SeenEvent extends CombatEvent {
  sourceEntity: Entity | null;
  targetEntity: Entity | null;
  /** Is the source or the target oneself? */
  mine: boolean;
}

/** What the server says about oneself; groups that did not change keep their value. */
export type Own = Required<SelfState>;

/** Shown this far behind the newest tick, so that the next sample is usually there already, ms. */
export const INTERPOLATION_MS = 100;

/** Who left is kept this long, to fade, ms. */
export const FAREWELL_MS = 600;

/** What is in the client's picture: everything the snapshots so far add up to. */
export class Picture {
  readonly entities = new Map<number, Entity>();
  /** Who left a moment ago, still fading. */
  readonly leaving: Array<{ entity: Entity; at: number }> = [];
  readonly own: Own = {
    vitals: { health: 1, maxHealth: 1, resource: 0, maxResource: 1 },
    movement: { speedMmps: 0, flags: 0 },
    progress: { level: 1, experience: 0, nextLevelAt: 0 },
    cooldowns: { globalReadyTick: 0, readyTicks: [] },
    cast: { ability: 0, startTick: 0, endTick: 0 },
    target: 0,
    statuses: [],
    charges: [],
    shield: 0,
    offers: { duel: { state: 0, opponent: 0, tick: 0 }, resurrection: { by: 0, untilTick: 0 } },
    impulse: 0,
    height: { lift: 0, rise: 0 },
  };
  /** Own entity, from `welcome`. */
  ownId: number;
  tick = 0;
  readonly #place: Place = { x: 0, y: 0, facing: 0 };

  constructor(ownId: number) {
    this.ownId = ownId;
  }

  /** Applies a snapshot. @returns its combat events, with the entities as they were when they happened */
  apply(s: Snapshot, nowMs: number): SeenEvent[] {
    this.tick = s.tick;
    if (s.self) Object.assign(this.own, s.self);
    // the dead of this tick must still be found by its events
    const left = new Map<number, Entity>();
    while (this.leaving.length && nowMs - this.leaving[0].at > FAREWELL_MS) this.leaving.shift();
    for (const index of s.leaves) {
      const entity = this.entities.get(index);
      if (!entity) continue;
      left.set(index, entity);
      this.entities.delete(index);
      if (entity.id !== this.ownId) this.leaving.push({ entity, at: nowMs });
    }
    for (const record of s.enters) this.entities.set(indexOf(record.id), new Entity(record, s.tick, nowMs));
    for (const update of s.updates) this.#update(update, s.tick, nowMs);
    const find = (index: number) => this.entities.get(index) ?? left.get(index) ?? null;
    for (const event of s.events) if (event.kind === CombatEventKind.TELEPORT) find(event.source)?.track.cut(s.tick);
    const ownIndex = indexOf(this.ownId);
    return s.events.map((event) => ({
      ...event,
      sourceEntity: find(event.source),
      targetEntity: find(event.target),
      mine: event.source === ownIndex || event.target === ownIndex,
    }));
  }

  /** After a reconnect the next snapshot tells everything again. */
  clear(): void {
    this.entities.clear();
    this.leaving.length = 0;
  }

  find(id: number): Entity | null {
    const entity = this.entities.get(indexOf(id));
    return entity && entity.id === id ? entity : null;
  }

  /** Is a player of this name in one's party? */
  isCompanion: (name: string) => boolean = () => false;

  get me(): Entity | null {
    return this.find(this.ownId);
  }

  get target(): Entity | null {
    return this.own.target ? this.find(this.own.target) : null;
  }

  /** Is it another player, and do the two fight each other: in a duel, or because both want it? */
  hasFeudWith(entity: Entity): boolean {
    if (entity.kind !== EntityKind.PLAYER || entity.id === this.ownId) return false;
    const { duel } = this.own.offers;
    const dueling = duel.state === DuelState.FIGHTING && duel.opponent === entity.id;
    return feudBetween(this.own.movement.flags, entity.flags, dueling, this.isCompanion(entity.name));
  }

  /** Does the player fight it? Alive or dead; who is out of bounds for other reasons counts too. */
  isEnemy(entity: Entity): boolean {
    return areEnemies(EntityKind.PLAYER, entity.kind, this.hasFeudWith(entity));
  }

  /** May the player attack it? Others' business is not known here; the server has the last word. */
  isHostile(entity: Entity): boolean {
    return this.isEnemy(entity) && !entity.has(EntityFlag.DEAD);
  }

  /**
   * Moves everybody to where they are shown at a tick.
   * @param elapsedMs since the last call, for the gait
   */
  advance(tick: number, elapsedMs: number): void {
    for (const entity of this.entities.values()) {
      if (entity.id === this.ownId) continue;
      entity.track.sample(tick, this.#place);
      entity.lift += (entity.height - entity.lift) * Math.min(1, elapsedMs / 60);
      this.show(entity, this.#place.x, this.#place.y, this.#place.facing, elapsedMs);
    }
  }

  /** Puts an entity where it is shown, and moves its legs by as much. */
  show(entity: Entity, x: number, y: number, facing: number, elapsedMs: number): void {
    const moved = Math.hypot(x - entity.x, y - entity.y);
    const speed = elapsedMs > 0 && moved < 5 ? (moved * 1000) / elapsedMs : 0;
    entity.speed += (speed - entity.speed) * Math.min(1, elapsedMs / 80);
    entity.stride += moved < 5 ? moved : 0;
    entity.x = x;
    entity.y = y;
    entity.facing = facing;
    entity.shownHealth += (entity.health - entity.shownHealth) * Math.min(1, elapsedMs / 250);
  }

  #update(u: UpdateRecord, tick: number, nowMs: number): void {
    const entity = this.entities.get(u.index);
    if (!entity) return;
    if (u.move) entity.track.push(tick, wireToPosition(u.move.x), wireToPosition(u.move.y), wireToFacing(u.move.facing));
    if (u.health !== undefined) entity.health = u.health / 255;
    if (u.flags !== undefined) {
      if (u.flags & EntityFlag.DEAD && !entity.dead) entity.diedAt = nowMs;
      entity.flags = u.flags;
    }
    if (u.cast) entity.casting = u.cast.ability ? { ability: u.cast.ability, startTick: tick, endTick: tick + u.cast.ticks } : null;
    if (u.target !== undefined) entity.target = u.target;
    if (u.level !== undefined) entity.level = u.level;
    if (u.shield !== undefined) entity.shield = u.shield / 255;
    if (u.height !== undefined) entity.height = u.height / 10;
    if (u.phase !== undefined) entity.phase = u.phase;
  }
}
