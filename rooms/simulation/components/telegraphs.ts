import { type EntityId, indexOf } from "#shared/primitives/entity-id.ts";
import type { World } from "../world.ts";

/** Telegraphs of a zone at once; a cast beyond that is not shown on the ground. */
const MAX_TELEGRAPHS = 128;

/** Places on the ground that a cast will strike, as entities that clients see: entries 0 … count − 1. */
export class Telegraphs {
  readonly ids: Uint32Array;
  readonly casters: Uint32Array;
  readonly #count: Uint32Array;

  constructor(world: World) {
    this.ids = world.trackWhole(new Uint32Array(MAX_TELEGRAPHS));
    this.casters = world.trackWhole(new Uint32Array(MAX_TELEGRAPHS));
    this.#count = world.trackWhole(new Uint32Array(1));
  }

  get count(): number {
    return this.#count[0];
  }

  get full(): boolean {
    return this.#count[0] === MAX_TELEGRAPHS;
  }

  add(id: EntityId, caster: EntityId): void {
    this.casters[this.#count[0]] = caster;
    this.ids[this.#count[0]++] = id;
  }

  /** Takes out those whose entity is gone or whose caster casts something else by now. */
  sweep(world: World): void {
    for (let n = this.#count[0] - 1; n >= 0; n--) {
      const id = this.ids[n];
      const caster = this.casters[n];
      if (world.alive(id) && world.alive(caster) && world.castAbility[indexOf(caster)] === world.template[indexOf(id)]) continue;
      world.despawn(id);
      const last = --this.#count[0];
      this.ids[n] = this.ids[last];
      this.casters[n] = this.casters[last];
    }
  }
}
