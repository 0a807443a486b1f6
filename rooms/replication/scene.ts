import { type EntityId, indexOf, NOBODY } from "#shared/primitives/entity-id.ts";
import { EntityFlag, EntityKind } from "#shared/protocol/codes.ts";
import { seesStealthed } from "#shared/rules/stealth.ts";
import type { SpatialGrid } from "#rooms/simulation/grid.ts";
import type { World } from "#rooms/simulation/world.ts";
import type { ClientView } from "./client-view.ts";
import type { EntityBlocks } from "./entity-blocks.ts";
import { RowWord, ROW } from "./entity-blocks.ts";
import { type Pace, STEPS_PER_M } from "./pace.ts";

/** Entities everybody is told about: bosses. Entries 0 … count − 1. */
export interface ImportantEntities {
  readonly count: number;
  readonly ids: ArrayLike<EntityId>;
}

/** The finished tick, and the rules of who may know what of it. */
export class Scene {
  readonly world: World;
  readonly grid: SpatialGrid;
  readonly blocks: EntityBlocks;
  readonly pace: Pace;
  readonly important: ImportantEntities;
  /** The packet being written, and where its next byte goes. */
  out: DataView;
  at = 0;

  constructor(world: World, grid: SpatialGrid, blocks: EntityBlocks, pace: Pace, important: ImportantEntities, out: DataView) {
    this.world = world;
    this.grid = grid;
    this.blocks = blocks;
    this.pace = pace;
    this.important = important;
    this.out = out;
  }

  /** False for the stealthed, unless they are allies or near enough. @param distance2 (1/16 m)² */
  maySee(view: ClientView, i: number, distance2: number): boolean {
    const { rows } = this.blocks;
    if ((rows[i * ROW + RowWord.FLAGS] & EntityFlag.STEALTHED) === 0) return true;
    const ally = view.isAlly(rows[i * ROW + RowWord.ID]);
    return seesStealthed(ally, distance2 / (STEPS_PER_M * STEPS_PER_M), view.knows(i));
  }

  /** A projectile that follows a target is told once, as LAUNCH; what flies straight on or lies on the ground is an entity like others. */
  isFlownByClients(i: number): boolean {
    return this.world.kind[i] === EntityKind.PROJECTILE && this.world.target[i] !== NOBODY;
  }

  /** Does one who is in the picture stay at any distance: oneself, the party, the current target, a boss? */
  mattersAlways(view: ClientView, id: EntityId): boolean {
    return id === this.world.target[indexOf(view.self)] || this.#isAlwaysTold(view, id);
  }

  #isAlwaysTold(view: ClientView, id: EntityId): boolean {
    if (view.isAlly(id)) return true;
    const { count, ids } = this.important;
    for (let n = 0; n < count; n++) if (ids[n] === id) return true;
    return false;
  }
}
